"""Ideas of organisations: answered in time and late, on an agenda, waiting, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from forums.actions.ideas import answer_idea, put_on_agenda, send_idea, set_working_days, take_back_idea
from forums.demo.stage import FIRST, LATER, MORNING, Event, Stage, read
from forums.models import Idea


def events(stage: Stage) -> Iterator[Event]:
    texts = read("ideas.toml")
    for given in texts["days"]:
        yield given["on"], FIRST, partial(set_days, stage, given)
    for given in texts["ideas"]:
        sent: list[Idea] = []
        yield given["on"], MORNING, partial(send, stage, given, sent)
        if "on_agenda" in given:
            yield given["on_agenda"][2], LATER, partial(put_on, stage, given, sent)
        if "answered" in given:
            yield given["answered"]["on"], LATER, partial(answer, stage, given, sent)
        if "taken_back" in given:
            yield given["taken_back"], LATER, partial(take_back, stage, given, sent)


def set_days(stage: Stage, given: dict[str, Any]) -> None:
    code = given["prison"]
    with stage.world.at(given["on"], FIRST):
        set_working_days(
            by=stage.keeper(code), prison=stage.world.prisons[code], working_days=given["working_days"]
        )


def send(stage: Stage, given: dict[str, Any], sent: list[Idea]) -> None:
    world, of = stage.world, given["of"]
    with world.at(given["on"], MORNING):
        sent.append(
            send_idea(
                by=world.managers[of], organisation=world.organisations[of], prison=world.prisons[given["prison"]],
                kind=given["kind"], title=given["title"], text=given["text"],
            )
        )  # fmt: skip


def put_on(stage: Stage, given: dict[str, Any], sent: list[Idea]) -> None:
    """`on_agenda`: forum, day of the meeting, day on which it is put there."""
    forum, on, day = given["on_agenda"]
    with stage.world.at(day, LATER):
        put_on_agenda(by=stage.keeper(given["prison"]), idea=sent[0], meeting=stage.meetings[forum, on])


def answer(stage: Stage, given: dict[str, Any], sent: list[Idea]) -> None:
    answered = given["answered"]
    with stage.world.at(answered["on"], LATER):
        answer_idea(
            by=stage.keeper(given["prison"]), idea=sent[0], answer=answered["answer"], text=answered["text"]
        )


def take_back(stage: Stage, given: dict[str, Any], sent: list[Idea]) -> None:
    with stage.world.at(given["taken_back"], LATER):
        take_back_idea(by=stage.world.managers[given["of"]], idea=sent[0])
