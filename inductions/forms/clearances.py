"""What is typed of a clearance. No field asks why, and none takes a document."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from inductions.models import Clearance, ClearanceLevel

State = Clearance.State
COLUMNS: Final = (
    "state", "reference", "applied_on", "decided_on", "granted_by", "granted_on", "expires_on",
)  # fmt: skip
NOT_A_DATE: Final = {"invalid": "Enter a real date, for example 31 3 2027."}


def day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=DateBoxes(), help_text=help_text, error_messages=NOT_A_DATE
    )


class ClearanceForm(PortalForm):
    """`states` are those that may be chosen; with one alone there is nothing to choose."""

    submit_label = "Record this clearance"

    level = forms.ModelChoiceField(
        label="Level", queryset=ClearanceLevel.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose the level."},
    )  # fmt: skip
    state = forms.ChoiceField(
        label="How it stands", widget=forms.RadioSelect, error_messages={"required": "Say how it stands."}
    )
    reference = forms.CharField(
        label="Reference", max_length=40, required=False,
        help_text="The file reference of the application. Never the number of a certificate.",
    )  # fmt: skip
    applied_on = day("Applied for on", "Leave empty if it is not known.")
    decided_on = day("Decided on", "Leave empty for today, or for a grant: the day from which it counts.")
    granted_by = forms.CharField(
        label="Granted by", max_length=120, required=False, help_text="The office, for example: security."
    )
    granted_on = day("Counts from", "As it stands in the decision.")
    expires_on = day("Last day", "As it stands in the decision. This day still counts.")

    def __init__(self, *args: Any, states: list[State], with_level: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_level:
            self.fields["level"].queryset = ClearanceLevel.objects.filter(active=True)
        else:
            del self.fields["level"]
        self.fields["state"].choices = [(each.value, each.label) for each in states]
        self.fields["state"].widget.option_hints = {
            State.REFUSED: "No reason is kept. The gate, managers and other prisons see “not cleared here”."
        }
        if len(states) == 1:
            del self.fields["state"]
            self.only_state: State | None = states[0]
        else:
            self.only_state = None
        if states == [State.APPLIED]:
            for name in ("decided_on", "granted_by", "granted_on", "expires_on"):
                del self.fields[name]

    def layout(self) -> Layout:
        groups = (
            ("", ("level", "state", "reference")),
            ("The application", ("applied_on", "decided_on")),
            ("If it is granted", ("granted_by", "granted_on", "expires_on")),
        )
        parts: list[Any] = []
        for legend, names in groups:
            there = [name for name in names if name in self.fields]
            parts += [Fieldset(legend, *there)] if legend and there else there
        return Layout(*parts)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") == State.GRANTED:
            for name, sentence in (
                ("granted_on", "Enter the day from which it counts."),
                ("expires_on", "Enter the last day, as it stands in the decision."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        found = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        return found if self.only_state is None else found | {"state": self.only_state}


def initial_of(clearance: Clearance) -> dict[str, Any]:
    return {name: getattr(clearance, name) for name in COLUMNS}
