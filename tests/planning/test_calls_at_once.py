"""Two act on the same call in the same moment: one is told, and what stands is whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from coordination import clock
from coordination.models import Organisation
from coordination.policies import Overtaken, Refused
from planning.actions import call_letters, calls, expressions, priorities
from planning.models import Call, Expression, Priority, ToldOrganisation
from tests.cast import Cast
from tests.coordination.merged import merged
from tests.planning import called as making
from tests.together import done_and_refused

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]


def test_an_answer_is_either_decided_or_taken_back(everybody: Cast) -> None:
    found = making.waiting(everybody)
    done, refused = done_and_refused(
        lambda: expressions.decide_expression(
            by=everybody.coordinator, expression=found, chosen=True, reason="It fits."
        ),
        lambda: expressions.take_back_expression(by=everybody.manager, expression=found),
    )
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken])
    found.refresh_from_db()
    decided = found.decided_at is not None
    assert found.state == (Expression.State.CHOSEN if decided else Expression.State.WITHDRAWN)
    assert (found.letter_due_at is not None) == decided
    assert Call.objects.get().state == (Call.State.DECIDED if decided else Call.State.CLOSED)


def test_an_answer_at_closing_is_in_whole_or_refused(everybody: Cast) -> None:
    call = making.opened(everybody)
    yesterday = clock.today() - timedelta(days=1)

    def close() -> int:
        Call.objects.filter(pk=call.pk).update(closes_on=yesterday)
        return calls.close_calls()

    done, refused = done_and_refused(close, lambda: making.answered(everybody, call))
    assert [type(each) for each in refused] in ([], [Refused])
    assert Expression.objects.filter(state=Expression.State.SENT).count() == len(done) - 1
    assert Call.objects.get().state == Call.State.CLOSED


def test_of_two_answers_sent_at_once_one_stands(everybody: Cast) -> None:
    call = making.opened(everybody)
    done, refused = done_and_refused(*(lambda: making.answered(everybody, call) for _ in range(3)))
    assert (len(done), [type(each) for each in refused]) == (1, [Refused, Refused])
    assert Expression.objects.count() == 1


def test_one_lot_is_given_once(everybody: Cast) -> None:
    call = making.opened(everybody, everybody.harbour, everybody.lantern)
    both = [making.answered(everybody, call), making.answered(everybody, call, elsewhere=True)]
    making.closed(call)
    done, refused = done_and_refused(*(
        lambda by=by, each=each: expressions.decide_expression(by=by, expression=each, chosen=True, reason="Yes.")
        for by, each in zip((everybody.coordinator, everybody.second_coordinator), both, strict=True)
    ))  # fmt: skip
    assert (len(done), [type(each) for each in refused]) == (1, [Refused])
    assert Expression.objects.filter(state=Expression.State.CHOSEN).count() == 1


def test_a_gap_is_adopted_once(everybody: Cast) -> None:
    done, refused = done_and_refused(*(lambda: making.priority(everybody) for _ in range(3)))
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken, Overtaken])
    assert Priority.objects.count() == 1


def test_a_priority_is_not_settled_while_a_call_begins_for_it(everybody: Cast) -> None:
    priority = making.priority(everybody)
    done, refused = done_and_refused(
        lambda: calls.begin_call(by=everybody.coordinator, priority=priority, values=making.call_values()),
        lambda: priorities.settle_priority(
            by=everybody.governor, priority=priority, state=Priority.State.ENDED, outcome="No."
        ),
    )
    assert (len(done), len(refused)) == (1, 1)
    assert Call.objects.exists() == (Priority.objects.get().state == Priority.State.OPEN)


def test_who_is_told_by_two_is_told_once_and_gets_one_letter(everybody: Cast) -> None:
    call = making.opened(everybody)
    done, refused = done_and_refused(*(
        lambda by=by: calls.tell_more(by=by, call=call, organisations={everybody.lantern: "near"})
        for by in (everybody.coordinator, everybody.second_coordinator)
    ))  # fmt: skip
    assert (sorted(map(len, done)), refused) == ([0, 1], [])
    told = ToldOrganisation.objects.get(organisation=everybody.lantern)
    left, refused = done_and_refused(*(lambda: call_letters.tell_of_call(told.pk) for _ in range(3)))
    assert (sorted(left), refused) == ([0, 0, 1], [])
    assert len(mail.outbox) == 1


def test_a_merge_and_an_answer_do_not_lock_each_other_out(everybody: Cast) -> None:
    call = making.opened(everybody, everybody.harbour, everybody.lantern)
    done, refused = done_and_refused(
        lambda: merged(everybody), lambda: making.answered(everybody, call, elsewhere=True)
    )
    assert (len(done), refused) == (2, [])
    assert Expression.objects.get().organisation == everybody.harbour
    assert Organisation.objects.get(pk=everybody.lantern.pk).merged_into is not None
