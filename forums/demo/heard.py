"""Feedback slips, the questions of focus groups, and the needs that came of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from coordination.models import Group, Pathway, Prison
from coordination.models import Stage as StageOfSentence
from directory.models import Listing
from forums.actions.feedback import Slip, type_in_slips
from forums.actions.focus import ask_question, tally_answers
from forums.actions.needs import raise_from
from forums.demo.stage import EVENING, LATER, Event, Stage, read
from forums.models import FocusQuestion, Meeting

# One page that was typed in is the same page in every demonstration.
PAGES: Final = uuid.UUID("6f0d1a3e-5d2b-4c55-9a0e-1f2f7a9c4b10")
FACES: Final = {":(": 1, ":|": 2, ":)": 3, "": None}


def events(stage: Stage) -> Iterator[Event]:
    texts = read("heard.toml")
    for given in texts["pages"]:
        yield given["on"], LATER, partial(type_in, stage, given)
    for given in texts["groups"]:
        yield given["on"], EVENING, partial(ask, stage, given)
    for given in texts["recommended"]:
        yield given["on"], EVENING, partial(recommended, stage, given)


def type_in(stage: Stage, given: dict[str, Any]) -> None:
    """[wing, service, face, words] a slip; a service is named as the prison's directory names it."""
    prison = stage.world.prisons[given["prison"]]
    rows = Listing.objects.filter(prison=prison, entry_number__isnull=False)
    numbers = dict(rows.values_list("approved_revision__name", "entry_number"))
    slips = [
        Slip(
            row=row, wing=stage.wing(prison, wing), entry_number=numbers[service] if service else None,
            face=FACES[face], words=words,
        )
        for row, (wing, service, face, words) in enumerate(given["slips"], start=1)
    ]  # fmt: skip
    with stage.world.at(given["on"], LATER):
        typed = type_in_slips(
            by=stage.keeper(prison.code), prison=prison, slips=slips, received_on=stage.day(given["on"]),
            batch=uuid.uuid5(PAGES, f"{prison.code} {given['on']}"),
        )  # fmt: skip
        for need in given.get("needs", []):
            _raise(stage, prison, need, slip=next(slip for slip in typed if slip.row == need["row"]))


def ask(stage: Stage, given: dict[str, Any]) -> None:
    """A question for each pathway, with what was answered and by how many."""
    meeting: Meeting = stage.meetings[given["forum"], given["on"]]
    prison = meeting.forum.prison
    by, pathways, groups = stage.keeper(prison.code), Pathway.objects.in_bulk(), Group.objects.in_bulk()
    with stage.world.at(given["on"], EVENING):
        for text in given["questions"]:
            question = ask_question(
                by=by, meeting=meeting, text=text["text"], pathway=pathways.get(text.get("pathway", "")),
                group=groups.get(text.get("group", "")),
            )  # fmt: skip
            tally_answers(by=by, question=question, answers=[tuple(each) for each in text["answers"]])
            if "need" in text:
                _raise(stage, prison, text["need"], question=question)


def recommended(stage: Stage, given: dict[str, Any]) -> None:
    with stage.world.at(given["on"], EVENING):
        _raise(
            stage, stage.world.prisons[given["prison"]], given["need"], recommendation=given["recommendation"]
        )


def _raise(
    stage: Stage,
    prison: Prison,
    text: dict[str, Any],
    *,
    question: FocusQuestion | None = None,
    **source: Any,
) -> None:
    values: dict[str, Any] = {
        "statement": text["statement"], "people_count": text.get("people"),
        "wing": stage.wing(prison, text.get("wing", "")),
    }  # fmt: skip
    if question:
        values |= {"pathway": question.pathway, "group": question.group}
    elif "pathway" in text:
        values["pathway"] = Pathway.objects.get(pk=text["pathway"])
    if "stage" in text:
        values["stage"] = StageOfSentence.objects.get(pk=text["stage"])
    raise_from(by=stage.keeper(prison.code), prison=prison, values=values, question=question, **source)
