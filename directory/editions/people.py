"""The edition for people in prison, from an allow-list: named fields into frozen dataclasses, never a model object.

Four guards hold it: the database answers for no other table meanwhile (`guard`), an import contract keeps the contact
model out of this module, every named field must be classified `everyone`, and a test reads the finished PDF.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import models

from coordination.disclosure import check_for_everyone
from coordination.models import (
    DeliveryWay,
    Group,
    Language,
    Organisation,
    Pathway,
    Prison,
    WayToAsk,
    Wing,
)
from directory.editions import sentences, symbols
from directory.editions.guard import only_tables_of
from directory.editions.snapshot import LeftOut, Snapshot, heading
from directory.models.listing import Listing
from directory.models.revision import Revision, Session
from directory.models.service import Service

# The allow-list: what may be printed, by the model that holds it. Nothing is read that is not named here.
PRINTED: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Listing: ("entry_number", "room", "room_on", "public_helpline", "public_helpline_hours", "public_address"),
    Revision: (
        "name", "summary", "sex", "minimum_age", "maximum_age", "other_rules", "usual_wait_days",
        "least_time_days", "every_wing", "by_appointment", "how_to_ask", "starts_on", "ends_on",
    ),
    Session: ("pattern", "weekday", "week_of_month", "counted_from", "begins", "ends", "place"),
    Organisation: ("name",),
    Pathway: ("code", "label", "position", "symbol"),
    Group: ("label",),
    WayToAsk: ("code",),
    DeliveryWay: ("label",),
    Language: ("code", "label"),
    Wing: ("name",),
}  # fmt: skip
# Tables that link the printed ones or decide about them; no field of theirs is read.
BETWEEN: Final = (Service, Prison)


@dataclass(frozen=True)
class Meeting:
    """A session: when, the next day of a two-weekly one, and where (empty for confidential premises)."""

    when: str
    next: str
    place: str


@dataclass(frozen=True)
class Entry:
    """One service, word for word as it is printed."""

    number: int
    name: str
    organisation: str
    chapters: list[str]
    summary: str
    who: list[str]
    other_rules: str
    wings: str
    sessions: list[Meeting]
    by_appointment: bool
    delivery: list[str]
    languages: list[str]
    ask_symbol: str
    how_to_ask: str
    wait: str
    time_needed: str
    room: str
    mark: str
    starts_on: str
    ends_on: str
    helpline: str
    helpline_hours: str
    address: str


def snapshot(prison: Prison, *, number: int, printed_on: date) -> tuple[Snapshot, LeftOut]:
    """What is printed on that day, and the services left out: ended, or not confirmed for too long."""
    check_for_everyone(PRINTED)
    head = heading(prison, kind="people", number=number, printed_on=printed_on)
    with only_tables_of(*PRINTED, *BETWEEN):
        entries, left_out, chapters = _read(prison.pk, printed_on, prison.holds_only)
    head["chapters"] = chapters
    head["entries"] = [asdict(entry) for entry in entries]
    return head, left_out


def _read(prison: int, today: date, held: str) -> tuple[list[Entry], LeftOut, list[dict[str, Any]]]:
    rows = _rows(prison)
    revisions = [row["approved_revision_id"] for row in rows]
    lists = Lists(revisions)
    meetings = _meetings(revisions, today)
    helplines, addresses = _helplines(prison), _addresses(prison)
    # When somebody confirmed is for staff: the database only says of which listings nobody did in time.
    overdue, too_old = _keys(_here(prison).overdue(today)), _keys(_here(prison).left_out_of_print(today))
    entries: list[Entry] = []
    left_out: LeftOut = {"ended": [], "unconfirmed": []}
    for row in rows:
        named = {"number": row["entry_number"], "name": row["name"]}
        if row["ends_on"] and row["ends_on"] < today:
            left_out["ended"].append(named | {"ended_on": row["ends_on"].isoformat()})
            continue
        if row["pk"] in too_old:
            left_out["unconfirmed"].append(named)
            continue
        helpline, hours = helplines.get(row["pk"], ("", ""))
        revision = row["approved_revision_id"]
        printed = _entry(row, lists, meetings.get(revision, []), today, held)
        mark = sentences.ASK_FIRST if row["pk"] in overdue else ""
        address = addresses.get(row["pk"], "")
        entries.append(Entry(**printed, mark=mark, helpline=helpline, helpline_hours=hours, address=address))
    return entries, left_out, lists.chapters({code for entry in entries for code in entry.chapters})


def _here(prison: int) -> Any:
    return Listing.objects.filter(prison=prison)


def _keys(listings: Any) -> set[int]:
    return set(listings.values_list("pk", flat=True))


def _rows(prison: int) -> list[dict[str, Any]]:
    """One row a published listing: its printed columns by their own names, and two keys to join by."""
    revision = {name: models.F(f"approved_revision__{name}") for name in PRINTED[Revision]}
    rows: Any = (
        _here(prison)
        .published()
        .order_by("entry_number")
        .values(
            "pk", "approved_revision_id", "entry_number", "room", "room_on",
            organisation=models.F("service__organisation__name"), **revision,
        )
    )  # fmt: skip
    return list(rows)


def _entry(
    row: dict[str, Any], lists: Lists, meetings: list[Meeting], today: date, held: str
) -> dict[str, Any]:
    revision = row["approved_revision_id"]
    later = row["starts_on"] and row["starts_on"] > today
    return {
        "number": row["entry_number"],
        "name": row["name"],
        "organisation": row["organisation"],
        "chapters": lists.pathways.get(revision, []),
        "summary": row["summary"],
        "who": sentences.who(
            row["sex"], row["minimum_age"], row["maximum_age"], lists.groups.get(revision, []), held
        ),
        "other_rules": row["other_rules"],
        "wings": "" if row["every_wing"] else sentences.listed(lists.wings.get(revision, [])),
        "sessions": meetings,
        "by_appointment": row["by_appointment"],
        "delivery": lists.delivery_ways.get(revision, []),
        "languages": lists.languages.get(revision, []),
        "ask_symbol": symbols.way_to_ask(lists.ways_to_ask.get(revision, [])),
        "how_to_ask": row["how_to_ask"],
        "wait": sentences.wait(row["usual_wait_days"]),
        "time_needed": sentences.time_needed(row["least_time_days"]),
        "room": sentences.room_for_people(row["room"], row["room_on"], today),
        "starts_on": row["starts_on"].isoformat() if later else "",
        "ends_on": row["ends_on"].isoformat() if row["ends_on"] else "",
    }


class Lists:
    """The many-to-many lists of the revisions, each by the revision's key, in the order of the reference list."""

    def __init__(self, revisions: list[int]) -> None:
        rows = self._pairs(revisions, "pathways", "code", "label", "symbol", order="position")
        self._chapters = list(dict.fromkeys((code, label, symbol) for _, code, label, symbol in rows))
        self.pathways = grouped((revision, code) for revision, code, _, _ in rows)
        self.groups = grouped(self._pairs(revisions, "groups", "label", order="position"))
        self.ways_to_ask = grouped(self._pairs(revisions, "ways_to_ask", "code", order="position"))
        self.delivery_ways = grouped(self._pairs(revisions, "delivery_ways", "label", order="position"))
        self.wings = grouped(self._pairs(revisions, "wings", "name", order="position"))
        languages = self._pairs(revisions, "languages", "code", "label", order="position")
        spoken = grouped((revision, label) for revision, _, label in languages)
        # English alone goes without saying.
        only_english = {
            revision for revision, code, _ in languages if code == "en" and len(spoken[revision]) == 1
        }
        self.languages = {key: labels for key, labels in spoken.items() if key not in only_english}

    def chapters(self, used: set[str]) -> list[dict[str, Any]]:
        """The pathways that an entry stands under, in their order."""
        return [
            {"code": code, "label": label, "symbol": symbol}
            for code, label, symbol in self._chapters
            if code in used
        ]

    def _pairs(self, revisions: list[int], name: str, *columns: str, order: str) -> list[tuple[Any, ...]]:
        rows = Revision.objects.filter(pk__in=revisions, **{f"{name}__isnull": False})
        paths = [f"{name}__{column}" for column in columns]
        return list(rows.order_by(f"{name}__{order}", paths[0], "pk").values_list("pk", *paths))


def grouped(pairs: Iterable[tuple[Any, ...]]) -> dict[int, list[Any]]:
    """{key: [values]} in the order in which they come."""
    found: dict[int, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _meetings(revisions: list[int], today: date) -> dict[int, list[Meeting]]:
    sessions = Session.objects.filter(revision__in=revisions)
    # Confidential premises: the database is not even asked where.
    places = dict(sessions.filter(revision__listing__confidential_premises=False).values_list("pk", "place"))
    found: dict[int, list[Meeting]] = {}
    rows = sessions.values("pk", "revision_id", *(name for name in PRINTED[Session] if name != "place"))
    for row in rows.order_by("weekday", "begins", "pk"):
        words = sentences.when(
            row["pattern"], row["weekday"], row["week_of_month"], row["begins"], row["ends"]
        )
        next_day = None
        if row["pattern"] == "fortnightly":
            next_day = sentences.next_fortnightly(row["counted_from"], today)
        meeting = Meeting(words, next_day.isoformat() if next_day else "", places.get(row["pk"], ""))
        found.setdefault(row["revision_id"], []).append(meeting)
    return found


def _helplines(prison: int) -> dict[int, tuple[str, str]]:
    """Approved ones only: the others are not read."""
    rows = _here(prison).filter(public_helpline_approved_at__isnull=False)
    return {
        pk: (line, hours)
        for pk, line, hours in rows.values_list("pk", "public_helpline", "public_helpline_hours")
    }


def _addresses(prison: int) -> dict[int, str]:
    """Approved ones only, and never of confidential premises."""
    rows = _here(prison).filter(public_address_approved_at__isnull=False, confidential_premises=False)
    return dict(rows.values_list("pk", "public_address"))
