"""What was agreed: who does it until when, how far it is, and that it was done."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Posting, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from forums import policies
from forums.actions.agenda import carry_forward, reword_carried
from forums.models import Action, ActionNote, ForumMember, Stall

OWNER: Final = ["owner", "owner_organisation", "owner_role"]
COLUMNS: Final = ["what", "raised_by", *OWNER, "due_on"]
PLACE: Final = ("forum", "meeting", "agenda_item", "event")
# Roles are suggested from what was agreed last; nobody looks through more.
MOST_ROLES: Final = 40
LONGEST_REASON: Final = 300


@transaction.atomic
def agree(*, by: User, prison: Prison, values: dict[str, Any]) -> Action:
    """`values`: COLUMNS, and where it was agreed: `forum`, `meeting`, `agenda_item` or `event`.

    It comes onto the forum's next agenda by itself, and its owner is written to.
    """
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    action = Action(prison=prison, made_at=clock.now(), made_by=by)
    for name in PLACE:
        setattr(action, name, values.get(name))
    if action.agenda_item:
        action.meeting = action.agenda_item.meeting
    if action.meeting:
        action.forum = action.meeting.forum
    if any(place and place.prison_id != prison.pk for place in (action.forum, action.event)):
        raise Refused(f"That meeting is not at {prison}.")
    _write(action, values)
    _give(by, action)
    action.save()
    audit.record("agree_action", by=by, on=action, prison=prison)
    _tell(action)
    if action.forum:
        carry_forward(action.forum)
    return action


@transaction.atomic
def change_action(*, by: User, action: Action, values: dict[str, Any]) -> Action:
    """Its words, owner or day. Where it was agreed never changes. A new owner is written to."""
    access.require(by, Permission.MANAGE_FORUMS, prison=action.prison)
    action = _held(action)
    policies.check_unfinished(action)
    before = audit.values(action, COLUMNS)
    _write(action, values)
    changes = audit.changes(action, before, audit.values(action, COLUMNS))
    if not changes:
        return action
    given = bool(set(OWNER) & set(changes))
    if given:
        _give(by, action)
    action.save(update_fields=[*COLUMNS, "given_at", "told_at"])
    audit.record("change_action", by=by, on=action, prison=action.prison, changes=changes)
    if given:
        _tell(action)
    reword_carried(action)
    return action


def _write(action: Action, values: dict[str, Any]) -> None:
    owners = (action.owner, action.owner_organisation)
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
    if (action.owner, action.owner_organisation) != owners:
        _check_known(action)


# --- Who may own it -------------------------------------------------------------------------------


def possible_owners(prison: Prison) -> QuerySet[User]:
    """People with an account at the prison, and those who belong to a forum of it."""
    posted = Posting.objects.current().filter(prison=prison)
    members = ForumMember.objects.current().filter(
        forum__prison=prison, user__in=policies.people_with_access_at(prison)
    )
    here = Q(pk__in=posted.values("user")) | Q(pk__in=members.values("user"))
    return User.objects.filter(here, is_active=True).order_by("name", "pk")


def possible_organisations(prison: Prison) -> QuerySet[Organisation]:
    """Those known there; and those who were asked to an event when they were."""
    known = policies.organisations_known_at(prison).order_by().values("pk")
    asked = Stall.objects.filter(event__prison=prison).order_by().values("organisation")
    here = Q(pk__in=known) | Q(pk__in=asked)
    return Organisation.objects.current().filter(here).order_by("name", "pk")


def roles_used(prison: Prison) -> list[str]:
    """Of earlier actions and of forums there, to be offered while somebody types."""
    typed = Action.objects.filter(prison=prison).exclude(owner_role="").order_by()
    members = ForumMember.objects.filter(forum__prison=prison).exclude(staff_role="").order_by()
    found = {
        *typed.values_list("owner_role", flat=True).distinct()[:MOST_ROLES],
        *members.values_list("staff_role", flat=True).distinct()[:MOST_ROLES],
    }
    return sorted(found, key=str.casefold)


def _check_known(action: Action) -> None:
    if action.owner and not possible_owners(action.prison).filter(pk=action.owner_id).exists():
        raise Refused(
            f"{action.owner} has no account at {action.prison}. Choose somebody else, or type a role."
        )
    known = possible_organisations(action.prison)
    if action.owner_organisation and not known.filter(pk=action.owner_organisation_id).exists():
        raise Refused(
            f"{action.owner_organisation} is not known at {action.prison}. Choose another, or a role."
        )


def _give(by: User, action: Action) -> None:
    """A role has no address, and whoever gives something to themselves knows."""
    action.given_at = clock.now()
    told = is_silent() or not action.is_to_be_told or action.owner_id == by.pk
    action.told_at = action.given_at if told else None


def _tell(action: Action) -> None:
    if action.told_at is None:
        queue_on_commit("forums.tell_of_action", action.pk)


# --- How far it is --------------------------------------------------------------------------------


def may_move(by: User, action: Action) -> bool:
    """The owner who has access there, somebody of the organisation that owns it, or whoever keeps forums there."""
    if access.permitted(by, Permission.MANAGE_FORUMS, prison=action.prison):
        return True
    return Action.objects.owned_by(by).filter(pk=action.pk).exists()


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
    was_finished = not action.is_unfinished
    _becomes(by, action, state, text)
    ActionNote.objects.create(action=action, text=text, state=state, written_at=clock.now(), written_by=by)
    audit.record("note_action", by=by, on=action, prison=action.prison)
    if was_finished and action.is_unfinished and action.forum:
        carry_forward(action.forum)
    return action


def _becomes(by: User, action: Action, state: str, text: str) -> None:
    if not state:
        return
    if not action.is_unfinished and state not in Action.UNFINISHED:
        raise Overtaken(f"This is {action.get_state_display().lower()} already. Open it again first.")
    if state == Action.State.DROPPED and not text:
        raise Refused("Say why it is dropped. Whoever raised it is told.")
    if state == Action.State.DROPPED and len(text) > LONGEST_REASON:
        raise Refused(f"Say why in {LONGEST_REASON} characters or fewer. It is printed.")
    finished = state not in Action.UNFINISHED
    action.state = state
    action.dropped_reason = text if state == Action.State.DROPPED else ""
    action.finished_at, action.finished_by = (clock.now(), by) if finished else (None, None)
    action.save(update_fields=["state", "dropped_reason", "finished_at", "finished_by"])


def _held(action: Action) -> Action:
    """The row alone: what is joined to a row that was waited for may be older than the row (ADR 0067)."""
    return Action.objects.select_for_update().get(pk=action.pk)
