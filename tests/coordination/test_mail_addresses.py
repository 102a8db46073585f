"""Bounces and complaints: told by the mail provider, counted once, and lifted by a person."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination import clock, emails
from coordination.access import NotPermitted
from coordination.actions.mail_addresses import (
    EVENTS_KEPT,
    clear_old_events,
    lift_stop,
    record_event,
    stopped_among,
)
from coordination.actions.retention import KEPT, hide_addresses_daily
from coordination.configuration.rules import MAIL_PROVIDERS, check_mail_provider, check_mail_secret
from coordination.models import MailAddress, MailEvent
from coordination.policies import Overtaken
from coordination.views.mail_events import VIEWS
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EMAIL = "bea@example.org"
SECRET = "portal:a-long-secret-for-the-tests"


def event(kind: str, number: int = 1, **more: Any) -> bool:
    return record_event(**({"event_id": f"{kind}-{number}", "email": EMAIL, "kind": kind} | more))


def address() -> MailAddress:
    return MailAddress.objects.get(email=EMAIL)


@pytest.fixture
def provider(settings: Any) -> None:
    settings.MAIL_EVENTS_FROM, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": SECRET}


def told(secret: str = SECRET, **changes: Any) -> int:
    """What Postmark sends of a bounce, and the status of the answer."""
    body = {
        "RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "Email": "Bea@Example.org",
        "BouncedAt": timezone.now().isoformat(), "Details": "smtp;550 no such user", "MessageID": "m-1",
    } | changes  # fmt: skip
    return (
        Client(enforce_csrf_checks=True)
        .post(
            reverse("mail_events"), json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"},
        )
        .status_code
    )  # fmt: skip


# --- What is told ---------------------------------------------------------------------------------


def test_a_hard_bounce_stops_the_address_however_it_is_written(provider: None) -> None:
    assert told() == 200
    assert address().hard_bounced_at
    assert "550 no such user" in address().said


def test_without_the_secret_nothing_is_believed(provider: None) -> None:
    assert told("portal:guessed") == 400
    assert not MailAddress.objects.exists()


def test_without_a_provider_there_is_no_such_address() -> None:
    assert told() == 404


@pytest.mark.parametrize("missing", ["MAIL_EVENTS_FROM", "ANYMAIL"])
def test_a_provider_without_a_secret_is_not_listened_to(provider: None, settings: Any, missing: str) -> None:
    setattr(settings, missing, {"WEBHOOK_SECRET": ""} if missing == "ANYMAIL" else "")
    assert told() == 404


def test_a_bounce_that_may_pass_counts_and_does_not_stop(provider: None) -> None:
    told(Type="SoftBounce")
    assert (address().soft_bounces, address().hard_bounced_at) == (1, None)


def test_a_complaint_stops_bulletins_alone(provider: None) -> None:
    told(RecordType="SpamComplaint", Type="SpamComplaint")
    assert address().complained_at and not address().hard_bounced_at


def test_a_message_that_comes_twice_counts_once(provider: None) -> None:
    told(Type="SoftBounce")
    told(Type="SoftBounce")
    assert (address().soft_bounces, MailEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize("record", ["Open", "Click", "SubscriptionChange", "Surprise", ""])
def test_what_says_nothing_of_the_address_is_not_kept(provider: None, record: str) -> None:
    """Who opened or clicked what is nobody's business; a word of tomorrow is passed over."""
    assert told(RecordType=record, Type="Surprise") == 200
    assert not MailEvent.objects.exists() and not MailAddress.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "7", '"x"', "[[]]", '{"RecordType": []}', '{"RecordType": "Inbound"}', "\x00\xff",
     '{"RecordType": "Bounce", "Type": {}}', '{"RecordType": "Bounce", "BouncedAt": 7, "Email": "a@example.org"}'],
)  # fmt: skip
def test_rubbish_is_refused_and_neither_kept_nor_asked_for_again(provider: None, body: str) -> None:
    answer = Client().post(
        reverse("mail_events"), body.encode(), content_type="application/json",
        headers={"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert not MailEvent.objects.exists() and not MailAddress.objects.exists()


@pytest.mark.parametrize(
    "email",
    ["", None, "nobody", ["a@example.org"], {}, "a@example.org\r\nBcc: b@example.org", f"{'a' * 300}@x.org"],
)
def test_a_message_about_what_is_no_address_is_passed_over(provider: None, email: Any) -> None:
    assert told(Email=email) == 200
    assert not MailEvent.objects.exists() and not MailAddress.objects.exists()


def test_an_address_that_we_never_mailed_is_kept_by_nobody_s_name_and_goes_after_its_time(
    provider: None, cast: Cast
) -> None:
    """Whoever has the secret is believed: the row stops mail there and does nothing else."""
    told(Email="never@example.org")
    assert [email for email, _ in stopped_among(["never@example.org"])] == ["never@example.org"]
    long_ago = clock.now() - KEPT - timedelta(days=1)
    MailAddress.objects.update(hard_bounced_at=long_ago)
    assert hide_addresses_daily() == 1
    assert not MailAddress.objects.filter(email="never@example.org").exists()


def test_words_of_another_server_are_one_line_of_bounded_length(provider: None) -> None:
    told(Details="550 no\r\nsuch\x00 user " + "x" * 1000, MessageID="m" * 500)
    assert address().said.startswith("550 no such user x")
    assert len(address().said) <= 300 and len(MailEvent.objects.get().message_id) <= 200


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", "2999-01-01T00:00:00"])
def test_a_message_from_the_future_does_not_outlast_a_lifting(
    provider: None, cast: Cast, moment: str
) -> None:
    told(BouncedAt=moment)
    assert address().hard_bounced_at <= clock.now()
    lift_stop(by=cast.coordinator, prison=cast.exeter, address=address())
    assert told(BouncedAt=moment) == 200
    assert address().hard_bounced_at is None


def test_the_provider_s_page_answers_no_other_method(provider: None) -> None:
    assert [Client().get(reverse("mail_events")).status_code, Client().put(reverse("mail_events")).status_code] == [
        405, 405,
    ]  # fmt: skip


# --- What it adds up to ---------------------------------------------------------------------------


def test_temporary_failures_on_days_of_their_own_add_up_to_a_hard_bounce() -> None:
    now = clock.now()
    for number in range(MailAddress.SOFT_UNTIL_HARD):
        assert not MailAddress.objects.filter(hard_bounced_at__isnull=False).exists()
        event("soft", number, at=now + timedelta(days=number))
        event("soft", 100 + number, at=now + timedelta(days=number))
    assert address().hard_bounced_at


def test_what_arrives_sets_the_count_back_and_keeps_no_row_of_others() -> None:
    event("soft")
    event("delivered")
    assert address().soft_bounces == 0
    record_event(event_id="other", email="fine@example.org", kind="delivered")
    assert not MailAddress.objects.filter(email="fine@example.org").exists()


@pytest.mark.parametrize(("kind", "letters"), [("hard", 0), ("complaint", 1), ("soft", 1)])
def test_only_a_hard_bounce_stops_a_letter(kind: str, letters: int) -> None:
    event(kind)
    emails.send("bulletins/email/joining", to=EMAIL.upper(), subject="x", prisons=[], last_day=None, url="")
    assert len(mail.outbox) == letters


def test_a_coordinator_lets_mail_go_there_again(cast: Cast) -> None:
    event("hard")
    lifted = lift_stop(by=cast.coordinator, prison=cast.exeter, address=address())
    assert lifted.hard_bounced_at is None and lifted.lifted_by == cast.coordinator
    assert not stopped_among([EMAIL])
    with pytest.raises(Overtaken):
        lift_stop(by=cast.coordinator, prison=cast.exeter, address=lifted)
    assert not event("hard", 2, at=lifted.lifted_at - timedelta(hours=1))
    assert event("hard", 3, at=lifted.lifted_at + timedelta(hours=1))
    assert [email for email, _ in stopped_among([EMAIL.upper()])] == [EMAIL]
    assert address().lifted_by is None


def test_only_who_sends_bulletins_there_lifts(cast: Cast) -> None:
    event("hard")
    for by in (cast.other_coordinator, cast.governor):
        with pytest.raises(NotPermitted):
            lift_stop(by=by, prison=cast.exeter, address=address())


def test_messages_of_the_provider_are_not_kept_for_ever() -> None:
    event("hard", 1, at=clock.now() - EVENTS_KEPT - timedelta(days=1))
    event("soft", 2)
    assert clear_old_events() == 1
    assert address().hard_bounced_at


# --- Settings -------------------------------------------------------------------------------------


def test_every_provider_that_may_be_set_is_read() -> None:
    assert set(MAIL_PROVIDERS) == set(VIEWS)


@pytest.mark.parametrize("value", ["", "postmark"])
def test_a_provider_that_is_read_will_do(value: str) -> None:
    assert check_mail_provider(value) is None
    assert "Set it to one of" in str(check_mail_provider("pigeon"))


@pytest.mark.parametrize("value", ["portal", "portal:short", f":{'x' * 30}"])
def test_a_secret_that_could_be_guessed_will_not_do(value: str) -> None:
    assert check_mail_secret("") is None and check_mail_secret(SECRET) is None
    assert "MAIL_EVENTS_SECRET is not" in str(check_mail_secret(value))
