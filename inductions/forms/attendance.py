"""Who came to a session: everybody booked on one page, and those who came without a booking by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from coordination.forms.base import PortalForm
from inductions.models import Booking, Person

CAME, ABSENT, LEAVE = "came", "absent", ""
MARKS: Final = [(CAME, "Came"), (ABSENT, "Did not come")]
MOST_OTHERS: Final = 30
STANDS: Final = {Booking.State.ATTENDED: CAME, Booking.State.ABSENT: ABSENT}


class AttendanceForm(PortalForm):
    """`bookings` with `person`, in the order of the register. `others` are those who may have come without one."""

    submit_label = "Save who came"
    mark_optional = False
    compact = True

    rest = forms.ChoiceField(
        label="Everybody whom you did not mark", widget=forms.RadioSelect, required=False,
        choices=[(LEAVE, "Stays open"), (CAME, "Came"), (ABSENT, "Did not come")],
        help_text="Whoever is on the waiting list is not meant: mark those who came all the same.",
    )  # fmt: skip
    others = forms.CharField(
        label="Who came without a booking", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="One name a line, as it stands in their record.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, bookings: Sequence[Booking], others: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bookings = list(bookings)
        self.may_have_come = others
        fields: dict[str, forms.Field] = {}
        for booking in self.bookings:
            waits = booking.state == Booking.State.WAITING
            fields[name_of(booking)] = forms.ChoiceField(
                label=f"{booking.person.name}{' (waiting list)' if waits else ''}", required=False,
                choices=MARKS[:1] if waits else MARKS, widget=forms.RadioSelect,
                initial=STANDS.get(Booking.State(booking.state), LEAVE),
            )  # fmt: skip
        self.fields = {**fields, **self.fields}
        if not any(booking.state == Booking.State.BOOKED for booking in self.bookings):
            del self.fields["rest"]

    @property
    def marks(self) -> list[Any]:
        """The fields of the people, to lay out."""
        return [self[name_of(booking)] for booking in self.bookings]

    @property
    def last(self) -> list[Any]:
        return [self[name] for name in ("rest", "others") if name in self.fields]

    def clean_others(self) -> list[Person]:
        """The people named. ValidationError with the first name that is not one person."""
        names = [" ".join(line.split()) for line in self.cleaned_data["others"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MOST_OTHERS:
            raise forms.ValidationError(f"At most {MOST_OTHERS} names at once. Save these first.")
        return [self._person(name) for name in names]

    def _person(self, name: str) -> Person:
        found = list(self.may_have_come.filter(name__iexact=name)[:2])
        if not found:
            raise forms.ValidationError(
                f"Nobody called “{name}” works here on that day. Look at the spelling, or add them first."
            )
        if len(found) > 1:
            raise forms.ValidationError(
                f"Two people here are called “{name}”. Record this one on the page of their training."
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.came() and not self.absent():
            self.add_error(None, "Mark at least one person, or record that the session did not run.")
        return cleaned

    def _marked(self, mark: str) -> list[Person]:
        rest = self.cleaned_data.get("rest", LEAVE)
        return [
            booking.person
            for booking in self.bookings
            if (self.cleaned_data.get(name_of(booking)) or self._rest_for(booking, rest)) == mark
        ]

    @staticmethod
    def _rest_for(booking: Booking, rest: str) -> str:
        return rest if booking.state == Booking.State.BOOKED else LEAVE

    def came(self) -> list[Person]:
        return [*self._marked(CAME), *self.cleaned_data.get("others", [])]

    def absent(self) -> list[Person]:
        return self._marked(ABSENT)


def name_of(booking: Booking) -> str:
    return f"person_{booking.pk}"
