"""What is missing: told from a search, written down by the coordinator, settled."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Group, Pathway, Prison, Stage, Wing
from directory.models import Listing, Need


def one_of(label: str, queryset: Any, **more: Any) -> forms.ModelChoiceField:
    """An optional choice; empty is not known."""
    return forms.ModelChoiceField(
        label=label, queryset=queryset, required=False, empty_label="Not known", **more
    )


def fit_to(form: forms.Form, prison: Prison) -> None:
    """Wings of the prison, and no pathway that cannot stand there."""
    fields: dict[str, Any] = form.fields
    if "wing" in fields:
        fields["wing"].queryset = prison.wings.filter(ended_on=None)
    pathways = Pathway.objects.filter(active=True)
    fields["pathway"].queryset = pathways if prison.holds_women else pathways.filter(women_only=False)


class NothingFoundForm(PortalForm):
    """Stands under every search."""

    submit_label = "Tell the coordinator"
    submit_kind = "secondary"
    mark_optional = False

    statement = forms.CharField(
        label="What did you look for?", max_length=300,
        help_text="For example: somebody to talk to about gambling, in Polish.",
    )  # fmt: skip
    pathway = one_of("Pathway, if you know it", Pathway.objects.none())
    wing = one_of("Wing, if it matters", Wing.objects.none())

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit_to(self, prison)


class NeedForm(PortalForm):
    statement = forms.CharField(
        label="What is missing?", max_length=300,
        help_text="A sentence about what people need, never about one person.",
    )  # fmt: skip
    pathway = one_of("Pathway", Pathway.objects.none())
    group = one_of("Especially for", Group.objects.filter(active=True))
    stage = one_of("Stage of the sentence", Stage.objects.filter(active=True))
    wing = one_of("Wing", Wing.objects.none())
    people_count = forms.IntegerField(
        label="How many people", min_value=1, max_value=5000, required=False,
        help_text="Leave it empty if nobody knows.",
    )  # fmt: skip

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit_to(self, prison)


class NewNeedForm(NeedForm):
    submit_label = "Record the need"

    # A search and a query raise theirs by themselves.
    SOURCES = [
        choice for choice in Need.Source.choices if choice[0] not in (Need.Source.SEARCH, Need.Source.QUERY)
    ]

    source = forms.ChoiceField(label="Where from?", choices=SOURCES, widget=forms.RadioSelect)
    source_on = forms.DateField(
        label="Reported on", required=False, widget=DateBoxes, help_text="Leave it empty for today."
    )
    recommendation = forms.CharField(
        label="Which recommendation of an inspection?", max_length=200, required=False,
        help_text="The report and the number, for example: HMIP, May 2026, recommendation 12.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("recommendation") and cleaned.get("source") not in (None, Need.Source.INSPECTION):
            self.add_error(
                "recommendation", "Only an inspection recommends. Choose “An inspection”, or empty this."
            )
        return cleaned


class SettleForm(PortalForm):
    submit_label = "Settle the need"

    STATES = [choice for choice in Need.State.choices if choice[0] != Need.State.OPEN]

    state = forms.ChoiceField(label="What became of it?", choices=STATES, widget=forms.RadioSelect)
    met_by = forms.ModelChoiceField(
        label="Which service meets it?", queryset=Listing.objects.none(), required=False,
        empty_label="None in the directory", help_text="If it is met.",
    )  # fmt: skip
    reason = forms.CharField(
        label="How, or why not?", max_length=300, required=False,
        help_text="Needed where no service is chosen. No names.",
    )  # fmt: skip

    def __init__(self, *args: Any, listings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_service(self.fields["met_by"], listings)


def choose_service(field: Any, listings: Any) -> None:
    """Published listings by name, with whose they are."""
    field.queryset = listings.select_related("approved_revision", "service__organisation").order_by(
        "approved_revision__name"
    )
    field.label_from_instance = lambda row: f"{row.approved_revision.name} ({row.service.organisation.name})"


class NeedsFilter(FilterForm):
    state = forms.ChoiceField(label="State", choices=[("open", "Open"), ("", "All"), *SettleForm.STATES])
    source = forms.ChoiceField(label="From", choices=[("", "Anywhere"), *Need.Source.choices])
    pathway = forms.ModelChoiceField(
        label="Pathway", queryset=Pathway.objects.filter(active=True), empty_label="Any"
    )
