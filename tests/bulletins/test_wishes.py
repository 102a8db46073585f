"""A reader leaves and says what they wish by the link of a bulletin; opening a link changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bulletins.actions.wishes import leave_bulletins, set_wishes
from bulletins.models import Delivery, Reader, Section
from bulletins.reader_links import token_for
from coordination.models import AuditEntry, Pathway
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EMAIL = "wanda@example.org"


def leaving(email: str = EMAIL) -> str:
    return reverse("leave_bulletins", args=[token_for(email)])


def wishing(email: str = EMAIL) -> str:
    return reverse("bulletin_wishes", args=[token_for(email)])


def answers(**changes: Any) -> dict[str, Any]:
    return {"which": "all", "sections": Section.values} | changes


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", [leaving, wishing])
def test_a_scanner_that_opens_every_link_changes_nothing(client: Client, method: str, address: Any) -> None:
    assert getattr(client, method)(address()).status_code == 200
    assert not Reader.objects.exists()
    assert not AuditEntry.objects.filter(verb__contains="bulletin").exists()


def test_the_page_for_leaving_shows_a_button_that_acts(client: Client) -> None:
    page = client.get(leaving()).content.decode()
    assert "Send me no more bulletins" in page and f'action="{leaving()}"' in page
    assert "You get no bulletins any more" in client.post(leaving()).content.decode()
    assert Reader.objects.get(email=EMAIL).left_at


def test_the_one_click_of_a_mail_program_leaves_without_cookie_or_token() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        leaving(), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    # RFC 8058: answered at once, and not by leading elsewhere.
    assert response.status_code == 200
    assert Reader.objects.get(email=EMAIL).left_at
    assert client.cookies.get("sessionid") is None


def test_what_is_wished_is_not_saved_without_the_token_of_the_form() -> None:
    assert Client(enforce_csrf_checks=True).post(wishing(), answers()).status_code == 403


def test_leaving_twice_is_leaving_once() -> None:
    first = leave_bulletins(email=EMAIL).left_at
    assert leave_bulletins(email=EMAIL.upper()).left_at == first
    assert AuditEntry.objects.filter(verb="leave_bulletins").count() == 1


def test_who_leaves_is_taken_out_of_what_waits(cast: Cast) -> None:
    issue = making.issue(cast)
    state = Delivery.State
    waits = Delivery.objects.create(issue=issue, email=EMAIL)
    other = Delivery.objects.create(issue=issue, email="other@example.org")
    sent = Delivery.objects.create(issue=making.issue(cast), email=EMAIL, state=state.SENT)
    leave_bulletins(email=EMAIL)
    for row in (waits, other, sent):
        row.refresh_from_db()
    assert (waits.state, waits.reason) == (state.LEFT_OUT, "unsubscribed")
    assert (other.state, sent.state) == (state.QUEUED, state.SENT)


@pytest.mark.parametrize("token", ["x", token_for(EMAIL)[:-1] + "_", "a:b:c"])
@pytest.mark.parametrize("name", ["leave_bulletins", "bulletin_wishes"])
def test_a_token_that_is_not_ours_opens_nothing(client: Client, name: str, token: str) -> None:
    address = reverse(name, args=[token])
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert not Reader.objects.exists()


def test_only_some_prisons_may_be_wished(client: Client, cast: Cast) -> None:
    assert client.post(wishing(), answers(which="some", prisons=[cast.exeter.pk])).status_code == 302
    reader = Reader.objects.get(email=EMAIL)
    assert reader.chose_prisons and list(reader.prisons.all()) == [cast.exeter]


def test_sections_without_a_tick_are_left_out(client: Client) -> None:
    client.post(wishing(), answers(sections=["news", "training"]))
    left_out = Reader.objects.get(email=EMAIL).sections_left_out
    assert sorted([*left_out, "news", "training"]) == sorted(Section.values)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"which": "some"}, "Tick at least one prison"),
        ({"sections": []}, "Tick at least one section"),
        ({"which": ""}, "Choose which bulletins you want"),
    ],
)
def test_half_an_answer_saves_nothing(client: Client, typed: dict[str, Any], sentence: str) -> None:
    page = client.post(wishing(), answers(**typed)).content.decode()
    assert sentence in page
    assert not Reader.objects.exists()


def test_none_at_all_is_leaving_and_another_answer_comes_back(client: Client) -> None:
    client.post(wishing(), {"which": "none"})
    assert Reader.objects.get(email=EMAIL).left_at
    client.post(wishing(), answers())
    assert Reader.objects.get(email=EMAIL).left_at is None


def test_the_form_shows_what_is_wished_now(client: Client, cast: Cast) -> None:
    interest = Pathway.objects.first()
    assert interest
    set_wishes(email=EMAIL, prisons=[cast.exeter], sections_left_out=["funding"], pathways=[interest])
    form = client.get(wishing()).context["form"]
    assert form.initial["which"] == "some"
    assert form.initial["prisons"] == [cast.exeter]
    assert form.initial["pathways"] == [interest]
    assert "funding" not in form.initial["sections"]


@pytest.mark.parametrize("address", [leaving, wishing])
def test_whoever_was_sent_a_bulletin_on_learns_nobodys_address(client: Client, address: Any) -> None:
    page = client.get(address())
    assert EMAIL not in page.content.decode() and "w…@example.org" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
