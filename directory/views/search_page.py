"""What a search page shows, worked out: what was asked in the address, filters with counts, and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse

from coordination.models import Prison, User
from coordination.plain_text import prison_numbers
from coordination.policies import prison_number_sentence
from directory.editions import sentences
from directory.models import Contact, Listing, Revision
from directory.search import Asked, Found
from directory.search.asking import Order
from directory.search.facts import Slot, slots_of
from directory.search.labels import NAMES, Choices
from directory.search.next_session import LONDON, next_session
from directory.views.staff_directory import ROOM_TONES, mark_of, notice_of_time

Slots = list[tuple[Slot, str]]  # When, and where.

LONGEST_TEXT: Final = 200
ORDERS: Final = ((Order.BEST, "Best match"), (Order.NEXT, "Next session"), (Order.NUMBER, "Entry number"))

# A row shows a third of what these tables hold; the rest would take longer to read than the search took.
SHOWN: Final = (
    "entry_number", "prison", "room", "room_on", "confirmed_on", "discreet", "confidential_premises",
    "service__organisation__name",
    *(
        f"approved_revision__{name}"
        for name in (
            "name", "summary", "staff_procedure", "usual_wait_days", "every_wing", "by_appointment", "starts_on",
            "ends_on",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A search as its address says it. Values that the page does not offer are left out, not complained of."""

    asked: Asked
    problem: str = ""  # Why the words were not searched for.

    @classmethod
    def read(cls, query: QueryDict, choices: Mapping[str, Choices]) -> Address:
        text = query.get("q", "").strip()[:LONGEST_TEXT]
        found = prison_numbers(text)
        filters = {
            name: [value for value, _ in offered if value in query.getlist(name)]
            for name, offered in choices.items()
        }
        order = query.get("order", "")
        asked = Asked(
            "" if found else text,
            {name: values for name, values in filters.items() if values},
            Order(order) if order in list(Order) else Order.BEST,
        )
        return cls(asked, prison_number_sentence(found[0].text) if found else "")

    @property
    def is_empty(self) -> bool:
        return not self.asked.text and not self.asked.filters

    def query(self, *, without: tuple[str, str] | None = None, **more: str) -> str:
        """The address's part after “?”, the same search always in the same words."""
        query = QueryDict(mutable=True)
        if self.asked.text:
            query["q"] = self.asked.text
        for name, values in self.asked.filters.items():
            query.setlist(name, [value for value in values if (name, value) != without])
        if self.asked.order != Order.BEST:
            query["order"] = self.asked.order
        for name, value in more.items():
            query[name] = value
        return query.urlencode()


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter of the page. Values that would leave nothing are not offered, unless they are chosen."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]


def filters_of(found: Found, address: Address, choices: Mapping[str, Choices]) -> list[Filter]:
    filters = []
    for name, offered in choices.items():
        chosen = address.asked.filters.get(name, ())
        options = [
            Option(value, label, found.count(name, value), value in chosen) for value, label in offered
        ]
        shown = [option for option in options if option.count or option.chosen]
        if shown:
            filters.append(Filter(name, NAMES[name], shown))
    return filters


class Ranked(Sequence[int]):
    """Entry numbers in their order, for a Paginator: only the page that is shown is ever taken apart."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def __len__(self) -> int:
        return self.found.total

    def __getitem__(self, wanted: Any) -> Any:
        if isinstance(wanted, slice):
            return list(islice(self.found.numbers(), wanted.start, wanted.stop, wanted.step))
        return next(islice(self.found.numbers(), wanted, None))


@dataclass(frozen=True)
class Rows:
    """Listings as the user may read them. Wings and groups are told from the index, which is in step with them."""

    user: User
    prison: Prison
    found: Found
    choices: Mapping[str, Choices]
    now: datetime

    def of(self, numbers: Sequence[int], *, with_contacts: bool = False) -> list[dict[str, Any]]:
        """Those of these entry numbers, in this order."""
        here = Listing.objects.visible_to(self.user).published().filter(prison=self.prison)
        listings = here.filter(entry_number__in=numbers).order_by()
        listings = listings.select_related("service__organisation", "approved_revision").only(*SHOWN)
        by_number = {listing.entry_number: listing for listing in listings}
        slots = slots_of(row.approved_revision for row in by_number.values() if row.approved_revision)
        shown = [by_number[number] for number in numbers if number in by_number]
        rows = [self._row(listing, slots[listing.approved_revision_id or 0]) for listing in shown]
        if with_contacts:
            _add_contacts(self.user, rows)
        return rows

    def _row(self, listing: Listing, slots: Slots) -> dict[str, Any]:
        text, number = listing.approved_revision, listing.entry_number
        assert text is not None and number is not None
        return {
            "pk": listing.pk,
            "number": number,
            "url": reverse("entry", args=[self.prison.code, number]),
            "name": text.name,
            "organisation": listing.service.organisation.name,
            "summary": text.summary,
            "procedure": text.staff_procedure,
            "room": listing.room_in_words if listing.room else "",
            "room_tone": ROOM_TONES.get(Listing.Room(listing.room), "neutral"),
            "notice": notice_of_time(text),
            "mark": mark_of(listing),
            "discreet": listing.discreet,
            "facts": " ".join(
                f"{label}: {words}." for label, words in self._facts(listing, text, number, slots) if words
            ),
            "contacts": [],
        }

    def _facts(self, listing: Listing, text: Revision, number: int, slots: Slots) -> list[tuple[str, str]]:
        wings = "every wing" if text.every_wing else self._named("wing", number)
        return [
            ("Next", _next(slots, self.now, hide_place=listing.confidential_premises)),
            ("When", "by appointment" if text.by_appointment else ""),
            ("Usual wait", sentences.length_of_time(text.usual_wait_days) if text.usual_wait_days else ""),
            ("Wings", wings),
            ("Especially for", self._named("group", number)),
        ]

    def _named(self, name: str, number: int) -> str:
        """The values of a filter that the entry has, in words."""
        return ", ".join(label for value, label in self.choices[name] if self.found.has(number, name, value))


def _next(slots: Slots, now: datetime, *, hide_place: bool) -> str:
    """“Tuesday 3 March, 10:00, Library”; nothing where no session is to come."""
    coming = []
    for slot, place in slots:
        begins = next_session(slot, now, starts_on=slot.starts_on, ends_on=slot.ends_on)
        if begins:
            coming.append((begins, "" if hide_place else place))
    if not coming:
        return ""
    begins, place = min(coming)
    today = now.astimezone(LONDON).date()
    day = "today" if begins.date() == today else f"{begins:%A} {begins.day} {begins:%B}"
    return ", ".join(filter(None, (day, f"{begins:%H:%M}", place)))


def _add_contacts(user: User, rows: list[dict[str, Any]]) -> None:
    contacts = Contact.objects.visible_to(user).filter(listing__in=[row["pk"] for row in rows])
    by_listing: dict[int, list[str]] = {}
    for contact in contacts:
        words = ", ".join(filter(None, (contact.name, contact.role, contact.phone, contact.email)))
        by_listing.setdefault(contact.listing_id, []).append(words)
    for row in rows:
        row["contacts"] = by_listing.get(row["pk"], [])
