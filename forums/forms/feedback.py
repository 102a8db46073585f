"""A page of slips to type in, the filter over those that are typed in, and what is said of them in other words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from coordination.forms.audit import OneDate
from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Prison, Wing
from directory.forms.worded import WordedForm
from directory.models import Listing
from forums.actions.feedback import LONGEST_SUMMARY, ROWS_A_PAGE, TO_SAFER_CUSTODY, Slip, Wrong, wrong_rows
from forums.models import FeedbackSlip

NUMBERS: Final = range(1, ROWS_A_PAGE + 1)
ABOVE, NOT_KNOWN = "", "none"
PLACES: Final = ("wing", "entry_number", "face", "words", "no_danger")
# An entry number has at most so many digits; more would not fit into its column of the database.
MOST_DIGITS: Final = 6


@dataclass
class Row:
    """One row of the page. `service`: what the number stands for, said back; `asks`: its words sound like danger."""

    number: int
    fields: dict[str, BoundField]
    errors: list[str]
    service: str = ""
    asks: bool = False
    below: SafeString = field(default=SafeString(""))

    @property
    def error_id(self) -> str:
        return f"slip_{self.number}_error"

    def control(self, place: str, look: str) -> SafeString:
        bound = self.fields[place]
        wrong = bool(bound.errors)
        attrs: dict[str, Any] = {"class": f"{look} {look}--error" if wrong else look}
        told = [self.error_id] if self.errors else []
        told += [f"slip_{self.number}_service"] if place == "entry_number" else []
        if place == "entry_number":
            attrs["data-said-in"] = f"slip_{self.number}_service"
        if told:
            attrs["aria-describedby"] = " ".join(told)
        if wrong:
            attrs["aria-invalid"] = "true"
        return bound.as_widget(attrs=attrs)

    @property
    def wing(self) -> SafeString:
        return self.control("wing", "govuk-select")

    @property
    def entry_number(self) -> SafeString:
        return self.control("entry_number", "govuk-input")

    @property
    def face(self) -> SafeString:
        return self.control("face", "govuk-input")

    @property
    def words(self) -> SafeString:
        return self.control("words", "govuk-textarea")

    @property
    def no_danger(self) -> SafeString:
        return self.fields["no_danger"].as_widget(attrs={"class": "govuk-checkboxes__input"})


def _box(mode: str, **attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", **attrs})


def _row_fields(number: int, wings: Sequence[tuple[str, str]]) -> dict[str, forms.Field]:
    of = f"of slip {number}"
    return {
        f"wing_{number}": forms.ChoiceField(
            label=f"Wing {of}",
            choices=wings,
            required=False,
            widget=forms.Select(attrs={"data-wing": True}),
            error_messages={"invalid_choice": "Choose a wing of the list."},
        ),
        f"entry_number_{number}": forms.CharField(
            label=f"Entry number {of}", required=False, widget=_box("numeric", **{"data-entry-number": True})
        ),
        f"face_{number}": forms.CharField(label=f"Face {of}", required=False, widget=_box("numeric")),
        f"words_{number}": forms.CharField(
            label=f"Words {of}", required=False, widget=forms.Textarea(attrs={"rows": 1, "cols": False})
        ),
        f"no_danger_{number}": forms.BooleanField(label=f"No danger {of}", required=False),
    }


class SlipsForm(WordedForm):
    """`listings`: those of the prison that have an entry number. `saves` False: look at the page, keep nothing.

    A row in which nothing but the wing above is left is no row.
    """

    mark_optional = False
    for_members = tuple(f"words_{number}" for number in NUMBERS)

    received_on = forms.DateField(
        label="Received on", widget=DateBoxes, help_text="Of all slips on this page."
    )
    batch = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "Load the page again, then type the slips in."),
    )
    all_read = forms.BooleanField(
        label="I have read every slip. Those that speak of danger went to safer custody.", required=False
    )

    def __init__(
        self, *args: Any, prison: Prison, listings: Sequence[Listing], saves: bool, **kwargs: Any
    ) -> None:
        initial = {"received_on": timezone.localdate(), "batch": uuid.uuid4()} | (
            kwargs.pop("initial", None) or {}
        )
        super().__init__(*args, initial=initial, **kwargs)
        self.prison, self.saves = prison, saves
        self.wings: Mapping[str, Wing] = {str(wing.pk): wing for wing in prison.wings.filter(ended_on=None)}
        self.services = {listing.entry_number: listing.name_for_readers for listing in listings}
        self.slips: list[Slip] = []
        last = {"all_read": self.fields.pop("all_read")}
        for number in NUMBERS:
            self.fields.update(_row_fields(number, self._wings_from(number)))
        self.fields.update(last)

    def _wings_from(self, number: int) -> list[tuple[str, str]]:
        """In brackets, so that a letter typed in the list finds the wing of that letter."""
        above = self._wing_above(number)
        first = f"(as above{above})" if number > 1 else "(not known)"
        begin = [(ABOVE, first)] if number == 1 else [(ABOVE, first), (NOT_KNOWN, "(not known)")]
        return [*begin, *((key, wing.name) for key, wing in self.wings.items())]

    def _wing_above(self, number: int) -> str:
        """“: B wing”, or nothing."""
        typed = (str(self.data.get(f"wing_{above}", "")) for above in range(number - 1, 0, -1))
        nearest = next((value for value in typed if value != ABOVE), NOT_KNOWN)
        return f": {self.wings[nearest].name}" if nearest in self.wings else ""

    def add_error(self, field: Any, error: Any) -> None:
        """Says of which slip, because the page has thirty rows."""
        number = str(field or "").rpartition("_")[2]
        if number.isdigit() and isinstance(error, str):
            error = f"Slip {number}: {error}"
        super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wing: Wing | None = None
        for number in NUMBERS:
            typed = {place: cleaned.get(f"{place}_{number}", "") for place in PLACES}
            if typed["wing"] != ABOVE:
                wing = self.wings.get(typed["wing"])
            if typed["wing"] in self.wings or any(
                typed[place] for place in ("entry_number", "face", "words")
            ):
                self._add(number, wing, typed)
        numbers = set(self.services)
        for number, wrong in wrong_rows(self.slips, self.prison, numbers).items():
            self._say(number, wrong)
        if self.saves and not self.errors:
            self._before_saving(cleaned)
        return cleaned

    def _add(self, number: int, wing: Wing | None, typed: dict[str, Any]) -> None:
        entry, face = typed["entry_number"].lstrip("#0 "), typed["face"]
        if typed["entry_number"] and not (entry.isascii() and entry.isdigit() and len(entry) <= MOST_DIGITS):
            self.add_error(
                f"entry_number_{number}", "The entry number is the number in figures, for example 12."
            )
        elif face not in ("", "1", "2", "3"):
            self.add_error(f"face_{number}", "A face is 1, 2 or 3, counted from the left.")
        elif not any(f"{place}_{number}" in self.errors for place in PLACES):
            self.slips.append(
                Slip(
                    row=number, wing=wing, entry_number=int(entry) if entry else None,
                    face=int(face) if face else None, words=typed["words"], no_danger=bool(typed["no_danger"]),
                )
            )  # fmt: skip

    def _before_saving(self, cleaned: dict[str, Any]) -> None:
        if not self.slips:
            self.add_error(None, "Type in at least one slip.")
        elif not cleaned.get("all_read"):
            self.add_error(
                "all_read",
                "Tick that you have read every slip, and that those which speak of danger went to safer custody.",
            )

    def _say(self, number: int, wrong: Wrong) -> None:
        self.add_error(f"{wrong.place}_{number}", wrong.sentence)

    def begin_at_the_first_row(self) -> None:
        """For whoever comes from a page that was saved: thirty more slips, without a hand on the mouse."""
        self.fields["wing_1"].widget.attrs["autofocus"] = True

    def mark(self, wrong: Mapping[int, Wrong]) -> None:
        """What the action found only on saving."""
        for number, each in wrong.items():
            self._say(number, each)

    @property
    def rows(self) -> Iterator[Row]:
        for number in NUMBERS:
            fields = {place: self[f"{place}_{number}"] for place in PLACES}
            errors = [str(error) for bound in fields.values() for error in bound.errors]
            entry = str(fields["entry_number"].value() or "").lstrip("#0 ")
            service = (
                self.services.get(int(entry), "") if entry.isdecimal() and len(entry) <= MOST_DIGITS else ""
            )
            asks = bool(fields["no_danger"].value()) or any(TO_SAFER_CUSTODY in error for error in errors)
            yield Row(number, fields, errors, service, asks, self.below(fields["words"]))


class RemoveForm(PortalForm):
    submit_label = "Take this slip out"
    submit_kind = "warning"


class SlipsFilter(FilterForm):
    service = forms.ChoiceField(label="Service")
    wing = forms.ModelChoiceField(label="Wing", queryset=Wing.objects.none(), empty_label="Any")
    face = forms.ChoiceField(
        label="Face", choices=[("", "Any"), *FeedbackSlip.Face.choices, ("none", "No face")]
    )
    since = forms.DateField(label="Received from", widget=OneDate)
    until = forms.DateField(label="Received until", widget=OneDate)

    def __init__(self, *args: Any, prison: Prison, listings: Sequence[Listing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["wing"].queryset = prison.wings.all()
        fields["service"].choices = [
            ("", "Any"), ("none", "No single service"),
            *((str(each.pk), f"{each.entry_number} {each.name_for_readers}") for each in listings),
        ]  # fmt: skip

    def chosen(self) -> dict[str, Any]:
        """As a query over slips takes it."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        names = {
            "service": "listing",
            "wing": "wing",
            "face": "face",
            "since": "received_on__gte",
            "until": "received_on__lte",
        }
        return {names[name]: None if value == "none" else value for name, value in found.items()}


class PeriodFilter(FilterForm):
    since = forms.DateField(label="Received from", widget=OneDate)
    until = forms.DateField(label="Received until", widget=OneDate)


class SummaryForm(WordedForm):
    submit_label = "Save the summary"
    for_members = ("text",)

    text = forms.CharField(
        label="What people said, in your own words", required=False, max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For example: most are glad of the advice and wait too long for a first talk. Nobody’s own words, no"
        " wing, and nothing that only one person said. Empty takes it back.",
    )  # fmt: skip
