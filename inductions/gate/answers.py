"""What is known of people at one prison on one day, gathered in a fixed number of queries, and the answer for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from coordination.models import Prison
from inductions import status
from inductions.coming_in import Answer, Facts, Movement, Needed, Turn, Verdict, may_come_in
from inductions.coming_in import Clearance as KnownClearance
from inductions.models import (
    AccessStop,
    Clearance,
    InductionStep,
    ModuleRule,
    Placement,
    Reliance,
    StepSignature,
    TrainingRecord,
)

WITHOUT_IT = {
    ModuleRule.AtTheGate.NOTHING: Answer.YES,
    ModuleRule.AtTheGate.ESCORTED: Answer.ESCORTED,
    ModuleRule.AtTheGate.NO: Answer.NO,
}


def verdicts(prison: Prison, people: Iterable[int], day: date) -> dict[int, Verdict]:
    """{key of person: answer} at the prison on that day."""
    return {key: may_come_in(facts, day) for key, facts in facts_of(prison, people, day).items()}


def facts_of(prison: Prison, people: Iterable[int], day: date) -> dict[int, Facts]:
    """{key of person: what the answer rests on}. The same number of queries for one and for two thousand."""
    keys = set(people)
    placements, later, ended = _work(prison, keys, day)
    stopped = set(
        AccessStop.objects.in_force().filter(prison=prison, person__in=keys).values_list("person", flat=True)
    )
    clearances = _clearances(prison, keys)
    needed = _needed(prison, placements, keys, day)
    return {
        key: Facts(
            movements=tuple(Movement(each.movement) for each in placements[key]),
            begins_on=later.get(key),
            ended_on=ended.get(key),
            stopped=key in stopped,
            clearances=tuple(clearances[key]),
            needed=tuple(needed[key]),
        )
        for key in keys
    }


def _work(
    prison: Prison, keys: set[int], day: date
) -> tuple[dict[int, list[Placement]], dict[int, date], dict[int, date]]:
    """Placements of that day; else the next first day and the latest last one. As `Placement.objects.on` has it."""
    placements: dict[int, list[Placement]] = defaultdict(list)
    later: dict[int, date] = {}
    ended: dict[int, date] = {}
    rows = Placement.objects.filter(prison=prison, engagement__person__in=keys).select_related("engagement")
    for row in rows:
        key = row.engagement.person_id
        first = max(row.begins_on, row.engagement.begins_on)
        last = min((each for each in (row.ends_on, row.engagement.ends_on) if each), default=date.max)
        if first <= day <= last:
            placements[key].append(row)
        elif day < first <= last:
            later[key] = min(first, later.get(key, date.max))
        elif first <= last:
            ended[key] = max(last, ended.get(key, date.min))
    return placements, later, ended


def _clearances(prison: Prison, keys: set[int]) -> dict[int, list[KnownClearance]]:
    """The prison's own, and those of others that it relies on by name, each from the day on which that was confirmed.

    Of another prison's clearance nothing is read but that it is granted.
    """
    found: dict[int, list[KnownClearance]] = defaultdict(list)
    state = Clearance.State
    for row in Clearance.objects.filter(prison=prison, person__in=keys):
        granted = row.state == state.GRANTED
        found[row.person_id].append(
            KnownClearance(
                refused=row.state in (state.REFUSED, state.WITHDRAWN),
                refused_on=row.decided_on if row.state == state.REFUSED else None,
                applied=row.state == state.APPLIED,
                granted_on=row.granted_on if granted else None,
                expires_on=row.expires_on if granted else None,
            )
        )
    relied_on = Reliance.objects.in_force().filter(
        prison=prison, clearance__person__in=keys, clearance__state=state.GRANTED
    )
    for reliance in relied_on.select_related("clearance"):
        clearance, confirmed_on = reliance.clearance, timezone.localdate(reliance.confirmed_at)
        assert clearance.granted_on is not None  # clearance_granted_from_and_until
        found[clearance.person_id].append(
            KnownClearance(
                granted_on=max(clearance.granted_on, confirmed_on), expires_on=clearance.expires_on
            )
        )
    return found


def _needed(
    prison: Prison, placements: dict[int, list[Placement]], keys: set[int], day: date
) -> dict[int, list[Needed]]:
    found: dict[int, list[Needed]] = defaultdict(list)
    steps = list(InductionStep.objects.current().filter(prison=prison, required=True))
    signed: dict[int, set[int]] = defaultdict(set)
    signatures = StepSignature.objects.filter(step__prison=prison, person__in=keys, struck_at=None)
    now_called = InductionStep.now_called(prison)
    for person, step in signatures.values_list("person", "step"):
        signed[person].add(now_called.get(step, step))
    worths = training_of(prison, placements, keys, day)
    for key in keys:
        missing = [step for step in steps if step.pk not in signed[key]]
        if steps:
            state = status.Status.NEVER if missing else status.Status.CURRENT
            # Nobody can be inducted without coming in: escorted until it is signed.
            turn = Turn.COORDINATOR
            if missing and all(step.signed_by == InductionStep.SignedBy.PERSON for step in missing):
                turn = Turn.PERSON
            found[key].append(Needed("Induction", state, Answer.ESCORTED, turn))
        for rule, worth in worths[key]:
            found[key].append(
                Needed(rule.module.label, worth.status, WITHOUT_IT[ModuleRule.AtTheGate(rule.at_the_gate)])
            )
    return found


def training_of(
    prison: Prison, placements: dict[int, list[Placement]], keys: set[int], day: date
) -> dict[int, list[tuple[ModuleRule, status.Worth]]]:
    """{key of person: [(rule, what it is worth)]} for every rule of the prison that is in use, in its order."""
    rules = list(ModuleRule.objects.filter(prison=prison, active=True).select_related("module"))
    days: dict[tuple[int, str], list[date]] = defaultdict(list)
    second = {rule.module_id for rule in rules if rule.needs_second_person}
    records = TrainingRecord.objects.standing().filter(
        person__in=keys, module__in=[rule.module_id for rule in rules]
    )
    for person, module, done_on, verified in records.values_list(
        "person", "module", "done_on", "verified_at"
    ):
        if module not in second or verified:
            days[person, module].append(done_on)
    found: dict[int, list[tuple[ModuleRule, status.Worth]]] = {}
    for key in keys:
        kinds = {placement.engagement.kind for placement in placements.get(key, [])}
        found[key] = [
            (rule, status.worth(_rule(rule, kinds), days[key, rule.module_id], day)) for rule in rules
        ]
    return found


def _rule(rule: ModuleRule, kinds: set[str]) -> status.Rule:
    return status.Rule(
        required=any(rule.is_required_of(kind) for kind in kinds),
        refresh_months=rule.refresh_months,
        window_days=rule.window_days,
    )
