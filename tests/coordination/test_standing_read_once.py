"""A page that is read asks once what its reader may do; what changes something asks every time."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.access import standing_of
from coordination.middleware import StandingReadOnceMiddleware
from coordination.models import Posting, User
from tests.cast import Cast


@pytest.mark.parametrize("page", ["home", "directory"])
def test_a_page_asks_for_its_readers_postings_once(
    cast: Cast, client: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.coordinator)
    asked: list[int] = []
    read = access._read
    monkeypatch.setattr(access, "_read", lambda pk: asked.append(pk) or read(pk))
    assert client.get(reverse(page, args=["EXI"] if page == "directory" else [])).status_code == 200
    assert asked == [cast.coordinator.pk]


def test_the_next_page_knows_of_a_posting_that_ended(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    path = reverse("directory", args=["EXI"])
    assert client.get(path).status_code == 200
    Posting.objects.filter(user=cast.coordinator).update(ended_at=timezone.now(), ended_by=cast.national)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("method", "still_there"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_what_changes_something_asks_again(cast: Cast, method: str, still_there: bool) -> None:
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(bool(standing_of(cast.coordinator).postings))
        Posting.objects.filter(user=cast.coordinator).update(ended_at=timezone.now(), ended_by=cast.national)
        seen.append(bool(standing_of(cast.coordinator).postings))
        return HttpResponse()

    request = HttpRequest()
    request.method = method
    StandingReadOnceMiddleware(view)(request)
    assert seen == [True, still_there]
    assert not standing_of(cast.coordinator).postings


def test_two_people_are_told_apart(cast: Cast) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        first, second = standing_of(cast.coordinator), standing_of(cast.manager)
        assert {posting.user_id for posting in first.postings} == {cast.coordinator.pk}
        assert {posting.user_id for posting in second.postings} == {cast.manager.pk}
        assert not standing_of(User()).postings
        return HttpResponse()

    request = HttpRequest()
    request.method = "GET"
    StandingReadOnceMiddleware(view)(request)
