"""Two people at once, with connections of their own: nothing is decided twice and no text is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from coordination.models import Prison
from coordination.policies import Overtaken
from directory.actions import decide, write
from directory.models import Draft, Listing, ListingEvent, Revision
from tests.cast import Cast, content, listing_at
from tests.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
ROUNDS = 3


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_sent_twice_at_once_is_one_text(everybody: Cast, turn: int) -> None:
    listing, seen = everybody.approved, everybody.approved.approved_revision_id

    def send() -> list[Revision]:
        changed = content(summary=f"Words {turn}.")
        return write.submit_revision(by=everybody.manager, listing=listing, content=changed, seen=seen)

    results = at_once(send, send, send)
    assert [type(result) for result in results] == [list, list, list]
    assert len({result[0].pk for result in results}) == 1
    assert listing.revisions.count() == 2
    assert ListingEvent.objects.filter(listing=listing, kind="submitted").count() == 2


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_accepted_twice_at_once_is_accepted_once(everybody: Cast, turn: int) -> None:
    revision = everybody.pending_revision
    last = Prison.objects.get(code="EXI").last_entry_number
    results = at_once(
        lambda: decide.accept_revision(by=everybody.coordinator, revision=revision, seen_approved=0),
        lambda: decide.accept_revision(by=everybody.second_coordinator, revision=revision, seen_approved=0),
    )
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "Revision"]
    assert fresh(everybody.pending).entry_number == last + 1
    assert Prison.objects.get(code="EXI").last_entry_number == last + 1
    assert ListingEvent.objects.filter(listing=everybody.pending, kind="accepted").count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_accepting_and_returning_at_once_leaves_one_decision(everybody: Cast, turn: int) -> None:
    revision = everybody.pending_revision
    results = at_once(
        lambda: decide.accept_revision(by=everybody.coordinator, revision=revision),
        lambda: decide.return_revision(by=everybody.second_coordinator, revision=revision, reason="No."),
    )
    assert sum(isinstance(result, Overtaken) for result in results) == 1
    revision.refresh_from_db()
    published = fresh(everybody.pending).is_published
    assert (revision.state, published) in ((Revision.State.APPROVED, True), (Revision.State.RETURNED, False))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_editing_while_it_is_approved_loses_neither_text(everybody: Cast, turn: int) -> None:
    """The organisation sends a newer text at the moment in which the coordinator accepts the older one."""
    old, listing = everybody.pending_revision, everybody.pending
    newer = content(name="Debt clinic", pathways=["finance"], summary="Newer words.")
    accepted, sent = at_once(
        lambda: decide.accept_revision(by=everybody.coordinator, revision=old),
        lambda: write.submit_revision(by=everybody.manager, listing=listing, content=newer, seen=old.pk),
    )
    old.refresh_from_db()
    [revision] = sent
    assert revision.summary == "Newer words."
    assert listing.revisions.pending().get() == revision
    if isinstance(accepted, Overtaken):
        assert (old.state, fresh(listing).is_published) == (Revision.State.REPLACED, False)
    else:
        assert (old.state, fresh(listing).approved_revision) == (Revision.State.APPROVED, old)


def test_numbers_given_at_once_are_all_different(everybody: Cast) -> None:
    waiting = [
        listing_at(
            everybody.exeter, everybody.harbour, everybody.manager, name=f"Service {number}"
        ).revisions.get()
        for number in range(6)
    ]
    first = Prison.objects.get(code="EXI").last_entry_number + 1

    def accept(revision: Revision) -> Callable[[], Revision]:
        return lambda: decide.accept_revision(by=everybody.coordinator, revision=revision)

    results = at_once(*map(accept, waiting))
    assert all(isinstance(result, Revision) for result in results), results
    numbers = Listing.objects.filter(revisions__in=waiting).values_list("entry_number", flat=True)
    assert sorted(numbers) == list(range(first, first + 6))


def test_two_writers_who_carry_to_each_others_prison_do_not_wait_for_ever(everybody: Cast) -> None:
    here = everybody.approved
    there = write.offer_to_prison(by=everybody.manager, service=here.service, prison=everybody.guys_marsh)
    [first] = write.submit_revision(by=everybody.manager, listing=there, content=content(cost="One."))
    results = at_once(
        lambda: write.submit_revision(
            by=everybody.manager, listing=here, content=content(cost="Two."), seen=here.approved_revision_id,
            also_at=[there],
        ),
        lambda: write.submit_revision(
            by=everybody.manager, listing=there, content=content(cost="Three."), seen=first.pk, also_at=[here]
        ),
    )  # fmt: skip
    assert all(isinstance(result, list | Overtaken) for result in results), results
    assert any(isinstance(result, list) for result in results)
    for listing in (here, there):
        assert listing.revisions.pending().count() == 1


def test_a_draft_saved_twice_at_once_is_one_draft(everybody: Cast) -> None:
    def save() -> Any:
        return write.save_draft(by=everybody.manager, listing=everybody.pending, content={"name": ["x"]})

    results = at_once(save, save)
    # Asked afresh: both threads wrote to the one listing in memory.
    assert {result.pk for result in results} == {Draft.objects.get(listing=everybody.pending).pk}
