"""What is typed at the gate: a name, a tick, the times of a signed sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.utils import timezone

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.widgets import DateBoxes
from inductions.actions.visits import SheetRow
from inductions.gate.entries import Entry, find
from inductions.gate.names import folded
from inductions.models import Person, Visit

TIMES: Final = ("%H:%M", "%H.%M", "%H%M", "%H:%M:%S", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p")
NOT_A_TIME: Final = "Write the time as 10:30 or 2pm."
READ: Final = "Has read the ACCT folder today"


class TimeOfDay(forms.TimeField):
    """A time on the wall, as people write it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, required=False, input_formats=TIMES,
            widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
            error_messages={"invalid": NOT_A_TIME},
        )  # fmt: skip


def moment(day: date, at: time) -> datetime:
    """Aware, in London. In the hour that comes twice in October it is the first of the two."""
    return timezone.make_aware(datetime.combine(day, at))


class GateSearch(FilterForm):
    name = forms.CharField(
        # At this page nobody comes to read: the cursor stands where the name is typed.
        label="Name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class ArriveForm(PortalForm):
    mark_optional = False
    submit_label = "Arrived now"
    read_acct_folder = forms.BooleanField(label=READ, required=False)


class LeaveForm(PortalForm):
    """Empty: now."""

    mark_optional = False
    submit_label = "Record that they left"

    left_on = forms.DateField(
        label="Day", required=False, widget=DateBoxes(), help_text="Leave empty for today.",
        error_messages={"invalid": "Enter a real date, for example 31 3 2027."},
    )  # fmt: skip
    left_time = TimeOfDay("Time")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("left_on") and not cleaned.get("left_time") and "left_time" not in self.errors:
            self.add_error("left_time", "Write the time as well.")
        return cleaned

    @property
    def left_at(self) -> datetime | None:
        at = self.cleaned_data["left_time"]
        return moment(self.cleaned_data["left_on"] or timezone.localdate(), at) if at else None


class PaperDay(FilterForm):
    day = forms.DateField(label="Day of the sheet", widget=DateBoxes())

    def clean_day(self) -> date | None:
        day = self.cleaned_data.get("day")
        if day and day > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return day


class PaperRow(PortalForm):
    """A line of the sheet of somebody whom the portal expected. A line without a time is no visit."""

    mark_optional = False
    compact = True

    arrived = TimeOfDay("Time in")
    left = TimeOfDay("Time out")
    read_acct_folder = forms.BooleanField(label="ACCT folder", required=False)

    def __init__(self, *args: Any, day: date, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.entry = day, entry
        # Signed in at the screen, and wrote on the paper only when they left.
        self.visit: Visit | None = entry.inside if entry else None
        if self.visit:
            del self.fields["arrived"], self.fields["read_acct_folder"]

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.visit and not self.errors and not self.is_empty and not cleaned.get("arrived"):
            self.add_error("arrived", "Write the time in.")
        return cleaned

    def row(self, person: Person) -> SheetRow:
        arrived, left = self.cleaned_data.get("arrived"), self.cleaned_data.get("left")
        return SheetRow(
            person=person,
            arrived_at=self.visit.arrived_at if self.visit else moment(self.day, arrived),
            left_at=moment(self.day, left) if left else None,
            read_acct_folder=bool(self.cleaned_data.get("read_acct_folder")),
            visit=self.visit,
        )


class OtherRow(PaperRow):
    """A line that was written by hand: whoever it is must be known at this prison."""

    name = forms.CharField(label="Name", max_length=160, required=False)
    field_order = ["name", "arrived", "left", "read_acct_folder"]

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.person: Person | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.is_empty:
            self._find(cleaned.get("name", ""))
        return cleaned

    def _find(self, name: str) -> None:
        found = find(self.people, name)
        same = [each for each in found if folded(each.name) == folded(name)]
        found = same or found
        if len(found) == 1:
            self.person = found[0]
        elif not name:
            self.add_error("name", "Write the name.")
        elif not found:
            self.add_error(
                "name",
                "Nobody of this name is known here. Ask the coordinator to add them, then save this line.",
            )
        elif same:
            self.add_error("name", "Two people have this name. Ask the coordinator which of them it was.")
        else:
            names = ", ".join(each.name for each in found[:4])
            self.add_error("name", f"More than one person may be meant: {names}. Write the whole name.")
