"""Two at once: one person, one letter."""

from __future__ import annotations

import pytest
from django.db import connection

from coordination.models import Posting
from coordination.policies import Refused
from inductions.actions import people, people_letters
from inductions.models import Engagement, Person, Placement
from tests.cast import Cast
from tests.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
VALUES = {"name": "Nora New", "email": "nora@example.org", "kind": "volunteer"}


@pytest.mark.parametrize("turn", range(3))
def test_two_managers_who_add_one_address_at_once_make_one_person(everybody: Cast, turn: int) -> None:
    """Of two organisations, so that nothing but the address ties them."""
    results = at_once(
        lambda: people.add_person(by=everybody.manager, organisation=everybody.harbour, values=VALUES),
        lambda: people.add_person(by=everybody.other_manager, organisation=everybody.lantern, values=VALUES),
    )
    assert Person.objects.filter(email="nora@example.org").count() == 1
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert Engagement.objects.filter(person__email="nora@example.org").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_two_of_one_organisation_who_add_one_name_at_once_are_asked(
    everybody: Cast,
    turn: int,
) -> None:
    second = Posting.objects.create(
        user=everybody.worker, role="manager", organisation=everybody.harbour
    ).user
    nameless = VALUES | {"email": ""}
    results = at_once(
        *(
            lambda by=by: people.add_person(by=by, organisation=everybody.harbour, values=nameless)
            for by in (everybody.manager, second)
        )
    )
    assert Person.objects.filter(name="Nora New").count() == 1
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]


@pytest.mark.parametrize("turn", range(3))
def test_placed_twice_at_once_is_placed_once(everybody: Cast, turn: int) -> None:
    engagement = everybody.volunteer.engagements.get()
    Placement.objects.filter(engagement=engagement).delete()
    act = lambda: people.place_at(  # noqa: E731
        by=everybody.manager, engagement=engagement, prison=everybody.exeter, values={}
    )
    results = at_once(act, act, act)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True]
    assert engagement.placements.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_told_by_two_workers_at_once_it_is_one_letter(
    everybody: Cast,
    turn: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(people_letters.emails, "what_is_held", lambda person, ask: sent.append(person.email))
    results = at_once(*(lambda: people_letters.tell_person(everybody.volunteer.pk) for _ in range(4)))
    assert sorted(results) == [False, False, False, True]
    assert sent == [everybody.volunteer.email]
