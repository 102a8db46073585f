"""A prison's plan as it stands today: its steps with what was linked, what was found, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from coordination.models import Prison
from coordination.offers import Evidence
from planning.models import ActionPlan, Activity, PlanEvidence, PlanStep
from planning.plans.gathering import Gathered, gather, kinds
from planning.plans.progress import Item, Progress, State, progress, state_of

# An own step may be shown by anything of the last year.
OWN_MONTHS: Final = 12


@dataclass(frozen=True)
class Linked:
    """`live`: as the feature tells it today; None where it is no longer found there, and counts no more."""

    row: PlanEvidence
    live: Evidence | None


@dataclass(frozen=True)
class Line:
    """One step. `found` is what could be linked still, newest first."""

    step: PlanStep
    item: Item
    state: State
    kinds: tuple[str, ...]
    linked: tuple[Linked, ...]
    found: tuple[Evidence, ...]
    newest: Evidence | None

    @property
    def title(self) -> str:
        return self.step.activity.label if self.step.activity else self.step.title

    @property
    def may_be_done(self) -> bool:
        """Open, and linked to something that still counts where a feature can show it."""
        if self.item.done or self.item.left_out:
            return False
        return self.item.shown is None or bool(self.linked and self.newest)


@dataclass(frozen=True)
class Plan:
    plan: ActionPlan
    lines: tuple[Line, ...]
    progress: Progress
    gathered: Gathered

    def line(self, key: int) -> Line:
        return next(each for each in self.lines if each.step.pk == key)


def read_plan(plan: ActionPlan, prison: Prison, day: date) -> Plan:
    """A fixed number of queries. An activity that the list has no more stands here while something was done of it."""
    rows = plan.steps.select_related("activity", "owner", "done_by").prefetch_related("evidence__linked_by")
    # Databases differ in where they put what has no activity: own steps come last.
    steps = sorted((each for each in rows if _is_to_be_seen(each)), key=lambda step: step.activity_id is None)
    linked = [each for step in steps for each in step.evidence.all()]
    longest = max([OWN_MONTHS, *(each.activity.months for each in steps if each.activity)])
    gathered = gather(prison, day, months=longest, since=[each.dated_on for each in linked])
    known = tuple(kinds())
    lines = tuple(line_of(step, list(step.evidence.all()), gathered, known, day) for step in steps)
    return Plan(plan, lines, progress((each.item for each in lines), day), gathered)


def read_step(step: PlanStep, prison: Prison, day: date) -> Line:
    """One of it alone."""
    linked = list(step.evidence.select_related("linked_by"))
    months = step.activity.months if step.activity else OWN_MONTHS
    gathered = gather(prison, day, months=months, since=[each.dated_on for each in linked])
    return line_of(step, linked, gathered, tuple(kinds()), day)


def line_of(
    step: PlanStep, rows: Sequence[PlanEvidence], gathered: Gathered, known: tuple[str, ...], day: date
) -> Line:
    activity = step.activity
    of_step = tuple(each for each in activity.evidence if each in known) if activity else known
    months = activity.months if activity else OWN_MONTHS
    found = gathered.of(of_step, months)
    linked = tuple(Linked(row, gathered.by_source.get(row.source)) for row in rows)
    taken = {row.source for row in rows}
    # What shows an own step was chosen by somebody: nothing shows it by itself.
    counting = found if activity else [each for each in found if each.source in taken]
    item = Item(
        key=step.pk, level=step.level, done=step.done_on is not None, left_out=bool(step.left_out_reason),
        shown=bool(counting) if activity and of_step else None, due_on=step.due_on,
        begun=bool(linked or step.owner_name or step.due_on), own=activity is None,
    )  # fmt: skip
    return Line(
        step=step, item=item, state=state_of(item, day), kinds=of_step, linked=linked,
        found=tuple(each for each in found if each.source not in taken),
        newest=counting[0] if counting else None,
    )  # fmt: skip


def _is_to_be_seen(step: PlanStep) -> bool:
    if step.activity is None or step.activity.active:
        return True
    return bool(step.done_on or step.owner_name or step.evidence.all())


def activities() -> list[Activity]:
    return list(Activity.objects.filter(active=True))
