"""A year of meetings: called, with items proposed, held and minuted; or fallen out, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

from forums.actions.agenda import accept_item, add_item, decline_item, propose_item
from forums.actions.agreed import agree
from forums.actions.invitations import invite, reply
from forums.actions.meetings import call_meeting, cancel_meeting, record_attendance, record_not_run
from forums.actions.minutes import (
    Texts,
    add_addendum,
    approve_minutes,
    begin_minutes,
    circulate,
    say_wrong,
    settle_correction,
    write_minutes,
)
from forums.demo.stage import AFTERWARDS, EVENING, LATER, MORNING, Event, Stage, read
from forums.models import Action, AgendaItem

# Days from the meeting: its invitations leave, items are proposed, the agenda is put together, minutes go out and are
# approved.
CALLED, PROPOSED, TAKEN_IN, CIRCULATED, CORRECTED, APPROVED = -14, -10, -7, 3, 5, 9
CORRECTIONS_TAKE: Final = 12
DRAFT, OUT, CLOSED = "draft", "circulated", "approved"


def events(stage: Stage) -> Iterator[Event]:
    for key, year in read("meetings.toml").items():
        for given in year:
            yield from _of(stage, key, given)


def _of(stage: Stage, key: str, given: dict[str, Any]) -> Iterator[Event]:
    on = given["on"]
    yield min(on + CALLED, -2), MORNING, partial(call, stage, key, given)
    yield min(on + PROPOSED, -1), LATER, partial(put_together, stage, key, given)
    if "cancelled" in given:
        yield on - 1, AFTERWARDS, partial(cancel, stage, key, given)
    elif "not_run" in given:
        yield on, AFTERWARDS, partial(fall_out, stage, key, given)
    elif "came" in given:
        yield on, AFTERWARDS, partial(hold, stage, key, given)
        yield from _minuted(stage, key, given)


def _minuted(stage: Stage, key: str, given: dict[str, Any]) -> Iterator[Event]:
    on, state = given["on"], given.get("minutes", CLOSED)
    if state in (OUT, CLOSED):
        yield on + CIRCULATED, AFTERWARDS, partial(send_out, stage, key, given)
    if "wrong" in given:
        yield on + CORRECTED, AFTERWARDS, partial(correct, stage, key, given)
    if state == CLOSED:
        yield on + APPROVED, EVENING, partial(close, stage, key, given)
    if "addendum" in given:
        yield given["addendum"]["on"], EVENING, partial(add_to, stage, key, given)


def call(stage: Stage, key: str, given: dict[str, Any]) -> None:
    forum, on = stage.forums[key], given["on"]
    starts_at = stage.at_clock(on, given.get("at", "10:00"))
    values = {
        "title": given.get("title", ""), "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=90),
        "place": given["place"],
    }  # fmt: skip
    by = stage.keeper(forum.prison.code)
    with stage.world.at(min(on + CALLED, -2), MORNING):
        meeting = stage.meetings[key, on] = call_meeting(by=by, forum=forum, values=values)
        if given.get("invited", on > 0):
            invite(by=by, meeting=meeting)
            for number, invitation in enumerate(meeting.invitations.order_by("pk")):
                # As far as they have answered: every third has not.
                if number % 3 != 2:
                    reply(by=by, invitation=invitation, answer="apologies" if number == 1 else "coming")


def put_together(stage: Stage, key: str, given: dict[str, Any]) -> None:
    """Members propose, the coordinator takes in or declines; what representatives raise she writes down herself."""
    meeting = stage.meetings[key, given["on"]]
    by = stage.keeper(meeting.forum.prison.code)
    with stage.world.at(min(given["on"] + PROPOSED, -1), LATER):
        for text in given.get("items", []):
            if "of" not in text:
                add_item(
                    by=by, meeting=meeting, title=text["title"], detail=text.get("detail", ""),
                    raised_by=text.get("raised_by", ""),
                )  # fmt: skip
                continue
            item = propose_item(
                by=stage.world.managers[text["of"]], meeting=meeting, title=text["title"],
                detail=text.get("detail", ""), organisation=stage.world.organisations[text["of"]],
            )  # fmt: skip
            if "declined" in text:
                decline_item(by=by, item=item, reason=text["declined"])
            elif not text.get("waits"):
                accept_item(by=by, item=item)


def cancel(stage: Stage, key: str, given: dict[str, Any]) -> None:
    meeting, (reason, note) = stage.meetings[key, given["on"]], given["cancelled"]
    with stage.world.at(given["on"] - 1, AFTERWARDS):
        cancel_meeting(by=stage.keeper(meeting.forum.prison.code), meeting=meeting, reason=reason, note=note)


def fall_out(stage: Stage, key: str, given: dict[str, Any]) -> None:
    meeting, (reason, note) = stage.meetings[key, given["on"]], given["not_run"]
    with stage.world.at(given["on"], AFTERWARDS):
        record_not_run(by=stage.keeper(meeting.forum.prison.code), meeting=meeting, reason=reason, note=note)


def hold(stage: Stage, key: str, given: dict[str, Any]) -> None:
    """Who came, what was agreed, and the first text of the minutes, in the same afternoon."""
    meeting = stage.meetings[key, given["on"]]
    prison = meeting.forum.prison
    by = stage.keeper(prison.code)
    wings: dict[int | None, int] = {
        wing.pk: count for name, count in given["wings"].items() if (wing := stage.wing(prison, name))
    }
    present = [*_organisations(stage, given), *given.get("staff", [])]
    with stage.world.at(given["on"], AFTERWARDS):
        record_attendance(by=by, meeting=meeting, present=present, wings=wings)
        items = {item.title: item for item in meeting.items.standing().select_related("carried_action")}
        for text in given["items"]:
            for promised in text.get("actions", []):
                _agree(stage, given["on"], items[text["title"]], promised)
        minutes = begin_minutes(by=by, meeting=meeting)
        said = {text["title"]: _texts(text) for text in given["items"] if "said" in text}
        texts = {item.pk: said.get(title) or _carried(item) for title, item in items.items()}
        stage.minutes[key, given["on"]] = write_minutes(
            by=by, minutes=minutes, seen_version=minutes.version, texts=texts
        )


def _organisations(stage: Stage, given: dict[str, Any]) -> list[dict[str, Any]]:
    world = stage.world
    return [
        {
            "organisation": world.organisations[name],
            "name": world.managers[name].name,
            "apologies": name in given.get("apologies", []),
        }
        for name in [*given["came"], *given.get("apologies", [])]
    ]


def _texts(text: dict[str, Any]) -> Texts:
    return Texts(text["said"], text.get("decided", ""), text.get("plain", ""))


def _carried(item: AgendaItem) -> Texts:
    """What was told of an action of last time."""
    action = item.carried_action
    if action is None:
        return Texts()
    if action.is_unfinished:
        begun = action.state == Action.State.IN_PROGRESS
        return Texts(
            "This has begun and is not finished." if begun else "Nothing has been done yet.", "It stays open."
        )
    return Texts(f"{action.in_words}.", "It is closed.")


def _agree(stage: Stage, on: int, item: AgendaItem, promised: dict[str, Any]) -> None:
    prison = item.meeting.forum.prison
    values = {
        "agenda_item": item, "what": promised["what"], "raised_by": promised.get("raised_by", item.raised_by),
        "due_on": stage.day(on + promised["due"]) if "due" in promised else None,
        **stage.owner(promised["owner"]),
    }  # fmt: skip
    stage.actions[promised["what"]] = agree(by=stage.keeper(prison.code), prison=prison, values=values)


def send_out(stage: Stage, key: str, given: dict[str, Any]) -> None:
    minutes, until = stage.minutes[key, given["on"]], given["on"] + CORRECTIONS_TAKE
    with stage.world.at(given["on"] + CIRCULATED, AFTERWARDS):
        circulate(
            by=stage.keeper(minutes.meeting.forum.prison.code), minutes=minutes,
            correct_until=stage.day(max(until, 4) if given.get("minutes") == OUT else until),
        )  # fmt: skip


def correct(stage: Stage, key: str, given: dict[str, Any]) -> None:
    """A member says what is wrong; what waits for an answer is not settled."""
    minutes, wrong = stage.minutes[key, given["on"]], given["wrong"]
    with stage.world.at(given["on"] + CORRECTED, AFTERWARDS):
        said = say_wrong(by=stage.world.managers[wrong["by"]], minutes=minutes, text=wrong["text"])
        if "taken_up" in wrong:
            settle_correction(
                by=stage.keeper(minutes.meeting.forum.prison.code),
                correction=said,
                taken_up=wrong["taken_up"],
            )


def close(stage: Stage, key: str, given: dict[str, Any]) -> None:
    minutes = stage.minutes[key, given["on"]]
    with stage.world.at(given["on"] + APPROVED, EVENING):
        approve_minutes(
            by=stage.keeper(minutes.meeting.forum.prison.code), minutes=minutes, seen_version=minutes.version
        )


def add_to(stage: Stage, key: str, given: dict[str, Any]) -> None:
    minutes, addendum = stage.minutes[key, given["on"]], given["addendum"]
    with stage.world.at(addendum["on"], EVENING):
        add_addendum(
            by=stage.keeper(minutes.meeting.forum.prison.code), minutes=minutes, text=addendum["text"]
        )
