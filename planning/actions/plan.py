"""The action plan: its level, its manager, whose each step is, what shows it, and that it is done or left out."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Posting, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission, roles_with
from planning.models import ActionPlan, Level, PlanEvidence, PlanStep
from planning.plans.reading import activities, read_step
from planning.policies import check_words

COLUMNS: Final = ["owner", "owner_role", "due_on", "note"]
OWN_COLUMNS: Final = ["title", "level", *COLUMNS]
WORDED: Final = {"title": "what is to be done", "owner_role": "who does it", "note": "note"}
MOST_OWN_STEPS: Final = 40


# --- Level and manager ------------------------------------------------------------------------------


@transaction.atomic
def set_plan_level(*, by: User, prison: Prison, level: str) -> ActionPlan:
    """The level to reach; with the first one the plan begins, and its activities stand in it."""
    access.require(by, Permission.ADOPT_PRIORITY, prison=prison)
    if level not in Level.values:
        raise Refused("Choose Bronze, Silver or Gold.")
    plan = _plan(by, prison)
    before = audit.values(plan, ["level"])
    plan.level = level
    plan.save(update_fields=["level"])
    changes = audit.changes(plan, before, audit.values(plan, ["level"]))
    audit.record("set_plan_level", by=by, on=plan, prison=prison, changes=changes)
    return plan


@transaction.atomic
def set_named_manager(
    *, by: User, prison: Prison, manager: User | None = None, manager_role: str = ""
) -> ActionPlan:
    """Who coordinates the voluntary sector here: an account, a role, or both; neither says that nobody is named."""
    access.require(by, Permission.ADOPT_PRIORITY, prison=prison)
    manager_role = one_line(manager_role)
    check_words({"role": manager_role})
    if manager and not people_here(prison).filter(pk=manager.pk).exists():
        raise Refused(f"{manager} has no account at {prison}. Choose somebody else, or type a role.")
    plan = _plan(by, prison)
    before = audit.values(plan, ["manager", "manager_role"])
    plan.manager, plan.manager_role = manager, manager_role
    changes = audit.changes(plan, before, audit.values(plan, ["manager", "manager_role"]))
    if changes:
        plan.named_on = clock.today() if manager or manager_role else None
        plan.save(update_fields=["manager", "manager_role", "named_on"])
        audit.record("set_named_manager", by=by, on=plan, prison=prison, changes=changes)
    return plan


def _plan(by: User, prison: Prison) -> ActionPlan:
    """Held. Activities that the list has got since are added."""
    ActionPlan.objects.get_or_create(prison=prison, defaults={"begun_at": clock.now(), "begun_by": by})
    plan = ActionPlan.objects.select_for_update().get(prison=prison)
    complete(plan)
    return plan


def complete(plan: ActionPlan) -> None:
    """A step for each activity that has none yet."""
    present = set(plan.steps.exclude(activity=None).values_list("activity", flat=True))
    PlanStep.objects.bulk_create(
        (
            PlanStep(plan=plan, activity=each, level=each.level, title=each.label)
            for each in activities()
            if each.pk not in present
        ),
        ignore_conflicts=True,
    )


def people_here(prison: Prison) -> QuerySet[User]:
    """Whoever has a posting at the prison itself."""
    posted = Posting.objects.current().filter(prison=prison)
    return User.objects.filter(pk__in=posted.values("user"), is_active=True).order_by("name", "pk")


def possible_owners(prison: Prison) -> QuerySet[User]:
    """Those of them who may read the plan; to anybody else a step is given by their role."""
    posted = Posting.objects.current().filter(prison=prison, role__in=roles_with(Permission.VIEW_PLAN))
    return User.objects.filter(pk__in=posted.values("user"), is_active=True).order_by("name", "pk")


# --- Steps ------------------------------------------------------------------------------------------


@transaction.atomic
def add_plan_step(*, by: User, prison: Prison, values: dict[str, Any]) -> PlanStep:
    """One of the prison's own. `values`: OWN_COLUMNS. No level asks for it, and none counts it."""
    access.require(by, Permission.MANAGE_PLAN, prison=prison)
    plan = ActionPlan.objects.select_for_update().filter(prison=prison).first()
    if plan is None:
        raise Refused("This prison has no plan yet. Choose the level to reach first.")
    if plan.steps.filter(activity=None).count() >= MOST_OWN_STEPS:
        raise Refused(f"A plan has at most {MOST_OWN_STEPS} steps of its own.")
    step = PlanStep(plan=plan, level=plan.level)
    _write(step, values, OWN_COLUMNS, prison)
    step.save()
    audit.record("add_plan_step", by=by, on=step, prison=prison)
    return step


@transaction.atomic
def change_plan_step(*, by: User, step: PlanStep, values: dict[str, Any]) -> PlanStep:
    """Whose it is, until when, a note; of an own step also its words and its level."""
    step = _held(step)
    prison = step.plan.prison
    access.require(by, Permission.MANAGE_PLAN, prison=prison)
    columns = COLUMNS if step.activity_id else OWN_COLUMNS
    before = audit.values(step, columns)
    _write(step, values, columns, prison)
    changes = audit.changes(step, before, audit.values(step, columns))
    if changes:
        step.save(update_fields=columns)
        audit.record("change_plan_step", by=by, on=step, prison=prison, changes=changes)
    return step


def _write(step: PlanStep, values: dict[str, Any], columns: list[str], prison: Prison) -> None:
    owner_before = step.owner
    for name in columns:
        if name in values:
            value = values[name]
            setattr(step, name, one_line(value) if name in WORDED else value)
    check_words({words: getattr(step, name) for name, words in WORDED.items() if name in columns})
    if not step.title:
        raise Refused("Say what is to be done.")
    if step.level not in Level.values:
        raise Refused("Choose Bronze, Silver or Gold.")
    if step.owner and step.owner_role:
        raise Refused("Say who does it: one person or one role, not both.")
    if step.owner and step.owner != owner_before and not _is_here(step.owner, prison):
        raise Refused(f"{step.owner} may not read the plan of {prison}. Type a role instead.")


def _is_here(user: User, prison: Prison) -> bool:
    return possible_owners(prison).filter(pk=user.pk).exists()


def may_move(user: User, step: PlanStep, prison: Prison) -> bool:
    """Whoever keeps the plan; and the owner of a step, of that step."""
    if access.permitted(user, Permission.MANAGE_PLAN, prison=prison):
        return True
    return step.owner_id == user.pk and access.permitted(user, Permission.VIEW_PLAN, prison=prison)


def _moved(by: User, step: PlanStep) -> PlanStep:
    """The step, held, for somebody who may say how far it is."""
    held = _held(step)
    if not may_move(by, held, held.plan.prison):
        access.require(by, Permission.MANAGE_PLAN, prison=held.plan.prison)
    return held


def _held(step: PlanStep) -> PlanStep:
    rows = PlanStep.objects.select_for_update(of=("self",))
    return rows.select_related("plan__prison", "activity", "owner").get(pk=step.pk)


# --- What shows it ----------------------------------------------------------------------------------


@transaction.atomic
def link_evidence(*, by: User, step: PlanStep, source: str) -> PlanEvidence:
    """Only what a feature offers now for this step: its words and its day are taken from there."""
    step = _moved(by, step)
    if step.left_out_reason:
        raise Overtaken("This is left out now. Take it in again first.")
    line = read_step(step, step.plan.prison, clock.today())
    for each in line.linked:
        if each.row.source == source:
            return each.row
    found = next((each for each in line.found if each.source == source), None)
    if found is None:
        raise Overtaken("That is not found any more. Look at what is there now.")
    made = PlanEvidence.objects.create(
        step=step, source=found.source, words=found.words[:200], path=found.path, dated_on=found.on,
        linked_at=clock.now(), linked_by=by,
    )  # fmt: skip
    audit.record("link_evidence", by=by, on=made, prison=step.plan.prison)
    return made


@transaction.atomic
def unlink_evidence(*, by: User, evidence: PlanEvidence) -> None:
    """The link goes, and what it names stays where it is."""
    step = _moved(by, evidence.step)
    found = PlanEvidence.objects.filter(pk=evidence.pk).first()
    if found is None:
        raise Overtaken("Somebody else took this off meanwhile.")
    audit.record("unlink_evidence", by=by, on=found, prison=step.plan.prison)
    found.delete()


# --- Done, or left out ------------------------------------------------------------------------------


@transaction.atomic
def finish_plan_step(*, by: User, step: PlanStep) -> PlanStep:
    """What a feature can show is done when something that still counts is linked; anything else on somebody's word."""
    step = _moved(by, step)
    if step.done_on:
        raise Overtaken("This is done already.")
    if step.left_out_reason:
        raise Overtaken("This is left out now. Take it in again first.")
    line = read_step(step, step.plan.prison, clock.today())
    if not line.may_be_done:
        raise Refused("Link what shows it first." if line.newest else "Nothing that shows it was found yet.")
    step.done_on, step.done_by = clock.today(), by
    step.save(update_fields=["done_on", "done_by"])
    audit.record("finish_plan_step", by=by, on=step, prison=step.plan.prison)
    return step


@transaction.atomic
def reopen_plan_step(*, by: User, step: PlanStep) -> PlanStep:
    """Done after all not, or left out after all not."""
    step = _held(step)
    access.require(by, Permission.MANAGE_PLAN, prison=step.plan.prison)
    if not step.done_on and not step.left_out_reason:
        raise Overtaken("This is open already.")
    step.done_on, step.done_by, step.left_out_reason = None, None, ""
    step.save(update_fields=["done_on", "done_by", "left_out_reason"])
    audit.record("reopen_plan_step", by=by, on=step, prison=step.plan.prison)
    return step


@transaction.atomic
def leave_out_plan_step(*, by: User, step: PlanStep, reason: str) -> PlanStep:
    """It is not done at this prison, and the plan says why. The level counts without it."""
    step = _held(step)
    access.require(by, Permission.MANAGE_PLAN, prison=step.plan.prison)
    reason = one_line(reason)
    if not reason:
        raise Refused("Say why it is not done here.")
    check_words({"why it is not done here": reason})
    step.left_out_reason, step.done_on, step.done_by = reason, None, None
    step.save(update_fields=["left_out_reason", "done_on", "done_by"])
    audit.record("leave_out_plan_step", by=by, on=step, prison=step.plan.prison)
    return step
