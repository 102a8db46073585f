"""What became of each address: a list, a file, and who is told whose."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletins.actions.sending import begin_sending, settle_uncertain
from bulletins.models import BulletinIssue, Delivery, Reader
from coordination import queueing
from coordination.models import AuditEntry
from coordination.models.mail_address import NOWHERE, hidden
from coordination.policies import Overtaken, Refused
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def three_sorts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> BulletinIssue:
    """An account, somebody who joined, and somebody who comes in; the mail server refused each."""
    rows = [
        *making.readers(1, email=cast.staff.email, name=cast.staff.name),
        *making.readers(1, email="joined@example.org", name="Josie Joined", role="outsider"),
        *making.readers(1, email=cast.volunteer.email, name=cast.volunteer.name, role=""),
    ]
    feature = SimpleNamespace(readers=lambda prisons: rows)
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    now = timezone.now()
    reader = Reader.objects.create(email="joined@example.org", outsider=True, asked_at=now, confirmed_at=now)
    reader.prisons.add(cast.exeter)
    with queueing.silence():
        made = begin_sending(by=cast.coordinator, issue=making.issue(cast))
    made.deliveries.update(state=State.UNCERTAIN, said="550 no such mailbox here")
    return made


def listed(cast: Cast, who: str, issue: BulletinIssue, **query: str) -> Any:
    return client_of(getattr(cast, who)).get(reverse("bulletin_deliveries", args=[issue.pk]), query)


def test_a_coordinator_sees_every_address(cast: Cast, three_sorts: BulletinIssue) -> None:
    shown = listed(cast, "coordinator", three_sorts).content.decode()
    for address in (cast.staff.email, "joined@example.org", cast.volunteer.email):
        assert address in shown


@pytest.mark.parametrize("who", ["lead", "national"])
def test_leads_see_nobody_who_comes_in(cast: Cast, three_sorts: BulletinIssue, who: str) -> None:
    answer = listed(cast, who, three_sorts)
    shown = answer.content.decode()
    assert cast.volunteer.email not in shown and cast.volunteer.name not in shown
    assert cast.staff.email in shown and "joined@example.org" in shown
    hidden_row = next(row for row in answer.context["rows"] if row["email"] == "Somebody who comes in")
    assert (hidden_row["said"], hidden_row["name"]) == ("", "")
    assert not answer.context["csv_url"]


@pytest.mark.parametrize("who", ["lead", "national"])
def test_leads_list_only_what_needs_somebody(cast: Cast, three_sorts: BulletinIssue, who: str) -> None:
    """The whole list beside the figures would tell how many come in, down to one (ADR 0057)."""
    three_sorts.deliveries.update(state=State.SENT)
    for query in ({}, {"state": "sent"}):
        answer = listed(cast, who, three_sorts, **query)
        assert answer.context["rows"] == []
        assert [tab["label"] for tab in answer.context["tabs"]] == ["To look at"]
    assert "What is refused or uncertain comes here." in answer.content.decode()


def test_figures_lead_a_lead_only_to_rows_that_are_listed(cast: Cast, three_sorts: BulletinIssue) -> None:
    first = three_sorts.deliveries.first()
    Delivery.objects.filter(pk=first.pk).update(state=State.SENT)
    for who, links in (("coordinator", 2), ("lead", 1)):
        answer = client_of(getattr(cast, who)).get(reverse("bulletin_sending", args=[three_sorts.pk]))
        figures = answer.context["figures"]
        assert [each["value"] for each in figures] == ["1", "2"]
        assert sum(bool(each["url"]) for each in figures) == links


def test_the_buttons_of_each_row_are_named_after_its_address(cast: Cast, three_sorts: BulletinIssue) -> None:
    shown = listed(cast, "coordinator", three_sorts).content.decode()
    for row in three_sorts.deliveries.all():
        of = f'<span class="govuk-visually-hidden"> {row.email}</span></button>'
        assert f"It arrived{of}" in shown and f"Send it again{of}" in shown
    shown = listed(cast, "lead", three_sorts).content.decode()
    nameless = three_sorts.deliveries.get(email=cast.volunteer.email)
    assert f'It arrived<span class="govuk-visually-hidden"> mail {nameless.pk}</span>' in shown


def test_an_address_that_is_kept_no_longer_is_not_shown_nor_written_to(
    cast: Cast, three_sorts: BulletinIssue
) -> None:
    three_sorts.deliveries.filter(email="joined@example.org").update(email=hidden("joined@example.org"))
    answer = listed(cast, "coordinator", three_sorts)
    assert NOWHERE not in answer.content.decode()
    gone = next(row for row in answer.context["rows"] if row["email"] == "Address no longer kept")
    assert not gone["may_go_again"]
    row = Delivery.objects.get(pk=gone["pk"])
    with pytest.raises(Refused, match="not kept any more"):
        settle_uncertain(by=cast.coordinator, delivery=row, arrived=False)
    assert settle_uncertain(by=cast.coordinator, delivery=row, arrived=True).state == State.SENT
    with pytest.raises(Overtaken, match="settled by now"):
        settle_uncertain(by=cast.coordinator, delivery=row, arrived=True)


def taken(cast: Cast, issue: BulletinIssue, **data: str) -> list[list[str]]:
    address = reverse("bulletin_deliveries_csv", args=[issue.pk])
    answer = client_of(cast.coordinator).post(address, data)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_the_file_holds_every_row_and_no_formula(cast: Cast, three_sorts: BulletinIssue) -> None:
    three_sorts.deliveries.filter(email="joined@example.org").update(
        name="=HYPERLINK(1)", said="+44 said no", state=State.REFUSED
    )
    head, *rows = taken(cast, three_sorts)
    assert head == ["Address", "Name", "What became of it", "Why", "When", "Message-ID"]
    assert len(rows) == 3
    row = next(row for row in rows if row[0] == "joined@example.org")
    assert row[1:4] == ["'=HYPERLINK(1)", "Refused by the mail server", "'+44 said no"]
    assert [row[0] for row in taken(cast, three_sorts, state="refused")[1:]] == ["joined@example.org"]


def test_that_the_file_was_taken_stands_in_the_audit_without_an_address(
    cast: Cast, three_sorts: BulletinIssue
) -> None:
    client, address = client_of(cast.coordinator), reverse("bulletin_deliveries_csv", args=[three_sorts.pk])
    assert client.get(address).status_code == 302
    assert not AuditEntry.objects.filter(verb="export_deliveries").exists()
    taken(cast, three_sorts)
    entry = AuditEntry.objects.get(verb="export_deliveries")
    assert (entry.changes, entry.prison_code) == ({"addresses": [None, 3]}, "EXI")
