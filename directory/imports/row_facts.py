"""What a row says in lists, numbers and days: whom a service is for, where, and when."""

from __future__ import annotations

from typing import Final

from coordination.plain_text import contact_details
from coordination.policies import Refused
from directory.imports import cleaning, timetable
from directory.imports.labels import guessed_pathways
from directory.imports.row import LISTS, Reading
from directory.models import Revision
from directory.wording import label_of

MOST_WORDS_OF_A_POINT: Final = 7
_NUMBERS: Final = ("usual_wait_days", "least_time_days")
_DATES: Final = ("starts_on", "ends_on", "funded_until")
_POLICE: Final = ("pcc", "police")
_YOUNGEST, _OLDEST = 18, 120


def read_facts(row: Reading) -> None:
    read_lists(row)
    read_who(row)
    read_days(row)
    read_sessions(row)


def areas(row: Reading) -> list[tuple[str, bool]]:
    return [
        (row.cells[each], any(word in each.lower() for word in _POLICE))
        for each in row.headings("region")
        if row.cells.get(each)
    ]


def read_lists(row: Reading) -> None:
    for name in LISTS:
        found, strange = row.words.lists[name].read(row.cell(name))
        if found:
            row.said[name] = sorted(found)
        leave_out(row, name, strange)
    read_pathways(row)


def read_pathways(row: Reading) -> None:
    table = row.mapping.get("pathways", {})
    found: list[str] = []
    strange: list[str] = []
    for piece in cleaning.pieces(row.cell("pathways"), by_comma=False):
        label = " ".join(piece.split())[:120]
        if label in table:
            found += table[label]
        else:
            known, others = row.words.lists["pathways"].read(piece)
            found, strange = found + known, strange + others
    if found:
        row.said["pathways"] = sorted(set(found))
    elif not row.fixed.get("pathways"):
        read_pathways_in_points(row)
    leave_out(row, "pathways", strange)


def read_pathways_in_points(row: Reading) -> None:
    """A category such as “Women’s services” says nothing; the points of the description often do."""
    lines = cleaning.plain_text(row.cell("summary", "\n\n")).split("\n")
    points = [line for line in lines if line.startswith("- ") and len(line.split()) <= MOST_WORDS_OF_A_POINT]
    found = sorted({code for point in points for code in guessed_pathways(point)})
    if found:
        row.said["pathways"] = found
        row.flags.append("Pathways were guessed from the points of the description: check them.")


def leave_out(row: Reading, name: str, strange: list[str]) -> None:
    if strange:
        said = "; ".join(strange[:5])[:120]
        row.flags.append(f"{label_of(name)}: “{said}” is not in our list and was left out.")


def read_who(row: Reading) -> None:
    if sex := sex_of(row):
        row.said["sex"] = sex
    youngest, oldest = cleaning.age_range(row.cell("ages"))
    youngest = cleaning.whole_number(row.cell("minimum_age")) or youngest
    oldest = cleaning.whole_number(row.cell("maximum_age")) or oldest
    if oldest is not None and oldest < _YOUNGEST:
        raise Refused(f"It is for people of {oldest} or younger, and the prisons here hold adults.")
    if youngest is not None and _YOUNGEST <= youngest <= _OLDEST:
        row.said["minimum_age"] = youngest
    if oldest is not None and oldest <= _OLDEST:
        row.said["maximum_age"] = oldest


def sex_of(row: Reading) -> str:
    said = row.cell("sex").strip().lower()
    men, women = (cleaning.yes_or_no(row.cell(key)) for key in ("for_men", "for_women"))
    if men is False and women is False:
        raise Refused("It says that it is neither for men nor for women.")
    if said:
        women = women or bool(cleaning.WOMEN.search(said))
        men = men or bool(cleaning.MEN.search(said))
        if not men and not women and cleaning.ANYONE.search(said):
            return str(Revision.Sex.ANYONE)
    if men and women:
        return str(Revision.Sex.ANYONE)
    if women and not men:
        return str(Revision.Sex.WOMEN)
    return str(Revision.Sex.MEN) if men and (women is False or said) else ""


def read_days(row: Reading) -> None:
    for name in _DATES:
        if cell := row.cell(name):
            found = cleaning.day(cell)
            if found:
                row.said[name] = found
            else:
                row.flags.append(f"{label_of(name)}: “{cell[:60]}” is no date and was left out.")
    for name in _NUMBERS:
        if (number := cleaning.whole_number(row.cell(name))) is not None:
            row.said[name] = number
    if (answer := cleaning.yes_or_no(row.cell("by_appointment"))) is not None:
        row.said["by_appointment"] = answer


def read_sessions(row: Reading) -> None:
    place = row.line("place") or row.fixed.get("place", "")
    if contact_details(place):
        row.flags.append("Place: it holds contact details and was left out.")
        place = ""
    found, strange = timetable.from_lines(row.cell("sessions"))
    problems = [f"“{line[:80]}” is no session that we can read" for line in strange]
    if row.cell("weekday") or row.cell("times") or row.cell("begins"):
        more, wrong = timetable.from_cells(
            days=row.cell("weekday"), times=row.cell("times"), begins=row.cell("begins"),
            ends=row.cell("ends"), place=place, monday=row.mapping.get("first_weekday", 1),
        )  # fmt: skip
        found, problems = found + more, problems + wrong
    for each in found:
        each["place"] = each["place"] or place
    if found:
        row.said["sessions"] = found
        if not all(each["place"] for each in found):
            row.flags.append("Sessions: the list names no place. Ask for it before you accept the text.")
    row.flags += [f"Sessions: {problem}; it was left out." for problem in problems]
