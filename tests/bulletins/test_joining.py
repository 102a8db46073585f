"""Outsiders join by a page, a letter and a button, and nobody learns what is known of an address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins import reader_links
from bulletins.actions import joining
from bulletins.actions.joining import ask_to_join, clear_unconfirmed, confirm_joining
from bulletins.actions.wishes import leave_bulletins, set_wishes
from bulletins.models import Reader
from bulletins.reader_links import Choice, joining_token
from bulletins.views import joining as views
from coordination.models import AuditEntry
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EMAIL = "owen@example.org"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def letters(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was queued; each is delivered at once."""
    queued: list[tuple[Any, ...]] = []

    def now(name: str, *args: Any) -> None:
        queued.append(args)
        joining.send_link(*args)

    monkeypatch.setattr("bulletins.actions.joining.queue_on_commit", now)
    return queued


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"email": EMAIL, "prisons": [cast.exeter.pk]} | changes


def ask(client: Client, cast: Cast, **changes: Any) -> Any:
    return client.post(reverse("join_bulletins"), typed(cast, **changes))


def link_in(letter: Any) -> str:
    found = re.search(r"https?://[^/]+(/bulletins/join/confirm/\S+)", letter.body)
    assert found
    return found[1]


def test_who_joins_counts_once_they_press_the_button_behind_the_link(client: Client, cast: Cast) -> None:
    assert ask(client, cast)["Location"] == reverse("joining_bulletins_sent")
    assert Reader.objects.get(email=EMAIL).confirmed_at is None
    link = link_in(mail.outbox[0])
    assert mail.outbox[0].to == [EMAIL]
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert Reader.objects.get(email=EMAIL).confirmed_at is None
    assert "You get our bulletins" in client.post(link).content.decode()
    reader = Reader.objects.get(email=EMAIL)
    assert reader.outsider and reader.confirmed_at and list(reader.prisons.all()) == [cast.exeter]
    assert AuditEntry.objects.get(verb="join_bulletins").prison_code == "EXI"


def test_the_answer_and_the_letter_are_the_same_for_every_address(client: Client, cast: Cast) -> None:
    leave_bulletins(email="left@example.org")
    confirm_joining(choice=Choice("joined@example.org", ["EXI"], []))
    answers, words = set(), set()
    for email in ("new@example.org", "left@example.org", "joined@example.org", cast.coordinator.email):
        answer = ask(client, cast, email=email)
        answers.add((answer.status_code, answer["Location"]))
        words.add(re.sub(r"/confirm/\S+", "", mail.outbox[-1].body))
    assert len(mail.outbox) == 4
    assert len(answers) == len(words) == 1


def test_what_a_stranger_types_changes_nothing_that_an_owner_wished(cast: Cast) -> None:
    set_wishes(email=EMAIL, prisons=[cast.exeter], sections_left_out=["news"], pathways=[])
    ask_to_join(email=EMAIL, prisons=[cast.guys_marsh], pathways=[])
    reader = Reader.objects.get(email=EMAIL)
    assert list(reader.prisons.all()) == [cast.exeter] and not reader.outsider
    leave_bulletins(email=EMAIL)
    ask_to_join(email=EMAIL, prisons=[cast.guys_marsh], pathways=[])
    assert Reader.objects.get(email=EMAIL).left_at


def test_what_a_stranger_typed_is_gone_when_the_owner_says_what_they_wish(cast: Cast) -> None:
    ask_to_join(email=EMAIL, prisons=[cast.guys_marsh], pathways=[])
    set_wishes(email=EMAIL, prisons=None, sections_left_out=[], pathways=[])
    reader = Reader.objects.get(email=EMAIL)
    assert not reader.outsider and not reader.prisons.exists()


def test_joining_again_adds_a_prison_and_ends_having_left(cast: Cast) -> None:
    confirm_joining(choice=Choice(EMAIL, ["EXI"], []))
    leave_bulletins(email=EMAIL)
    confirm_joining(choice=Choice(EMAIL, ["GMI"], []))
    reader = Reader.objects.get(email=EMAIL)
    assert reader.left_at is None and set(reader.prisons.all()) == {cast.exeter, cast.guys_marsh}


def test_of_two_letters_that_were_asked_for_the_first_link_gives_what_it_says(cast: Cast) -> None:
    ask_to_join(email=EMAIL, prisons=[cast.exeter], pathways=[])
    ask_to_join(email=EMAIL, prisons=[cast.guys_marsh], pathways=[])
    confirm_joining(choice=Choice(EMAIL, ["EXI"], []))
    assert list(Reader.objects.get(email=EMAIL).prisons.all()) == [cast.exeter]


def test_a_link_that_is_too_old_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("confirm_joining_bulletins", args=[joining_token(Choice(EMAIL, ["EXI"], []))])
    monkeypatch.setattr(reader_links, "WORKS_FOR", timedelta(seconds=-1))
    for method in (client.get, client.post):
        answer = method(address)
        assert answer.status_code == 410 and "works no more" in answer.content.decode()
    assert not Reader.objects.exists()


def test_a_token_for_leaving_confirms_nothing(client: Client) -> None:
    address = reverse("confirm_joining_bulletins", args=[reader_links.token_for(EMAIL)])
    assert client.post(address).status_code == 404


def test_a_link_of_a_version_that_said_something_else_is_not_ours(client: Client) -> None:
    token = signing.dumps({"email": EMAIL, "prisons": ["EXI"], "wings": []}, salt=reader_links.JOINING)
    assert client.get(reverse("confirm_joining_bulletins", args=[token])).status_code == 404


def test_a_program_that_fills_in_everything_gets_the_same_answer_and_no_letter(
    client: Client, cast: Cast
) -> None:
    assert ask(client, cast, comments="buy")["Location"] == reverse("joining_bulletins_sent")
    assert not mail.outbox and not Reader.objects.exists()


def test_one_mailbox_gets_so_many_letters_a_day_and_the_answer_stays_the_same(
    client: Client, cast: Cast
) -> None:
    for number in range(views.TO_ONE_MAILBOX + 2):
        assert ask(client, cast, email=f"owen+{number}@example.org").status_code == 302
    assert len(mail.outbox) == views.TO_ONE_MAILBOX


def test_one_place_asks_so_often_an_hour(client: Client, cast: Cast) -> None:
    for number in range(views.FROM_ONE_PLACE):
        ask(client, cast, email=f"reader{number}@example.org")
    answer = ask(client, cast, email="one-more@example.org")
    assert answer.status_code == 429 and "Wait an hour" in answer.content.decode()
    assert not Reader.objects.filter(email="one-more@example.org").exists()


@pytest.mark.parametrize(
    "email",
    [
        "nobody",
        "a@example.org\nBcc: b@example.org",
        f"{'a' * 300}@example.org",
        '"two words"@example.org',
        f"{'a' * 65}@example.org",
    ],
)
def test_what_is_no_address_is_said(client: Client, cast: Cast, email: str) -> None:
    assert ask(client, cast, email=email).status_code == 200
    assert not mail.outbox and not Reader.objects.exists()


def test_an_address_that_nobody_confirmed_is_not_kept(cast: Cast) -> None:
    ask_to_join(email=EMAIL, prisons=[cast.exeter], pathways=[])
    ask_to_join(email="fresh@example.org", prisons=[cast.exeter], pathways=[])
    confirm_joining(choice=Choice("joined@example.org", ["EXI"], []))
    long_ago = timezone.now() - joining.UNCONFIRMED_KEPT - timedelta(days=1)
    Reader.objects.exclude(email="fresh@example.org").update(asked_at=long_ago)
    assert clear_unconfirmed() == 1
    assert set(Reader.objects.values_list("email", flat=True)) == {"fresh@example.org", "joined@example.org"}
