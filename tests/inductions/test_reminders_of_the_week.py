"""What is open this week: to coordinators and managers, in numbers, once a week, and each of their own place alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination import clock
from coordination.actions.reminders import remind, send_reminders
from coordination.models import Posting, Reminder
from coordination.offers import Due
from inductions.actions.people import add_at
from inductions.models import Placement
from inductions.people_evidence import digest
from inductions.reminders import due
from tests.cast import Cast
from tests.inductions.clearing import ago, applied, granted
from tests.inductions.inducting import policy, step
from tests.inductions.trained import a_record, a_rule, held_yesterday

pytestmark = pytest.mark.django_db


def this_week(day: date | None = None) -> dict[str, list[Due]]:
    found: dict[str, list[Due]] = {}
    for each in digest.of_the_week(day or timezone.localdate()):
        found.setdefault(each.email, []).append(each)
    return found


def monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def much_is_open(cast: Cast) -> None:
    a_rule(cast, refresh_months=12)
    a_record(cast, cast.worker_person, ago(500))
    applied(cast.coordinator, cast.volunteer, cast.exeter, ago(3))
    granted(cast.coordinator, cast.worker_person, cast.exeter, until=ago(-20))
    held_yesterday(cast)
    step(cast)
    with clock.set_to(timezone.now() - timedelta(days=5)):
        policy(cast, acknowledge_within_days=1)


def test_a_coordinator_reads_numbers_of_the_prison(cast: Cast) -> None:
    much_is_open(cast)
    (line,) = this_week()[cast.coordinator.email]
    assert line.sentence.splitlines() == [
        str(cast.exeter),
        "People with required training that has expired: 1",
        "People with required training that was never recorded: 1",
        "People without a complete induction: 2",
        "Clearances that wait for a decision: 1",
        "Clearances that end within 60 days: 1",
        "Sessions of which nobody recorded who came: 1",
        "Policies not acknowledged in time: 2",
    ]


def test_a_manager_reads_of_the_organisations_own_people_and_nothing_of_clearances(cast: Cast) -> None:
    much_is_open(cast)
    (line,) = this_week()[cast.manager.email]
    assert line.sentence.splitlines() == [
        f"{cast.harbour} at {cast.exeter}",
        "People with required training that has expired: 1",
        "People with required training that was never recorded: 1",
        "People without a complete induction: 2",
        "Policies not acknowledged in time: 2",
    ]


def test_nobody_else_is_told_and_no_name_is_said(cast: Cast) -> None:
    much_is_open(cast)
    found = this_week()
    assert set(found) == {cast.coordinator.email, cast.second_coordinator.email, cast.manager.email}
    words = " ".join(each.sentence for lines in found.values() for each in lines)
    assert cast.volunteer.name not in words
    assert cast.worker_person.name not in words


def test_of_two_organisations_at_one_prison_each_is_told_of_its_own(cast: Cast) -> None:
    a_rule(cast)
    add_at(
        by=cast.coordinator, organisation=cast.lantern, prison=cast.exeter,
        values={"name": "Lena Lantern", "email": "lena@example.org", "kind": "staff"}, placed={},
    )  # fmt: skip
    found = this_week()
    assert [each.sentence.splitlines()[0] for each in found[cast.other_manager.email]] == [
        f"{cast.lantern} at {cast.exeter}"
    ]
    assert found[cast.other_manager.email][0].sentence.endswith("never recorded: 1")
    assert found[cast.manager.email][0].sentence.endswith("never recorded: 2")


def test_whose_role_has_ended_is_told_nothing(cast: Cast) -> None:
    much_is_open(cast)
    Posting.objects.filter(user=cast.manager).update(ends_on=ago(1))
    assert cast.manager.email not in this_week()


def test_where_nothing_is_open_nobody_is_told(cast: Cast) -> None:
    assert this_week() == {}
    much_is_open(cast)
    Placement.objects.all().update(ends_on=ago(1))
    lines = this_week()[cast.coordinator.email][0].sentence.splitlines()
    assert lines[1:] == [
        "Clearances that wait for a decision: 1", "Sessions of which nobody recorded who came: 1"
    ]  # fmt: skip
    assert cast.manager.email not in this_week()


def test_it_comes_once_a_week_whatever_becomes_of_it_and_not_before_a_weekend(cast: Cast) -> None:
    a_rule(cast)
    mine = Reminder.objects.filter(email=cast.coordinator.email, digest=True)
    for days, rows in ((-1, 0), (0, 1), (1, 1), (3, 1), (6, 1), (7, 2)):
        remind(monday() + timedelta(days=days))
        mine.update(sent_at=timezone.now())
        assert mine.count() == rows
    assert mine.latest("pk").comes_due_on == monday() + timedelta(days=13)


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (3, True), (4, False), (6, False)])
def test_what_comes_up_from_friday_on_waits_for_monday(cast: Cast, days: int, is_told: bool) -> None:
    a_rule(cast)
    assert any(each.digest for each in due(monday() + timedelta(days=days))) == is_told


def test_the_letter_reads(cast: Cast, mailoutbox: Any) -> None:
    a_rule(cast)
    remind(monday() + timedelta(days=7))
    Reminder.objects.update(comes_due_on=timezone.localdate())
    send_reminders(Reminder.objects.get(email=cast.coordinator.email).pk)
    (mail,) = mailoutbox
    assert mail.subject.endswith(": what is open this week")
    assert mail.body.split("\n--")[0] == (
        f"Hello {cast.coordinator.name},\n\nThis is open this week:\n\n{cast.exeter}\n"
        "- People with required training that was never recorded: 2\n"
        "  http://localhost:8000/prisons/EXI/people-evidence/\n\n"
        "Numbers only: the page says who it is. You are told once a week, and not when nothing is open.\n"
    )


def test_who_manages_and_works_gets_one_letter_with_both(cast: Cast, mailoutbox: Any) -> None:
    a_rule(cast)
    granted(cast.coordinator, cast.worker_person, cast.exeter, until=ago(-50))
    cast.worker_person.email = cast.manager.email
    cast.worker_person.save()
    remind(monday() + timedelta(days=7))
    rows = Reminder.objects.filter(email=cast.manager.email)
    assert sorted(row.digest for row in rows) == [False, True]
    rows.filter(digest=True).update(comes_due_on=timezone.localdate())
    assert send_reminders(rows[0].pk) == 2
    (mail,) = mailoutbox
    assert mail.subject.endswith(": something of yours ends soon, and what is open this week")
    assert mail.body.index("This ends soon") < mail.body.index("This is open this week")
