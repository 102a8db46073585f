"""A need that came out of what people said, or of an inspection."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from coordination.forms.widgets import DateBoxes
from directory.forms.needs import NeedForm
from directory.forms.worded import WordedForm


class RaisedNeedForm(WordedForm, NeedForm):
    submit_label = "Raise the need"
    for_members: ClassVar[tuple[str, ...]] = ("statement",)


class InspectionNeedForm(RaisedNeedForm):
    for_members: ClassVar[tuple[str, ...]] = ("recommendation", "statement")

    recommendation = forms.CharField(
        label="Which recommendation?", max_length=200,
        help_text="The report and the number, for example: HMIP, May 2026, recommendation 12.",
    )  # fmt: skip
    said_on = forms.DateField(label="Published on", widget=DateBoxes)

    field_order = ("recommendation", "said_on", "statement")
