"""What each source says, topic by topic, and which of them counts and why: the newest, or the pinned one.

`gathering.said_of` chooses for facts, pathways and release areas; `counted_groups` chooses for groups by the same rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from coordination.models import Group, Pathway, Prison
from planning.gaps.conversion import needed
from planning.gaps.gathering import FACTS, Topic, demand_of, said_of
from planning.gaps.hiding import NOT_SHOWN, Kept
from planning.gaps.rows import Facts
from planning.models import GroupCount, NeedsAssessment, PathwayNeed, PinnedSource, ReleaseShare
from planning.models.assessment import in_figures, people_in_words

FACT_LABELS: Final = {
    "population": "People held",
    "receptions_a_month": "People who come in a month",
    "stay_days": "Average stay",
}


@dataclass(frozen=True)
class Statement:
    """One source on one thing. `a_month`: people, where it can be worked out."""

    assessment: NeedsAssessment
    words: str
    a_month: Fraction | None = None


@dataclass
class Line:
    """One thing with every source that speaks of it. `counts` None: nobody says it yet."""

    key: tuple[str, ...]
    label: str
    counts: Statement | None = None
    others: list[Statement] = field(default_factory=list)
    pin: PinnedSource | None = None

    @property
    def agree(self) -> bool:
        """Whether the others say the same number in the same words, or as many people a month."""
        counts = self.counts
        return counts is None or all(
            other.words == counts.words or (other.a_month is not None and other.a_month == counts.a_month)
            for other in self.others
        )


@dataclass
class Sources:
    """Lines of each topic. `pathways`: {code: lines}, everybody at any stage first. `counted`: the facts that count."""

    facts: list[Line]
    groups: list[Line]
    pathways: dict[str, list[Line]]
    releases: Line
    counted: Facts


def counted_groups(prisons: Iterable[Prison], day: date) -> dict[int, dict[str, GroupCount]]:
    """{key of a prison: {code of a group: the count that is valid}}, each with its source. Three queries."""
    keys = [prison.pk for prison in prisons]
    found: dict[int, dict[str, GroupCount]] = {key: {} for key in keys}
    pins = dict(
        PinnedSource.objects.filter(prison__in=keys, topic=Topic.GROUPS).values_list("prison", "assessment")
    )
    standing = NeedsAssessment.objects.standing().filter(prison__in=keys, dated_on__lte=day)
    rows = GroupCount.objects.filter(assessment__in=standing).select_related("assessment", "group")
    for row in sorted(rows, key=lambda row: (row.assessment.dated_on, row.assessment_id), reverse=True):
        prison = row.assessment.prison_id
        there = found[prison].get(row.group_id)
        if there is None or (
            pins.get(prison) == row.assessment_id and pins.get(prison) != there.assessment_id
        ):
            found[prison][row.group_id] = row
    return found


def sources_at(prison: Prison, day: date, kept: Mapping[int, Kept] | None = None) -> Sources:
    """Everything that standing sources say, in a fixed number of queries. `kept`: what of each is not told."""
    there = _There(prison, day, kept or {})
    return Sources(
        there.fact_lines(), there.group_lines(), there.pathway_lines(), there.release_line(), there.facts
    )


def pathways_at(prison: Prison, said: Sources) -> list[Pathway]:
    """Those of the prison, and whatever else a source speaks of."""
    return [
        pathway
        for pathway in Pathway.objects.all()
        if pathway.pk in said.pathways or (pathway.active and (prison.holds_women or not pathway.women_only))
    ]


class _There:
    """The sources of a prison, which of them count, and the pins."""

    def __init__(self, prison: Prison, day: date, kept: Mapping[int, Kept]) -> None:
        self.kept = defaultdict(Kept, kept)
        self.of = {row.pk: row for row in NeedsAssessment.objects.standing().filter(prison=prison)}
        for row in self.of.values():
            row.prison = prison
        self.pins = {
            (pin.topic, pin.pathway_id or ""): pin
            for pin in PinnedSource.objects.filter(prison=prison).select_related("pinned_by")
        }
        self.facts, _, _, self.counted = said_of([prison.pk], day)[prison.pk]
        self.groups = {
            code: row.assessment_id for code, row in counted_groups([prison], day)[prison.pk].items()
        }

    def line(
        self,
        key: tuple[str, ...],
        label: str,
        said: list[Statement],
        chosen: int | None,
        pinned: tuple[str, str],
    ) -> Line:
        said.sort(key=lambda each: (each.assessment.dated_on, each.assessment.pk), reverse=True)
        counts = next((each for each in said if each.assessment.pk == chosen), None)
        pin = self.pins.get(pinned)
        return Line(
            key, label, counts, [each for each in said if each is not counts],
            pin if pin and pin.assessment_id == chosen else None,
        )  # fmt: skip

    def fact_lines(self) -> list[Line]:
        return [
            self.line(
                (name,), FACT_LABELS[name],
                [
                    Statement(row, fact_in_words(row, name))
                    for row in self.of.values() if getattr(row, name) is not None
                ],
                self.counted.facts.get(name), (Topic.FACTS, ""),
            )
            for name in FACTS
        ]  # fmt: skip

    def group_lines(self) -> list[Line]:
        counts: dict[Group, list[GroupCount]] = defaultdict(list)
        for row in GroupCount.objects.filter(assessment__in=self.of).select_related("group"):
            counts[row.group].append(row)
        return [
            self.line(
                (group.pk,), str(group),
                [self._group(row) for row in found],
                self.groups.get(group.pk), (Topic.GROUPS, ""),
            )
            for group, found in sorted(counts.items(), key=lambda each: each[0].position)
        ]  # fmt: skip

    def pathway_lines(self) -> dict[str, list[Line]]:
        needs: dict[tuple[str, str, str], list[PathwayNeed]] = defaultdict(list)
        rows = PathwayNeed.objects.filter(assessment__in=self.of)
        for need in rows.select_related("pathway", "group", "stage"):
            needs[need.key].append(need)
        found: dict[str, list[Line]] = defaultdict(list)
        for key, said in sorted(needs.items(), key=_in_order):
            statements = [self._need(need) for need in said]
            pinned = (Topic.PATHWAY, key[0])
            found[key[0]].append(
                self.line(key, str(said[0]), statements, self.counted.needs.get(key), pinned)
            )
        return dict(found)

    def _group(self, row: GroupCount) -> Statement:
        hidden = row.group_id in self.kept[row.assessment_id].groups
        return Statement(self.of[row.assessment_id], NOT_SHOWN if hidden else row.number_in_words)

    def _need(self, need: PathwayNeed) -> Statement:
        assessment = self.of[need.assessment_id]
        if need.key in self.kept[need.assessment_id].needs:
            return Statement(assessment, NOT_SHOWN)
        return Statement(
            assessment, need.number_in_words, needed(demand_of(assessment, need), self.facts).a_month
        )

    def release_line(self) -> Line:
        shares: dict[int, list[ReleaseShare]] = defaultdict(list)
        for share in ReleaseShare.objects.filter(assessment__in=self.of).select_related("area"):
            shares[share.assessment_id].append(share)
        said = [
            Statement(self.of[pk], releases_in_words(found, self.kept[pk].areas))
            for pk, found in shares.items()
        ]
        return self.line(("releases",), "Where people go", said, self.counted.releases, (Topic.RELEASES, ""))


def _in_order(each: tuple[tuple[str, str, str], list[PathwayNeed]]) -> tuple[int, int, int]:
    need = each[1][0]
    return (
        need.pathway.position,
        need.group.position + 1 if need.group else 0,
        need.stage.position + 1 if need.stage else 0,
    )


def fact_in_words(assessment: NeedsAssessment, name: str) -> str:
    """“560 people”, “140 people a month”, “122 days”."""
    value = getattr(assessment, name)
    if value is None:
        return ""
    if name == "stay_days":
        return "1 day" if value == 1 else f"{in_figures(value)} days"
    return people_in_words(value) + (" a month" if name == "receptions_a_month" else "")


def releases_in_words(shares: list[ReleaseShare], hidden: frozenset[str] = frozenset(), most: int = 3) -> str:
    """“Plymouth 40%, Exeter 22% and 5 more; together 96%”. `shares`: the largest first; `hidden`: areas not told."""
    told = [share for share in shares if share.area_id not in hidden][:most]
    named = [f"{share.area} {in_figures(share.share)}%" for share in told] or [NOT_SHOWN]
    more = f" and {len(shares) - len(told)} more" if len(shares) > len(told) else ""
    together = sum(share.share for share in shares)
    return f"{', '.join(named)}{more}; together {in_figures(together)}%"
