"""A file of needs, judged whole: every row is read, and where one is wrong nothing is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from coordination.models import Group, Pathway, Prison, Stage
from coordination.plain_text import prison_numbers
from coordination.policies import Refused
from directory.imports.labels import KnownLabels, guessed_pathways
from directory.imports.reading import read_table
from directory.imports.tables import SPILLED
from planning.bringing_in.agreeing import contradictions
from planning.bringing_in.areas import AreaNames
from planning.bringing_in.headings import (
    A_MONTH,
    ABOUT,
    AREA,
    AREA_CODE,
    GROUP,
    NUMBERS,
    PATHWAY,
    PEOPLE,
    SHARE,
    STAGE,
    UNIT,
    UNITS,
    columns_of,
    plainly,
)
from planning.bringing_in.numbers import number_of, per_cent, shown, to_a_tenth, whole
from planning.bringing_in.said import Said, SaidOfArea, SaidOfGroup, SaidOfPathway

# Each area, and each pathway by group and stage, several times over.
MOST_ROWS: Final = 3_000
ALL: Final = frozenset({
    "all", "any", "everybody", "everyone", "all people", "total", "whole population", "total population",
    "all prisoners", "people held", "any stage", "all groups", "all stages",
})  # fmt: skip
LONGEST_ROW: Final = 80


@dataclass(frozen=True)
class WrongRow:
    """`number`: of the row under the headings, empty ones not counted. `says`: the beginning of it."""

    number: int
    says: str
    why: str


class FileRefused(Refused):
    """Nothing of the file was taken. `rows`: each row that is wrong."""

    def __init__(self, rows: list[WrongRow]) -> None:
        count = "1 row is" if len(rows) == 1 else f"{len(rows):,} rows are"
        super().__init__(f"{count} wrong, so nothing was taken. Put the file right and send it again.")
        self.rows = rows


@dataclass
class NeedsFile:
    """What a file says. `left_out`: rows without a number. `unread`: headings that mean nothing here."""

    said: Said = field(default_factory=Said)
    population: int | None = None
    left_out: int = 0
    unread: list[str] = field(default_factory=list)


def read_needs(name: str, content: bytes, prison: Prison, population: int | None = None) -> NeedsFile:
    """CSV or XLSX. Refused where it cannot be read at all, FileRefused with the rows that are wrong.

    `population`: people held, as typed beside the file.
    """
    table = read_table(name, content)
    columns, strange = columns_of(table.headings)
    found, reader = NeedsFile(unread=strange), _Reader(columns, prison)
    rows = list(islice(table.rows, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Refused(f"The file has more than {MOST_ROWS:,} rows. A list of needs is far shorter.")
    wrong: list[WrongRow] = []
    for number, row in enumerate(rows, 1):
        try:
            reader.take(number, row, found)
        except Refused as refused:
            wrong.append(WrongRow(number, _says(row, columns), str(refused)))
    if not wrong:
        held = found.population if population is None else population
        wrong = sorted(
            (
                WrongRow(number := reader.stands[str(row)], _says(rows[number - 1], columns), why)
                for row, why in contradictions(held, found.said)
            ),
            key=lambda each: each.number,
        )
    if wrong:
        raise FileRefused(wrong)
    _check_shares(found.said)
    return found


def _says(row: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """“Accommodation · Veterans · 120”, without what is nobody's to read."""
    cells = [" ".join(row[columns[key]].split()) for key in (*ABOUT, *NUMBERS, UNIT) if key in columns]
    text = " · ".join(filter(None, cells))
    if prison_numbers(text):
        return "–"
    return text if len(text) <= LONGEST_ROW else f"{text[:LONGEST_ROW].rstrip()}…"


def _check_shares(said: Said) -> None:
    """A spreadsheet keeps 40% as 0.4: whoever saves it as a table sends shares a hundred times too small."""
    shares = [row.share for rows in (said.groups, said.needs, said.releases) for row in rows if row.share]
    if len(shares) > 1 and max(shares) <= 1 and any(share != int(share) for share in shares):
        raise Refused(
            "All shares in the file are 1 or less, as a spreadsheet keeps per cent. Write 40 for 40%, and send the file"
            " again."
        )


class _Reader:
    def __init__(self, columns: dict[str, str], prison: Prison) -> None:
        self.columns, self.prison = columns, prison
        self.areas = AreaNames() if {AREA, AREA_CODE} & set(columns) else None
        self.lists: dict[str, tuple[KnownLabels, dict[str, Any]]] = {
            key: (KnownLabels.load(model.__name__), model._default_manager.in_bulk())
            for key, model in ((PATHWAY, Pathway), (GROUP, Group), (STAGE, Stage))
            if key in columns
        }
        self.seen: dict[tuple[str, ...], int] = {}
        self.stands: dict[str, int] = {}

    def take(self, number: int, row: Mapping[str, str], found: NeedsFile) -> None:
        if any(prison_numbers(cell) for cell in row.values()):
            raise Refused("It holds what looks like the number of a person in prison. Take it out.")
        if SPILLED in row:
            raise Refused(
                "It has more cells than there are headings. A comma in a number needs quotation marks."
            )
        cells = {key: row[heading] for key, heading in self.columns.items()}
        name, given = self._number(cells)
        if name is None or given is None:
            found.left_out += 1
            return
        about = {key: cells.get(key, "") for key in ABOUT}
        if about[AREA] or about[AREA_CODE]:
            self._release(number, about, name, given, found)
        elif about[PATHWAY]:
            self._need(number, about, name, given, found)
        else:
            self._group(number, about, name, given, found)

    def _number(self, cells: Mapping[str, str]) -> tuple[str | None, Decimal | None]:
        """Which of NUMBERS it is, and the number; nothing where no cell has one."""
        given = {key: number for key in NUMBERS if (number := number_of(cells.get(key, ""))) is not None}
        if len(given) > 1:
            raise Refused("It has more than one number. Give one: people, per cent, or people a month.")
        if not given:
            return None, None
        name, number = next(iter(given.items()))
        unit = UNITS.get(plainly(cells.get(UNIT, "")))
        if unit is None:
            raise Refused(f"{shown(cells[UNIT])} is no unit. Write “people”, “per cent” or “people a month”.")
        if not cells.get(UNIT):
            # “40%” says by itself what it is.
            unit = SHARE if cells[name].endswith("%") else name
        if (name != PEOPLE and unit != name) or (unit != SHARE and cells[name].endswith("%")):
            raise Refused("The number, its unit and the heading of its column say different things.")
        return unit, number

    def _once(self, number: int, key: tuple[str, ...], what: str) -> None:
        first = self.seen.setdefault(key, number)
        self.stands.setdefault(what, number)
        if first != number:
            raise Refused(f"{what} stands in row {first} already. Keep one of the two rows.")

    def _release(
        self, number: int, about: Mapping[str, str], name: str, given: Decimal, found: NeedsFile
    ) -> None:
        assert self.areas is not None
        if about[PATHWAY] or about[STAGE] or (about[GROUP] and plainly(about[GROUP]) not in ALL):
            raise Refused("A release area stands in a row of its own, without pathway, group or stage.")
        area = self.areas.find(about[AREA_CODE] or about[AREA])
        if about[AREA_CODE] and about[AREA] and self.areas.find(about[AREA]) != area:
            raise Refused(f"The code is that of {area}, and the name is another. Keep the one that is right.")
        if name != SHARE:
            raise Refused("Give the per cent of those who leave, not a number of people.")
        row = SaidOfArea(area, per_cent(given))
        self._once(number, ("release", area.pk), str(row))
        found.said.releases.append(row)

    def _need(
        self, number: int, about: Mapping[str, str], name: str, given: Decimal, found: NeedsFile
    ) -> None:
        pathway, group, stage = (self._item(key, about[key]) for key in (PATHWAY, GROUP, STAGE))
        if pathway.women_only and not self.prison.holds_women:
            raise Refused(f"{pathway} counts where women are held only.")
        values: dict[str, Any]
        if name == PEOPLE:
            values = {"needing": whole(given)}
        else:
            values = {"share": per_cent(given)} if name == SHARE else {"a_month": to_a_tenth(given)}
        row = SaidOfPathway(pathway, group, stage, **values)
        self._once(
            number, ("need", pathway.pk, group.pk if group else "", stage.pk if stage else ""), str(row)
        )
        found.said.needs.append(row)

    def _group(
        self, number: int, about: Mapping[str, str], name: str, given: Decimal, found: NeedsFile
    ) -> None:
        if not about[GROUP]:
            raise Refused("It names no pathway, no group and no release area.")
        if about[STAGE]:
            raise Refused(
                "How many people of a group are held goes without a stage. Or is the pathway missing?"
            )
        if name == A_MONTH:
            raise Refused(
                "How many people of a group are held goes without a month. Or is the pathway missing?"
            )
        if plainly(about[GROUP]) in ALL:
            if name != PEOPLE:
                raise Refused("Give the number of all people held, not a per cent.")
            self._once(number, ("population",), "The number of all people held")
            found.population = whole(given)
            return
        group = self._item(GROUP, about[GROUP])
        row = (
            SaidOfGroup(group, whole(given)) if name == PEOPLE else SaidOfGroup(group, share=per_cent(given))
        )
        self._once(number, ("group", group.pk), str(row))
        found.said.groups.append(row)

    def _item(self, key: str, text: str) -> Any:
        """An item of one of our lists by its code, label or a usual other word; None for everybody or any stage."""
        if not text or (key != PATHWAY and plainly(text) in ALL):
            return None
        labels, items = self.lists[key]
        codes, strange = labels.read(text)
        if key == PATHWAY and not codes:
            codes, strange = guessed_pathways(text), []
        if len(codes) != 1 or strange:
            several = len(codes) > 1 and not strange
            what = {PATHWAY: "pathway", GROUP: "group", STAGE: "stage of the sentence"}[key]
            raise Refused(
                f"{shown(text)} is several at once. Give each a row." if several
                else f"{shown(text)} is no {what} of our list. Take its name from the template."
            )  # fmt: skip
        return items[codes[0]]
