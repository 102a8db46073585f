"""Whoever does something is reminded a week before and on the day, once; what is past it is told once a week."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination import clock
from coordination.actions.reminders import remind, send_reminders
from coordination.models import Posting, Reminder
from coordination.offers import Due
from coordination.roles import Role
from forums.actions import agreed
from forums.models import Action
from forums.reminders import due, step_of
from tests.cast import Cast
from tests.forums import making

in_the_database = pytest.mark.django_db
DAY = date(2026, 3, 2)  # a Monday
LONG_AGO = DAY - timedelta(days=60)


# --- Which day is which step ------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "step"), [(8, None), (7, 7), (6, 7), (1, 7), (0, 0), (-1, None)])
def test_a_step_is_reached_on_its_day_and_a_missed_day_is_caught_up(left: int, step: int | None) -> None:
    assert step_of(DAY + timedelta(days=left), LONG_AGO, DAY) == step


def test_what_was_given_within_the_week_is_told_on_its_day_alone() -> None:
    """The letter with which it was given said the day."""
    due_on = DAY + timedelta(days=5)
    assert step_of(due_on, due_on - timedelta(days=7), DAY) is None
    assert step_of(due_on, due_on - timedelta(days=8), DAY) == 7
    assert step_of(DAY, DAY, DAY) == 0


# --- Whom it reaches ------------------------------------------------------------------------------


def an_action(cast: Cast, in_days: int, **changes: Any) -> Action:
    """Given long ago, at a forum, due so many days after `DAY`."""
    forum = changes.pop("forum", None) or making.forum(cast, name=f"Forum {Action.objects.count()}")
    action = making.action(cast, forum=forum, due_on=DAY + timedelta(days=in_days), **changes)
    Action.objects.filter(pk=action.pk).update(given_at=making.at(LONG_AGO))
    return action


def told(day: date = DAY, *, digest: bool = False) -> list[Due]:
    return [each for each in due(day) if each.digest == digest]


@in_the_database
def test_a_person_is_told_of_their_own(cast: Cast) -> None:
    action = an_action(cast, 7, owner=cast.governor, owner_role="")
    [found] = told()
    assert (found.email, found.days, found.comes_due_on) == (cast.governor.email, 7, action.due_on)
    assert found.sentence == "“Ask for a room in the evening” was agreed at HMP/YOI Exeter for 9 March 2026."
    assert found.path == action.get_absolute_url()
    assert found.key == f"action:{action.pk}:2026-03-09"


@in_the_database
def test_an_organisation_is_told_through_its_managers(cast: Cast) -> None:
    an_action(cast, 0, owner_organisation=cast.harbour, owner_role="")
    assert [each.email for each in told()] == [cast.manager.email]


@in_the_database
@pytest.mark.parametrize("why", ["a role", "an account that is closed", "no manager"])
def test_what_nobody_can_be_told_of_goes_to_the_keepers_of_the_prison(cast: Cast, why: str) -> None:
    if why == "a role":
        an_action(cast, 3)
    elif why == "no manager":
        an_action(cast, 3, owner_organisation=cast.harbour, owner_role="")
        Posting.objects.filter(role=Role.MANAGER, organisation=cast.harbour).update(
            ends_on=clock.today() - timedelta(days=1)
        )
    else:
        an_action(cast, 3, owner=cast.staff, owner_role="")
        type(cast.staff).objects.filter(pk=cast.staff.pk).update(is_active=False)
    found = told()
    assert {each.email for each in found} == {cast.coordinator.email, cast.second_coordinator.email}
    assert all(each.sentence.endswith(" does it: ask how far it is.") for each in found)


@in_the_database
def test_nobody_is_reminded_of_what_is_finished_has_no_day_or_is_far_off(cast: Cast) -> None:
    done = an_action(cast, 3)
    agreed.note(by=cast.coordinator, action=done, text="", state="done")
    an_action(cast, 8)
    making.action(cast, forum=making.forum(cast), due_on=None)
    assert list(due(DAY)) == []


@in_the_database
def test_another_day_and_another_owner_are_told_anew(cast: Cast) -> None:
    action = an_action(cast, 7, owner=cast.governor, owner_role="")
    before = {(each.email, each.key) for each in told()}
    agreed.change_action(
        by=cast.coordinator, action=action, values={"owner": cast.staff, "due_on": DAY + timedelta(days=6)}
    )
    Action.objects.update(given_at=making.at(LONG_AGO))
    assert not before & {(each.email, each.key) for each in told()}


# --- Once a week ----------------------------------------------------------------------------------


@in_the_database
def test_what_is_past_its_day_is_counted_for_owners_and_keepers(cast: Cast) -> None:
    an_action(cast, -1, owner=cast.governor, owner_role="")
    an_action(cast, -9, owner=cast.governor, owner_role="")
    an_action(cast, -2)
    found = {each.email: each for each in told(digest=True)}
    assert set(found) == {cast.governor.email, cast.coordinator.email, cast.second_coordinator.email}
    mine = found[cast.governor.email]
    assert mine.sentence.splitlines()[1:] == ["Actions past their day: 2"]
    assert (mine.path, mine.key) == ("/actions/?view=overdue", "week:actions:own:2026-03-02")
    theirs = found[cast.coordinator.email]
    assert theirs.sentence.splitlines() == [
        "What forums agreed at HMP/YOI Exeter",
        "Actions past their day: 3",
        "Of these, of roles and others whom nobody writes to: 1",
    ]
    assert theirs.path == "/prisons/EXI/actions/?view=overdue"


@in_the_database
def test_the_count_is_told_once_a_week_and_not_at_its_end(cast: Cast) -> None:
    an_action(cast, -1)
    keys = {each.key for days in range(4) for each in told(DAY + timedelta(days=days), digest=True)}
    assert len(keys) == 1
    assert [told(DAY + timedelta(days=days), digest=True) for days in (4, 5, 6)] == [[], [], []]
    assert told(DAY + timedelta(days=7), digest=True)[0].key not in keys


@in_the_database
def test_the_daily_job_sends_each_person_one_mail_and_nothing_twice(cast: Cast) -> None:
    today = timezone.localdate()
    forum = making.forum(cast)
    for in_days in (0, 7):
        making.action(
            cast, forum=forum, due_on=today + timedelta(days=in_days), owner=cast.governor, owner_role=""
        )
    Action.objects.update(given_at=clock.now() - timedelta(days=30))
    for _ in range(2):
        remind(today)
        for row in Reminder.objects.unsent():
            send_reminders(row.pk)
    to_the_governor = [letter for letter in mail.outbox if letter.to == [cast.governor.email]]
    assert len(to_the_governor) == 1
    assert to_the_governor[0].body.count("Ask for a room") == 2


@in_the_database
def test_a_thousand_actions_are_gone_through_in_the_queries_of_twelve(cast: Cast) -> None:
    forum = making.forum(cast)

    def fill(count: int) -> None:
        owners = [{"owner": cast.governor}, {"owner_organisation": cast.harbour}, {"owner_role": "Library"}]
        Action.objects.bulk_create(
            Action(
                prison=cast.exeter, forum=forum, what=f"Thing {number}", made_by=cast.coordinator,
                due_on=DAY + timedelta(days=number % 12 - 6), given_at=making.at(LONG_AGO),
                **owners[number % 3],
            )
            for number in range(count)
        )  # fmt: skip

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Counter(each.digest for each in due(DAY)).keys() == {True, False}
        return len(captured)

    fill(12)
    few = asked()
    fill(1188)
    assert asked() == few
