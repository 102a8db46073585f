"""The agenda to write on: each item with ruled lines. It lies on the table: no person who owes something is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.publishing import Printed
from directory.editions import sentences
from forums.models import AgendaItem, Meeting
from forums.papers.place import moment, place_of, weekday

# Ruled lines an item: generous while the agenda is short.
LINES: Final = ((8, 7), (14, 5))
FEWEST_LINES: Final = 4


@dataclass(frozen=True)
class Line:
    """One item. `carried`: by when it was promised, and by whom where that is no person's name."""

    number: int
    title: str
    raised_by: str
    detail: str
    carried: str


def print_agenda(meeting: Meeting, today: date) -> Printed:
    """Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(meeting, today))


def html_of(meeting: Meeting, today: date) -> str:
    rows = meeting.items.standing().select_related("organisation", "carried_action__owner_organisation")
    items = [_line(row) for row in rows]
    context = {
        "place": place_of(meeting.forum.prison_id, today),
        "name": meeting.name,
        "forum": meeting.forum.name,
        "when": moment(meeting.starts_at, meeting.ends_at),
        "day": weekday(meeting.starts_at),
        "where": meeting.place,
        "chair": meeting.forum.chair_role,
        "items": items,
        "papers": list(meeting.papers.standing().order_by("stored_at", "pk").values_list("title", flat=True)),
        "lines": range(next((lines for most, lines in LINES if len(items) <= most), FEWEST_LINES)),
        "symbols": (),
    }
    return render_to_string("forums/pdf/agenda.html", context)


def _line(row: AgendaItem) -> Line:
    return Line(row.number or 0, row.title, row.raised_by_whom, row.detail, _carried(row))


def _carried(row: AgendaItem) -> str:
    action = row.carried_action
    if action is None:
        return ""
    who = action.owner_role or (str(action.owner_organisation) if action.owner_organisation else "")
    said = [
        f"Promised by {who}" if who else "Promised",
        sentences.day(action.due_on) if action.due_on else "",
    ]
    return f"{' for '.join(filter(None, said))}. Now: {action.get_state_display().lower()}."
