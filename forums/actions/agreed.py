"""What was agreed: who does it until when, how far it is, and that it was done."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from forums import policies
from forums.models import Action, ActionNote

COLUMNS: Final = ["what", "raised_by", "owner", "owner_organisation", "owner_role", "due_on"]
PLACE: Final = ("forum", "meeting", "agenda_item", "event")


@transaction.atomic
def agree(*, by: User, prison: Prison, values: dict[str, Any]) -> Action:
    """`values`: COLUMNS, and where it was agreed: `forum`, `meeting`, `agenda_item` or `event`."""
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    action = Action(prison=prison, made_at=clock.now(), made_by=by)
    for name in PLACE:
        setattr(action, name, values.get(name))
    if action.agenda_item:
        action.meeting = action.agenda_item.meeting
    if action.meeting:
        action.forum = action.meeting.forum
    here = action.forum or action.event
    if here and here.prison_id != prison.pk:
        raise Refused(f"That meeting is not at {prison}.")
    _write(action, values)
    action.save()
    audit.record("agree_action", by=by, on=action, prison=prison)
    return action


@transaction.atomic
def change_action(*, by: User, action: Action, values: dict[str, Any]) -> Action:
    """Its words, owner or day. Where it was agreed never changes."""
    access.require(by, Permission.MANAGE_FORUMS, prison=action.prison)
    action = _held(action)
    policies.check_unfinished(action)
    before = audit.values(action, COLUMNS)
    _write(action, values)
    changes = audit.changes(action, before, audit.values(action, COLUMNS))
    if changes:
        action.save(update_fields=COLUMNS)
        audit.record("change_action", by=by, on=action, prison=action.prison, changes=changes)
    return action


def _write(action: Action, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(action, name, values[name])
    for name in ("what", "raised_by", "owner_role"):
        setattr(action, name, one_line(getattr(action, name)))
    policies.check_words({
        "what is to be done": action.what, "who raised it": action.raised_by, "who does it": action.owner_role,
    })  # fmt: skip
    if not action.what:
        raise Refused("Say what is to be done.")
    if sum(map(bool, (action.owner, action.owner_organisation, action.owner_role))) != 1:
        raise Refused("Say who does it: one person, one organisation, or one role in the prison.")


def may_move(by: User, action: Action) -> bool:
    """The owner, somebody of the organisation that owns it, or whoever keeps forums there."""
    standing = access.standing_of(by)
    if action.owner_id == by.pk or standing.may(Permission.MANAGE_FORUMS, prison=action.prison):
        return True
    return action.owner_organisation_id in standing.organisations_where(Permission.VIEW_OWN_SERVICES)


@transaction.atomic
def note(*, by: User, action: Action, text: str, state: str = "") -> Action:
    """How far it is. With `state` it becomes in progress, done, dropped (with the text as reason) or open again."""
    action = _held(action)
    if not may_move(by, action):
        access.require(by, Permission.MANAGE_FORUMS, prison=action.prison)
    text = one_line(text)
    policies.check_words({"note": text})
    if state and state not in Action.State.values:
        raise Refused("Choose what has become of it.")
    if state == action.state:
        state = ""
    if not text and not state:
        raise Refused("Say how far it is, or choose what has become of it.")
    _becomes(by, action, state, text)
    ActionNote.objects.create(action=action, text=text, state=state, written_at=clock.now(), written_by=by)
    audit.record("note_action", by=by, on=action, prison=action.prison)
    return action


def _becomes(by: User, action: Action, state: str, text: str) -> None:
    if not state:
        return
    if action.state not in Action.UNFINISHED and state not in Action.UNFINISHED:
        raise Overtaken(f"This is {action.get_state_display().lower()} already. Open it again first.")
    if state == Action.State.DROPPED and not text:
        raise Refused("Say why it is dropped. Whoever raised it is told.")
    finished = state not in Action.UNFINISHED
    action.state = state
    action.dropped_reason = text if state == Action.State.DROPPED else ""
    action.finished_at, action.finished_by = (clock.now(), by) if finished else (None, None)
    action.save(update_fields=["state", "dropped_reason", "finished_at", "finished_by"])


def _held(action: Action) -> Action:
    rows = Action.objects.select_related("prison", "owner", "owner_organisation")
    return rows.select_for_update(of=("self",)).get(pk=action.pk)
