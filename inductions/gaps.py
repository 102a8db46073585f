"""What is missing of somebody at a prison: steps of the induction that nobody signed, policies not acknowledged.

A fixed number of queries for one person and for two thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from coordination.models import Organisation, Prison, User
from inductions.models import (
    Acknowledgement,
    InductionStep,
    Person,
    Placement,
    PolicyDocument,
    StepSignature,
)

# --- Induction ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A step of today's checklist, and the signature that counts for it: under these words or under earlier ones."""

    step: InductionStep
    signature: StepSignature | None


@dataclass(frozen=True)
class Checklist:
    """`earlier`: signatures that no step of today stands for, among them those struck out, newest first."""

    lines: tuple[Line, ...]
    earlier: tuple[StepSignature, ...]

    @property
    def signed(self) -> int:
        return sum(line.signature is not None for line in self.lines)

    @property
    def missing(self) -> list[InductionStep]:
        """What the induction lacks. A step that may be left out is not missing."""
        return [line.step for line in self.lines if line.signature is None and line.step.required]

    @property
    def completed_on(self) -> date | None:
        """The day of the last signature that was needed; None while one is missing, or where nothing is required."""
        needed = [line.signature for line in self.lines if line.step.required]
        days = [each.signed_on for each in needed if each is not None]
        return max(days, default=None) if len(days) == len(needed) else None


def checklists(prison: Prison, people: Iterable[int]) -> dict[int, Checklist]:
    """{key of person: their checklist}. Three queries."""
    keys = set(people)
    steps = list(InductionStep.objects.current().filter(prison=prison))
    now_called = InductionStep.now_called(prison)
    standing: dict[int, dict[int, StepSignature]] = defaultdict(dict)
    earlier: dict[int, list[StepSignature]] = defaultdict(list)
    current = {step.pk for step in steps}
    rows = StepSignature.objects.filter(step__prison=prison, person__in=keys).select_related(
        "signed_by", "struck_by"
    )
    for row in rows:
        step = now_called.get(row.step_id, row.step_id)
        if row.struck_at or step not in current or step in standing[row.person_id]:
            earlier[row.person_id].append(row)
        else:
            standing[row.person_id][step] = row
    return {
        key: Checklist(
            tuple(Line(step, standing[key].get(step.pk)) for step in steps), tuple(reversed(earlier[key]))
        )
        for key in keys
    }


def checklist(prison: Prison, person: Person) -> Checklist:
    return checklists(prison, [person.pk])[person.pk]


# --- Policies -------------------------------------------------------------------------------------


@dataclass
class Owed:
    """A policy that somebody must acknowledge and has not. `due_on` is the last day on which it is in time."""

    person: Person
    document: PolicyDocument
    due_on: date
    organisations: list[Organisation] = field(default_factory=list)

    def overdue_since(self, day: date) -> date | None:
        return self.due_on + timedelta(days=1) if self.due_on < day else None


def published_on(document: PolicyDocument) -> date:
    return timezone.localdate(document.published_at)


def owed_at(prison: Prison, day: date, organisations: Iterable[int] | None = None) -> list[Owed]:
    """By whoever works there that day, soonest due first. `organisations`: of these alone. Three queries."""
    placed = Placement.objects.on(day).filter(prison=prison)
    if organisations is not None:
        placed = placed.filter(engagement__organisation__in=list(organisations))
    return _owed(placed, PolicyDocument.objects.filter(prison=prison))


def owed_by(user: User, day: date) -> list[Owed]:
    """By the person whose account it is, at every prison where they work or soon will."""
    placed = Placement.objects.not_over_by(day).filter(engagement__person__user=user)
    return _owed(placed, PolicyDocument.objects.filter(prison__in=placed.values("prison")))


def _owed(placed: Iterable[Placement], documents: Iterable[PolicyDocument]) -> list[Owed]:
    """Whoever starts after a policy was published has the days that it gives from their first day on."""
    asked = [*documents.current().filter(must_acknowledge=True).select_related("prison")]  # type: ignore[attr-defined]
    rows = list(placed.select_related("engagement__person", "engagement__organisation"))  # type: ignore[attr-defined]
    done = set(
        Acknowledgement.objects.filter(
            document__in=asked, person__in={row.engagement.person_id for row in rows}
        ).values_list("person", "document")
    )
    found: dict[tuple[int, int], Owed] = {}
    for document in asked:
        allowed = timedelta(days=document.acknowledge_within_days)
        for row in rows:
            person, key = row.engagement.person, (row.engagement.person_id, document.pk)
            if row.prison_id != document.prison_id or key in done:
                continue
            if not document.is_for(row.engagement.kind):
                continue
            due_on = max(published_on(document), row.begins_on) + allowed
            owed = found.setdefault(key, Owed(person, document, due_on))
            owed.due_on = min(owed.due_on, due_on)
            owed.organisations.append(row.engagement.organisation)
    return sorted(found.values(), key=lambda each: (each.due_on, each.document.title, each.person.name))
