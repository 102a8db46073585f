"""Two people act on the same thing in the same moment: one is told, nothing is written twice, nobody waits for ever."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from forums.actions import agreed, events, ideas, outcomes
from forums.models import Action, AgendaItem, Idea, Outcome, PartnershipEvent, Stall
from tests.cast import Cast
from tests.forums import making
from tests.forums.test_events import asked, begun, both_asked
from tests.forums.test_ideas import IDEA
from tests.forums.test_outcomes import SAID
from tests.together import done_and_refused

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]


def test_of_two_answers_to_one_idea_one_stands_and_the_other_is_told_whose(everybody: Cast) -> None:
    idea = making.idea(everybody)
    done, refused = done_and_refused(*(
        lambda by=by, answer=answer: ideas.answer_idea(by=by, idea=idea, answer=answer, text="So it is.")
        for by, answer in ((everybody.coordinator, "yes"), (everybody.second_coordinator, "no"))
    ))  # fmt: skip
    assert [type(each) for each in refused] == [Overtaken]
    assert f"{done[0].answered_by} has answered already" in str(refused[0])
    assert Idea.objects.get().answer == done[0].answer


def test_an_idea_is_either_answered_or_taken_back(everybody: Cast) -> None:
    idea = making.idea(everybody)
    done, refused = done_and_refused(
        lambda: ideas.answer_idea(by=everybody.coordinator, idea=idea, answer="yes", text="Yes."),
        lambda: ideas.take_back_idea(by=everybody.manager, idea=idea),
    )
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken])
    idea.refresh_from_db()
    assert (idea.answered_at is None) != (idea.taken_back_at is None)


def test_a_button_pressed_twice_sends_one_idea(everybody: Cast) -> None:
    send = {"by": everybody.manager, "organisation": everybody.harbour, "prison": everybody.exeter}
    done, refused = done_and_refused(*(lambda: ideas.send_idea(**send, **IDEA) for _ in range(3)))
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken, Overtaken])
    assert Idea.objects.count() == 1


def test_an_idea_is_put_on_one_agenda_once(everybody: Cast) -> None:
    idea, meeting = making.idea(everybody), making.meeting(everybody)
    done, refused = done_and_refused(*(
        lambda: ideas.put_on_agenda(by=everybody.coordinator, idea=idea, meeting=meeting) for _ in range(3)
    ))  # fmt: skip
    assert (len(done), [type(each) for each in refused]) == (1, [Refused, Refused])
    assert AgendaItem.objects.filter(title=idea.title).count() == 1


def test_of_one_action_one_outcome_is_written(everybody: Cast) -> None:
    action = making.action(everybody)
    done, refused = done_and_refused(*(
        lambda: outcomes.write_outcome(
            by=everybody.coordinator, prison=everybody.exeter, values=SAID, action=action
        )
        for _ in range(3)
    ))  # fmt: skip
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken, Overtaken])
    assert Outcome.objects.get().action == action


def test_words_are_approved_only_as_they_were_read(everybody: Cast) -> None:
    outcome = making.outcome(everybody)
    seen = outcomes.seen_words(outcome)
    other = SAID | {"we_did": "Nothing yet."}
    done, refused = done_and_refused(
        lambda: outcomes.approve_outcome(by=everybody.coordinator, outcome=outcome, seen=seen),
        lambda: outcomes.reword_outcome(
            by=everybody.second_coordinator, outcome=outcome, values=other, seen=seen
        ),
    )
    outcome.refresh_from_db()
    # Approved first, the new words wait again; reworded first, the approval is refused. Never approved unread.
    assert (outcome.we_did, outcome.approved_at) == ("Nothing yet.", None)
    assert [type(each) for each in refused] == [Overtaken] * (2 - len(done))


def test_opening_an_action_again_and_approving_what_came_of_it_do_not_lock_each_other_out(
    everybody: Cast,
) -> None:
    action = making.action(everybody)
    agreed.note(by=everybody.coordinator, action=action, text="Done.", state=Action.State.DONE)
    outcome = outcomes.write_outcome(
        by=everybody.coordinator, prison=everybody.exeter, values=SAID, action=action
    )
    _, refused = done_and_refused(
        lambda: agreed.note(by=everybody.coordinator, action=action, text="Again.", state=Action.State.OPEN),
        lambda: outcomes.approve_outcome(by=everybody.second_coordinator, outcome=outcome),
    )
    assert all(type(each) is Refused and "not finished" in str(each) for each in refused)
    outcome.refresh_from_db()
    assert (outcome.approved_at is None) == bool(refused)


def test_whoever_waited_for_a_change_of_owner_finds_the_new_owner(everybody: Cast) -> None:
    action = making.action(everybody)
    changes = [
        {"owner_role": "", "owner_organisation": everybody.harbour}, {"due_on": date(2031, 1, 1)}
    ]  # fmt: skip
    done, refused = done_and_refused(*(
        lambda values=values: agreed.change_action(
            by=everybody.coordinator, action=action, values=values
        )
        for values in changes
    ))  # fmt: skip
    assert (len(done), refused) == (2, [])
    action.refresh_from_db()
    assert (action.owner_organisation, action.due_on) == (everybody.harbour, date(2031, 1, 1))


def test_two_who_ask_the_same_organisation_write_to_it_once(everybody: Cast) -> None:
    event = making.event(everybody)
    done, refused = done_and_refused(*(
        lambda by=by: events.invite_organisations(by=by, event=event, organisations=[everybody.harbour])
        for by in (everybody.coordinator, everybody.second_coordinator)
    ))  # fmt: skip
    assert (sorted(done), refused) == ([0, 1], [])
    assert Stall.objects.count() == 1


def test_an_answer_is_not_taken_for_an_event_that_is_cancelled_in_that_moment(everybody: Cast) -> None:
    stall = asked(everybody)
    _, refused = done_and_refused(
        lambda: events.cancel_event(by=everybody.coordinator, event=stall.event, reason="No gym."),
        lambda: events.answer_for_stall(by=everybody.manager, stall=stall, coming=True, needs="a table"),
    )
    assert [type(each) for each in refused] in ([], [Overtaken])
    entries = list(
        AuditEntry.objects.filter(verb__in=["cancel_event", "answer_for_stall"])
        .order_by("pk").values_list("verb", flat=True)
    )  # fmt: skip
    assert entries == (["cancel_event"] if refused else ["answer_for_stall", "cancel_event"])


def test_all_that_happens_around_an_event_at_once_ends_without_a_lock(everybody: Cast) -> None:
    event, harbour, lantern = both_asked(everybody)
    swapped = {harbour.pk: 2, lantern.pk: 1}
    done, refused = done_and_refused(
        lambda: events.answer_for_stall(by=everybody.manager, stall=harbour, coming=True),
        lambda: events.answer_for_stall(by=everybody.other_manager, stall=lantern, coming=False),
        lambda: events.number_stalls(by=everybody.coordinator, event=event, numbers=swapped),
        lambda: events.change_event(by=everybody.second_coordinator, event=event, values={"place": "Hall"}),
    )
    assert (len(done), refused) == (4, [])
    replies = {stall.organisation_id: (stall.reply, stall.number) for stall in event.stalls.all()}
    assert replies == {
        everybody.harbour.pk: (Stall.Reply.COMING, 2), everybody.lantern.pk: (Stall.Reply.NOT_COMING, 1),
    }  # fmt: skip


def test_how_it_went_is_recorded_or_it_was_cancelled_never_both(everybody: Cast) -> None:
    stall = asked(everybody)
    event = begun(stall.event)
    done, refused = done_and_refused(
        lambda: events.record_event(
            by=everybody.coordinator, event=event, values={}, came={stall.pk: (True, 2)}
        ),
        lambda: events.cancel_event(by=everybody.second_coordinator, event=event, reason="No gym."),
    )
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken])
    event.refresh_from_db()
    assert (event.state == PartnershipEvent.State.HELD) == (event.contacts_count == 2)
