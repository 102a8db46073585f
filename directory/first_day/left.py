"""What is left to a directory worth printing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.first_day.facts import Directory, Named, Printed, Work
from directory.models.freshness import HOLDS_FOR, PRINTED_FOR
from directory.models.listing_state import day_in_words

# Our own judgement: fewer entries fit on a poster, and nobody opens a booklet twice that had nothing for them.
LEAST_ENTRIES: Final = 10


class LineState(StrEnum):
    """UNKNOWN is not good: somebody has to find out."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    FINE = "fine"


@dataclass(frozen=True)
class Line:
    """One thing that a good directory has. `key` names the list behind it; `items` are the parts of that list."""

    key: str
    state: LineState
    sentence: str
    items: tuple[Named, ...] = ()


def is_worth_printing(directory: Directory) -> bool:
    """Enough entries, the wings are known, and something comes to each of them.

    A pathway without a service is a gap in the prison and not in its directory: it keeps nobody from printing.
    """
    return directory.entries >= LEAST_ENTRIES and directory.wings > 0 and not directory.unreached_wings


def left(directory: Directory, work: Work) -> list[Line]:
    """Every line, the missing ones first and then what nobody knows."""
    order = list(LineState)
    return sorted(_lines(directory, work), key=lambda line: order.index(line.state))


def missing(lines: list[Line]) -> int:
    return sum(line.state != LineState.FINE for line in lines)


def _lines(directory: Directory, work: Work) -> Iterator[Line]:
    yield _entries(directory)
    yield _wings(directory)
    yield _pathways(directory)
    yield _of_entries(directory, "without_contact", directory.without_contact)
    yield _of_entries(directory, "without_how_to_ask", directory.without_how_to_ask)
    yield _of_entries(directory, "overdue", directory.overdue)
    yield _of_entries(directory, "left_out_of_print", directory.left_out)
    yield _pending(work)
    yield _edition(work, work.for_staff, "staff", "The directory for staff")
    yield _edition(work, work.for_people, "people", "The directory for people in prison")
    yield _copies(work)


def _line(key: str, is_fine: bool, sentence: str, items: tuple[Named, ...] = ()) -> Line:
    return Line(key, LineState.FINE if is_fine else LineState.MISSING, sentence, items)


def counted(count: int, noun: str, plural: str = "") -> str:
    """“1 entry”, “2 entries”, “no entry”."""
    if count == 0:
        return f"no {noun}"
    return f"1 {noun}" if count == 1 else f"{count} {plural or noun + 's'}"


def _entries(directory: Directory) -> Line:
    said = counted(directory.entries, "entry", "entries")
    enough = directory.entries >= LEAST_ENTRIES
    sentence = f"There is {said} to print." if directory.entries < 2 else f"There are {said} to print."
    return _line(
        "entries",
        enough,
        sentence if enough else f"{sentence} A directory worth opening has {LEAST_ENTRIES}.",
    )


def _wings(directory: Directory) -> Line:
    if not directory.wings:
        return Line(
            "wings", LineState.UNKNOWN, "Nobody knows which wings are reached: no wing has been named yet."
        )
    if not directory.unreached_wings:
        return _line("wings", True, "Something comes to every wing.")
    count = counted(len(directory.unreached_wings), "wing")
    return _line("wings", False, f"Nothing in the directory comes to {count}.", directory.unreached_wings)


def _pathways(directory: Directory) -> Line:
    if not directory.empty_pathways:
        return _line("pathways", True, "Every pathway has a service.")
    count = counted(len(directory.empty_pathways), "pathway")
    verb = "has" if len(directory.empty_pathways) == 1 else "have"
    return _line("pathways", False, f"{count.capitalize()} {verb} no service.", directory.empty_pathways)


# Key -> what is said of all entries where it is fine; of one; of several. `{}` is their number.
OF_ENTRIES: Final = {
    "without_contact": (
        "Every entry has a contact for staff.",
        "1 entry has no contact for staff.",
        "{} entries have no contact for staff.",
    ),
    "without_how_to_ask": (
        "Every entry says how to ask.",
        "1 entry does not say how to ask.",
        "{} entries do not say how to ask.",
    ),
    "overdue": (
        f"Every entry was confirmed in the last {HOLDS_FOR.days} days.",
        f"1 entry was not confirmed in the last {HOLDS_FOR.days} days.",
        f"{{}} entries were not confirmed in the last {HOLDS_FOR.days} days.",
    ),
    "left_out_of_print": (
        "No entry is too old to be printed.",
        f"1 entry is not printed: nobody has confirmed it for {PRINTED_FOR.days} days.",
        f"{{}} entries are not printed: nobody has confirmed them for {PRINTED_FOR.days} days.",
    ),
}


def _of_entries(directory: Directory, key: str, count: int) -> Line:
    """Of no entries nobody can say that all are well."""
    fine, one, several = OF_ENTRIES[key]
    if not directory.entries and not count:
        return Line(key, LineState.UNKNOWN, f"Not known while there is no entry: “{fine}”")
    return _line(key, not count, one if count == 1 else several.format(count) if count else fine)


def _pending(work: Work) -> Line:
    if not work.pending:
        return _line("pending", True, "No text waits for a decision.")
    verb = "waits" if work.pending == 1 else "wait"
    return _line("pending", False, f"{counted(work.pending, 'text').capitalize()} {verb} for a decision.")


def _edition(work: Work, printed: Printed | None, kind: str, name: str) -> Line:
    key = f"edition_{kind}"
    if printed is None:
        return _line(key, False, f"{name} has not been printed yet.")
    if printed.renew_on < work.today:
        return _line(key, False, f"{name}, edition {printed.number}, is past its date. Print a new one.")
    return _line(
        key, True, f"{name}, edition {printed.number}, is current until {day_in_words(printed.renew_on)}."
    )


def _copies(work: Work) -> Line:
    if not work.copy_places:
        return _line(
            "copies",
            False,
            "No place for copies is named: say where copies are kept, so that they can be replaced.",
        )
    if not work.copies:
        return _line("copies", False, "Nobody has recorded where the copies are.")
    verb = "is" if work.copies == 1 else "are"
    return _line("copies", True, f"It is recorded where {counted(work.copies, 'copy', 'copies')} {verb}.")
