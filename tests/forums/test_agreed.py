"""An action keeps where it was agreed, has one owner, and its owner is written to once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import AuditEntry, Posting
from coordination.models.immutable import ImmutableError
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from directory.actions import write
from forums.actions import agreed, agreed_letters
from forums.models import Action
from tests.cast import Cast
from tests.forums import making

pytestmark = pytest.mark.django_db


def values(**changes: Any) -> dict[str, Any]:
    return {"what": "Ask for a room", "owner_role": "Head of resettlement"} | changes


def agree(cast: Cast, **changes: Any) -> Action:
    return agreed.agree(by=cast.coordinator, prison=cast.exeter, values=values(**changes))


# --- Where it was agreed --------------------------------------------------------------------------


def test_an_action_of_an_agenda_item_keeps_the_meeting_and_the_forum(cast: Cast) -> None:
    item = making.item(cast)
    action = agree(cast, agenda_item=item)
    assert (action.meeting, action.forum) == (item.meeting, item.meeting.forum)


@pytest.mark.parametrize("place", ["forum", "meeting", "agenda_item", "event"])
def test_nothing_is_agreed_at_a_place_of_another_prison(cast: Cast, place: str) -> None:
    made = {"agenda_item": making.item}.get(place) or getattr(making, place)
    with pytest.raises(Refused, match="is not at HMP/YOI Exeter"):
        agree(cast, **{place: made(cast, elsewhere=True)})
    assert not Action.objects.exists()


def test_where_when_and_by_whom_it_was_agreed_is_changed_by_no_route(cast: Cast) -> None:
    action, other = making.action(cast), making.meeting(cast, of=making.forum(cast, name="Another forum"))
    for name in ("forum", "meeting", "agenda_item", "event", "prison", "made_at", "made_by"):
        with pytest.raises(ImmutableError):
            action.save(update_fields=[name])
    with pytest.raises(ImmutableError):
        Action.objects.filter(pk=action.pk).update(meeting=other)
    with pytest.raises(ImmutableError):
        Action.objects.bulk_update([action], ["meeting"])
    with pytest.raises(ImmutableError):
        action.save()
    with pytest.raises(ImmutableError):
        action.delete()


def test_the_database_itself_refuses_another_meeting(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has the trigger.")
    action, other = making.action(cast), making.meeting(cast, of=making.forum(cast, name="Another forum"))
    statement = "UPDATE forums_action SET meeting_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [other.pk, action.pk])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE forums_action SET what = 'Other words' WHERE id = %s", [action.pk])


def test_a_change_leaves_the_place_alone_even_where_it_is_asked_for(cast: Cast) -> None:
    action = making.action(cast)
    other = making.meeting(cast, of=making.forum(cast, name="Another forum"))
    changed = agreed.change_action(
        by=cast.coordinator, action=action, values={"what": "Other words", "meeting": other}
    )
    changed.refresh_from_db()
    assert (changed.what, changed.meeting) == ("Other words", action.meeting)


# --- Who does it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "owners",
    [
        {"owner_role": ""},
        {"owner_role": "  "},
        {"owner": "coordinator"},
        {"owner_organisation": "harbour"},
        {"owner": "governor", "owner_organisation": "harbour", "owner_role": ""},
    ],
)
def test_it_has_exactly_one_owner(cast: Cast, owners: dict[str, Any]) -> None:
    named = {
        name: getattr(cast, each) if hasattr(cast, each or "-") else each for name, each in owners.items()
    }
    with pytest.raises(Refused, match="one person, one organisation, or one role"):
        agree(cast, **named)


def test_its_owner_is_known_at_the_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="has no account at HMP/YOI Exeter"):
        agree(cast, owner=cast.other_coordinator, owner_role="")
    with pytest.raises(Refused, match="Lantern Trust is not known at HMP/YOI Exeter"):
        agree(cast, owner_organisation=cast.lantern, owner_role="")
    assert agree(cast, owner=cast.governor, owner_role="").owner == cast.governor


def test_an_organisation_that_only_drafts_for_the_prison_is_not_known_there(cast: Cast) -> None:
    """What it has not sent is its own: no list of the prison gives it away."""
    write.begin_service(by=cast.other_manager, organisation=cast.lantern, name="Draft", prisons=[cast.exeter])
    assert cast.lantern not in agreed.possible_organisations(cast.exeter)
    with pytest.raises(Refused, match="is not known at"):
        agree(cast, owner_organisation=cast.lantern, owner_role="")


def test_whoever_has_left_may_keep_it_while_its_day_is_changed(cast: Cast) -> None:
    action = agree(cast, owner=cast.governor, owner_role="")
    Posting.objects.filter(user=cast.governor).delete()
    today = clock.today()
    changed = agreed.change_action(
        by=cast.coordinator, action=action, values={"owner": cast.governor, "due_on": today}
    )
    assert changed.due_on == today


@pytest.mark.parametrize("text", ["Ask A1234BC about it", "Ask the offenders"])
@pytest.mark.parametrize("name", ["what", "raised_by", "owner_role"])
def test_no_prison_number_and_no_refused_word_is_written(cast: Cast, name: str, text: str) -> None:
    with pytest.raises(Refused):
        agree(cast, **{name: text})


def test_only_who_keeps_forums_there_writes_down_or_changes(cast: Cast) -> None:
    action = making.action(cast)
    for person in (cast.governor, cast.manager, cast.other_coordinator, cast.lead):
        with pytest.raises(NotPermitted):
            agreed.agree(by=person, prison=cast.exeter, values=values())
        with pytest.raises(NotPermitted):
            agreed.change_action(by=person, action=action, values={"what": "Mine"})


def test_the_audit_keeps_that_it_changed_and_not_the_words(cast: Cast) -> None:
    action = making.action(cast)
    agreed.change_action(by=cast.coordinator, action=action, values={"what": "Secret words"})
    entry = AuditEntry.objects.filter(verb="change_action").latest("pk")
    assert entry.changes == {"what": ["changed", "changed"]}


# --- How far it is --------------------------------------------------------------------------------


def test_notes_stay_in_order_and_say_what_it_became(cast: Cast) -> None:
    action = making.action(cast)
    agreed.note(by=cast.coordinator, action=action, text="We asked.")
    agreed.note(by=cast.coordinator, action=action, text="", state="in_progress")
    action = agreed.note(by=cast.coordinator, action=action, text="It is ours.", state="done")
    assert [(note.text, note.state) for note in action.notes.all()] == [
        ("We asked.", ""), ("", "in_progress"), ("It is ours.", "done"),
    ]  # fmt: skip
    assert (action.state, action.finished_by) == ("done", cast.coordinator)
    assert action.finished_at is not None


def test_what_is_dropped_says_why_and_may_be_opened_again(cast: Cast) -> None:
    action = making.action(cast)
    with pytest.raises(Refused, match="Say why it is dropped"):
        agreed.note(by=cast.coordinator, action=action, text=" ", state="dropped")
    with pytest.raises(Refused, match="300 characters"):
        agreed.note(by=cast.coordinator, action=action, text="a" * 301, state="dropped")
    action = agreed.note(by=cast.coordinator, action=action, text="There is no room.", state="dropped")
    assert action.dropped_reason == "There is no room."
    with pytest.raises(Overtaken, match="This is dropped already"):
        agreed.note(by=cast.coordinator, action=action, text="", state="done")
    with pytest.raises(Overtaken, match="Open it again"):
        agreed.change_action(by=cast.coordinator, action=action, values={"what": "Other"})
    action = agreed.note(by=cast.coordinator, action=action, text="", state="open")
    assert (action.state, action.dropped_reason, action.finished_at) == ("open", "", None)


def test_a_note_says_something_that_is_new(cast: Cast) -> None:
    action = making.action(cast)
    for text, state in (("", ""), ("", "open"), ("Well", "nonsense")):
        with pytest.raises(Refused):
            agreed.note(by=cast.coordinator, action=action, text=text, state=state)
    assert not action.notes.exists()


def test_owners_move_what_is_theirs_and_nobody_elses(cast: Cast) -> None:
    mine = agree(cast, owner=cast.governor, owner_role="")
    ours = agree(cast, owner_organisation=cast.harbour, owner_role="")
    agreed.note(by=cast.governor, action=mine, text="", state="done")
    agreed.note(by=cast.worker, action=ours, text="", state="done")
    for person, action in ((cast.governor, ours), (cast.worker, mine), (cast.other_manager, ours)):
        with pytest.raises(NotPermitted):
            agreed.note(by=person, action=action, text="", state="open")


# --- The letter -----------------------------------------------------------------------------------


def tell(action: Action) -> list[str]:
    mail.outbox.clear()
    agreed_letters.tell_of_action(action.pk)
    return sorted(letter.to[0] for letter in mail.outbox)


def test_a_person_is_told_once_of_what_they_are_given(cast: Cast) -> None:
    action = agree(cast, owner=cast.governor, owner_role="", raised_by="representatives, C wing")
    assert tell(action) == [cast.governor.email]
    [letter] = mail.outbox
    assert "Ask for a room" in letter.body
    assert "Raised by: representatives, C wing" in letter.body
    assert action.get_absolute_url() in letter.body
    assert "room" not in letter.subject
    assert tell(action) == []


def test_an_organisation_is_told_through_its_managers(cast: Cast) -> None:
    assert tell(agree(cast, owner_organisation=cast.harbour, owner_role="")) == [cast.manager.email]


def test_nobody_is_told_of_a_role_of_ones_own_or_of_what_is_finished(cast: Cast) -> None:
    assert tell(agree(cast)) == []
    assert tell(agree(cast, owner=cast.coordinator, owner_role="")) == []
    done = agree(cast, owner=cast.governor, owner_role="")
    agreed.note(by=cast.coordinator, action=done, text="", state="done")
    assert tell(done) == []


def test_a_new_owner_is_told_and_a_new_day_tells_nobody(cast: Cast) -> None:
    action = agree(cast, owner=cast.governor, owner_role="")
    tell(action)
    agreed.change_action(by=cast.coordinator, action=action, values={"due_on": clock.today()})
    assert tell(action) == []
    agreed.change_action(by=cast.coordinator, action=action, values={"owner": cast.staff})
    assert tell(action) == [cast.staff.email]
    agreed.change_action(
        by=cast.coordinator, action=action, values={"owner": None, "owner_role": "The library"}
    )
    assert tell(action) == []


def test_a_lost_letter_is_queued_again_and_one_for_nobody_waits_for_a_manager(cast: Cast) -> None:
    lost = agree(cast, owner=cast.governor, owner_role="")
    for_nobody = agree(cast, owner_organisation=cast.harbour, owner_role="")
    Posting.objects.filter(role=Role.MANAGER, organisation=cast.harbour).update(
        ends_on=clock.today() - timedelta(1)
    )
    assert agreed_letters.queue_untold() == 0  # they are only just given
    Action.objects.update(given_at=clock.now() - timedelta(hours=1))
    assert agreed_letters.queue_untold() == 1
    tell(lost)
    assert agreed_letters.queue_untold() == 0
    assert tell(for_nobody) == []
    Posting.objects.filter(role=Role.MANAGER, organisation=cast.harbour).update(ends_on=None)
    assert agreed_letters.queue_untold() == 1
    assert tell(for_nobody) == [cast.manager.email]
