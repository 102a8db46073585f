"""Bringing in a list of people: the file, and which column means what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from coordination.files.checking import check_size
from coordination.forms.base import PortalForm
from coordination.policies import Refused
from inductions.bringing_in import FIELDS, OF_A_MODULE, OF_A_TRAINING, labels
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
    """One choice for each column of the list: what it says, with its first cell to go by."""

    submit_label = "Show what would happen"
    mark_optional = False

    def __init__(
        self, *args: Any, brought: WorkerImport, rows: Iterable[WorkerImportRow], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        waiting = [row.cells for row in rows if row.cells]
        self.headings = {f"column_{place}": heading for place, heading in enumerate(brought.headings)}
        meanings = {heading: field for field, heading in brought.columns.items()}
        for name, heading in self.headings.items():
            first = next((cells[heading] for cells in waiting if cells.get(heading)), "")
            self.fields[name] = forms.ChoiceField(
                label=heading, choices=_choices(), required=False, initial=meanings.get(heading, ""),
                help_text=f"For example: {_short(first)}" if first else "Empty in every row.",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen: dict[str, str] = {}
        for name, field in list(cleaned.items()):
            if field and field in chosen:
                self.add_error(
                    name, f"“{self.headings[chosen[field]]}” means the same. Choose one of the two."
                )
            elif field:
                chosen[field] = name
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        return {field: self.headings[name] for name, field in self.cleaned_data.items() if field}


def _choices() -> list[Any]:
    named = labels(TrainingModule.in_use())
    person = [(field, named[field]) for field in FIELDS if field not in OF_A_TRAINING]
    days = [(field, label) for field, label in named.items() if field.startswith(OF_A_MODULE)]
    return [
        ("", "Leave it out"),
        ("The person", person),
        ("One training in each row", [(field, named[field]) for field in OF_A_TRAINING]),
        ("The days of one training", days),
    ]


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SAMPLE else f"{cell[:LONGEST_SAMPLE]}…"
