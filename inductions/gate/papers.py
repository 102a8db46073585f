"""The sheet for a day and the roll-call, laid out: a prison and a moment in, a PDF out.

Both are printed while the reader waits: a sheet that was made earlier may say yes to somebody who was stopped since.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone

from coordination import publishing
from coordination.models import Prison
from coordination.publishing import Printed
from inductions.gate.entries import entries_of, inside_now
from inductions.gate.expected import by_person, happenings, people_expected

# Lines for whoever comes unannounced: a sheet that has no room for them is put aside.
# As many as the page on which they are typed in.
LINES_FOR_OTHERS: Final = range(6)


def print_sheet(prison: Prison, at: datetime) -> Printed:
    """Raises publishing.PrintingUnavailable where this machine cannot print."""
    return publishing.print_pdf(sheet_html(prison, at))


def print_roll_call(prison: Prison, at: datetime) -> Printed:
    return publishing.print_pdf(roll_call_html(prison, at))


def sheet_html(prison: Prison, at: datetime) -> str:
    """Everybody who may be expected on the day of `at`, each once, by name, with an answer."""
    day = timezone.localdate(at)
    on = happenings(prison, day)
    entries = entries_of(prison, people_expected(prison, day, on), day, on)
    numbers = {id(each): number for number, each in enumerate(on, 1)}
    rows = [
        {"entry": each, "numbered": [(numbers[id(thing)], thing) for thing in each.comes_for]}
        for each in entries
    ]
    return _html("gate_sheet", prison, at, on=on, rows=rows, lines=LINES_FOR_OTHERS)


def roll_call_html(prison: Prison, at: datetime) -> str:
    """Everybody who is in as far as the portal was told, by name; who came on an earlier day is marked."""
    day = timezone.localdate(at)
    visits = inside_now(prison)
    things = by_person(happenings(prison, day))
    entries = {each.key: each for each in entries_of(prison, [visit.person for visit in visits], day, [])}
    rows = [
        {
            "name": visit.person.name,
            "organisations": entries[visit.person_id].organisations,
            "since": timezone.localtime(visit.arrived_at),
            "earlier": timezone.localdate(visit.arrived_at) != day,
            "escorted": visit.escorted,
            "where": [f"{each.times}, {each.printed_where}" for each in things.get(visit.person_id, [])],
        }
        for visit in visits
    ]
    return _html("roll_call", prison, at, rows=rows, lines=LINES_FOR_OTHERS)


def _html(template: str, prison: Prison, at: datetime, **context: Any) -> str:
    local = timezone.localtime(at)
    context |= {
        "prison": prison,
        "day": in_words(local.date()),
        "weekday": f"{local:%A}",
        "time": f"{local:%H:%M}",
        "printed_on": local.date().isoformat(),
    }
    return render_to_string(f"inductions/pdf/{template}.html", context)


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
