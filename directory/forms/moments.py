"""A day, and when something begins and ends on it, in Europe/London."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from directory.forms.sessions import NOT_A_TIME, TIMES

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
NO_SUCH_HOUR: Final = (
    "The clocks change in that night, and this hour comes twice or not at all. Choose another time."
)


def moment(day: date, at: time) -> datetime:
    """The moment in London. ValidationError for an hour that the clock change leaves out or gives twice."""
    try:
        found: datetime = from_current_timezone(datetime.combine(day, at))
    except ValidationError:
        raise ValidationError(NO_SUCH_HOUR) from None
    return found


def a_time(label: str, missing: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, input_formats=TIMES, widget=forms.TimeInput(format="%H:%M"),
        error_messages={"required": missing, "invalid": NOT_A_TIME},
    )  # fmt: skip


def check_year(day: date) -> None:
    """A year that was mistyped shows itself by this."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")


class MomentsForm(PortalForm):
    """`day`, `begins` and `ends`; cleaned, `starts_at` and `ends_at` are aware moments of that day."""

    day = forms.DateField(label="Day", widget=DateBoxes, error_messages={"required": "Choose the day."})
    begins = a_time("Begins", "Give the time at which it begins.")
    ends = a_time("Ends", "Give the time at which it ends.")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        check_year(day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, column in (("begins", "starts_at"), ("ends", "ends_at")):
            if cleaned.get("day") is None or cleaned.get(name) is None:
                continue
            try:
                cleaned[column] = moment(cleaned["day"], cleaned[name])
            except ValidationError as error:
                self.add_error(name, error)
        if {"starts_at", "ends_at"} <= cleaned.keys() and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", "It ends before it begins. Change one of the two times.")
        return cleaned
