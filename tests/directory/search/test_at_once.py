"""Two decisions at one prison at once touch the bits of the same words: none of them is lost."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from directory import search
from directory.actions import decide, upkeep, withdraw
from directory.actions.needs import raise_need
from directory.models import Listing, Need
from directory.models.search import SearchTerm
from directory.search import Asked, indexing
from tests.cast import Cast, approved_listing_at, listing_at
from tests.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]


def numbers(cast: Cast, text: str) -> set[int]:
    return set(search.find(cast.exeter, Asked(text), now=timezone.now()).numbers())


@pytest.mark.parametrize("turn", range(3))
def test_accepted_and_withdrawn_and_rebuilt_at_once(everybody: Cast, turn: int) -> None:
    waiting = [
        listing_at(everybody.exeter, everybody.harbour, everybody.manager, name=f"Zebra crossing {word}")
        for word in ("north", "south", "east")
    ]
    results = at_once(
        *(
            lambda listing=listing: decide.accept_revision(
                by=everybody.coordinator, revision=listing.revisions.pending().get()
            )
            for listing in waiting
        ),
        lambda: withdraw.withdraw_listing(
            by=everybody.second_coordinator, listing=everybody.approved, reason="It has closed."
        ),
        lambda: search.rebuild(everybody.exeter),
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    published = set(
        Listing.objects.published().filter(prison=everybody.exeter).values_list("entry_number", flat=True)
    )
    assert numbers(everybody, "zebra") == published == numbers(everybody, "")
    assert len(published) == 3
    assert search.rebuild(everybody.exeter) == 0


def test_changes_of_the_same_words_at_once_lose_no_bit(everybody: Cast) -> None:
    """All of them set and clear bits in the same rows of “full” and “open”, there and back again."""
    listings = [everybody.approved]
    for word in ("north", "south", "east"):
        listings.append(
            approved_listing_at(
                everybody.exeter, everybody.harbour, everybody.manager, everybody.coordinator, name=word
            )
        )

    def fill(listing: Listing) -> None:
        for room in ("full", "open", "full"):
            upkeep.set_room(by=everybody.coordinator, listing=listing, room=room)

    results = at_once(*(lambda listing=listing: fill(listing) for listing in listings))
    assert [result for result in results if isinstance(result, Exception)] == []
    found = search.find(everybody.exeter, Asked("", {"room": ["full"]}), now=timezone.now())
    assert set(found.numbers()) == {listing.entry_number for listing in listings}
    assert search.rebuild(everybody.exeter) == 0


def test_a_rebuild_writes_over_no_change_that_it_has_not_read(
    everybody: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It reads what all texts say and writes it later: without the prison's lock a change in between is lost."""
    write = indexing._write
    reads = threading.Event()

    def slow_write(*args: Any) -> None:
        reads.set()
        time.sleep(0.5)
        write(*args)

    def fill() -> None:
        assert reads.wait(timeout=10)
        upkeep.set_room(by=everybody.coordinator, listing=everybody.approved, room="full")

    SearchTerm.objects.filter(prison=everybody.exeter).update(entries=b"")  # So that there is much to write.
    monkeypatch.setattr(indexing, "_write", slow_write)
    results = at_once(lambda: search.rebuild(everybody.exeter), fill)
    assert [result for result in results if isinstance(result, Exception)] == []
    found = search.find(everybody.exeter, Asked("", {"room": ["full"]}), now=timezone.now())
    assert list(found.numbers()) == [everybody.approved.entry_number]
    assert search.rebuild(everybody.exeter) == 0


@pytest.mark.parametrize("turn", range(3))
def test_the_same_need_told_at_once_is_one_need_told_so_often(everybody: Cast, turn: int) -> None:
    def tell() -> Need:
        return raise_need(by=everybody.staff, prison=everybody.exeter, source="search", statement="A barber")

    at_once(tell, tell, tell)
    assert Need.objects.get().times == 3
