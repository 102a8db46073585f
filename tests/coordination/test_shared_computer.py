"""Shared computers: the tick, the fifteen minutes, and pages that no browser keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from coordination import middleware
from coordination.forms.sign_in import SHARED
from coordination.middleware import SEEN_AT, counts_as_use
from tests.cast import PASSWORD, Cast, email_of
from tests.coordination.pages import client_of

MINUTE = 60
CLICK = {"HTTP_SEC_FETCH_MODE": "navigate", "HTTP_SEC_FETCH_USER": "?1"}
RELOAD = {"HTTP_SEC_FETCH_MODE": "navigate"}
POLL = {"HTTP_SEC_FETCH_MODE": "cors"}


class Clock:
    """A time that the test moves on."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(middleware, "time", clock)
    return clock


def sign_in(shared: bool, client: Client | None = None) -> Client:
    client = client or Client()
    typed = {"login": email_of("staff"), "password": PASSWORD} | ({SHARED: "on"} if shared else {})
    assert client.post(reverse("account_login"), typed)["Location"] == "/"
    return client


def signed_in(client: Client, **headers: str) -> bool:
    return client.get(reverse("account"), **headers).status_code == 200


def test_the_limit_is_fifteen_minutes() -> None:
    assert settings.SHARED_COMPUTER_IDLE_SECONDS == 15 * MINUTE


def test_after_fifteen_minutes_without_use_one_is_signed_out_and_told(cast: Cast, clock: Clock) -> None:
    browser = sign_in(shared=True)
    assert signed_in(browser)
    clock.forward(15 * MINUTE)
    response = browser.get(reverse("account"), follow=True)
    assert response.redirect_chain == [(f"{reverse('account_login')}?next={reverse('account')}", 302)]
    assert "nobody used this shared computer for 15 minutes" in response.text
    assert not signed_in(browser)


def test_use_keeps_the_session(cast: Cast, clock: Clock) -> None:
    browser = sign_in(shared=True)
    for _ in range(6):
        assert signed_in(browser, **CLICK)
        clock.forward(13 * MINUTE)
    assert signed_in(browser, **CLICK)


@pytest.mark.parametrize("headers", [RELOAD, POLL])
def test_a_page_that_asks_by_itself_does_not(cast: Cast, clock: Clock, headers: dict[str, str]) -> None:
    browser = sign_in(shared=True)
    assert signed_in(browser, **CLICK)
    for _ in range(4):
        clock.forward(4 * MINUTE)
        alive = signed_in(browser, **headers)
    assert not alive


def test_without_the_tick_one_stays_signed_in(cast: Cast, clock: Clock) -> None:
    browser = sign_in(shared=False)
    assert signed_in(browser)
    clock.forward(timedelta(hours=2).total_seconds())
    assert signed_in(browser)
    assert "Refresh" not in browser.get(reverse("account")).headers


def test_the_session_is_written_at_most_once_a_minute(cast: Cast, clock: Clock) -> None:
    browser = sign_in(shared=True)
    signed_in(browser)
    first = browser.session[SEEN_AT]
    clock.forward(59)
    signed_in(browser)
    assert browser.session[SEEN_AT] == first
    clock.forward(1)
    signed_in(browser)
    assert browser.session[SEEN_AT] == first + 60


def test_something_sent_after_the_limit_is_not_done(cast: Cast, clock: Clock) -> None:
    client = Client()
    client.post(
        reverse("account_login"), {"login": email_of("coordinator"), "password": PASSWORD, SHARED: "on"}
    )
    client.get(reverse("account"))
    clock.forward(15 * MINUTE)
    assert client.post(reverse("wings", args=["EXI"]), {"name": "D wing"}).status_code == 302
    assert not cast.exeter.wings.filter(name="D wing").exists()


def test_a_page_leaves_the_screen_by_itself_unless_one_may_be_typing(cast: Cast, clock: Clock) -> None:
    browser = Client()
    browser.post(
        reverse("account_login"), {"login": email_of("coordinator"), "password": PASSWORD, SHARED: "on"}
    )
    assert int(browser.get(reverse("people", args=["EXI"]))["Refresh"]) > 15 * MINUTE
    assert "Refresh" not in browser.get(reverse("invite_to_prison", args=["EXI"])).headers
    assert "Refresh" not in browser.get(reverse("audit_csv", args=["EXI"])).headers


def test_the_computer_remembers_the_tick_for_the_next_person(cast: Cast) -> None:
    browser = sign_in(shared=True)
    browser.post(reverse("account_logout"))
    form = browser.get(reverse("account_login")).context["form"]
    assert form[SHARED].value() is True
    sign_in(shared=False, client=browser)
    browser.post(reverse("account_logout"))
    assert browser.get(reverse("account_login")).context["form"][SHARED].value() is False


def test_the_tick_of_one_person_does_not_bind_the_next(cast: Cast, clock: Clock) -> None:
    browser = sign_in(shared=True)
    browser.post(reverse("account_logout"))
    sign_in(shared=False, client=browser)
    signed_in(browser)
    clock.forward(16 * MINUTE)
    assert signed_in(browser)


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("get", {}, True), ("get", CLICK, True), ("get", RELOAD, False), ("get", POLL, False),
        ("post", POLL, True), ("post", {}, True), ("head", RELOAD, False),
    ],
)  # fmt: skip
def test_what_counts_as_use(method: str, headers: dict[str, str], counts: bool) -> None:
    assert counts_as_use(getattr(RequestFactory(), method)("/", **headers)) is counts


@pytest.mark.parametrize(
    "path", ["/", "/prisons/EXI/", "/prisons/EXI/audit.csv", "/account/", "/nowhere/", "/roles/"]
)
def test_no_browser_keeps_a_page_of_somebody_signed_in(cast: Cast, path: str) -> None:
    assert client_of(cast.coordinator).get(path)["Cache-Control"] == "no-store, private"


def test_pages_that_take_a_password_are_not_kept_either(client: Client, cast: Cast) -> None:
    assert client.get(reverse("account_login"))["Cache-Control"] == "no-store, private"
    assert "no-store" not in client.get("/roles/").headers.get("Cache-Control", "")


def test_the_policy_of_content_lets_nothing_in_from_elsewhere(client: Client, cast: Cast) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


def test_signing_out_is_one_button_and_a_visit_does_nothing(cast: Cast) -> None:
    browser = sign_in(shared=True)
    browser.get(reverse("account_logout"))
    assert signed_in(browser)
    response = browser.post(reverse("account_logout"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_login")
    assert not signed_in(browser)
