"""The pages of signing in and of one's account, as people meet them."""

from __future__ import annotations

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse

from coordination.models import User
from tests.coordination.markup import by_id, can_take_focus, error_links, parsed, select, words

pytestmark = pytest.mark.django_db

PASSWORD = "eleven blue boats at noon"


@pytest.fixture
def someone() -> User:
    return User.objects.create_user(email="someone@example.org", name="Sam Someone", password=PASSWORD)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Set a new password"),
        ("account_reset_password_done", "Look at your e-mail"),
        ("account_reset_password_from_key_done", "Your new password is saved"),
        ("account_inactive", "This account is closed"),
        ("account_signup", "Accounts come by invitation"),
    ],
)
def test_a_visitor_finds_each_page_in_our_frame_and_words(client: Client, name: str, heading: str) -> None:
    page = parsed(client.get(reverse(name)).text)
    assert words(select(page, "h1")[0]) == heading
    assert words(select(page, "header")[0]) == "Voluntary sector coordination"
    assert len(select(page, "h1")) == 1


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_logout", "Do you want to sign out?"),
        ("account_change_password", "Change your password"),
    ],
)
def test_somebody_signed_in_finds_each_page_and_the_way_out(
    client: Client, someone: User, name: str, heading: str
) -> None:
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = parsed(client.get(reverse(name)).text)
    assert words(select(page, "h1")[0]) == heading
    header = select(page, "header")[0]
    assert "Sam Someone" in words(header)
    (way_out,) = select(header, "form")
    assert (way_out.get("method"), way_out.get("action")) == ("post", reverse("account_logout"))
    assert words(select(way_out, "button")[0]) == "Sign out"


def test_a_refused_sign_in_is_said_at_the_top_and_in_the_title(client: Client, someone: User) -> None:
    answer = client.post(reverse("account_login"), {"login": "someone@example.org", "password": "wrong"})
    page = parsed(answer.text)
    assert page.findtext(".//title").startswith("Error: Sign in")
    assert len(select(page, ".govuk-error-summary li")) == 1


def test_the_errors_of_a_form_of_allauth_lead_to_their_fields(client: Client) -> None:
    page = parsed(client.post(reverse("account_login"), {}).text)
    links = error_links(page)
    assert len(links) == 2
    assert all(can_take_focus(by_id(page, link.get("href").removeprefix("#"))) for link in links)


def test_a_link_to_set_a_new_password_works_once(client: Client, someone: User) -> None:
    key = f"{default_token_generator.make_token(someone)}"
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(someone), key])
    page = client.get(link, follow=True)
    assert words(select(parsed(page.text), "h1")[0]) == "Choose a new password"
    address = page.request["PATH_INFO"]
    refused = client.post(address, {"password1": "short", "password2": "other"})
    assert error_links(parsed(refused.text))
    new = "twelve green boats at night"
    saved = client.post(address, {"password1": new, "password2": new}, follow=True)
    assert words(select(parsed(saved.text), "h1")[0]) == "Your new password is saved"
    used = client.get(link, follow=True)
    assert words(select(parsed(used.text), "h1")[0]) == "This link does not work any more"
