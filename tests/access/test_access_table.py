"""Every URL x every persona x every method."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, reverse

from coordination.models import User
from tests.access_table import METHODS, PERSONAS, Row, names_without_a_row, rows_without_a_name, url_names
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def all_rows() -> list[Row]:
    """The rows of every file in this folder."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    names = [file.stem for file in files if not file.stem.startswith(("test_", "__"))]
    return [row for name in names for row in import_module(f"tests.access.{name}").ROWS]


ROWS = all_rows()


class Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """What a persona changes is gone before the next one comes."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def client_of(cast: Cast, persona: str) -> Client:
    client = Client(raise_request_exception=True)
    if persona != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(getattr(cast, persona))
    return client


@pytest.fixture(autouse=True)
def refused_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is told by its status; the page that says it is read elsewhere and costs as much as the question."""

    def handler(resolver: URLResolver, status: int) -> Callable[..., HttpResponse]:
        return lambda request, exception=None: HttpResponse(status=status)

    monkeypatch.setattr(URLResolver, "resolve_error_handler", handler)


def session_of(user: User) -> str:
    """The key of a session of somebody who signed in: what `force_login` leaves behind, in one query of its ten."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save(must_create=True)
    assert session.session_key
    return session.session_key


def status_of(cast: Cast, row: Row, persona: str, method: str, arguments: list[object]) -> int:
    with undone():
        client = client_of(cast, persona)
        path = reverse(row.name, args=arguments) + row.query
        response = client.generic(method, path) if method not in ("GET", "POST") else None
        if method == "GET":
            response = client.get(path)
        elif method == "POST":
            response = client.post(path, row.data(cast))
        assert response is not None
        if persona == "anonymous" and response.status_code == 302:
            wants_sign_in = response["Location"].startswith(reverse("account_login"))
            assert wants_sign_in or "anonymous" in row.ok.split(), f"sent to {response['Location']}"
        status: int = response.status_code
    return status


def test_every_url_has_a_row() -> None:
    assert names_without_a_row(url_names(), ROWS) == set()


def test_every_row_has_a_url() -> None:
    assert rows_without_a_name(url_names(), ROWS) == set()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_persona_gets_what_the_row_says(row: Row, cast: Cast) -> None:
    arguments = row.arguments(cast)  # Once: they may make the thing that is asked for.
    got = {persona: status_of(cast, row, persona, row.method, arguments) for persona in PERSONAS}
    assert got == {persona: row.expected(persona) for persona in PERSONAS}


@pytest.mark.parametrize("row", [row for row in ROWS if row.crossed], ids=str)
def test_nobody_finds_another_prisons_thing_under_their_own_address(row: Row, cast: Cast) -> None:
    assert row.crossed is not None
    arguments = row.crossed(cast)
    got = {persona: status_of(cast, row, persona, row.method, arguments) for persona in PERSONAS}
    assert got.pop("anonymous") == 302
    # 403 where the permission is asked first: it tells no more than the address itself. A redirect would be a success.
    assert {persona: status for persona, status in got.items() if status not in (403, 404)} == {}


@pytest.mark.parametrize("name", sorted({row.name for row in ROWS}))
def test_a_method_without_a_row_is_refused(name: str, cast: Cast) -> None:
    rows = [row for row in ROWS if row.name == name]
    tried = [method for method in METHODS if method not in {row.method for row in rows}]
    arguments = rows[0].arguments(cast) if tried else []
    answered = {
        (method, persona): status
        for method in tried
        for persona in ("coordinator", "manager", "national", "anonymous")
        if (status := status_of(cast, rows[0], persona, method, arguments)) not in refusals(name, persona)
    }
    assert answered == {}


def refusals(name: str, persona: str) -> set[int]:
    """A redirect refuses a visitor, and on allauth's pages whoever is signed in; elsewhere it may follow a deed."""
    sends_away = persona == "anonymous" or name.startswith("account_")
    return {403, 404, 405} | ({302} if sends_away else set())
