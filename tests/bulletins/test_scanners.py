"""Mail gateways open every link of a mail: that changes nothing at all. The one click of a mail program does."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bulletins import emails
from bulletins.actions.sending import begin_sending
from bulletins.models import Delivery, Reader
from bulletins.reader_links import Choice, token_for
from bulletins.sending.running import run_turn
from coordination.models import AuditEntry
from tests.bulletins import making
from tests.bulletins.mail_server import Told, listening
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
ADDRESS = re.compile(r"https?://[^\s<>\"'\])]+")


class Links(HTMLParser):
    """Everything that a scanner could open: of whatever tag and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {found for _, value in attrs for found in ADDRESS.findall(value or "")}


def links_in(message: Message) -> set[str]:
    """Of headers, text and HTML."""
    found = {link for value in message.values() for link in ADDRESS.findall(str(value).replace("\n", ""))}
    for part in message.walk():
        if part.get_content_maintype() == "text":
            words = part.get_content()  # type: ignore[attr-defined]
            found |= set(ADDRESS.findall(words))
            if part.get_content_subtype() == "html":
                found |= Links(words).found
    return {link.rstrip(".,") for link in found}


def path_of(link: str) -> str:
    return link.removeprefix(settings.BASE_URL.rstrip("/"))


def whole_database() -> dict[str, list[Any]]:
    """Every row of every table, also of those between two models."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_models(include_auto_created=True)
    }


@pytest.fixture
def mails(cast: Cast, settings: Any) -> dict[str, Message]:
    """{recipient: mail} of an issue with a picture and a page of ours, as a real mail server took it."""
    told = Told()
    issue = making.issue(cast, greeting="Read www.example.org or https://example.org/more.")
    item = issue.items.get()
    item.image, item.path = making.image(cast), "/prisons/EXI/"
    item.save()
    with listening(told) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 10
        begin_sending(by=cast.coordinator, issue=issue)
        run_turn()
    assert cast.staff.email in told.recipients
    return {recipient: told.mail_to(recipient) for recipient in told.recipients}


def test_a_scanner_that_opens_every_link_of_a_mail_changes_nothing(
    cast: Cast, mails: dict[str, Message]
) -> None:
    links = links_in(mails[cast.staff.email])
    ours = {path_of(link) for link in links if link.startswith(settings.BASE_URL)}
    kinds = {path.split("/")[2] for path in ours if path.startswith("/bulletins/")}
    assert {"leave", "wishes"} <= kinds and "/prisons/EXI/" in ours and len(ours) >= 4
    before = whole_database()
    for path in sorted(ours):
        for method in ("get", "head"):
            for _ in range(2):
                answer = getattr(Client(), method)(path, follow=True)
                assert answer.status_code == 200, path
    after = whole_database()
    assert {name for name in before if before[name] != after[name]} == set()
    assert sum(map(len, before.values())) > 500


def test_the_comparison_of_the_database_sees_a_change(cast: Cast, mails: dict[str, Message]) -> None:
    """The test above can fail."""
    before = whole_database()
    Client().post(leaving(mails[cast.staff.email]))
    after = whole_database()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"bulletins.Reader", "coordination.AuditEntry"}


def test_a_scanner_that_opens_the_link_of_joining_changes_nothing(cast: Cast) -> None:
    emails.joining_link(Choice("new@example.org", ["EXI"], []))
    [letter] = mail.outbox
    before = whole_database()
    links = links_in(message_from_bytes(letter.message().as_bytes(), policy=default))
    assert any("/join/confirm/" in link for link in links)
    for link in links:
        for method in ("get", "head"):
            assert getattr(Client(), method)(path_of(link), follow=True).status_code == 200
    assert whole_database() == before


def leaving(message: Message) -> str:
    return path_of(str(message["List-Unsubscribe"]).strip("<>"))


def test_the_headers_are_those_of_rfc_8058(cast: Cast, mails: dict[str, Message]) -> None:
    """One address in angle brackets and one exact value, each once, and the address is the reader's own."""
    for recipient, message in mails.items():
        assert len(message.get_all("List-Unsubscribe", [])) == 1
        assert re.fullmatch(r"<https?://[^<>,\s]+>", str(message["List-Unsubscribe"]))
        assert message.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
        assert message.get_all("To") == [recipient]
    assert len({str(message["List-Unsubscribe"]) for message in mails.values()}) == len(mails) > 5


def test_no_mail_holds_an_address_of_somebody_else(mails: dict[str, Message]) -> None:
    for recipient, message in mails.items():
        words = message.as_string() + "".join(
            part.get_content()  # type: ignore[attr-defined]
            for part in message.walk()
            if part.get_content_maintype() == "text"
        )
        assert set(EMAIL.findall(words)) & set(mails) == {recipient}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_the_one_click_works_without_cookie_or_token_and_over_and_over(
    cast: Cast, mails: dict[str, Message], content_type: str
) -> None:
    """Both forms of a POST are allowed by RFC 8058, 3.2."""
    email = cast.staff.email
    waits = Delivery.objects.create(issue=making.issue(cast), email=email)
    path = leaving(mails[email])
    body = "List-Unsubscribe=One-Click"
    if content_type.startswith("multipart"):
        content_type += "; boundary=x"
        body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    for _ in range(3):
        answer = Client(enforce_csrf_checks=True).post(path, body, content_type=content_type)
        assert answer.status_code == 200 and not answer.has_header("Location")
        assert "You get no bulletins any more" in answer.content.decode()
        moment = Reader.objects.get(email=email).left_at
    assert moment == Reader.objects.get(email=email).left_at
    assert AuditEntry.objects.filter(verb="leave_bulletins").count() == 1
    waits.refresh_from_db()
    assert waits.state == Delivery.State.LEFT_OUT


def test_the_one_click_is_not_held_up_by_how_many_come_from_one_place(cast: Cast) -> None:
    """All mail of a large provider's readers comes from a few addresses of it; nobody is to stay for that."""
    cache.clear()
    for number in range(60):
        path = reverse("leave_bulletins", args=[token_for(f"r{number}@example.org")])
        assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Reader.objects.exclude(left_at=None).count() == 60
