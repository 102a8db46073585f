"""A query to the coordinator, written in twenty seconds."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout, LayoutObject
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Group, Pathway, Prison, Wing
from directory.forms.needs import choose_service, fit_to, one_of
from directory.models import Listing, Query


class Folded(LayoutObject):
    """Fields that are rarely needed, behind a line; open where one of them has an answer or an error."""

    def __init__(self, summary: str, *fields: str) -> None:
        self.summary, self.fields = summary, list(fields)

    def render(self, form: Any, context: Any, **kwargs: Any) -> SafeString:
        inside = self.get_rendered_fields(form, context, **kwargs)
        used = any(form[name].errors or any(_parts(form[name].value())) for name in self.fields)
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span></summary>{}</details>',
            SafeString(" open") if used else "", self.summary, inside,
        )  # fmt: skip


def _parts(value: Any) -> Any:
    """A value of several boxes is empty where all of them are."""
    return value if isinstance(value, list | tuple) else [value]


class QueryForm(PortalForm):
    """Three answers are needed: what, who, and what became of it. Everything else is there for the month's print.

    Whoever names a service, or to whom it was passed on, has said what became of it.
    """

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
        label="What became of it?", choices=Query.Outcome.choices, widget=forms.RadioSelect, required=False
    )
    listing = forms.ModelChoiceField(
        label="Answered with", queryset=Listing.objects.none(), required=False, empty_label="No service"
    )
    passed_on_to = forms.CharField(
        label="Passed on to", max_length=80, required=False, help_text="A team or an organisation, no name."
    )
    asked_on = forms.DateField(
        label="Day on which it was asked",
        required=False,
        widget=DateBoxes,
    )

    def __init__(self, *args: Any, prison: Prison, listings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit_to(self, prison)
        choose_service(self.fields["listing"], listings)
        if not self.is_bound:
            # One query follows another; after a mistake it is the summary of errors that is read first.
            self.fields["words"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not answers.get("outcome") and not self.errors:
            named = {
                Query.Outcome.ANSWERED: answers.get("listing"),
                Query.Outcome.PASSED_ON: answers.get("passed_on_to"),
            }
            meant = [outcome for outcome, answer in named.items() if answer]
            if len(meant) == 1:
                answers["outcome"] = meant[0]
            else:
                self.add_error("outcome", "Choose what became of it.")
        return answers

    def layout(self) -> Layout:
        return Layout(
            "words",
            Div("asked_by", "pathway", "group", "wing", css_class="srch-quick"),
            "outcome",
            Div("listing", "passed_on_to", css_class="srch-quick"),
            Folded("It was not today", "asked_on"),
        )
