"""Bringing in a list of people: the file, and which column means what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms

from coordination.forms.base import PortalForm
from coordination.policies import Refused
from inductions.bringing_in import FIELDS, OF_A_MODULE, OF_A_TRAINING, labels
from inductions.files.checking import check_size
from inductions.models import TrainingModule, WorkerImport, WorkerImportRow

LONGEST_SAMPLE: Final = 40
AGAIN: Final = "Choose the list again, or save it once more from the spreadsheet."
LESS: Final = "Take out pictures and sheets that are not needed, or divide the list."


class ListField(forms.FileField):
    """The size is judged before anything is read, and an empty file gets a sentence of its own."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        try:
            check_size(file.size, ask=AGAIN, smaller=LESS)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return file


class PeopleListForm(PortalForm):
    submit_label = "Read the list"

    file = ListField(
        label="The list", help_text="CSV or XLSX, at most 500 rows, with a line of headings.", allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )  # fmt: skip


class ColumnsForm(PortalForm):
    """One choice of a column for each thing that a list of people may say, each column with its first cell."""

    submit_label = "Show what would happen"

    def __init__(
        self, *args: Any, brought: WorkerImport, rows: Iterable[WorkerImportRow], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        waiting = [row.cells for row in rows if row.cells]
        choices = [("", "Not in the list")]
        for heading in brought.headings:
            first = next((cells[heading] for cells in waiting if cells.get(heading)), "")
            choices.append((heading, f"{heading} ({_short(first)})" if first else heading))
        self.named = labels(TrainingModule.in_use())
        for field, label in self.named.items():
            self.fields[field] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=brought.columns.get(field, ""),
            )  # fmt: skip

    def layout(self) -> Layout:
        person = [field for field in FIELDS if field not in OF_A_TRAINING]
        days = [field for field in self.named if field.startswith(OF_A_MODULE)]
        return Layout(
            Fieldset("The person", *person),
            Fieldset("If each row has one training", *OF_A_TRAINING),
            Fieldset("If each training has a column of its own, with days in it", *days),
        )

    @property
    def columns(self) -> dict[str, str]:
        return {field: self.cleaned_data[field] for field in self.named if self.cleaned_data.get(field)}


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SAMPLE else f"{cell[:LONGEST_SAMPLE]}…"
