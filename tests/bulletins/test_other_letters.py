"""Leaving bulletins, or calling one unwanted, stops no other letter; an address that does not exist stops all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from bulletins.actions.wishes import leave_bulletins
from bulletins.audiences import recipients
from coordination import emails, tasks
from coordination.actions.mail_addresses import record_event
from inductions.actions.booking_letters import tell_booking
from inductions.models import Booking, TrainingModule, TrainingSession
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def booking(cast: Cast) -> Booking:
    starts = timezone.now() + timedelta(days=3)
    session = TrainingSession.objects.create(
        prison=cast.exeter, module=TrainingModule.objects.get(pk="acct"), starts_at=starts,
        ends_at=starts + timedelta(hours=1), place="Library", capacity=3, planned_by=cast.coordinator,
    )  # fmt: skip
    return Booking.objects.create(
        session=session, person=cast.worker_person, state="booked", booked_by=cast.worker, news="booked"
    )


def says(cast: Cast, what: str) -> None:
    """The worker, of their address."""
    if what == "left":
        leave_bulletins(email=cast.worker.email)
    elif what == "soft":
        for number in range(20):
            record_event(event_id=str(number), email=cast.worker.email, kind="soft")
    elif what:
        record_event(event_id="1", email=cast.worker.email, kind=what)


@pytest.mark.parametrize(
    ("what", "letters"), [("", 1), ("left", 1), ("complaint", 1), ("soft", 1), ("delivered", 1), ("hard", 0)]
)
def test_a_forgotten_password_and_a_place_on_training_are_still_written_of(
    cast: Cast, what: str, letters: int
) -> None:
    row = booking(cast)
    says(cast, what)
    tasks.send_password_reset(cast.worker.pk)
    assert len(mail.outbox) == letters
    assert tell_booking(row.pk)
    assert [message.to for message in mail.outbox] == [[cast.worker.email]] * 2 * letters
    assert bool(row.news)


@pytest.mark.parametrize(
    ("what", "reason"), [("left", "unsubscribed"), ("complaint", "complained"), ("soft", "")]
)
def test_of_bulletins_each_is_taken_at_its_word(cast: Cast, what: str, reason: str) -> None:
    says(cast, what)
    found = {each.email: each.reason for each in recipients(making.issue(cast), ["news"])}
    assert found[cast.worker.email] == reason


def test_every_letter_leaves_by_the_one_function_that_asks_for_bounces() -> None:
    """Another way out would mail addresses that do not exist. `letters` is of bulletins, and asks by itself."""
    known = {"coordination/emails.py", "bulletins/sending/letters.py"}
    words = (
        "EmailMultiAlternatives",
        "EmailMessage(",
        "send_mail(",
        "mail_admins",
        "send_mass_mail",
    )
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in settings.OUR_APPS
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if any(word in path.read_text() for word in words)
    }
    # allauth's own letters are of an account that changed; the adapter hands the others over to us.
    assert found - {"coordination/adapters.py"} == known
    assert "normalise_email(to)" in Path(emails.__file__).read_text()
