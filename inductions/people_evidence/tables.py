"""The figures as tables: the same rows for the page, for files, and for a reader who may not open the lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from coordination.small_counts import is_small, with_neighbours
from inductions.models.moments import day_in_words
from inductions.people_evidence.figures import STATES, Evidence, Module, Month, OfOrganisation
from inductions.status import Status

NOT_SHOWN: Final = "Not shown"
NOT_KNOWN: Final = "Not known"


@dataclass(frozen=True)
class Cell:
    """A number or words, and the list behind it where the reader may open that."""

    value: str | int | float
    url: str = ""


@dataclass(frozen=True)
class Table:
    """`columns` after the first are numbers. Every row has as many cells as there are columns."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    note: str = ""


def tables_of(found: Evidence, *, hide: bool) -> list[Table]:
    """`hide`: keep small numbers of people back, and open no list."""
    return [
        _kinds(found, hide), _modules(found, hide), _organisations(found, hide), _clearances(found, hide),
        _sessions(found, hide), _reasons(found), trend(found.months, hide=hide),
    ]  # fmt: skip


def count(number: int | None, url: str = "") -> Cell:
    """A number opens the list behind it; nobody has no list."""
    return Cell(NOT_SHOWN) if number is None else Cell(number, url if number else "")


def told(number: int, hide: bool) -> int | None:
    return None if hide and is_small(number) else number


def parts_told(parts: Sequence[int], hide: bool) -> list[int | None]:
    return with_neighbours(parts) if hide else list(parts)


def percent(part: int | None, whole: int | None) -> Cell:
    """Rounded down: 100 % is said only of everybody. Of nothing, or of what is not told, there is no share."""
    if part is None or whole is None:
        return Cell(NOT_SHOWN)
    return Cell(f"{100 * part // whole} %") if whole else Cell("Nobody")


def behind(found: Evidence, hide: bool, **query: str | int) -> str:
    if hide:
        return ""
    return f"{reverse('people_behind', args=[found.prison.code])}?{urlencode(query)}"


def _kinds(found: Evidence, hide: bool) -> Table:
    numbers = parts_told(list(found.kinds.values()), hide)
    path = "" if hide else reverse("workers", args=[found.prison.code])
    rows = [
        [Cell(str(kind.label)), count(number, path and f"{path}?kind={kind}")]
        for kind, number in zip(found.kinds, numbers, strict=True)
    ]
    rows.append([Cell("Everybody"), count(told(found.people, hide), path)])
    note = "Somebody who does two kinds of work here counts in both, and once in everybody."
    return Table("People who work here", ("Kind of work", "People"), rows, note)


def _modules(found: Evidence, hide: bool) -> Table:
    labels = tuple(state.label for state in STATES)
    rows = [_module(found, module, hide) for module in found.modules]
    note = (
        "Of those of whom the prison asks it. Due soon is still current. Never recorded is not expired: nobody knows"
        " whether it was ever done."
    )
    columns = ("Module", "Asked of", "Share current", *labels)
    return Table("Training that is required", columns, rows, note)


def _module(found: Evidence, module: Module, hide: bool) -> list[Cell]:
    code = module.rule.module_id
    parts = parts_told(module.parts, hide)
    current, soon = parts[0], parts[1]
    held = None if current is None or soon is None else current + soon
    asked = told(module.asked, hide)
    return [
        Cell(module.rule.module.label),
        count(asked, behind(found, hide, module=code)),
        percent(held, asked),
        *(
            count(number, behind(found, hide, module=code, state=state.value))
            for number, state in zip(parts, STATES, strict=True)
        ),
    ]


def _organisations(found: Evidence, hide: bool) -> Table:
    people = parts_told([line.people for line in found.organisations.values()], hide)
    rows = [
        _organisation(found, key, line, number, hide)
        for (key, line), number in zip(found.organisations.items(), people, strict=True)
    ]
    columns = ("Organisation", "People", "With training expired", "With training never recorded")
    note = "Somebody who works here for two organisations counts for both."
    return Table("Overdue, by organisation", columns, rows, note)


def _organisation(
    found: Evidence, key: int, line: OfOrganisation, people: int | None, hide: bool
) -> list[Cell]:
    def some(number: int, state: Status) -> Cell:
        apart = parts_told([number, line.people - number], hide)[0] if people is not None else None
        return count(apart, behind(found, hide, organisation=key, state=state.value))

    return [
        Cell(line.name),
        count(people, behind(found, hide, organisation=key)),
        some(line.expired, Status.EXPIRED),
        some(line.never, Status.NEVER),
    ]


def _clearances(found: Evidence, hide: bool) -> Table:
    known = found.clearances
    path = "" if hide else reverse("prison_clearances", args=[found.prison.code])
    # How long one of few has waited says something of somebody.
    few_wait, few_decided = hide and is_small(known.waiting), hide and is_small(known.decided)
    rows = [
        [Cell("Waiting for a decision"), count(None if few_wait else known.waiting, path)],
        [
            Cell("Of them, without a day of application"),
            count(parts_told([known.waiting_unknown, known.waiting - known.waiting_unknown], hide)[0], path),
        ],
        [Cell("Days that the oldest has waited"), _days(known.oldest_days, few_wait)],
        [Cell("Days from application to decision (median)"), _days(known.median_days, few_decided)],
        [Cell("Decisions in the last 12 months that the median stands on"), count(told(known.decided, hide))],
        [
            Cell("Decisions in the last 12 months without a day of application"),
            count(told(known.decided_unknown, hide)),
        ],
    ]
    return Table("Clearances", ("What", "Number"), rows)


def _days(days: float | None, hidden: bool) -> Cell:
    if hidden:
        return Cell(NOT_SHOWN)
    return Cell(NOT_KNOWN) if days is None else Cell(days)


def _sessions(found: Evidence, hide: bool) -> Table:
    known = found.sessions
    path = "" if hide else reverse("training", args=[found.prison.code])
    past = path and f"{path}?show=past"
    rows = [
        [Cell("Took place"), count(known.run, past)],
        [Cell("Did not run"), count(known.not_run, past)],
        [Cell("Cancelled"), count(known.cancelled, past)],
        [Cell("Begun, and not yet recorded who came"), count(known.waits, path and f"{path}?show=settle")],
    ]
    return Table("Training sessions of the last 12 months", ("What became of it", "Sessions"), rows)


def _reasons(found: Evidence) -> Table:
    rows = [[Cell(reason), Cell(state), Cell(number)] for reason, state, number in found.sessions.reasons]
    columns = ("Reason", "What became of it", "Sessions")
    return Table("Why sessions did not take place", columns, rows)


def month_told(month: Month, hide: bool) -> tuple[int | None, int | None]:
    """(held, asked) of a month; None where they are kept back."""
    if hide and is_small(month.people):
        return None, None
    held, _ = parts_told([month.held, month.asked - month.held], hide)
    return (None, None) if held is None else (held, month.asked)


def trend(months: Sequence[Month], *, hide: bool) -> Table:
    rows = []
    for month in months:
        held, asked = month_told(month, hide)
        people = told(month.people, hide)
        rows.append(
            [Cell(day_in_words(month.day)), count(people), count(asked), count(held), percent(held, asked)]
        )
    note = (
        "On the last day of each month, and today: of every module that was asked of somebody who worked here, how many"
        " were current. Worked out with what the prison asks today and what is recorded by now."
    )
    columns = ("Day", "People", "Modules asked of them", "Current", "Share current")
    return Table("Share of required training that was current", columns, rows, note)
