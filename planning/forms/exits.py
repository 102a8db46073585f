"""The day on which a prison closes, and what was done for it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from directory.forms.moments import check_year
from directory.forms.worded import WordedForm


class BeginExitForm(PortalForm):
    submit_label = "Begin the managed exit"
    mark_optional = False

    closes_on = forms.DateField(
        label="The last day on which the prison is open", widget=DateBoxes,
        error_messages={"required": "Say on which day the prison closes."},
    )  # fmt: skip
    temporary = forms.TypedChoiceField(
        label="For how long?", choices=[("no", "For good"), ("yes", "For a time; it is to open again")],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        error_messages={"required": "Say whether it closes for good."},
    )  # fmt: skip

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        check_year(day)
        return day


class TickForm(WordedForm):
    submit_label = "It is done"
    for_members: ClassVar = ("note",)
    mark_optional = False

    note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="What was agreed, and with which organisation.",
    )


class SureForm(PortalForm):
    """A press that is asked for once more."""
