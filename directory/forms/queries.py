"""A query to the coordinator, written in twenty seconds."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Group, Pathway, Prison, Wing
from directory.forms.needs import choose_service, fit_to, one_of
from directory.models import Listing, Query


class QueryForm(PortalForm):
    """Three answers are needed: what, who, and what became of it. Everything else is there for the month's print."""

    submit_label = "Log it"
    compact = True
    mark_optional = False

    words = forms.CharField(
        label="Who can help with …", max_length=200, help_text="A few words. No names, no numbers of people.",
    )  # fmt: skip
    asked_by = forms.ChoiceField(label="Asked by", choices=[("", "Choose"), *Query.AskedBy.choices])
    pathway = one_of("Pathway", Pathway.objects.none())
    group = one_of("Especially for", Group.objects.filter(active=True))
    wing = one_of("Wing", Wing.objects.none())
    outcome = forms.ChoiceField(
        label="What became of it?", choices=Query.Outcome.choices, widget=forms.RadioSelect
    )
    listing = forms.ModelChoiceField(
        label="Answered with", queryset=Listing.objects.none(), required=False, empty_label="No service"
    )
    passed_on_to = forms.CharField(
        label="Passed on to", max_length=80, required=False, help_text="A team or an organisation, no name."
    )
    asked_on = forms.DateField(
        label="Day", required=False, widget=DateBoxes, help_text="Leave it empty for today."
    )

    def __init__(self, *args: Any, prison: Prison, listings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit_to(self, prison)
        choose_service(self.fields["listing"], listings)

    def layout(self) -> Layout:
        return Layout(
            "words",
            Div("asked_by", "pathway", "group", "wing", css_class="srch-quick"),
            "outcome",
            Div("listing", "passed_on_to", "asked_on", css_class="srch-quick"),
        )
