"""A merge and something else at once, with connections of their own: no text is lost and nothing is orphaned."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from coordination.actions import invitations, joining
from coordination.actions.merging import agree_to_merge, ask_to_merge, refuse_merge
from coordination.models import (
    Invitation,
    JoinRequest,
    Organisation,
    OrganisationMerge,
    Posting,
    Registration,
)
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from directory.actions import write
from directory.models import Draft, Listing, Service
from tests.cast import Cast, build_or_load, content
from tests.directory.test_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
# The merge comes first, the other comes first; and as it comes, where the locks are many.
TWO_ORDERS, ANY_ORDER = [0, 1], [0, 1, 2]
# Long enough for the other to arrive at the lock.
OPEN_FOR = 0.4


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    yield build_or_load()


def merge(cast: Cast) -> Callable[[], OrganisationMerge]:
    """Lantern goes into Harbour, by the national lead, who needs nobody's consent."""
    return lambda: ask_to_merge(by=cast.national, kept=cast.harbour, duplicate=cast.lantern)


def in_turn(first: Callable[[], Any], then: Callable[[], Any]) -> list[Any]:
    """`first` acts and leaves its transaction open for a moment; `then` begins in it."""
    acted = Event()

    def slowly() -> Any:
        try:
            with transaction.atomic():
                result = first()
                acted.set()
                time.sleep(OPEN_FOR)
        finally:
            acted.set()
        return result

    def after() -> Any:
        assert acted.wait(10)
        return then()

    return at_once(slowly, after)


def both_orders(merging: Callable[[], Any], other: Callable[[], Any], turn: int) -> tuple[Any, Any]:
    """(result of the merge, result of the other): the merge first, the other first, or as it comes."""
    if turn == 0:
        one, two = in_turn(merging, other)
        return one, two
    if turn == 1:
        two, one = in_turn(other, merging)
        return one, two
    one, two = at_once(merging, other)
    return one, two


def settled(cast: Cast, result: Any) -> None:
    """The merge happened, and nothing at all points to the record that went away."""
    assert isinstance(result, OrganisationMerge), result
    assert result.state == OrganisationMerge.State.DONE
    for model in (Service, Posting, Invitation, JoinRequest, Registration):
        assert not model._default_manager.filter(organisation=cast.lantern).exists(), model


@pytest.mark.parametrize("turn", ANY_ORDER)
def test_a_text_that_is_sent_during_a_merge_is_kept(everybody: Cast, turn: int) -> None:
    listing = Listing.objects.select_related("service__organisation").get(pk=everybody.elsewhere.pk)
    seen = listing.revisions.order_by("-pk").first().pk
    changed = content(name="Lantern lights", summary=f"Sent in turn {turn}.")
    merging, sent = both_orders(
        merge(everybody),
        lambda: write.submit_revision(
            by=everybody.other_manager, listing=listing, content=changed, seen=seen
        ),
        turn,
    )
    settled(everybody, merging)
    [revision] = sent
    assert listing.revisions.pending().get() == revision
    assert revision.summary == f"Sent in turn {turn}."
    assert Listing.objects.get(pk=listing.pk).service.organisation == everybody.harbour


@pytest.mark.parametrize("turn", TWO_ORDERS)
def test_a_draft_that_is_saved_during_a_merge_is_kept(everybody: Cast, turn: int) -> None:
    listing = Listing.objects.select_related("service__organisation").get(pk=everybody.elsewhere.pk)
    merging, saved = both_orders(
        merge(everybody),
        lambda: write.save_draft(by=everybody.other_manager, listing=listing, content={"name": ["Half"]}),
        turn,
    )
    settled(everybody, merging)
    assert Draft.objects.get(listing=listing) == saved
    assert listing in Listing.objects.visible_to(everybody.manager)


@pytest.mark.parametrize("turn", ANY_ORDER)
def test_a_service_that_is_begun_during_a_merge_comes_along_or_is_refused_with_the_kept_name(
    everybody: Cast, turn: int
) -> None:
    merging, begun = both_orders(
        merge(everybody),
        lambda: write.begin_service(
            by=everybody.other_manager,
            organisation=everybody.lantern,
            name="Begun",
            prisons=[everybody.exeter],
        ),
        turn,
    )
    settled(everybody, merging)
    if isinstance(begun, Refused):
        assert "merged into “Harbour Housing”" in str(begun)
        assert not Service.objects.filter(name="Begun").exists()
    else:
        assert Service.objects.get(name="Begun").organisation == everybody.harbour
    assert turn == 2 or isinstance(begun, Refused) == (turn == 0)


@pytest.mark.parametrize("turn", TWO_ORDERS)
def test_an_invitation_that_is_taken_up_during_a_merge_gives_access_at_the_kept_record(
    everybody: Cast, turn: int
) -> None:
    invited = invitations.invite(
        by=everybody.other_manager, role=Role.WORKER, email="w@example.org", name="W",
        organisation=everybody.lantern,
    )  # fmt: skip
    merging, posting = both_orders(
        merge(everybody),
        lambda: invitations.accept_invitation(
            by=None, invitation=invited, name="W", password="a long one 12"
        ),
        turn,
    )
    settled(everybody, merging)
    assert Posting.objects.get(pk=posting.pk).organisation == everybody.harbour


@pytest.mark.parametrize("turn", TWO_ORDERS)
def test_nobody_is_invited_to_the_record_that_goes_away(everybody: Cast, turn: int) -> None:
    merging, invited = both_orders(
        merge(everybody),
        lambda: invitations.invite(
            by=everybody.other_manager, role=Role.WORKER, email="w@example.org", name="W",
            organisation=everybody.lantern,
        ),
        turn,
    )  # fmt: skip
    settled(everybody, merging)
    assert isinstance(invited, Invitation | Refused), invited


@pytest.mark.parametrize("turn", TWO_ORDERS)
def test_somebody_who_is_let_in_during_a_merge_belongs_to_the_kept_record(everybody: Cast, turn: int) -> None:
    registration = Registration.objects.create(
        name="Lantern", contact_name="J", contact_email="j@example.org", offers="x",
        verified_at=timezone.now(), expires_at=timezone.now(),
    )  # fmt: skip
    request = JoinRequest.objects.create(
        organisation=everybody.lantern, prison=everybody.exeter, registration=registration, name="J",
        email="j@example.org",
    )  # fmt: skip
    merging, let_in = both_orders(
        merge(everybody),
        lambda: joining.let_join(by=everybody.other_manager, request=request, role=Role.WORKER),
        turn,
    )
    settled(everybody, merging)
    assert isinstance(let_in, Invitation | Refused), let_in
    request.refresh_from_db()
    assert request.organisation == everybody.harbour
    assert (request.state == JoinRequest.State.WAITING) == isinstance(let_in, Refused)


@pytest.mark.parametrize("turn", ANY_ORDER)
def test_two_merges_of_the_same_two_at_once_are_one(everybody: Cast, turn: int) -> None:
    """One coordinator keeps this record, another keeps that one."""
    results = both_orders(
        merge(everybody),
        lambda: ask_to_merge(by=everybody.national, kept=everybody.lantern, duplicate=everybody.harbour),
        turn,
    )
    done = [each for each in results if isinstance(each, OrganisationMerge)]
    refused = [each for each in results if isinstance(each, Refused)]
    assert (len(done), len(refused)) == (1, 1), results
    assert (
        Organisation.objects.current().filter(pk__in=[everybody.harbour.pk, everybody.lantern.pk]).count()
        == 1
    )
    assert Service.objects.exclude(organisation=done[0].kept).count() == 0


@pytest.mark.parametrize("turn", TWO_ORDERS)
def test_asked_twice_at_once_is_asked_once(everybody: Cast, turn: int) -> None:
    def ask(by: Any) -> Callable[[], OrganisationMerge]:
        return lambda: ask_to_merge(by=by, kept=everybody.harbour, duplicate=everybody.lantern)

    results = both_orders(ask(everybody.coordinator), ask(everybody.second_coordinator), turn)
    assert sorted(type(each).__name__ for each in results) == ["OrganisationMerge", "Overtaken"]
    assert OrganisationMerge.objects.waiting().count() == 1


@pytest.mark.parametrize("turn", ANY_ORDER)
def test_agreed_and_refused_at_once_is_one_of_the_two(everybody: Cast, turn: int) -> None:
    asked = ask_to_merge(by=everybody.coordinator, kept=everybody.harbour, duplicate=everybody.lantern)
    results = both_orders(
        lambda: agree_to_merge(by=everybody.other_coordinator, merge=asked),
        lambda: refuse_merge(by=everybody.national, merge=asked, reason="Two."),
        turn,
    )
    assert sorted(type(each).__name__ for each in results) == ["OrganisationMerge", "Overtaken"], results
    asked.refresh_from_db()
    everybody.lantern.refresh_from_db()
    merged = asked.state == OrganisationMerge.State.DONE
    assert (everybody.lantern.merged_into == everybody.harbour) == merged
    assert Service.objects.filter(organisation=everybody.lantern).exists() != merged
    assert any(isinstance(each, Overtaken) for each in results)


@pytest.mark.parametrize("turn", TWO_ORDERS)
def test_a_chain_of_merges_at_once_ends_at_one_record(everybody: Cast, turn: int) -> None:
    """Lantern into Harbour while Harbour goes into Third."""
    third = Organisation.objects.create(name="Third", slug="third")
    results = both_orders(
        merge(everybody),
        lambda: ask_to_merge(by=everybody.national, kept=third, duplicate=everybody.harbour),
        turn,
    )
    assert all(isinstance(each, OrganisationMerge | Refused) for each in results), results
    for service in Service.objects.select_related("organisation"):
        assert service.organisation.merged_into is None
    for gone in Organisation.objects.exclude(merged_into=None).select_related("merged_into"):
        assert gone.merged_into is not None and gone.merged_into.merged_into is None
