"""When and where a service comes together, out of a day, a time and a place, or out of our own words for it."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any, Final

from directory.imports.cleaning import day, moment, period, weekday, weekdays
from directory.models import Session

PLACE: Final = Session._meta.get_field("place").max_length or 80
_WEEKS: Final = {str(week.label): int(week) for week in Session.WeekOfMonth}
# “Every Tuesday, 10:00 to 11:30, Library”, as an export of ours and a printed directory say it.
_LINE: Final = re.compile(
    r"(?:every (?:(?P<two>2|two|second|other) weeks? on |(?P<other>other |second ))?(?P<day>\w+)"
    r"|the (?P<week>first|second|third|fourth|last) (?P<monthly>\w+) of (?:each|the|every) month)"
    r"(?:\s*(?:from|\(next)\s+(?P<from>[\w /.-]+?)\)?)?"
    r"\s*,\s*(?P<begins>[\w:. ]+?)\s*(?:to|-|–)\s*(?P<ends>[\w:. ]+?)\s*(?:,\s*(?P<place>.+))?",
    re.IGNORECASE,
)

Sessions = list[dict[str, Any]]


def session(
    number: int,
    begins: time,
    ends: time,
    place: str,
    *,
    week: int | None = None,
    counted_from: date | None = None,
) -> dict[str, Any]:
    pattern = (
        Session.Pattern.MONTHLY
        if week
        else Session.Pattern.FORTNIGHTLY
        if counted_from
        else Session.Pattern.WEEKLY
    )
    return {
        "pattern": str(pattern), "weekday": number, "week_of_month": week, "counted_from": counted_from,
        "begins": begins, "ends": ends, "place": place[:PLACE],
    }  # fmt: skip


def from_lines(cell: str) -> tuple[Sessions, list[str]]:
    """(sessions, lines that say none). A line without a place has an empty one."""
    found: Sessions = []
    strange: list[str] = []
    for line in cell.splitlines():
        read = _from_line(line.strip())
        if read:
            found.append(read)
        elif line.strip():
            strange.append(line.strip())
    return found, strange


def _from_line(line: str) -> dict[str, Any] | None:
    match = _LINE.fullmatch(line)
    if not match:
        return None
    number = weekday(match["day"] or match["monthly"])
    begins, ends = moment(match["begins"]), moment(match["ends"])
    counted_from = day(match["from"]) if match["from"] else None
    fortnightly = match["two"] or match["other"]
    if (
        number is None
        or begins is None
        or ends is None
        or begins >= ends
        or bool(fortnightly) != bool(counted_from)
    ):
        return None
    week = _WEEKS[match["week"].lower()] if match["week"] else None
    return session(number, begins, ends, match["place"] or "", week=week, counted_from=counted_from)


def from_cells(
    *, days: str, times: str, begins: str, ends: str, place: str, monday: int
) -> tuple[Sessions, list[str]]:
    """Every named day at the same time; (sessions, what could not be read, in words)."""
    numbers, strange = weekdays(days, monday=monday)
    problems = [f"“{each}” is no day of the week" for each in strange]
    pair = period(times) if times else None
    if pair is None and begins and ends:
        first, last = moment(begins), moment(ends)
        pair = (first, last) if first and last and first < last else None
    if pair is None:
        said = times or " to ".join(filter(None, (begins, ends)))
        return [], [*problems, f"“{said}” is no time from and to"] if said else problems
    return [session(number, *pair, place) for number in numbers], problems
