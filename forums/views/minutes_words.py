"""What the pages of minutes say: state, who came, items with what was agreed, and how the minutes came about."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from coordination.models import User
from directory.models.listing_state import day_in_words
from forums.actions.minutes import changed_since_sent_out
from forums.models import Action, Minutes, MinutesAddendum, MinutesCorrection
from forums.views import agreed_words

State = Minutes.State
TONES: Final = {State.DRAFT: "neutral", State.CIRCULATED: "waiting", State.APPROVED: "good"}


def state_of(minutes: Minutes) -> tuple[str, str]:
    """(words, tone)"""
    return minutes.get_state_display(), TONES[State(minutes.state)]


def lead_of(minutes: Minutes, today: date) -> str:
    if minutes.state == State.DRAFT:
        return "Members do not see this draft yet."
    if minutes.state == State.APPROVED:
        return f"Approved on {day_in_words(minutes.approved_at)}. The text stays as it is."
    until = day_in_words(minutes.correct_until)
    if minutes.correct_until and minutes.correct_until < today:
        return f"Members had until {until} to say what is wrong."
    return f"Members may say until {until} what is wrong."


def moment_of(moment: datetime) -> str:
    """“14:05 on 3 March 2026”."""
    return f"{timezone.localtime(moment):%H:%M} on {day_in_words(moment)}"


def who_saved(by: User, reader: User) -> str:
    """As it is said to the reader, who may have written in two windows."""
    return "You" if by.pk == reader.pk else str(by)


# --- Who came -------------------------------------------------------------------------------------


def came(content: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, names), only what there is."""
    present = [_person(row) for row in content["attendance"] if not row["apologies"]]
    apologies = [_person(row) for row in content["attendance"] if row["apologies"]]
    wings = [_wing(row) for row in content["wings"]]
    rows = (
        ("Present", "; ".join(present)), ("People in prison", "; ".join(wings)),
        ("Apologies", "; ".join(apologies)),
    )  # fmt: skip
    return [(label, words) for label, words in rows if words]


def _person(row: dict[str, Any]) -> str:
    return ", ".join(part for part in (row["name"], row["role"], row["organisation"]) if part)


def _wing(row: dict[str, Any]) -> str:
    return f"{row['people_count']} from {row['wing'] or 'the whole prison'}"


# --- Items ----------------------------------------------------------------------------------------


def items_of(content: dict[str, Any], actions: list[Action], approved: bool) -> list[dict[str, Any]]:
    """As they are laid out. `actions`: as they are now, of this meeting; what was written of them stands in `content`.

    An action that was agreed after the approval is no part of the minutes, and says so.
    """
    now = {action.pk: action for action in actions}
    written = {each["key"] for item in content["items"] for each in item["actions"]}
    written |= {each["key"] for each in content["other_actions"]}
    later: dict[int | None, list[Action]] = defaultdict(list)
    for action in actions:
        if action.pk not in written:
            later[action.agenda_item_id].append(action)
    rows = [
        {**item, "actions": _actions(item["actions"], now, later[item["key"]], approved)}
        for item in content["items"]
    ]
    others = _actions(content["other_actions"], now, later[None], approved)
    if others:
        rows.append({**_NO_ITEM, "actions": others})
    return rows


_NO_ITEM: Final = {
    "key": None, "number": None, "title": "Agreed under no item", "raised_by": "", "discussion": "", "decision": "",
    "plain_words": "",
}  # fmt: skip


def _actions(
    written: list[dict[str, Any]], now: dict[int, Action], later: list[Action], approved: bool
) -> list[dict[str, Any]]:
    rows = [_action(each["what"], each["owner"], each["due_on"], now.get(each["key"])) for each in written]
    for action in later:
        due = action.due_on.isoformat() if action.due_on else None
        rows.append({**_action(action.what, action.owner_name, due, action), "later": approved})
    return rows


def _action(what: str, owner: str, due_on: str | None, action: Action | None) -> dict[str, Any]:
    due = day_in_words(date.fromisoformat(due_on)) if due_on else ""
    row = {"what": what, "owner": owner, "due": due, "url": "", "state": "", "tone": "", "later": False}
    if action:
        known = agreed_words.row_of(action)
        row |= {"url": known["url"], "state": known["state"], "tone": known["tone"]}
    return row


# --- Corrections, addenda, history ----------------------------------------------------------------


def correction_state(correction: MinutesCorrection) -> tuple[str, str]:
    if correction.settled_at is None:
        return "Waits", "waiting"
    return ("Taken up", "good") if correction.taken_up else ("Set aside", "neutral")


def correction_row(correction: MinutesCorrection, reader: User) -> dict[str, Any]:
    words, tone = correction_state(correction)
    return {
        "key": correction.pk,
        "text": correction.text,
        "by": "You" if correction.said_by_id == reader.pk else str(correction.said_by),
        "at": day_in_words(correction.said_at),
        "state": words,
        "tone": tone,
        "waits": correction.settled_at is None,
    }


def addendum_row(addendum: MinutesAddendum) -> dict[str, Any]:
    return {"text": addendum.text, "at": day_in_words(addendum.written_at), "by": str(addendum.written_by)}


def history_of(minutes: Minutes, addenda: list[MinutesAddendum]) -> list[dict[str, Any]]:
    """Newest first."""
    found = [{"title": "Begun", "by": str(minutes.begun_by), "at": day_in_words(minutes.begun_at)}]
    last_written = {
        "title": "Last written", "by": str(minutes.changed_by), "at": day_in_words(minutes.changed_at),
    }  # fmt: skip
    if minutes.version > 1 and (minutes.circulated_at is None or not changed_since_sent_out(minutes)):
        found.append(last_written)
    if minutes.circulated_at:
        until = f"For corrections until {day_in_words(minutes.correct_until)}."
        found.append({
            "title": "Sent out for correction", "at": day_in_words(minutes.circulated_at), "text": until,
        })  # fmt: skip
        if changed_since_sent_out(minutes):
            found.append(last_written)
    if minutes.approved_at:
        found.append({
            "title": "Approved", "by": str(minutes.approved_by), "at": day_in_words(minutes.approved_at),
        })  # fmt: skip
    found += [
        {"title": "Addendum", "by": str(each.written_by), "at": day_in_words(each.written_at)}
        for each in addenda
    ]
    return found[::-1]
