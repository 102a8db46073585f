"""What a managed exit asks for, as data: by so many days before the prison closes. Negative: after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True)
class Line:
    code: str
    days_before: int
    title: str


LINES: Final = (
    Line(
        "tell_organisations", 90, "Tell every organisation the day, in person and in writing, and whom to ask"
    ),
    Line(
        "name_contact",
        90,
        "Name one contact for organisations until the last day, and for three months after it",
    ),
    Line("tell_funders", 75, "Tell the funders, and agree what becomes of grants that run on"),
    Line("stop_new", 60, "Take no new people into what cannot be finished in time"),
    Line("offer_places", 60, "Offer the services to nearby prisons with the same gap"),
    Line(
        "move_people", 45, "Agree with each organisation how people who are moved finish or go on elsewhere"
    ),
    Line(
        "volunteers",
        42,
        "Ask volunteers whether they want to work at another prison, and pass on their clearance",
    ),
    Line("final_forum", 30, "Hold the last forum: what worked, what is handed over and to whom"),
    Line("tell_people", 28, "Tell people in prison which services end, when, and what they can use instead"),
    Line("equipment", 21, "List what belongs to organisations and agree when it is fetched"),
    Line("records", 14, "Close or hand over records, as the law and the agreements with organisations ask"),
    Line("keys", 7, "Take back keys and passes, and end the access of those who come in"),
    Line("copies", 0, "Collect every printed directory and notice from the wings, the library and induction"),
    Line("thank", -14, "Thank organisations and volunteers in writing"),
    Line("review", -60, "Write down what was lost and what was learned, for the next prison that closes"),
)


def dated(closes_on: date, today: date) -> Iterator[tuple[Line, date]]:
    """Each line with its day. What should have been done before today is due today: nobody can do it yesterday."""
    for line in LINES:
        yield line, max(closes_on - timedelta(days=line.days_before), today)
