"""The figures as tables: the same rows for the page, for files, and for a reader who may not open the lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from coordination.small_counts import is_small
from inductions.models import TrainingSession
from inductions.models.moments import day_in_words
from inductions.people_evidence import telling
from inductions.people_evidence.figures import STATES, Evidence, OfOrganisation
from inductions.people_evidence.people import Induction, Whole
from inductions.people_evidence.telling import ModuleTold, Share
from inductions.status import Status

NOT_SHOWN: Final = "Not shown"
NOT_KNOWN: Final = "Not known"
NOTHING_ASKED: Final = "Nothing asked"
# Begun, and all the same not complete.
NOT_INDUCTED: Final = "missing"


@dataclass(frozen=True)
class Cell:
    """A number or words, and the list behind it where the reader may open that."""

    value: str | int | float
    url: str = ""


@dataclass(frozen=True)
class Table:
    """`columns` after the first are numbers, but for those in `words`. A row has as many cells as there are columns."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    note: str = ""
    words: tuple[str, ...] = ()


def tables_of(found: Evidence, *, hide: bool) -> list[Table]:
    """`hide`: keep small numbers of people back, and open no list.

    Which organisation is overdue is for those who can do something about it, and few work for each.
    """
    return [
        _kinds(found, hide), _whole(found, hide), _induction(found, hide), _modules(found, hide),
        *([] if hide else [_organisations(found)]),
        _clearances(found, hide), _sessions(found, hide), _reasons(found, hide), trend(found, hide=hide),
    ]  # fmt: skip


def count(number: int | None, url: str = "") -> Cell:
    """A number opens the list behind it; nobody has no list."""
    return Cell(NOT_SHOWN) if number is None else Cell(number, url if number else "")


def percent(share: Share) -> Cell:
    """Rounded down: 100% is said only of everybody. Where nothing was asked there is no share."""
    if not share.is_told:
        return Cell(NOT_SHOWN)
    return Cell(f"{100 * share.part // share.of}%") if share.of else Cell(NOTHING_ASKED)


def behind(found: Evidence, hide: bool, page: str = "people_behind", **query: str | int) -> str:
    if hide:
        return ""
    path = reverse(page, args=[found.prison.code])
    return f"{path}?{urlencode(query)}" if query else path


def _kinds(found: Evidence, hide: bool) -> Table:
    numbers = telling.parts_of(list(found.kinds.values()), hide)
    rows = [
        [Cell(str(kind.label)), count(number, behind(found, hide, kind=kind.value))]
        for kind, number in zip(found.kinds, numbers, strict=True)
    ]
    rows.append([Cell("Everybody"), count(telling.number(found.people, hide), behind(found, hide))])
    note = "Somebody who does two kinds of work here counts in both, and once in everybody."
    return Table("kinds", "People who work here", ("Kind of work", "People"), rows, note)


def _whole(found: Evidence, hide: bool) -> Table:
    numbers, share = telling.whole_told(found, hide)
    rows = [[Cell(each.label), count(numbers[each], behind(found, hide, whole=each.value))] for each in Whole]
    if found.modules:
        rows.append([Cell("Share with all of it current, of those of whom any is required"), percent(share)])
    return Table("whole", "People by their required training", ("Standing", "People"), rows)


def _induction(found: Evidence, hide: bool) -> Table:
    columns, caption = ("Induction", "People"), "People by their induction"
    if not found.has_checklist:
        return Table("induction", caption, columns, [[Cell(Induction.NOT_ASKED.label), Cell(NOT_KNOWN)]])
    numbers, share = telling.induction_told(found, hide)
    rows = [
        [Cell(each.label), count(number, behind(found, hide, induction=each.value))]
        for each, number in numbers.items()
    ]
    rows.append([Cell("Share complete"), percent(share)])
    return Table("induction", caption, columns, rows)


def _modules(found: Evidence, hide: bool) -> Table:
    labels = tuple(state.label for state in STATES)
    every = [_module(found, told, hide) for told in telling.modules_told(found, hide)]
    rows = [row for row in every if any(cell.value != NOT_SHOWN for cell in row[1:])]
    left = len(every) - len(rows)
    note = f"Of {left} module{'' if left == 1 else 's'} no number may be shown. " if left else ""
    note += (
        "Due soon is still current. Never recorded is not expired: nobody knows whether it was ever done. Not required"
        " of: people here of whom the prison does not ask it; they are in no other number."
    )
    columns = ("Module", "Required of", "Share current", *labels, "Not required of")
    return Table("modules", "Training that is required", columns, rows, note)


def _module(found: Evidence, told: ModuleTold, hide: bool) -> list[Cell]:
    code = told.module.rule.module_id
    return [
        Cell(told.module.rule.module.label),
        count(told.asked, behind(found, hide, module=code)),
        percent(told.share),
        *(
            count(number, behind(found, hide, module=code, state=state.value))
            for number, state in zip(told.parts, STATES, strict=True)
        ),
        count(told.not_asked, behind(found, hide, module=code, state=Status.NOT_REQUIRED.value)),
    ]


def _organisations(found: Evidence) -> Table:
    columns = ["Organisation", "People", "With training expired", "With training never recorded"]
    if found.has_checklist:
        columns.append("Without a complete induction")
    rows = [_organisation(found, key, line) for key, line in found.organisations.items()]
    note = "Somebody who works here for two organisations counts for both."
    return Table("organisations", "Overdue, by organisation", tuple(columns), rows, note)


def _organisation(found: Evidence, key: int, line: OfOrganisation) -> list[Cell]:
    cells = [
        Cell(line.name),
        count(line.people, behind(found, False, organisation=key)),
        count(line.expired, behind(found, False, organisation=key, state=Status.EXPIRED.value)),
        count(line.never, behind(found, False, organisation=key, state=Status.NEVER.value)),
    ]
    if found.has_checklist:
        cells.append(count(line.not_inducted, behind(found, False, organisation=key, induction=NOT_INDUCTED)))
    return cells


def _clearances(found: Evidence, hide: bool) -> Table:
    known = found.clearances
    path = "" if hide else reverse("prison_clearances", args=[found.prison.code])
    unknown = telling.parts_of([known.waiting_unknown, known.waiting - known.waiting_unknown], hide)[0]
    rows = [
        [Cell("Waiting for a decision"), count(telling.number(known.waiting, hide), path)],
        [Cell("Of them, day of application not known"), count(unknown)],
        [Cell("Days that the oldest has waited"), oldest_days(found, hide)],
        [Cell("Days from application to decision (median)"), median_days(found, hide)],
        [Cell("Decisions that the median stands on"), count(telling.number(known.decided, hide))],
        [
            Cell("Decisions, day of application not known"),
            count(telling.number(known.decided_unknown, hide)),
        ],
    ]
    note = "Decisions are those of the last 12 months."
    return Table("clearances", "Clearances", ("What", "Number"), rows, note)


def oldest_days(found: Evidence, hide: bool) -> Cell:
    """How long one of few has waited says something of somebody."""
    known = found.clearances
    return days(
        known.oldest_days, known.waiting, hidden=hide and is_small(known.waiting), none="Nothing waits"
    )


def median_days(found: Evidence, hide: bool) -> Cell:
    known = found.clearances
    return days(known.median_days, known.decided, hidden=hide and is_small(known.decided), none="No decision")


def days(number: float | None, of: int, *, hidden: bool, none: str) -> Cell:
    """`none`: words for nothing to count days of. Of something it may be that nobody knows them."""
    if hidden:
        return Cell(NOT_SHOWN)
    if number is None:
        return Cell(NOT_KNOWN if of else none)
    return Cell(int(number) if number == int(number) else number)


def _sessions(found: Evidence, hide: bool) -> Table:
    known, State = found.sessions, TrainingSession.State
    lines = (
        ("Took place", known.run, State.RUN),
        ("Did not run", known.not_run, State.NOT_RUN),
        ("Cancelled", known.cancelled, State.CANCELLED),
        ("Begun, and not yet recorded who came", known.waits, State.PLANNED),
    )
    rows = [
        [Cell(words), count(number, behind(found, hide, "sessions_behind", state=state.value))]
        for words, number, state in lines
    ]
    caption = "Training sessions of the last 12 months"
    return Table("sessions", caption, ("What became of it", "Sessions"), rows)


def _reasons(found: Evidence, hide: bool) -> Table:
    rows = [
        [
            Cell(str(TrainingSession.Reason(reason).label)),
            Cell(str(TrainingSession.State(state).label)),
            count(number, behind(found, hide, "sessions_behind", state=state, reason=reason)),
        ]
        for reason, state, number in found.sessions.reasons
    ]
    columns = ("Reason", "What became of it", "Sessions")
    return Table("reasons", "Why sessions did not take place", columns, rows, words=("What became of it",))


def trend(found: Evidence, *, hide: bool) -> Table:
    """How many modules were required and current only for whoever may open the lists: leads compare shares."""
    rows = []
    for month in found.months:
        inducted = telling.inducted_told(found, month, hide)
        unknown = NOT_SHOWN if found.has_checklist else NOT_KNOWN
        share = telling.total_told(found, month, hide)
        row = [
            Cell(day_in_words(month.day)),
            count(telling.number(month.people, hide)),
            Cell(unknown) if inducted is None else Cell(inducted),
            percent(share),
        ]
        rows.append(row if hide else [*row, Cell(month.held), Cell(month.asked)])
    note = (
        "On the last day of each month, and today: of every module that was required of somebody who worked here, how"
        " many were current. Worked out with what the prison asks today and what is recorded by now."
    )
    columns = ("Day", "People", "Inducted", "Share current")
    every = columns if hide else (*columns, "Modules current", "Modules required")
    return Table("trend", "Required training that was current, by month", every, rows, note)
