"""What comes due is told once for each date, in one mail a person; the week in a line once a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination.actions.reminders import remind, send_reminders
from coordination.models import Reminder
from inductions.people_evidence import digest
from inductions.reminders import due, step_of
from inductions.status import expiry
from tests.cast import Cast
from tests.inductions.clearing import ago, applied, granted
from tests.inductions.trained import a_record, a_rule

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("left", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_a_step_is_reached_on_its_day_and_a_missed_day_is_caught_up(left: int, step: int | None) -> None:
    assert step_of(DAY + timedelta(days=left), DAY) == step


def of(cast: Cast, person: Any) -> list[Reminder]:
    return list(Reminder.objects.filter(email=person.email).exclude(key__startswith="week:"))


def ends_soon(cast: Cast) -> None:
    """Training and a clearance of the volunteer, both within sixty days."""
    a_rule(cast, refresh_months=12, window_days=60)
    done = timezone.localdate() - timedelta(days=340)
    a_record(cast, cast.volunteer, done)
    end = expiry([done], 12, 60)
    assert end is not None
    assert 7 < (end - timezone.localdate()).days <= 30
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-50))


def test_everything_of_a_person_stands_in_one_mail_and_leaves_once(cast: Cast, mailoutbox: Any) -> None:
    cast.volunteer.email = "vera@example.org"
    cast.volunteer.save()
    ends_soon(cast)
    remind(timezone.localdate())
    rows = of(cast, cast.volunteer)
    assert sorted(row.days for row in rows) == [30, 60]
    assert send_reminders(rows[0].pk) == 2
    assert send_reminders(rows[1].pk) == 0
    assert [mail.to for mail in mailoutbox] == [["vera@example.org"]]
    remind(timezone.localdate())
    assert len(of(cast, cast.volunteer)) == 2
    assert not Reminder.objects.unsent().filter(email="vera@example.org").exists()


def test_a_clearance_that_was_renewed_is_not_reminded_of(cast: Cast) -> None:
    cast.volunteer.email = "vera@example.org"
    cast.volunteer.save()
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-50))
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-400))
    assert not [each for each in due(timezone.localdate()) if each.key.startswith("clearance:")]


def test_the_week_is_told_to_coordinators_and_managers_in_numbers(cast: Cast) -> None:
    a_rule(cast)
    applied(cast.coordinator, cast.volunteer, cast.exeter, ago(3))
    told = {each.email: each for each in digest.of_the_week(timezone.localdate())}
    line = told[cast.coordinator.email]
    assert "clearances waiting for a decision: 1" in line.sentence
    assert "required training never recorded: " in line.sentence
    assert cast.volunteer.name not in line.sentence
    assert "people with training never recorded: " in told[cast.manager.email].sentence
    assert cast.other_manager.email not in told
    assert cast.governor.email not in told


def test_the_week_has_one_row_whatever_becomes_of_it_by_sunday(cast: Cast) -> None:
    a_rule(cast)
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    for day in (monday, monday + timedelta(days=1), monday + timedelta(days=6)):
        remind(day)
    mine = Reminder.objects.filter(email=cast.coordinator.email, key__startswith="week:")
    assert mine.count() == 1
    assert mine.get().comes_due_on == monday + timedelta(days=6)
    remind(monday + timedelta(days=7))
    assert mine.count() == 2


def test_where_nothing_is_to_do_nobody_is_told(cast: Cast) -> None:
    assert list(digest.of_the_week(timezone.localdate())) == []
