"""Two coordinators act on the same slips or questions in the same moment."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection

from coordination import clock
from coordination.policies import Overtaken
from forums.actions import feedback, focus
from forums.actions.feedback import Slip
from forums.actions.needs import raise_from
from forums.models import FeedbackSlip, FeedbackSummary, RaisedNeed
from tests.access.forums_feedback import asked
from tests.cast import Cast
from tests.forums import making
from tests.together import done_and_refused

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]


def test_a_page_that_is_sent_twice_in_one_moment_is_kept_once(everybody: Cast) -> None:
    page: dict[str, Any] = {
        "by": everybody.coordinator, "prison": everybody.exeter, "batch": uuid.uuid4(),
        "received_on": clock.today(), "slips": [Slip(row=row, face=3) for row in range(1, 31)],
    }  # fmt: skip
    done, refused = done_and_refused(*(lambda: feedback.type_in_slips(**page) for _ in range(3)))
    assert (len(done), refused) == (3, [])
    assert FeedbackSlip.objects.count() == 30


def test_a_slip_is_taken_out_once_and_the_other_is_told(everybody: Cast) -> None:
    slip = making.slip(everybody)
    by = (everybody.coordinator, everybody.second_coordinator)
    done, refused = done_and_refused(*(lambda who=who: feedback.remove_slip(by=who, slip=slip) for who in by))
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken])


def test_a_need_is_raised_from_a_slip_or_the_slip_was_gone(everybody: Cast) -> None:
    slip = making.slip(everybody)
    _, refused = done_and_refused(
        lambda: feedback.remove_slip(by=everybody.coordinator, slip=slip),
        lambda: raise_from(
            by=everybody.second_coordinator,
            prison=everybody.exeter,
            slip=slip,
            values={"statement": "A barber"},
        ),
    )
    assert {type(each) for each in refused} <= {Overtaken}
    assert RaisedNeed.objects.count() == FeedbackSlip.objects.count() == 1 - len(refused)
    assert not FeedbackSlip.objects.exclude(words="").exists()


def test_two_summaries_at_once_leave_one(everybody: Cast) -> None:
    _, refused = done_and_refused(*(
        lambda text=text: feedback.write_summary(by=everybody.coordinator, listing=everybody.approved, text=text)
        for text in ("Glad of it.", "Too short.")
    ))  # fmt: skip
    assert refused == []
    assert FeedbackSummary.objects.count() == 1


def test_answers_and_the_end_of_a_question_do_not_meet(everybody: Cast) -> None:
    question = asked(everybody)
    done, refused = done_and_refused(
        lambda: focus.tally_answers(by=everybody.coordinator, question=question, answers=[("Yes", 5)]),
        lambda: focus.remove_question(by=everybody.second_coordinator, question=question),
    )
    assert (len(done), len(refused)) == (1, 1)
    assert "taken this question out" in str(refused[0]) or "It stays" in str(refused[0])


def test_questions_added_at_once_have_numbers_of_their_own(everybody: Cast) -> None:
    meeting = asked(everybody).meeting
    _, refused = done_and_refused(*(
        lambda at=at: focus.ask_question(by=everybody.coordinator, meeting=meeting, text=f"What {at}?")
        for at in range(3)
    ))  # fmt: skip
    assert refused == []
    assert sorted(meeting.questions.values_list("number", flat=True)) == [1, 2, 3, 4]
