"""Needs, reports, priorities, a call and plans, played through the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Final

from coordination import clock
from coordination.demo.world import World
from coordination.models import Area, Group, Pathway, Posting, User
from coordination.models import Stage as StageOfSentence
from coordination.roles import Role
from planning.actions import assessments, calls, expressions, plan, priorities, reports
from planning.actions.priorities import About
from planning.bringing_in.said import Said, SaidOfArea, SaidOfGroup, SaidOfPathway
from planning.models import ActionPlan, AskedDecision, Call, NeedsAssessment, Priority
from planning.plans.reading import read_step

Event = tuple[int, int, Callable[[], object]]  # Day, turn of the day, what happens.
FIRST, LATER, LAST = 0, 4, 8
FACTS: Final = ("population", "receptions_a_month", "stay_days")


@dataclass
class Stage:
    """What has been played so far. Keys are those of the texts."""

    world: World
    sources: dict[str, NeedsAssessment] = field(default_factory=dict)
    asked: dict[str, AskedDecision] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)

    def governor(self, code: str) -> User:
        posting = Posting.objects.select_related("user").get(
            role=Role.GOVERNOR, prison__code=code, ends_on=None
        )
        return posting.user


def events(stage: Stage, texts: dict[str, Any]) -> Iterator[Event]:
    for given in texts["sources"]:
        yield given["on"], FIRST, partial(record, stage, given)
        if "pinned" in given:
            yield given["pinned"]["on"], LATER, partial(pin, stage, given)
    for given in texts["decisions"]:
        yield given["on"], FIRST, partial(ask, stage, given)
        if "answer" in given:
            yield given["settled"], LATER, partial(settle, stage, given)
    for given in texts["reports"]:
        yield given["on"], LAST, partial(issue, stage, given)
    yield from _worked_on(stage, texts)
    for given in texts["plans"]:
        yield given["on"], FIRST, partial(begin_plan, stage, given)
        for step in given["done"]:
            yield step["on"], LATER, partial(show, stage, given["prison"], step)


def _worked_on(stage: Stage, texts: dict[str, Any]) -> Iterator[Event]:
    for given in texts["priorities"]:
        yield given["on"], FIRST, partial(adopt, stage, given)
        if "ended" in given:
            yield given["ended"]["on"], LATER, partial(end, stage, given)
    for given in texts["calls"]:
        yield given["on"], LATER, partial(call, stage, given)
        for answered in given["answers"]:
            yield answered["on"], LATER, partial(answer, stage, given["about"], answered)


# --- Needs -----------------------------------------------------------------------------------------


def record(stage: Stage, given: dict[str, Any]) -> None:
    """`dated`: the day of the source; the period is the year up to it."""
    world, code = stage.world, given["prison"]
    dated_on = world.day(given["dated"])
    begins, ends = assessments.year_up_to(dated_on)
    values = {
        "kind": given["kind"], "source": given["source"].format(year=dated_on.year), "note": given.get("note", ""),
        "dated_on": dated_on, "period_from": begins, "period_to": ends,
        **{name: given[name] for name in FACTS if name in given},
    }  # fmt: skip
    with world.at(given["on"], FIRST):
        stage.sources[given["key"]] = assessments.record_assessment(
            by=world.coordinators[code], prison=world.prisons[code], values=values, said=said_in(given)
        )


def said_in(given: dict[str, Any]) -> Said:
    numbers: dict[str, Any] = {"needing": int, "share": Decimal, "a_month": Decimal}
    pathways, groups = Pathway.objects.in_bulk(), Group.objects.in_bulk()
    stages, areas = StageOfSentence.objects.in_bulk(), Area.objects.in_bulk()
    return Said(
        groups=[SaidOfGroup(groups[code], people=count) for code, count in given.get("groups", {}).items()],
        needs=[
            SaidOfPathway(
                pathways[row["pathway"]], groups.get(row.get("group", "")), stages.get(row.get("stage", "")),
                **{name: kind(row[name]) for name, kind in numbers.items() if name in row},
            )
            for row in given.get("needs", [])
        ],
        releases=[SaidOfArea(areas[code], Decimal(share)) for code, share in given.get("releases", {}).items()],
    )  # fmt: skip


def pin(stage: Stage, given: dict[str, Any]) -> None:
    pinned = given["pinned"]
    with stage.world.at(pinned["on"], LATER):
        assessments.pin_source(
            by=stage.world.coordinators[given["prison"]], assessment=stage.sources[given["key"]],
            topic="pathway", pathway=Pathway.objects.get(pk=pinned["pathway"]), reason=pinned["reason"],
        )  # fmt: skip


# --- Reports and what is decided ------------------------------------------------------------------


def ask(stage: Stage, given: dict[str, Any]) -> None:
    code = given["prison"]
    with stage.world.at(given["on"], FIRST):
        stage.asked[given["question"]] = reports.ask_decision(
            by=stage.world.coordinators[code], prison=stage.world.prisons[code], question=given["question"]
        )


def settle(stage: Stage, given: dict[str, Any]) -> None:
    with stage.world.at(given["settled"], LATER):
        reports.settle_decision(
            by=stage.governor(given["prison"]), asked=stage.asked[given["question"]], answer=given["answer"]
        )


def issue(stage: Stage, given: dict[str, Any]) -> None:
    code = given["prison"]
    with stage.world.at(given["on"], LAST):
        by = stage.world.coordinators[code]
        issued = reports.issue_report(by=by, prison=stage.world.prisons[code])
        # In silence no paper is asked for: it waits, so that the sweep has it made.
        reports.make_paper_again(by=by, report=issued)


# --- Priorities and the call ----------------------------------------------------------------------


def adopt(stage: Stage, given: dict[str, Any]) -> None:
    code = given["prison"]
    about = About(
        pathway=Pathway.objects.get(pk=given["pathway"]),
        group=Group.objects.filter(pk=given.get("group", "")).first(),
    )
    values = {
        "title": given["title"], "target": given["target"], "owner": None, "owner_role": given["owner_role"],
        "due_on": stage.world.day(given["due"]),
    }  # fmt: skip
    with stage.world.at(given["on"], FIRST):
        stage.priorities[given["title"]] = priorities.adopt_priority(
            by=stage.governor(code), prison=stage.world.prisons[code], about=about, values=values
        )


def end(stage: Stage, given: dict[str, Any]) -> None:
    with stage.world.at(given["ended"]["on"], LATER):
        priorities.settle_priority(
            by=stage.governor(given["prison"]), priority=stage.priorities[given["title"]],
            state=Priority.State.ENDED, outcome=given["ended"]["why"],
        )  # fmt: skip


def call(stage: Stage, given: dict[str, Any]) -> None:
    """Begun and opened on the same day; `told`: {organisation: why it was thought of}."""
    world, priority = stage.world, stage.priorities[given["about"]]
    by = world.coordinators[priority.prison.code]
    columns = ("title", "wanted", "people_a_month", "lot_size", "lots")
    values = {name: given[name] for name in columns} | {"closes_on": world.day(given["closes"])}
    with world.at(given["on"], LATER):
        begun = calls.begin_call(by=by, priority=priority, values=values)
        told = {world.organisations[name]: why for name, why in given["told"].items()}
        stage.calls[given["about"]] = calls.open_call(by=by, call=begun, organisations=told)


def answer(stage: Stage, about: str, given: dict[str, Any]) -> None:
    world, name = stage.world, given["of"]
    values = {column: given.get(column) for column in ("offer", "people_a_month", "cost", "needs")}
    with world.at(given["on"], LATER):
        expressions.send_expression(
            by=world.managers[name], call=stage.calls[about], organisation=world.organisations[name],
            values=values | {"starts_on": world.day(given["starts"])},
        )  # fmt: skip


# --- The plan -------------------------------------------------------------------------------------


def begin_plan(stage: Stage, given: dict[str, Any]) -> None:
    """By the governor where there is one, else by the coordinator, who may too."""
    code = given["prison"]
    prison, coordinator = stage.world.prisons[code], stage.world.coordinators[code]
    with stage.world.at(given["on"], FIRST):
        plan.set_plan_level(by=coordinator, prison=prison, level=given["level"])
        plan.set_named_manager(
            by=coordinator, prison=prison, manager=coordinator, manager_role=given["manager"]
        )
        for step in given["own"]:
            values = {
                "title": step["title"],
                "level": step["level"],
                "owner_role": step["owner_role"],
                "due_on": stage.world.day(step["due"]),
            }
            plan.add_plan_step(by=coordinator, prison=prison, values=values)


def show(stage: Stage, code: str, given: dict[str, Any]) -> None:
    """Links the newest of what features offer for the step, and calls it done."""
    by = stage.world.coordinators[code]
    steps = ActionPlan.objects.get(prison__code=code).steps
    with stage.world.at(given["on"], LATER):
        step = steps.get(activity=given["step"])
        found = read_step(step, stage.world.prisons[code], clock.today()).found
        if found:
            plan.link_evidence(by=by, step=step, source=found[0].source)
            plan.finish_plan_step(by=by, step=step)
