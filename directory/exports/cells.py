"""One listing as a row of a table: headings and cells that people read, and that an import reads back.

Lists stand in one cell, separated by “; ”; an item that holds the separator stands in double quotes. Sessions
stand one on a line: “Every Tuesday, 10:00 to 11:30, Library”, “Every 2 weeks on Friday from 2026-05-01, …”,
“The first Monday of each month, …”. Days are written 2026-05-01.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from directory.models import Contact, Listing, Revision, Session
from directory.wording import LISTS, ORDER, label_of

BETWEEN: Final = "; "
EVERY_WING: Final = "Every wing"
_LINE_BREAKS: Final = re.compile(r"[\r\n]+")


@dataclass(frozen=True)
class Exported:
    """What the reader of the file may know of one listing."""

    listing: Listing
    text: Revision
    state: str
    contacts: list[Contact]
    hands_over_to: str
    # Of premises that must not be found a reader is told the times and no place.
    hides_places: bool


def joined(items: Iterable[object]) -> str:
    """“Housing; Debt”, and “"Arts; crafts"; Debt” where an item holds the separator."""
    return BETWEEN.join(_quoted(str(item)) for item in items)


def _quoted(item: str) -> str:
    if ";" not in item and not item.startswith('"'):
        return item
    return '"' + item.replace('"', '""') + '"'


def session_line(session: Session, *, hides_place: bool = False) -> str:
    """As it is said in print, but with the day that a fortnight is counted from, and on one line."""
    day = Session.Weekday(session.weekday).label
    if session.pattern == Session.Pattern.WEEKLY:
        rhythm = f"Every {day}"
    elif session.pattern == Session.Pattern.FORTNIGHTLY:
        rhythm = f"Every 2 weeks on {day} from {_day(session.counted_from)}"
    else:
        assert session.week_of_month is not None  # session_monthly_names_its_week
        rhythm = f"The {Session.WeekOfMonth(session.week_of_month).label} {day} of each month"
    when = f"{rhythm}, {session.begins:%H:%M} to {session.ends:%H:%M}"
    return when if hides_place else f"{when}, {_LINE_BREAKS.sub(' ', session.place)}"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"


def _worded(name: str, row: Exported) -> str:
    """A field of the text."""
    if name == "hands_over_to":
        return row.hands_over_to
    if name == "sessions":
        return "\n".join(session_line(each, hides_place=row.hides_places) for each in row.text.sessions.all())
    if name == "wings" and row.text.every_wing:
        return EVERY_WING
    if name in LISTS:
        return joined(getattr(row.text, name).all())
    value = getattr(row.text, name)
    if isinstance(value, bool):
        return _yes_or_no(value)
    if name == "sex":
        return str(Revision.Sex(value).label)
    return "" if value is None else str(value)


def _helpline(row: Exported, column: str) -> str:
    return getattr(row.listing, column) if row.listing.public_helpline_approved_at else ""


def _address(row: Exported) -> str:
    shown = row.listing.public_address_approved_at and not row.hides_places
    return row.listing.public_address if shown else ""


def _other_contacts(row: Exported) -> str:
    return "\n".join(
        ", ".join(filter(None, (each.name, each.role, each.email, each.phone))) for each in row.contacts[1:]
    )


def _contact(column: str) -> Callable[[Exported], str]:
    return lambda row: getattr(row.contacts[0], column) if row.contacts else ""


def _organisation(column: str) -> Callable[[Exported], str]:
    return lambda row: getattr(row.listing.service.organisation, column)


@dataclass(frozen=True)
class Column:
    heading: str
    cell: Callable[[Exported], str]
    # Excel's width in characters; texts get room.
    width: int = field(default=18)


def _text_column(name: str) -> Column:
    wide = name in ("summary", "sessions", "staff_procedure", "other_rules", "how_to_ask", "evidence")
    heading = f"{label_of(name)} in days" if name.endswith("_days") else label_of(name)
    return Column(heading, lambda row: _worded(name, row), 50 if wide else 22)


# The first is what an import finds a listing by again; the others are read by their headings, in any order.
COLUMNS: Final = (
    Column("Listing", lambda row: str(row.listing.pk), 9),
    Column("Prison code", lambda row: row.listing.prison.code, 12),
    Column("Prison", lambda row: row.listing.prison.name),
    Column("Entry number", lambda row: str(row.listing.entry_number or ""), 13),
    Column("Where it stands", lambda row: row.state),
    Column("Organisation", _organisation("name"), 28),
    Column("Charity number", _organisation("charity_number"), 15),
    Column("Company number", _organisation("company_number"), 15),
    Column("Website", _organisation("website"), 24),
    *(_text_column(name) for name in ORDER),
    Column("Room for more", lambda row: str(Listing.Room(row.listing.room).label) if row.listing.room else ""),
    Column("Room since or until", lambda row: _day(row.listing.room_on)),
    Column("Places for people", lambda row: row.listing.places_in_words if row.listing.places_known else ""),
    Column("Contact name", _contact("name")),
    Column("Contact role", _contact("role")),
    Column("Contact e-mail", _contact("email"), 28),
    Column("Contact telephone", _contact("phone")),
    Column("Other contacts", _other_contacts, 40),
    Column("Public helpline", lambda row: _helpline(row, "public_helpline")),
    Column("Hours of the helpline", lambda row: _helpline(row, "public_helpline_hours")),
    Column("Public address", _address, 30),
    Column("Confirmed as right", lambda row: _day(row.listing.confirmed_on)),
    Column("Premises must not be found", lambda row: _yes_or_no(row.listing.confidential_premises)),
    Column("Using it must not be seen", lambda row: _yes_or_no(row.listing.discreet)),
)  # fmt: skip
HEADINGS: Final = tuple(column.heading for column in COLUMNS)


def cells_of(row: Exported) -> list[str]:
    """Plain text for each column; making it safe for a spreadsheet is for the file that it goes into."""
    return [column.cell(row) for column in COLUMNS]
