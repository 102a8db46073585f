"""Bringing in a list of people: the file, and which column means what."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from inductions.bringing_in import labels
from inductions.models import TrainingModule, WorkerImport


class PeopleListForm(PortalForm):
    submit_label = "Read the list"

    file = forms.FileField(
        label="The list", help_text="CSV or XLSX, at most 500 rows, with a line of headings.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )  # fmt: skip


class ColumnsForm(PortalForm):
    """One choice of a column for each thing that a list of people may say."""

    submit_label = "Show what would happen"

    def __init__(self, *args: Any, brought: WorkerImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Not in the list"), *[(heading, heading) for heading in brought.headings]]
        self.named = labels(TrainingModule.in_use())
        for field, label in self.named.items():
            self.fields[field] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=brought.columns.get(field, "")
            )

    @property
    def columns(self) -> dict[str, str]:
        return {field: self.cleaned_data[field] for field in self.named if self.cleaned_data.get(field)}
