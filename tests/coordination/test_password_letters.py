"""A forgotten password: the letter is written in the background, and the page tells strangers nothing."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from coordination import tasks
from coordination.models import User
from tests.cast import Cast
from tests.coordination.pages import queued

NEW = "eleven blue boats at noon"


def ask(client: Client, email: str):
    return client.post(reverse("account_reset_password"), {"email": email})


def test_the_letter_is_queued_by_the_key_of_the_user_alone(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as found:
        ask(client, cast.staff.email)
    assert found == [("coordination.send_password_reset", (cast.staff.pk,))]
    assert mail.outbox == []


def test_an_address_that_nobody_has_gets_the_same_answer_and_no_letter(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as found:
        stranger, known = ask(client, "stranger@example.org"), ask(client, cast.staff.email)
    assert (stranger.status_code, stranger["Location"]) == (known.status_code, known["Location"])
    assert [arguments for _, arguments in found] == [(cast.staff.pk,)]


def test_the_link_in_the_letter_sets_a_new_password_once(client: Client, cast: Cast) -> None:
    tasks.send_password_reset(cast.staff.pk)
    (letter,) = mail.outbox
    assert letter.to == [cast.staff.email]
    (address,) = set(re.findall(r"http://localhost:8000(/accounts/password/reset/key/\S+)", letter.body))
    form_at = client.get(address, follow=True).request["PATH_INFO"]
    client.post(form_at, {"password1": NEW, "password2": NEW})
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(NEW)
    assert "password1" not in client.get(address, follow=True).text


def test_a_closed_account_gets_no_letter(cast: Cast) -> None:
    User.objects.filter(pk=cast.staff.pk).update(is_active=False)
    tasks.send_password_reset(cast.staff.pk)
    assert mail.outbox == []


def test_nobody_signs_up(client: Client, cast: Cast) -> None:
    before = User.objects.count()
    typed = {"email": "new@example.org", "password1": NEW, "password2": NEW}
    page = client.post(reverse("account_signup"), typed)
    assert "Accounts come by invitation" in page.text
    assert User.objects.count() == before


def test_a_changed_password_leads_back_to_the_account(cast: Cast) -> None:
    from tests.cast import PASSWORD
    from tests.coordination.pages import client_of

    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    response = client_of(cast.staff).post(reverse("account_change_password"), typed)
    assert response["Location"] == reverse("account")
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(NEW)
