"""What became of what was agreed, and what people on the wings were told of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from coordination.models import Pathway
from forums.actions.agreed import note
from forums.actions.outcomes import approve_outcome, write_outcome
from forums.demo.stage import EVENING, LATER, Event, Stage, read


def events(stage: Stage) -> Iterator[Event]:
    for year in read("meetings.toml").values():
        for given in year:
            for text in given.get("items", []):
                for promised in text.get("actions", []):
                    yield from _of(stage, promised, given["on"])
    for given in read("events.toml")["events"]:
        for promised in given.get("actions", []):
            yield from _of(stage, promised, given["on"])


def _of(stage: Stage, promised: dict[str, Any], on: int) -> Iterator[Event]:
    """`notes`: [days after it was agreed, what is said of it, what it becomes]."""
    for days, text, *became in promised.get("notes", []):
        yield on + days, LATER, partial(tell, stage, promised["what"], on + days, text, *became)
    if "outcome" in promised:
        yield on + promised["outcome"]["after"], EVENING, partial(write_down, stage, promised, on)


def tell(stage: Stage, what: str, days: int, text: str, became: str = "") -> None:
    action = stage.actions[what]
    with stage.world.at(days, LATER):
        note(by=stage.keeper(action.prison.code), action=action, text=text, state=became)
        action.refresh_from_db()


def write_down(stage: Stage, promised: dict[str, Any], on: int) -> None:
    action, given = stage.actions[promised["what"]], promised["outcome"]
    by = stage.keeper(action.prison.code)
    values = {"you_said": given["you_said"], "we_did": given["we_did"]}
    if "pathway" in given:
        values["pathway"] = Pathway.objects.get(pk=given["pathway"])
    with stage.world.at(on + given["after"], EVENING):
        outcome = write_outcome(by=by, prison=action.prison, action=action, values=values)
        if not given.get("waits"):
            approve_outcome(by=by, outcome=outcome)
