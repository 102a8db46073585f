"""A test of an issue to oneself: the very mail, and nothing that counts."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from bulletins.actions import approving, trying, writing
from bulletins.models import BulletinContent, Delivery, Reader
from bulletins.sending.letters import Letter
from coordination.access import NotPermitted
from coordination.models import AuditEntry, MailAddress
from coordination.policies import Refused
from tests.bulletins import making
from tests.bulletins.mail_server import Told, listening
from tests.cast import Cast
from tests.coordination.pages import client_of, queued, said

pytestmark = pytest.mark.django_db
NOWHERE = "/bulletins/test-link/"


def test_a_draft_is_sent_to_nobody_but_oneself_and_leaves_no_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = making.issue(cast)
    with queued(monkeypatch) as tasks:
        answer = client_of(cast.coordinator).post(reverse("test_bulletin", args=[issue.pk]), follow=True)
    assert said(answer) == [f"A test is on its way to {cast.coordinator.email}. Nobody else gets it."]
    assert tasks == [("bulletins.send_test", (issue.pk, cast.coordinator.pk))]
    assert trying.send_test(*tasks[0][1])
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([cast.coordinator.email], "Test: News of November")
    assert "The chapel has a new room." in sent.body
    issue.refresh_from_db()
    assert (issue.state, Delivery.objects.count(), BulletinContent.objects.count()) == ("draft", 0, 0)


def test_it_is_the_mail_of_the_issue_but_for_subject_and_links(cast: Cast) -> None:
    issue = making.issue(cast, title="Newyddion Tŷ’r Carchar")
    approving.ask_approval(by=cast.coordinator, issue=issue)
    row = Delivery(email=cast.coordinator.email)
    test, real = (
        message_from_bytes(each.content, policy=default)
        for each in (
            trying.letter_for(issue).to_try(row.email),
            Letter.of(BulletinContent.objects.get(issue=issue)).to(row),
        )
    )
    own = {"Subject", "Message-ID", "Date", "List-Unsubscribe", "Content-Type"}
    assert {k: v for k, v in test.items() if k not in own} == {k: v for k, v in real.items() if k not in own}
    assert test.get_content_type() == real.get_content_type() == "multipart/alternative"
    assert (test["Subject"], real["Subject"]) == ("Test: Newyddion Tŷ’r Carchar", "Newyddion Tŷ’r Carchar")
    for kind in ("plain", "html"):
        words = [each.get_body((kind,)).get_content() for each in (test, real)]
        assert NOWHERE in words[0] and "/leave/" not in words[0] and "/wishes/" not in words[0]
        assert "/leave/" in words[1]


def test_no_link_or_header_of_a_test_makes_anybody_leave(cast: Cast) -> None:
    letter = trying.letter_for(making.issue(cast)).to_try(cast.coordinator.email)
    assert letter.own["List-Unsubscribe"].endswith(f"{NOWHERE}>")
    mail_program = Client(enforce_csrf_checks=True)
    for answer in (
        mail_program.get(NOWHERE),
        mail_program.head(NOWHERE),
        mail_program.post(NOWHERE, {"List-Unsubscribe": "One-Click"}),
    ):
        assert answer.status_code == 200
    assert "Nothing was changed" in mail_program.get(NOWHERE).content.decode()
    assert not Reader.objects.exists()


def test_what_was_frozen_is_what_is_tried(cast: Cast) -> None:
    issue = approving.ask_approval(by=cast.coordinator, issue=making.issue(cast))
    issue.items.update(text="Reworded behind our backs.")
    assert "new room" in trying.letter_for(issue).content.text
    approving.take_back_to_draft(by=cast.coordinator, issue=issue)
    issue.refresh_from_db()
    assert "Reworded" in trying.letter_for(issue).content.text


def test_what_cannot_be_sent_is_said_at_once(cast: Cast) -> None:
    issue = making.issue(cast)
    MailAddress.objects.create(email=cast.coordinator.email, hard_bounced_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="came back"):
        trying.ask_for_test(by=cast.coordinator, issue=issue)
    issue.items.all().delete()
    with pytest.raises(Refused, match="says nothing yet"):
        trying.ask_for_test(by=cast.coordinator, issue=issue)
    assert not AuditEntry.objects.filter(verb="test_bulletin").exists()


def test_a_test_is_for_whoever_makes_the_issue(cast: Cast) -> None:
    issue = making.issue(cast)
    for by in (cast.governor, cast.staff, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            trying.ask_for_test(by=by, issue=issue)
        assert not trying.send_test(issue.pk, by.pk)
    assert mail.outbox == []


def test_ten_tests_an_hour_are_enough_for_one_person(cast: Cast) -> None:
    issue = making.issue(cast)
    for _ in range(trying.TESTS_AN_HOUR):
        trying.ask_for_test(by=cast.coordinator, issue=issue)
    with pytest.raises(Refused, match="10 tests in this hour"):
        trying.ask_for_test(by=cast.coordinator, issue=issue)
    trying.ask_for_test(by=cast.second_coordinator, issue=issue)


def test_a_mail_server_that_is_away_is_asked_again_and_one_that_says_no_is_not(
    cast: Cast, settings: Any
) -> None:
    issue = making.issue(cast)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 5
    with pytest.raises(trying.NotTaken):
        trying.send_test(issue.pk, cast.coordinator.pk)
    told = Told()
    with listening(told) as port:
        settings.EMAIL_PORT = port
        assert trying.send_test(issue.pk, cast.coordinator.pk)
    assert list(told.recipients) == [cast.coordinator.email]


def test_what_changed_before_it_left_is_no_error(cast: Cast) -> None:
    issue = making.issue(cast)
    writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "Another"})
    issue.items.all().delete()
    assert not trying.send_test(issue.pk, cast.coordinator.pk)
    assert not trying.send_test(999_999, cast.coordinator.pk)
