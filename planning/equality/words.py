"""Rows of words for the page, the drill-down and the files: what is hidden is hidden before it gets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from coordination.models import Group as GroupOfList
from coordination.models import Pathway, Prison, ProtectedCharacteristic, Stage
from directory.exports.tables import FileTable, Value
from planning.equality import characteristics
from planning.equality.coverage import Covered, covered
from planning.equality.people import people_by_group
from planning.equality.telling import Characteristics, Hidden, hidden
from planning.gaps.hiding import EXPLAINED, NOT_SHOWN
from planning.gaps.matrix import Supply
from planning.gaps.rows import Inputs, Offer
from planning.gaps.urgent import rounded

NOT_KNOWN: Final = "Not known"
NO_CHARACTERISTIC: Final = "Other groups"
COLUMNS: Final = ("Group", "People", "Services for them", "Places a month", "Need known for", "Led by them")


@dataclass(frozen=True)
class GroupLine:
    """`people`, `places`: words. `needs`: (pathway, how many), `offers` as rows, `led_by` by name."""

    code: str
    label: str
    people: str
    source: str
    offers: tuple[Offer, ...]
    places: str
    also_open: int
    needs: tuple[tuple[str, str], ...]
    led_by: tuple[str, ...]

    @property
    def cells(self) -> list[str]:
        return [
            self.people, str(len(self.offers)), self.places,
            "; ".join(f"{pathway}: {number}" for pathway, number in self.needs) or "Nothing",
            "; ".join(self.led_by) or "Nobody",
        ]  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A protected characteristic. `services` and `led_by` are told once, whichever of its groups they name."""

    label: str
    lines: tuple[GroupLine, ...]

    @property
    def services(self) -> int:
        return len({offer.key for line in self.lines for offer in line.offers})

    @property
    def summary(self) -> str:
        if not self.lines:
            return "No group of our list belongs to it, so nothing is known of it here."
        led = len({name for line in self.lines for name in line.led_by})
        return f"{_counted(self.services, 'service')} for these groups; {_counted(led, 'organisation')} led by them."


@dataclass(frozen=True)
class Equality:
    """`everybody`: services that name no group, and their places; `places`: of the whole prison."""

    sections: tuple[Section, ...]
    everybody: tuple[int, str]
    places: str
    anything_hidden: bool

    def group(self, code: str) -> GroupLine | None:
        return next((line for each in self.sections for line in each.lines if line.code == code), None)


def equality_at(prison: Prison, inputs: Inputs, day: date) -> Equality:
    """Of one prison on a day, with everything hidden that nobody may work out."""
    people = people_by_group(prison, inputs.facts.population, day)
    rows = covered(inputs, people)
    codes = tuple(ProtectedCharacteristic.objects.filter(active=True).values_list("code", flat=True))
    where = characteristics.groups_by_characteristic(codes, inputs.groups)
    return _told(rows, where, hidden(rows, where, inputs.facts.population))


def _told(rows: Mapping[str, Covered], where: Characteristics, kept_back: Hidden) -> Equality:
    groups, named = dict(GroupOfList.objects.values_list("code", "label")), _names()
    titles = dict(ProtectedCharacteristic.objects.values_list("code", "label"))
    lines = {code: _line(row, groups[code], kept_back, named) for code, row in rows.items() if code}
    everybody = rows[""]
    known = [row.supply for row in rows.values()]
    together = Supply(
        services=sum(each.services for each in known),
        places=sum((each.places for each in known), start=everybody.supply.places * 0),
    )
    return Equality(
        sections=tuple(
            Section(titles.get(code, NO_CHARACTERISTIC), tuple(lines[group] for group in found))
            for code, found in where
        ),
        everybody=(len(everybody.offers), places_in_words(everybody.supply)),
        places=rounded(together.places) if together.services else NOT_KNOWN,
        anything_hidden=bool(kept_back.people or kept_back.needs),
    )  # fmt: skip


def _names() -> dict[str, str]:
    return dict(Pathway.objects.values_list("code", "label")) | dict(
        Stage.objects.values_list("code", "label")
    )


def _line(row: Covered, label: str, kept_back: Hidden, named: Mapping[str, str]) -> GroupLine:
    needs = []
    for need in row.needs:
        where = " · ".join(named[code] for code in (need.demand.pathway, need.demand.stage) if code)
        if kept_back.of(need):
            number = NOT_SHOWN
        elif need.a_month is None:
            number = "people, how many a month is not known"
        else:
            number = f"{rounded(need.a_month)} a month"
        needs.append((where, number))
    hide = row.group in kept_back.people
    return GroupLine(
        code=row.group, label=label, people=NOT_SHOWN if hide else _people(row), source=row.people.source,
        offers=row.offers, places=places_in_words(row.supply), also_open=row.also_open, needs=tuple(needs),
        led_by=row.led_by,
    )  # fmt: skip


def _people(row: Covered) -> str:
    """Of a share of a population that nobody knows, the share: no number of people can be worked out of it."""
    return row.people.words if row.people.count is None and row.people.words else _count(row.people.count)


def _count(count: int | None) -> str:
    return NOT_KNOWN if count is None else str(count)


def places_in_words(supply: Supply) -> str:
    if not supply.services:
        return "0"
    if supply.unlimited:
        return "Everybody who asks"
    if supply.unknown == supply.services:
        return NOT_KNOWN
    unknown = f", {_counted(supply.unknown, 'service')} not known" if supply.unknown else ""
    return f"{rounded(supply.places)}{unknown}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def tables(found: Equality) -> list[FileTable]:
    """One table of all groups, and one of the services of each."""
    groups: list[list[Value]] = [
        [section.label, line.label, *line.cells] for section in found.sections for line in section.lines
    ]
    services: list[list[Value]] = [
        [line.label, offer.name, offer.organisation]
        for line in _once(found) for offer in line.offers
    ]  # fmt: skip
    groups.append(["", "Everybody", "", str(found.everybody[0]), found.everybody[1], "", ""])
    return [
        FileTable("Groups", ("Characteristic", *COLUMNS), groups, EXPLAINED),
        FileTable("Services of groups", ("Group", "Service", "Organisation"), services),
    ]


def _once(found: Equality) -> list[GroupLine]:
    return list({line.code: line for section in found.sections for line in section.lines}.values())
