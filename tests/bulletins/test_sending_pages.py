"""The pages of whoever sends: figures that are counted, buttons for the state it is in, and each address."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletins.actions.approving import ask_approval
from bulletins.actions.scheduling import schedule
from bulletins.actions.sending import begin_sending, cancel_sending, pause_sending
from bulletins.models import BulletinIssue, Delivery
from bulletins.sending.running import run_turn
from coordination import queueing
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.coordination.pages import said as said_in

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
    assert "Next: send it, or choose when it is sent." in page(cast, "bulletin_sending", issue.pk)
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
    assert "2 mails are uncertain" in page(cast, "bulletin_sending", issue.pk)
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


# --- Ways between the pages -----------------------------------------------------------------------


def test_one_line_says_what_comes_next_in_each_state(cast: Cast, issue: BulletinIssue) -> None:
    def line() -> str:
        return client_of(cast.coordinator).get(issue.get_absolute_url()).context["next"].sentence

    assert line() == "Next: send it, or choose when it is sent."
    begun(cast, issue)
    assert line() == "0 of 60 addresses are done."
    pause_sending(by=cast.coordinator, issue=issue)
    assert line() == "Paused. 0 of 60 addresses are done; nothing leaves until somebody resumes it."
    BulletinIssue.objects.update(state="sent", finished_at=timezone.now())
    issue.deliveries.update(state=State.SENT)
    assert line() == "Finished. 60 of 60 mails were sent."
    empty = making.issue(cast)
    empty.items.all().delete()
    shown = client_of(cast.coordinator).get(empty.get_absolute_url()).context["next"]
    assert (shown.sentence, shown.steps) == ("Next: add an item. An issue that says nothing is not sent.", [])


def test_whoever_only_reads_it_is_offered_no_step(cast: Cast, issue: BulletinIssue) -> None:
    begun(cast, issue)
    for who in (cast.staff, cast.governor, cast.gate):
        answer = client_of(who).get(issue.get_absolute_url())
        assert answer.context["next"] is None
        assert reverse("bulletin_sending", args=[issue.pk]) not in answer.content.decode()


def test_the_pages_lead_to_the_issue_and_back(cast: Cast, issue: BulletinIssue) -> None:
    assert f'href="{issue.get_absolute_url()}"' in page(cast, "bulletin_sending", issue.pk)
    begun(cast, issue)
    shown = page(cast, "bulletin_deliveries", issue.pk)
    assert f'href="{issue.get_absolute_url()}"' in shown
    sending_url = reverse("bulletin_sending", args=[issue.pk])
    assert f'href="{sending_url}"' in shown
    assert f'href="{sending_url}"' in page(cast, "bulletin", issue.pk)


def test_an_issue_that_may_not_be_sent_is_not_asked_about(cast: Cast, issue: BulletinIssue) -> None:
    ask_approval(by=cast.coordinator, issue=issue)
    for name in ("send_bulletin", "schedule_bulletin"):
        answer = client_of(cast.coordinator).get(reverse(name, args=[issue.pk]), follow=True)
        assert answer.redirect_chain == [(issue.get_absolute_url(), 302)]
        assert "waits for approval" in said_in(answer)[0]


# --- Cancelled ------------------------------------------------------------------------------------


def test_cancelling_before_anything_left_is_asked_once_more(cast: Cast, issue: BulletinIssue) -> None:
    client, address = client_of(cast.coordinator), reverse("cancel_bulletin", args=[issue.pk])
    assert "You cannot take this back" in client.get(address).content.decode()
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.DRAFT
    answer = client.post(address, follow=True)
    assert said_in(answer) == ["Cancelled. Nothing had left."]
    assert "Cancelled before any mail left." in answer.content.decode()


def test_cancelling_midway_says_at_once_how_many_left(
    cast: Cast, issue: BulletinIssue, settings: Any
) -> None:
    settings.MAIL_PER_MINUTE = 20
    begun(cast, issue)
    run_turn()
    first, second = issue.deliveries.filter(state=State.SENT)[:2]
    Delivery.objects.filter(pk=first.pk).update(state=State.UNCERTAIN)
    Delivery.objects.filter(pk=second.pk).update(state=State.HANDED, claim=second.message_id)
    answer = client_of(cast.coordinator).post(reverse("cancel_bulletin", args=[issue.pk]), follow=True)
    left = "18 of 60 mails had left, 1 is just being handed over, of 1 nobody knows"
    assert said_in(answer) == [f"Cancelled. {left}."]
    assert f"Cancelled. {left}; the others never will." in answer.content.decode()
    again = client_of(cast.coordinator).post(reverse("cancel_bulletin", args=[issue.pk]), follow=True)
    assert "cancelled by now" in said_in(again)[0]


# --- As many queries for twelve as for two --------------------------------------------------------


def queries(cast: Cast, who: str, name: str, issue: BulletinIssue) -> int:
    client = client_of(getattr(cast, who))
    address = reverse(name, args=[issue.pk])
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address) if name.endswith("csv") else client.get(address)
        assert answer.status_code == 200
        assert b"".join(answer)
    return len(captured)


PAGES = [
    ("coordinator", "bulletin_sending"), ("coordinator", "bulletin_progress"), ("coordinator", "bulletin"),
    ("coordinator", "bulletin_deliveries"), ("lead", "bulletin_deliveries"), ("coordinator", "bulletin_deliveries_csv"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "name"), PAGES)
def test_pages_of_what_is_sent_ask_as_much_for_twelve_addresses_as_for_two(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str, name: str
) -> None:
    counts = []
    for count in (2, 12):
        feature = SimpleNamespace(readers=lambda prisons, count=count: making.readers(count))
        monkeypatch.setattr("bulletins.audiences.offers", lambda name, feature=feature: [feature])
        made = begun(cast, making.issue(cast))
        made.deliveries.update(state=State.UNCERTAIN)
        counts.append(queries(cast, who, name, made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("coordinator", "send_bulletin"), ("coordinator", "schedule_bulletin"), ("coordinator", "bulletin"),
        ("governor", "approve_bulletin"),
    ],
)  # fmt: skip
def test_pages_before_it_is_sent_ask_as_much_for_twelve_items_and_readers_as_for_two(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str, name: str
) -> None:
    counts = []
    for count in (2, 12):
        feature = SimpleNamespace(readers=lambda prisons, count=count: making.readers(count))
        monkeypatch.setattr("bulletins.audiences.offers", lambda name, feature=feature: [feature])
        made = making.issue(cast)
        for n in range(count):
            made.items.create(section="news", position=n + 2, heading=f"Item {n}", text="Words.")
        if who == "governor":
            ask_approval(by=cast.coordinator, issue=made)
        else:
            schedule(by=cast.coordinator, issue=made, send_at=timezone.now() + timedelta(days=2))
        counts.append(queries(cast, who, name, made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("sent", "a_minute", "said"),
    [
        (0, 6000, "How long it takes is not known yet."),
        (30, 6000, "About 1 minute left at this speed."),
        (59, 6000, "Less than a minute left at this speed."),
        # Two minutes of work at the speed of the last one, and six at the speed that is allowed.
        (20, 7, "About 6 minutes left at this speed."),
    ],
)
def test_the_time_that_is_left_is_of_the_last_minute_and_of_what_is_allowed(
    cast: Cast, issue: BulletinIssue, settings: Any, sent: int, a_minute: int, said: str
) -> None:
    settings.MAIL_PER_MINUTE = a_minute
    begun(cast, issue)
    now = timezone.now()
    BulletinIssue.objects.filter(pk=issue.pk).update(sending_began_at=now - timedelta(minutes=10))
    keys = list(issue.deliveries.values_list("pk", flat=True)[:sent])
    Delivery.objects.filter(pk__in=keys).update(
        state=State.SENT, settled_at=now - timedelta(seconds=30), claim=None
    )
    assert said in page(cast, "bulletin_sending", issue.pk)
    progress = client_of(cast.coordinator).get(reverse("bulletin_progress", args=[issue.pk])).json()
    assert (progress["done"], progress["total"]) == (sent, 60) and said in progress["sentence"]
