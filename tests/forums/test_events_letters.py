"""Letters about partnership events: each news once, saying how the event is now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from coordination import clock
from coordination.models import Posting
from coordination.queueing import silence
from forums import tasks
from forums.actions import events as actions
from forums.models import Stall
from tests.cast import Cast
from tests.coordination.pages import queued
from tests.forums.test_events import asked, begun

LONG_AGO = timedelta(hours=2)


def tell(stall: Stall) -> int:
    return tasks.invite_to_event(stall.pk)


def test_the_managers_are_asked_once(cast: Cast, mailoutbox: list[Any]) -> None:
    stall = asked(cast)
    assert [tell(stall), tell(stall)] == [1, 0]
    [letter] = mailoutbox
    assert letter.to == [cast.manager.email]
    assert letter.subject.endswith("you are asked to a partnership event")
    assert "HMP/YOI Exeter asks you to have a stall" in letter.body
    assert "10:00 to 15:00" in letter.body
    assert f"/prisons/EXI/events/{stall.event_id}/" in letter.body
    assert "Please say whether you are coming" in letter.body


def test_each_change_is_told_once_more_with_what_they_have_answered(
    cast: Cast, mailoutbox: list[Any]
) -> None:
    stall = asked(cast)
    tell(stall)
    actions.answer_for_stall(by=cast.manager, stall=stall, coming=True)
    assert tell(stall) == 0
    actions.change_event(by=cast.coordinator, event=stall.event, values={"place": "Visits hall"})
    assert [tell(stall), tell(stall)] == [1, 0]
    assert mailoutbox[-1].subject.endswith("a partnership event was changed")
    assert "Visits hall" in mailoutbox[-1].body
    assert "You have said: coming" in mailoutbox[-1].body


def test_two_changes_before_the_letter_left_are_one_letter(cast: Cast, mailoutbox: list[Any]) -> None:
    stall = asked(cast)
    for place in ("Chapel", "Visits hall"):
        actions.change_event(by=cast.coordinator, event=stall.event, values={"place": place})
    assert [tell(stall), tell(stall), tell(stall)] == [1, 0, 0]
    # It is their first letter: they are asked, to the place where it is now.
    assert mailoutbox[0].subject.endswith("you are asked to a partnership event")
    assert "Visits hall" in mailoutbox[0].body


def test_that_it_is_off_is_told_with_the_reason(cast: Cast, mailoutbox: list[Any]) -> None:
    stall = asked(cast)
    tell(stall)
    actions.cancel_event(by=cast.coordinator, event=stall.event, reason="The gym is flooded.")
    assert tell(stall) == 1
    assert "The gym is flooded." in mailoutbox[-1].body
    assert "Please say" not in mailoutbox[-1].body
    assert mailoutbox[-1].subject.endswith("a partnership event is off")


def test_of_an_event_that_is_over_no_letter_leaves(cast: Cast, mailoutbox: list[Any]) -> None:
    stall = asked(cast)
    begun(stall.event)
    assert tell(stall) == 0
    assert mailoutbox == []


def test_what_the_queue_lost_is_queued_again_until_it_left(cast: Cast, monkeypatch: Any) -> None:
    with clock.set_to(timezone.now() - LONG_AGO):
        stall = asked(cast)
    with queued(monkeypatch) as found:
        assert tasks.queue_untold_ideas() == 1
    assert found == [("forums.invite_to_event", (stall.pk,))]
    tell(stall)
    assert tasks.queue_untold_ideas() == 0


def test_an_organisation_without_a_manager_is_told_when_one_comes(cast: Cast, mailoutbox: list[Any]) -> None:
    with clock.set_to(timezone.now() - LONG_AGO):
        stall = asked(cast)
    Posting.objects.filter(user=cast.manager).update(ends_on=date(2021, 1, 1))
    assert (tell(stall), tasks.queue_untold_ideas()) == (0, 0)
    Posting.objects.filter(user=cast.manager).update(ends_on=None)
    assert (tell(stall), len(mailoutbox)) == (1, 1)


def test_the_past_of_a_demonstration_counts_as_told(cast: Cast) -> None:
    with silence(), clock.set_to(timezone.now() - LONG_AGO):
        stall = asked(cast)
        actions.cancel_event(by=cast.coordinator, event=stall.event, reason="No gym.")
    assert tasks.queue_untold_ideas() == 0
