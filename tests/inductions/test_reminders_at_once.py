"""Two clocks and two workers in one moment, on PostgreSQL with real connections: one row, one mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from coordination.actions import jobs
from coordination.actions.reminders import remind, send_reminders
from coordination.models import JobRun, Reminder
from tests.cast import Cast, build_or_load
from tests.directory.test_at_once import at_once
from tests.inductions.clearing import ago, granted
from tests.inductions.trained import a_record, a_rule

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast in a database that keeps what threads write; no broker is asked."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    cast = build_or_load()
    a_rule(cast, refresh_months=12)
    for person in (cast.volunteer, cast.worker_person):
        a_record(cast, person, timezone.localdate() - timedelta(days=340))
        granted(cast.coordinator, person, cast.exeter, until=ago(-50))
    yield cast


def rows() -> list[tuple[str, str, int]]:
    return list(Reminder.objects.order_by("pk").values_list("email", "key", "days"))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_beats_at_once_write_each_thing_down_once(everybody: Cast, turn: int) -> None:
    results = at_once(*[jobs.remind_daily] * 4)
    assert sorted(results) == [False, False, False, True]
    assert JobRun.objects.filter(job="coordination.remind").count() == 1
    mine = [each for each in rows() if each[0] == everybody.volunteer.email]
    assert len(mine) == len(set(mine)) == 2


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_even_the_same_day_run_four_times_at_once_is_each_thing_once(everybody: Cast, turn: int) -> None:
    """As after a takeover, when the run that was thought dead goes on."""
    results = at_once(*[lambda: remind(timezone.localdate())] * 4)
    assert not [each for each in results if isinstance(each, Exception)]
    assert len(rows()) == len(set(rows()))
    assert {each[0] for each in rows()} >= {everybody.volunteer.email, everybody.worker_person.email}


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_four_workers_at_once_send_one_mail(everybody: Cast, turn: int, mailoutbox: Any) -> None:
    remind(timezone.localdate())
    keys = list(Reminder.objects.filter(email=everybody.volunteer.email).values_list("pk", flat=True))
    results = at_once(*[lambda key=key: send_reminders(key) for key in keys * 2])
    assert sorted(results) == [0, 0, 0, 2]
    assert [each.to for each in mail.outbox] == [[everybody.volunteer.email]]


def test_a_run_of_the_next_day_takes_nothing_from_a_worker_that_sends(everybody: Cast) -> None:
    """The one forgets what did not leave, the other marks it as left: whoever comes second finds it done."""
    remind(timezone.localdate())
    Reminder.objects.update(made_at=timezone.now() - timedelta(days=1))
    key = Reminder.objects.filter(email=everybody.volunteer.email).values_list("pk", flat=True)[0]
    at_once(lambda: send_reminders(key), lambda: remind(timezone.localdate()))
    for row in Reminder.objects.unsent().filter(email=everybody.volunteer.email):
        send_reminders(row.pk)
    assert [each.to for each in mail.outbox] == [[everybody.volunteer.email]]
