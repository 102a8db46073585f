"""Letters about ideas: to whoever answers, and once to whoever sent it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination import clock
from coordination.models import Posting
from coordination.queueing import silence
from forums import tasks
from forums.actions import idea_letters
from forums.actions import ideas as actions
from forums.models import Idea
from tests.cast import Cast
from tests.coordination.pages import queued
from tests.forums import making

LONG_AGO = timedelta(hours=2)


def answer(cast: Cast, idea: Idea) -> Idea:
    return actions.answer_idea(by=cast.coordinator, idea=idea, answer="partly", text="We begin with one day.")


def to_whom(mailoutbox: list[Any]) -> list[str]:
    return sorted(each.to[0] for each in mailoutbox)


def test_sending_and_answering_queue_a_letter_each(cast: Cast, monkeypatch: Any) -> None:
    with queued(monkeypatch) as found:
        idea = making.idea(cast)
        answer(cast, idea)
    assert found == [("forums.tell_of_idea", (idea.pk,)), ("forums.tell_of_answer", (idea.pk,))]


def test_the_coordinators_of_the_prison_are_told_once_with_the_day_and_without_the_text(
    cast: Cast, mailoutbox: list[Any]
) -> None:
    idea = making.idea(cast)
    assert [tasks.tell_of_idea(idea.pk), tasks.tell_of_idea(idea.pk)] == [2, 0]
    assert to_whom(mailoutbox) == sorted([cast.coordinator.email, cast.second_coordinator.email])
    letter = mailoutbox[0]
    assert "Harbour" not in letter.subject
    assert f"{idea.answer_by.day} {idea.answer_by:%B %Y}" in letter.body
    assert "A choir" in letter.body
    assert idea.text not in letter.body
    assert f"/prisons/EXI/ideas/{idea.pk}/" in letter.body
    assert f"/prisons/EXI/ideas/{idea.pk}/" in letter.alternatives[0][0]


def test_nobody_is_told_of_an_idea_that_was_answered_or_taken_back_meanwhile(
    cast: Cast, mailoutbox: list[Any]
) -> None:
    one, other = making.idea(cast), making.idea(cast, elsewhere=True)
    answer(cast, one)
    actions.take_back_idea(by=cast.other_manager, idea=other)
    assert tasks.tell_of_idea(one.pk) + tasks.tell_of_idea(other.pk) == 0
    assert mailoutbox == []


def test_the_answer_goes_to_whoever_sent_it_once(cast: Cast, mailoutbox: list[Any]) -> None:
    idea = answer(cast, making.idea(cast))
    assert [tasks.tell_of_answer(idea.pk), tasks.tell_of_answer(idea.pk)] == [1, 0]
    [letter] = mailoutbox
    assert letter.to == [cast.manager.email]
    assert "In part" in letter.body
    assert "We begin with one day." in letter.body
    assert cast.coordinator.name not in letter.body


def test_no_answer_leaves_before_there_is_one(cast: Cast, mailoutbox: list[Any]) -> None:
    assert tasks.tell_of_answer(making.idea(cast).pk) == 0
    assert mailoutbox == []


def test_where_the_sender_has_gone_the_managers_get_the_answer(cast: Cast, mailoutbox: list[Any]) -> None:
    idea = making.idea(cast)
    Posting.objects.filter(user=cast.manager).update(ends_on=date(2021, 1, 1))
    Posting.objects.create(
        user=cast.worker, role="manager", organisation=cast.harbour, begins_on=timezone.localdate()
    )
    tasks.tell_of_answer(answer(cast, idea).pk)
    assert to_whom(mailoutbox) == [cast.worker.email]


def test_a_letter_that_the_server_refused_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    idea = making.idea(cast)

    def refuse(*args: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("forums.emails.send", lambda *args, **more: refuse())
        with pytest.raises(ConnectionError):
            idea_letters.tell_of_idea(idea.pk)
    assert idea_letters.tell_of_idea(idea.pk) == 2


def test_what_the_queue_lost_is_queued_again_and_what_left_is_not(cast: Cast, monkeypatch: Any) -> None:
    with clock.set_to(timezone.now() - LONG_AGO):
        lost, told = making.idea(cast), making.idea(cast, elsewhere=True)
        answered = answer(cast, actions.send_idea(
            by=cast.manager, organisation=cast.harbour, prison=cast.exeter, kind="seen", title="Rain",
            text="It rains in.",
        ))  # fmt: skip
    tasks.tell_of_idea(told.pk)
    with queued(monkeypatch) as found:
        assert tasks.queue_untold_ideas() == 2
    assert found == [("forums.tell_of_idea", (lost.pk,)), ("forums.tell_of_answer", (answered.pk,))]


def test_what_is_too_fresh_to_be_lost_is_left_alone(cast: Cast, monkeypatch: Any) -> None:
    making.idea(cast)
    with queued(monkeypatch) as found:
        assert tasks.queue_untold_ideas() == 0
    assert found == []


def test_a_prison_without_anybody_to_tell_is_told_when_somebody_comes(
    cast: Cast, monkeypatch: Any, mailoutbox: list[Any]
) -> None:
    with clock.set_to(timezone.now() - LONG_AGO):
        idea = making.idea(cast)
    Posting.objects.filter(prison=cast.exeter, role="coordinator").update(ends_on=date(2021, 1, 1))
    assert tasks.tell_of_idea(idea.pk) == 0
    with queued(monkeypatch) as found:
        assert tasks.queue_untold_ideas() == 0
        Posting.objects.create(
            user=cast.staff, role="coordinator", prison=cast.exeter, begins_on=timezone.localdate()
        )
        assert tasks.queue_untold_ideas() == 1
    assert found == [("forums.tell_of_idea", (idea.pk,))]
    assert tasks.tell_of_idea(idea.pk) == 1
    assert to_whom(mailoutbox) == [cast.staff.email]


def test_the_past_of_a_demonstration_counts_as_told(cast: Cast) -> None:
    with silence(), clock.set_to(timezone.now() - LONG_AGO):
        making.idea(cast, elsewhere=True)
        answer(cast, making.idea(cast))
    assert tasks.queue_untold_ideas() == 0
