"""Each address of forums, opened and pressed by accounts that have no business there, or no longer.

Those of the other prison stand in the access table (tests/access).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, reverse

from coordination import clock
from coordination.models import Organisation, Posting, User
from coordination.policies import Refused
from coordination.roles import Role
from forums.models import Forum, ForumMember
from tests.access import (
    forums_agreed,
    forums_base,
    forums_events,
    forums_feedback,
    forums_ideas,
    forums_meetings,
    forums_minutes,
    forums_outcomes,
    forums_papers,
)
from tests.access.test_access_table import session_of, undone
from tests.access_table import Row
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FILES: Final = (
    forums_agreed, forums_base, forums_events, forums_feedback, forums_ideas, forums_meetings, forums_minutes,
    forums_outcomes, forums_papers,
)  # fmt: skip
ROWS: Final[list[Row]] = [row for file in FILES for row in file.ROWS]
# Their answer is about whoever asks: nothing in the address names a place.
OF_NO_PLACE: Final = {"own_actions", "own_forums", "ideas_waited"}
# Whoever holds the link, whoever they are.
BY_LINK: Final = {"meeting_invitation"}
PLACED: Final = [row for row in ROWS if row.name not in OF_NO_PLACE | BY_LINK]
NESTED: Final = [row for row in PLACED if row.crossed]


@pytest.fixture(autouse=True)
def refused_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    def handler(resolver: URLResolver, status: int) -> Callable[..., HttpResponse]:
        return lambda request, exception=None: HttpResponse(status=status)

    monkeypatch.setattr(URLResolver, "resolve_error_handler", handler)


def account(name: str, role: Role, *, ended: bool = False, **place: Any) -> User:
    user = User.objects.create_user(email=f"{name.replace(' ', '.').lower()}@wrong.example.org", name=name)
    posting = Posting.objects.create(user=user, role=role, **place)
    if ended:
        yesterday = clock.today() - timedelta(days=1)
        Posting.objects.filter(pk=posting.pk).update(
            begins_on=yesterday - timedelta(days=30), ends_on=yesterday
        )
    return user


@pytest.fixture
def wrong(cast: Cast) -> dict[str, User]:
    left = Organisation.objects.create(name="Left long ago", slug="left-long-ago")
    never = Organisation.objects.create(name="Never a member", slug="never-a-member")
    return {
        "former coordinator": account("Fay Former", Role.COORDINATOR, ended=True, prison=cast.exeter),
        "manager of one that left": account("Lea Left", Role.MANAGER, organisation=left),
        "volunteer of one that left": account("Vic Left", Role.WORKER, organisation=left),
        "manager of a stranger": account("Ned Never", Role.MANAGER, organisation=never),
    }


def belonged_until_yesterday() -> None:
    left, today = Organisation.objects.get(slug="left-long-ago"), clock.today()
    ForumMember.objects.bulk_create(
        ForumMember(
            forum=forum, organisation=left, since=today - timedelta(days=90), until=today - timedelta(days=1)
        )
        for forum in Forum.objects.all()
    )


@contextmanager
def writes() -> Iterator[list[str]]:
    """What is written to tables of forums and of needs."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begins = sql.split("(")[0].upper()
        if begins.startswith(("INSERT", "UPDATE", "DELETE")) and (
            "FORUMS_" in begins or "DIRECTORY_" in begins
        ):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def status(row: Row, user: User, arguments: list[Any], data: dict[str, Any]) -> int:
    path = reverse(row.name, args=arguments) + row.query
    with undone():
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
        with writes() as written:
            response = client.post(path, data) if row.method == "POST" else client.get(path)
        assert not written, f"{row.method} {path} by {user} wrote {written}"
    return int(response.status_code)


@pytest.mark.parametrize("row", PLACED, ids=str)
def test_no_address_opens_and_no_button_works_for_who_has_no_business_here(
    row: Row, cast: Cast, wrong: dict[str, User]
) -> None:
    arguments, data = row.arguments(cast), row.data(cast)
    belonged_until_yesterday()
    found = {who: status(row, user, arguments, data) for who, user in wrong.items()}
    assert {who: each for who, each in found.items() if each not in (403, 404)} == {}


@pytest.mark.parametrize("row", NESTED, ids=str)
def test_a_coordinator_finds_nothing_of_another_prison_below_what_is_their_own(row: Row, cast: Cast) -> None:
    assert row.crossed is not None
    other, data = row.crossed(cast), row.data(cast)
    try:
        own = row.arguments(cast)
    except Refused:
        own = other  # It names one's own forum and another's part of it already.
    for at in range(1, len(own)):
        assert status(row, cast.coordinator, [*own[:at], *other[at:]], data) in (403, 404)
