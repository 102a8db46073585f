"""When and where a service comes together: one form a session, blank ones at the end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.policies import Refused
from directory.forms.plain_words import Words
from directory.models import Session
from directory.policies import check_session

MOST_SESSIONS = 21
BLANK = ("", "Choose one")
TIMES = ("%H:%M", "%H.%M", "%H:%M:%S", "%H", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I.%M %p", "%I %p")
WEEKS = [(week, label.capitalize()) for week, label in Session.WeekOfMonth.choices]
NOT_A_TIME = "Write the time as 10:30 or 2pm."


class SessionForm(PortalForm):
    """One session. A form in which day, times and place are all empty is no session."""

    mark_optional = False
    compact = True
    # What the check of plain words says of the place.
    words: Words | None = None

    pattern = forms.ChoiceField(
        label="How often", choices=Session.Pattern.choices, initial=Session.Pattern.WEEKLY
    )
    weekday = forms.TypedChoiceField(
        label="Day", choices=[BLANK, *Session.Weekday.choices], coerce=int,
        error_messages={"required": "Choose the day."},
    )  # fmt: skip
    begins = forms.TimeField(
        label="Begins", input_formats=TIMES, widget=forms.TimeInput(format="%H:%M"),
        error_messages={"required": "Give the time at which it begins.", "invalid": NOT_A_TIME},
    )  # fmt: skip
    ends = forms.TimeField(
        label="Ends", input_formats=TIMES, widget=forms.TimeInput(format="%H:%M"),
        error_messages={"required": "Give the time at which it ends.", "invalid": NOT_A_TIME},
    )  # fmt: skip
    place = forms.CharField(
        label="Place", max_length=80, help_text="For example: library, chapel, B wing association room.",
        error_messages={"required": "Give the place, or say “on the wing”."},
    )  # fmt: skip
    week_of_month = forms.TypedChoiceField(
        label="Once a month: in which week", choices=[("", "Not monthly"), *WEEKS],
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    counted_from = forms.DateField(
        label="Every two weeks: a date on which it takes place", widget=DateBoxes(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True

    @property
    def is_filled(self) -> bool:
        """True where there is a session to take out."""
        return self.has_changed() if self.is_bound else bool(self.initial)

    @property
    def rhythm_is_open(self) -> bool:
        """True where the fields of a rarer rhythm are needed, or are at fault."""
        return self["pattern"].value() not in (None, "", Session.Pattern.WEEKLY) or bool(
            self.errors.keys() & {"week_of_month", "counted_from"}
        )

    def has_changed(self) -> bool:
        """Blank rows are left alone, also those that were emptied to take a session out."""
        return any(str(self[name].data or "").strip() for name in ("weekday", "begins", "ends", "place"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("pattern") != Session.Pattern.MONTHLY:
            cleaned["week_of_month"] = None
        if cleaned.get("pattern") != Session.Pattern.FORTNIGHTLY:
            cleaned["counted_from"] = None
        if not self.errors:
            try:
                check_session(cleaned)
            except Refused as refused:
                self.refuse(refused, self._at_fault(cleaned))
        return cleaned

    def _at_fault(self, cleaned: dict[str, Any]) -> str:
        if cleaned["ends"] <= cleaned["begins"]:
            return "ends"
        return "week_of_month" if cleaned["pattern"] == Session.Pattern.MONTHLY else "counted_from"


class Sessions(BaseFormSet):
    """The formset; `contents()` after it is valid."""

    entry_name = "Session"

    def contents(self) -> list[dict[str, Any]]:
        """Sessions in the shape of a content, without blank rows and those taken out."""
        kept = [
            form.cleaned_data for form in self.forms if form.cleaned_data and form not in self.deleted_forms
        ]
        return [{name: value for name, value in row.items() if name != "DELETE"} for row in kept]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take this session out"


SessionFormSet = formset_factory(
    SessionForm, formset=Sessions, extra=2, can_delete=True, max_num=MOST_SESSIONS,
    absolute_max=MOST_SESSIONS, validate_max=True,
)  # fmt: skip
