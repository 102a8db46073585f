"""The pages of whoever sends: figures that are counted, buttons for the state it is in, and each address."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from bulletins.actions.sending import begin_sending, cancel_sending, pause_sending
from bulletins.models import BulletinIssue, Delivery
from bulletins.sending.running import run_turn
from coordination import queueing
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def issue(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> BulletinIssue:
    feature = SimpleNamespace(readers=lambda prisons: making.readers(60))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    return making.issue(cast)


def begun(cast: Cast, issue: BulletinIssue) -> BulletinIssue:
    with queueing.silence():
        return begin_sending(by=cast.coordinator, issue=issue)


def page(cast: Cast, name: str, *args: Any, **query: str) -> str:
    answer = client_of(cast.coordinator).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_send_is_asked_once_more_and_begins_with_the_version_that_was_read(
    cast: Cast, issue: BulletinIssue
) -> None:
    client, address = client_of(cast.coordinator), reverse("send_bulletin", args=[issue.pk])
    assert "cannot be called back" in client.get(address).content.decode()
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.DRAFT
    assert "changed this issue meanwhile" in client.post(address, {"version": "7"}).content.decode()
    assert issue.deliveries.count() == 0
    assert client.post(address, {"version": "1"}).status_code == 302
    assert "already" in client.post(address, {"version": "1"}).content.decode()
    assert issue.deliveries.count() == 60


def test_the_page_counts_rows_and_offers_what_can_be_done(cast: Cast, issue: BulletinIssue) -> None:
    assert "No mail has left yet" in page(cast, "bulletin_sending", issue.pk)
    begun(cast, issue)
    said = page(cast, "bulletin_sending", issue.pk)
    assert "0 of 60 addresses are done. How long it takes is not known yet." in said
    assert reverse("pause_bulletin", args=[issue.pk]) in said
    assert reverse("resume_bulletin", args=[issue.pk]) not in said
    pause_sending(by=cast.coordinator, issue=issue)
    said = page(cast, "bulletin_sending", issue.pk)
    assert "Paused. 0 of 60 addresses are done" in said
    assert reverse("resume_bulletin", args=[issue.pk]) in said


def test_a_cancelled_issue_says_how_many_mails_had_left(
    cast: Cast, issue: BulletinIssue, settings: Any
) -> None:
    settings.MAIL_PER_MINUTE = 20
    begun(cast, issue)
    run_turn()
    progress = client_of(cast.coordinator).get(reverse("bulletin_progress", args=[issue.pk])).json()
    assert (progress["done"], progress["total"], progress["finished"]) == (20, 60, False)
    cancel_sending(by=cast.coordinator, issue=issue)
    said = page(cast, "bulletin_sending", issue.pk)
    assert "Cancelled. 20 of 60 mails had left; the others never will." in said
    assert reverse("cancel_bulletin", args=[issue.pk]) not in said


def test_uncertain_rows_are_listed_and_settled_by_a_person(cast: Cast, issue: BulletinIssue) -> None:
    begun(cast, issue)
    run_turn()
    first, second = issue.deliveries.order_by("pk")[:2]
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(state=State.UNCERTAIN)
    assert "2 uncertain" in page(cast, "bulletin_sending", issue.pk)
    said = page(cast, "bulletin_deliveries", issue.pk, state="uncertain")
    assert first.email in said
    assert "reader5@example.org" not in said
    client = client_of(cast.coordinator)
    for row, arrived in ((first, "yes"), (second, "no")):
        address = reverse("settle_delivery", args=[issue.pk, row.pk])
        assert client.get(address).status_code == 405
        client.post(address, {"arrived": arrived})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.SENT, State.QUEUED)
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.SENDING
