"""What comes due is told once for each step, in one mail a person, and to nobody whom it does not concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coordination.actions import jobs
from coordination.actions.reminders import remind, send_reminders
from coordination.models import Reminder
from inductions import status
from inductions.actions import clearances
from inductions.models import Clearance, Engagement, Person, Placement
from inductions.models.moments import day_in_words
from inductions.reminders import DAYS, due, step_of
from inductions.status import expiry
from tests.cast import Cast
from tests.inductions.clearing import ago, also_at, applied, granted
from tests.inductions.trained import a_record, a_rule

in_the_database = pytest.mark.django_db
DAY = date(2026, 3, 2)


# --- Which day is which step ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_a_step_is_reached_on_its_day_and_a_missed_day_is_caught_up(left: int, step: int | None) -> None:
    assert step_of(DAY + timedelta(days=left), DAY) == step


DAYS_ALIVE = st.dates(date(2023, 1, 1), date(2029, 12, 31))


@given(ends_on=DAYS_ALIVE, missed=st.sets(st.integers(0, 70)))
def test_whichever_days_the_clock_misses_no_step_comes_twice_and_the_next_run_catches_up(
    ends_on: date, missed: set[int]
) -> None:
    """A row is unique by its step: what follows is a set. In every stretch in which the job ran, its step is told."""
    told: list[int] = []
    for left in (each for each in range(70, -11, -1) if each not in missed):
        step = step_of(ends_on, ends_on - timedelta(days=left))
        if step and step not in told:
            told.append(step)
            assert left <= step
            assert not any(other < step and left <= other for other in DAYS)
    stretches = {60: range(31, 61), 30: range(8, 31), 7: range(8)}
    assert set(told) == {step for step, days in stretches.items() if any(each not in missed for each in days)}


@given(done_on=DAYS_ALIVE, months=st.integers(1, 36))
def test_the_last_day_told_of_is_the_last_on_which_it_counts(done_on: date, months: int) -> None:
    """Also of 29 February and across both clock changes: the gate, the page and the letter have one calendar."""
    rule = status.Rule(True, months, 60)
    end = expiry([done_on], months, 60)
    assert end is not None
    assert status.worth(rule, [done_on], end).status.holds
    assert step_of(end, end) == 7
    after = end + timedelta(days=1)
    assert not status.worth(rule, [done_on], after).status.holds
    assert step_of(end, after) is None


@in_the_database
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),  # 00:30 in London
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),  # an hour before the clocks go forward
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),  # 01:30 for the second time
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_the_day_is_the_one_in_london(monkeypatch: Any, moment: datetime, day: date) -> None:
    days: list[date] = []
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    monkeypatch.setattr("coordination.actions.jobs.reminders.remind", days.append)
    assert jobs.remind_daily()
    assert not jobs.remind_daily()
    assert days == [day]


# --- Who is told --------------------------------------------------------------------------------------


def told(day: date | None = None) -> list[Any]:
    """Of people, without the week."""
    return [each for each in due(day or timezone.localdate()) if not each.digest]


def of(person: Person) -> list[Reminder]:
    return list(Reminder.objects.filter(email=person.email, digest=False).order_by("days"))


def trained_until_soon(cast: Cast, person: Person) -> date:
    """ACCT awareness ends in 25 or so days, the clearance in 50."""
    a_rule(cast, refresh_months=12, window_days=60)
    done = timezone.localdate() - timedelta(days=340)
    a_record(cast, person, done)
    end = expiry([done], 12, 60)
    assert end is not None
    assert 7 < (end - timezone.localdate()).days <= 30
    granted(cast.coordinator, person, cast.exeter, until=ago(-50))
    return end


@in_the_database
def test_somebody_who_works_there_is_told_of_both(cast: Cast) -> None:
    end = trained_until_soon(cast, cast.volunteer)
    assert [(each.days, each.comes_due_on, each.email) for each in told()] == [
        (30, end, cast.volunteer.email),
        (60, ago(-50), cast.volunteer.email),
    ]


@in_the_database
@pytest.mark.parametrize("why", ["placement over", "engagement over", "no address", "not yet", "anonymous"])
def test_who_left_or_has_no_address_is_told_nothing(cast: Cast, why: str) -> None:
    trained_until_soon(cast, cast.volunteer)
    engaged = Engagement.objects.filter(person=cast.volunteer)
    placed = Placement.objects.filter(engagement__in=engaged)
    if why == "placement over":
        placed.update(ends_on=ago(1))
    elif why == "engagement over":
        engaged.update(ends_on=ago(1))
    elif why == "not yet":
        placed.update(begins_on=ago(-1))
    elif why == "no address":
        Person.objects.filter(pk=cast.volunteer.pk).update(email="")
    else:
        Person.objects.filter(pk=cast.volunteer.pk).update(
            name="Somebody", email="", phone="", user=None, anonymised_at=timezone.now()
        )
    assert told() == []


@in_the_database
def test_their_last_day_there_still_counts(cast: Cast) -> None:
    trained_until_soon(cast, cast.volunteer)
    Placement.objects.filter(engagement__person=cast.volunteer).update(ends_on=timezone.localdate())
    assert len(told()) == 2


@in_the_database
def test_what_was_renewed_or_is_not_required_is_not_told(cast: Cast) -> None:
    trained_until_soon(cast, cast.volunteer)
    a_record(cast, cast.volunteer, ago(1))
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-400))
    assert told() == []
    a_record(cast, cast.worker_person, ago(350))
    assert len(told()) == 1
    a_rule(cast, refresh_months=12, window_days=60, required_of_staff=False)
    assert told() == []


@in_the_database
def test_a_refusal_and_a_stop_are_never_spoken_of(cast: Cast, mailoutbox: Any) -> None:
    """The renewal was refused: the letter is the same as if nobody had applied, and says nothing of why."""
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-50))
    before = [each.sentence for each in told()]
    renewal = applied(cast.coordinator, cast.volunteer, cast.exeter, ago(3))
    clearances.decide_clearance(
        by=cast.coordinator, clearance=renewal, values={"state": Clearance.State.REFUSED}
    )
    assert [each.sentence for each in told()] == before
    remind(timezone.localdate())
    send_reminders(of(cast.volunteer)[0].pk)
    assert "refus" not in mailoutbox[0].body.lower()


@in_the_database
def test_a_clearance_that_two_prisons_go_by_is_told_once_and_also_to_who_left_the_first(cast: Cast) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-50))
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    clearances.rely_on(by=cast.other_coordinator, clearance=row, prison=cast.guys_marsh)
    remind(timezone.localdate())
    assert len(of(cast.volunteer)) == 1
    placed = Placement.objects.filter(engagement__person=cast.volunteer, prison=cast.exeter)
    placed.update(ends_on=ago(1))
    (only,) = told()
    assert (
        only.sentence
        == f"Your clearance at {cast.exeter} ends on {day_in_words(ago(-50))}. Ask for a new one in time."
    )


@in_the_database
def test_nobody_reads_of_somebody_else(cast: Cast, mailoutbox: Any) -> None:
    trained_until_soon(cast, cast.volunteer)
    trained_until_soon(cast, cast.worker_person)
    remind(timezone.localdate())
    for person, other in ((cast.volunteer, cast.worker_person), (cast.worker_person, cast.volunteer)):
        mailoutbox.clear()
        assert send_reminders(of(person)[0].pk) == 2
        (mail,) = mailoutbox
        assert mail.to == [person.email]
        words = mail.body + str(mail.alternatives)
        assert person.name in words
        assert other.name not in words
        assert cast.guys_marsh.name not in words
        assert cast.harbour.name not in words


# --- One letter, once ---------------------------------------------------------------------------------


@in_the_database
def test_everything_of_a_person_stands_in_one_mail_and_leaves_once(cast: Cast, mailoutbox: Any) -> None:
    trained_until_soon(cast, cast.volunteer)
    remind(timezone.localdate())
    rows = of(cast.volunteer)
    assert [row.days for row in rows] == [30, 60]
    assert send_reminders(rows[0].pk) == 2
    assert send_reminders(rows[1].pk) == 0
    assert [mail.to for mail in mailoutbox] == [[cast.volunteer.email]]
    remind(timezone.localdate())
    remind(timezone.localdate() + timedelta(days=1))
    assert len(of(cast.volunteer)) == 2
    assert not Reminder.objects.unsent().filter(email=cast.volunteer.email).exists()


@in_the_database
def test_the_letter_reads(cast: Cast, mailoutbox: Any) -> None:
    end = trained_until_soon(cast, cast.worker_person)
    remind(timezone.localdate())
    send_reminders(of(cast.worker_person)[0].pk)
    (mail,) = mailoutbox
    assert mail.subject.endswith(": 2 things of yours end soon")
    assert mail.body.split("\n--")[0] == (
        "Hello Walid Worker,\n\nThis ends soon:\n\n"
        f"- ACCT process at {cast.exeter}: renew it by {day_in_words(end)}.\n"
        "  http://localhost:8000/my-training/\n\n"
        f"- Your clearance at {cast.exeter} ends on {day_in_words(ago(-50))}. Ask for a new one in time.\n"
        "  http://localhost:8000/my-record/\n\n"
        "You are told of each of these about 60, 30 and 7 days before, and not again.\n"
    )


@in_the_database
def test_who_has_no_account_is_sent_to_no_page(cast: Cast, mailoutbox: Any) -> None:
    trained_until_soon(cast, cast.volunteer)
    remind(timezone.localdate())
    send_reminders(of(cast.volunteer)[0].pk)
    assert "my-training" not in mailoutbox[0].body
    assert "my-training" not in str(mailoutbox[0].alternatives)
    assert mailoutbox[0].body.count("Ask your organisation what to do.") == 1


@in_the_database
def test_what_the_mail_server_refuses_is_tried_again(cast: Cast, monkeypatch: Any, mailoutbox: Any) -> None:
    trained_until_soon(cast, cast.volunteer)
    remind(timezone.localdate())
    key = of(cast.volunteer)[0].pk

    def refuse(*_: Any, **__: Any) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("coordination.emails.send", refuse)
        with pytest.raises(SMTPServerDisconnected):
            send_reminders(key)
    assert send_reminders(key) == 2
    assert len(mailoutbox) == 1


@in_the_database
def test_a_worker_killed_after_the_mail_left_sends_no_second_one(
    cast: Cast, monkeypatch: Any, mailoutbox: Any
) -> None:
    trained_until_soon(cast, cast.volunteer)
    remind(timezone.localdate())
    key = of(cast.volunteer)[0].pk
    from coordination import emails

    leave = emails.send

    def leave_and_die(*args: Any, **kwargs: Any) -> None:
        leave(*args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("coordination.emails.send", leave_and_die)
        with pytest.raises(SystemExit):
            send_reminders(key)
    remind(timezone.localdate())
    assert send_reminders(key) == 0
    assert len(mailoutbox) == 1


@in_the_database
def test_a_run_that_broke_off_is_finished_by_the_next(cast: Cast, monkeypatch: Any) -> None:
    trained_until_soon(cast, cast.volunteer)
    trained_until_soon(cast, cast.worker_person)
    queued: list[int] = []
    monkeypatch.setattr("coordination.actions.reminders.queue_on_commit", lambda _, key: queued.append(key))

    def half(day: date) -> Any:
        yield next(iter(due(day)))
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("inductions.reminders.due", half)
        with pytest.raises(SystemExit):
            remind(timezone.localdate())
    assert queued == []
    assert remind(timezone.localdate()) == len(queued) == Reminder.objects.values("email").distinct().count()
    assert len(of(cast.volunteer)) == len(of(cast.worker_person)) == 2


# --- What did not leave is thought over again -----------------------------------------------------------


def left_lying(cast: Cast) -> None:
    """Written down yesterday; no mail server answered all day."""
    trained_until_soon(cast, cast.volunteer)
    remind(timezone.localdate())
    Reminder.objects.update(made_at=timezone.now() - timedelta(days=1))


@in_the_database
def test_who_left_meanwhile_is_not_written_to(cast: Cast) -> None:
    left_lying(cast)
    Placement.objects.filter(engagement__person=cast.volunteer).update(ends_on=ago(1))
    remind(timezone.localdate())
    assert of(cast.volunteer) == []


@in_the_database
def test_an_address_that_was_corrected_meanwhile_gets_it_and_the_old_one_nothing(cast: Cast) -> None:
    left_lying(cast)
    old = cast.volunteer.email
    cast.volunteer.email = "vera.new@example.org"
    cast.volunteer.save()
    remind(timezone.localdate())
    assert not Reminder.objects.filter(email=old).exists()
    assert len(of(cast.volunteer)) == 2


@in_the_database
def test_two_steps_of_the_same_thing_never_stand_in_one_letter(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-31))
    remind(timezone.localdate())
    remind(timezone.localdate() + timedelta(days=1))
    assert [(row.days, row.sent_at) for row in of(cast.volunteer)] == [(30, None)]


@in_the_database
def test_what_was_sent_is_kept_and_what_is_over_is_not_sent(cast: Cast, mailoutbox: Any) -> None:
    trained_until_soon(cast, cast.volunteer)
    remind(timezone.localdate())
    first, second = of(cast.volunteer)
    Reminder.objects.filter(pk=first.pk).update(comes_due_on=ago(1))
    assert send_reminders(first.pk) == 1
    assert [mail.body.count("renew it by") for mail in mailoutbox] == [0]
    remind(timezone.localdate() + timedelta(days=1))
    assert {row.pk for row in of(cast.volunteer)} >= {first.pk, second.pk}
