"""The most urgent things at a prison, in sentences: what a governor reads first.

Order: that nobody has said anything of what people need; people who need help and find no service; what ends within
90 days and is the only one of its pathway; the largest certain shortfalls; other endings; services that come too late;
wings that nothing reaches; release areas with nobody; the same thing offered several times; and last the pathways of
which nobody said anything, because that has an owner too.

Five sentences of one kind would hide the rest: at most two of a kind and two of a pathway, while there are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from planning.gaps.findings import Findings
from planning.gaps.losing import Losing, Why
from planning.gaps.matrix import Cell, State

MOST: Final = 5
ALIKE: Final = 2
TENTHS_BELOW: Final = 100
# Led to by whoever may record what people need, and by nobody else.
NEEDS: Final = "record_needs_assessment"
# An area to which fewer go is no headline.
LARGE_SHARE: Final = Fraction(1, 20)


@dataclass(frozen=True)
class Labels:
    """{code: words} of the reference lists, and of areas."""

    pathways: Mapping[str, str]
    groups: Mapping[str, str]
    stages: Mapping[str, str]
    areas: Mapping[str, str]
    ways: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)

    def of(self, cell: Cell) -> str:
        """“Accommodation, Veterans, Release”."""
        parts = (
            self.pathways[cell.pathway],
            self.groups.get(cell.group, ""),
            self.stages.get(cell.stage, ""),
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Urgent:
    """`key` names it for good, so that the next report can say whether it is new. `about`: the page that shows it.

    `kind` and `pathway` tell what is alike; `pathway` is empty where it speaks of none, or of several.
    """

    key: str
    sentence: str
    about: str
    kind: str = ""
    pathway: str = ""


def urgent(found: Findings, labels: Labels, most: int = MOST) -> list[Urgent]:
    """At most so many, the most urgent first. Each service and each cell is named once.

    A group or stage does not stand beside its pathway's total: the total counts it already.
    """
    every: dict[str, Urgent] = {}
    for each in _all(found, labels):
        if each.key not in every and not (each.about == "gap" and f"gap:{each.pathway}::" in every):
            every[each.key] = each
    rows = list(every.values())
    chosen: set[int] = set()
    kinds, pathways = Counter[str](), Counter[str]()
    for at, each in enumerate(rows):
        if len(chosen) < most and kinds[each.kind] < ALIKE and pathways[each.pathway] < ALIKE:
            chosen.add(at)
            kinds[each.kind] += 1
            pathways[each.pathway] += bool(each.pathway)
    left = [at for at in range(len(rows)) if at not in chosen]
    chosen.update(left[: most - len(chosen)])
    return [rows[at] for at in sorted(chosen)]


def _all(found: Findings, labels: Labels) -> Iterator[Urgent]:
    yield from _nothing_known(found)
    yield from _unmet(found, labels)
    yield from (_lost(each, labels) for each in found.losing if each.only and each.why != Why.UNCONFIRMED)
    yield from _short(found, labels)
    yield from (_lost(each, labels) for each in found.losing if each.why != Why.UNCONFIRMED)
    yield from _too_long(found)
    yield from _unreached(found)
    yield from _areas(found, labels)
    yield from _double(found, labels)
    yield from _unknown(found, labels)


def _unmet(found: Findings, labels: Labels) -> Iterator[Urgent]:
    """Most people first; those that cannot be counted a month, and those that are not told, after them."""
    cells = [each.told for each in found.cells.values() if each.state == State.UNMET]
    # A single need of a group is said of the group, and not once more of everybody.
    cells = [each for each in cells if each.demand or not any(_is_around(each, other) for other in cells)]
    cells.sort(key=lambda cell: (-(cell.at_most or 0), cell.key))
    for cell in cells:
        people = f"{rounded(cell.at_most)} people a month need" if cell.at_most else "People need"
        sentence = f"{people} help with {labels.of(cell)} and nothing is offered."
        yield Urgent(gap_key(cell), sentence, "gap", "unmet", cell.pathway)


def _is_around(cell: Cell, other: Cell) -> bool:
    return (
        cell.key != other.key
        and cell.pathway == other.pathway
        and cell.group in ("", other.group)
        and cell.stage in ("", other.stage)
    )


def _short(found: Findings, labels: Labels) -> Iterator[Urgent]:
    """Those of which nobody may know how many they are last."""
    cells = [each.told for each in found.cells.values() if each.state == State.PARTLY and each.at_least]
    cells.sort(key=lambda cell: (-(cell.at_least or 0), cell.key))
    for cell in cells:
        if cell.hidden:
            missing = "some places"
        else:
            least, most = rounded(cell.at_least), rounded(cell.at_most)
            missing = f"places for {least if least == most else f'{least} to {most}'} people a month"
        sentence = f"{labels.of(cell)}: {missing} are missing."
        yield Urgent(gap_key(cell), sentence, "gap", "short", cell.pathway)


def _lost(each: Losing, labels: Labels) -> Urgent:
    only = f" It is the only one for {labels.pathways[each.only[0]]}." if each.only else ""
    when = in_words(each.on) if each.on else ""
    what = f"ends on {when}" if each.why == Why.ENDS else f"is funded until {when}"
    pathways = each.only or tuple(each.offer.pathways)
    return Urgent(
        f"losing:{each.offer.key}", f"{each.offer.name} {what}.{only}", "losing", "losing",
        pathways[0] if len(pathways) == 1 else "",
    )  # fmt: skip


def _too_long(found: Findings) -> Iterator[Urgent]:
    late = found.too_long or []
    if late:
        stay = rounded(late[0].stay)
        first = late[0]
        others = f", and so do {len(late) - 1} others" if len(late) > 1 else ""
        yield Urgent(
            "too_long",
            f"{first.offer.name} takes {first.together} days with its wait, longer than the average stay of"
            f" {stay}{others}.",
            "sequence",
            "too_long",
        )


def _unreached(found: Findings) -> Iterator[Urgent]:
    wings = [each.wing for each in found.wings if each.by_nothing]
    if wings:
        yield Urgent("wings", f"Nothing reaches {_listed(wings)}.", "unreached_wings", "wings")


def _areas(found: Findings, labels: Labels) -> Iterator[Urgent]:
    for area in found.releases or []:
        if area.nobody and area.share >= LARGE_SHARE:
            who = "Some people" if area.hidden else f"{rounded(area.share * 100)}%"
            yield Urgent(
                f"area:{area.code}",
                f"{who} go to {labels.areas.get(area.code, area.code)} on release, where no organisation of ours"
                " works.",
                "release_areas",
                "area",
            )


def _double(found: Findings, labels: Labels) -> Iterator[Urgent]:
    for each in found.duplications:
        keys = "-".join(str(offer.key) for offer in each.offers)
        yield Urgent(
            f"double:{keys}",
            f"{len(each.offers)} services offer the same under {labels.pathways[each.pathway]} at overlapping times.",
            "duplications",
            "double",
            each.pathway,
        )


def _nothing_known(found: Findings) -> Iterator[Urgent]:
    if not any(cell.demand or cell.single for cell in found.cells.values()):
        sentence = "Nobody has said yet what people here need, so nothing can be called met."
        yield Urgent("unknown", sentence, NEEDS, "unknown")


def _unknown(found: Findings, labels: Labels) -> Iterator[Urgent]:
    """After `_nothing_known`, which says it of all."""
    names = [
        labels.of(cell)
        for cell in found.cells.values()
        if not cell.group and not cell.stage and cell.needed is None
    ]
    if len(names) == len(found.inputs.pathways) and names:
        yield Urgent("unknown", "Nobody has counted yet what people here need.", NEEDS, "unknown")
    elif names:
        yield Urgent("unknown", f"Nobody has said what people need of {_listed(names)}.", "gaps", "unknown")


def gap_key(cell: Cell) -> str:
    return f"gap:{cell.pathway}:{cell.group}:{cell.stage}"


def rounded(value: Fraction | None) -> str:
    """Whole people, a tenth below a hundred: “56”, “13.5”. Halves go up.

    Tenths on both sides, so that a reader who takes 11 places from a need of 13.5 finds the 2.5 that are missing.
    """
    if value is None:
        return "not known"
    if value >= TENTHS_BELOW or value.denominator == 1:
        return str(int(value + Fraction(1, 2)))
    tenths = int(value * 10 + Fraction(1, 2))
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
