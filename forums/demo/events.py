"""Partnership events: one that took place, one to come, one that was cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from forums.actions.agreed import agree
from forums.actions.events import (
    answer_for_stall,
    cancel_event,
    invite_organisations,
    plan_event,
    record_event,
)
from forums.demo.stage import FIRST, LATER, MORNING, Event, Stage, read


def events(stage: Stage) -> Iterator[Event]:
    for given in read("events.toml")["events"]:
        yield given["planned"], FIRST, partial(plan, stage, given)
        yield given["planned"] + 1, LATER, partial(answers, stage, given)
        if "cancelled" in given:
            yield given["cancelled"]["on"], LATER, partial(cancel, stage, given)
        elif "came" in given:
            yield given["on"] + 1, MORNING, partial(record, stage, given)


def plan(stage: Stage, given: dict[str, Any]) -> None:
    code = given["prison"]
    by, columns = stage.keeper(code), ("title", "purpose", "place", "organisers_count")
    values = {name: given[name] for name in columns if name in given} | {
        "starts_at": stage.at_clock(given["on"], given["from"]), "ends_at": stage.at_clock(given["on"], given["to"]),
    }  # fmt: skip
    with stage.world.at(given["planned"], FIRST):
        event = stage.events[given["title"]] = plan_event(
            by=by, prison=stage.world.prisons[code], values=values
        )
        asked = [stage.world.organisations[name] for name in given["asked"]]
        invite_organisations(by=by, event=event, organisations=asked)


def answers(stage: Stage, given: dict[str, Any]) -> None:
    """`coming`: {organisation: what it needs}."""
    stalls = _stalls(stage, given)
    with stage.world.at(given["planned"] + 1, LATER):
        for name, needs in given["coming"].items():
            answer_for_stall(by=stage.world.managers[name], stall=stalls[name], coming=True, needs=needs)
        for name in given.get("not_coming", []):
            answer_for_stall(by=stage.world.managers[name], stall=stalls[name], coming=False)


def _stalls(stage: Stage, given: dict[str, Any]) -> dict[str, Any]:
    keys = {stage.world.organisations[name].pk: name for name in given["asked"]}
    rows = stage.events[given["title"]].stalls.select_related("event__prison", "organisation")
    return {keys[stall.organisation_id]: stall for stall in rows}


def cancel(stage: Stage, given: dict[str, Any]) -> None:
    with stage.world.at(given["cancelled"]["on"], LATER):
        cancel_event(
            by=stage.keeper(given["prison"]), event=stage.events[given["title"]],
            reason=given["cancelled"]["reason"],
        )  # fmt: skip


def record(stage: Stage, given: dict[str, Any]) -> None:
    """`came`: {organisation: contacts made, -1 where it did not count}. Whoever is not named did not come."""
    by, event = stage.keeper(given["prison"]), stage.events[given["title"]]
    came = {
        stall.pk: (name in given["came"], None if given["came"].get(name, -1) < 0 else given["came"][name])
        for name, stall in _stalls(stage, given).items()
    }
    values: dict[str, Any] = {
        name: given[name]
        for name in ("visitors_count", "contacts_count", "organisers_count")
        if name in given
    }
    with stage.world.at(given["on"] + 1, MORNING):
        record_event(by=by, event=event, values=values, came=came)
        for promised in given.get("actions", []):
            agreed = {
                "event": event, "what": promised["what"], "raised_by": promised.get("raised_by", ""),
                "due_on": stage.day(given["on"] + promised["due"]), **stage.owner(promised["owner"]),
            }  # fmt: skip
            stage.actions[promised["what"]] = agree(by=by, prison=event.prison, values=agreed)
