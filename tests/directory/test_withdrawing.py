"""Out of readers' sight and back."""

from __future__ import annotations

import pytest

from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from directory.actions import withdraw
from directory.models import Edition, Listing, ListingEvent
from tests.cast import Cast


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def test_a_withdrawn_service_is_out_of_readers_sight_with_its_reason(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason=" It moved. ")
    listing = fresh(cast.approved)
    assert (listing.is_published, listing.withdrawn_reason, listing.withdrawn_urgently) == (
        False,
        "It moved.",
        False,
    )
    assert not Listing.objects.visible_to(cast.staff).filter(pk=listing.pk).exists()
    assert listing.events.first().kind == ListingEvent.Kind.WITHDRAWN  # type: ignore[union-attr]


def test_the_organisation_is_told(cast: Cast, django_capture_on_commit_callbacks, monkeypatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: queued.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    assert queued == ["directory.tell_organisation_withdrawn"]


def test_an_urgent_withdrawal_makes_a_take_down_notice(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Unsafe.", urgently=True)
    assert fresh(cast.approved).withdrawn_urgently
    notice = Edition.objects.get(prison=cast.exeter, kind=Edition.Kind.TAKE_DOWN)
    assert notice.snapshot["entry"]["number"] == cast.approved.entry_number


def test_a_restored_service_has_its_text_and_its_number_again(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.", urgently=True)
    withdraw.restore_listing(by=cast.coordinator, listing=cast.approved)
    listing = fresh(cast.approved)
    assert listing.is_published
    assert (listing.entry_number, listing.approved_revision_id) == (
        cast.approved.entry_number,
        cast.approved.approved_revision_id,
    )
    assert (listing.withdrawn_reason, listing.withdrawn_urgently, listing.withdrawn_by) == ("", False, None)


@pytest.mark.parametrize(
    ("reason", "sentence"), [(" ", "Write the reason"), ("About A1234BC", "prison number")]
)
def test_a_reason_is_needed_and_names_nobody(cast: Cast, reason: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason=reason)


def test_the_second_coordinator_is_told(cast: Cast) -> None:
    with pytest.raises(Overtaken, match="not withdrawn"):
        withdraw.restore_listing(by=cast.coordinator, listing=cast.approved)
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    with pytest.raises(Overtaken, match="Carys Coordinator has withdrawn this service already"):
        withdraw.withdraw_listing(by=cast.second_coordinator, listing=cast.approved, reason="It moved.")


@pytest.mark.parametrize("somebody", ["governor", "national", "manager", "other_coordinator"])
def test_only_the_prisons_coordinators_withdraw_and_restore(cast: Cast, somebody: str) -> None:
    with pytest.raises(NotPermitted):
        withdraw.withdraw_listing(by=getattr(cast, somebody), listing=cast.approved, reason="No.")
    with pytest.raises(NotPermitted):
        withdraw.restore_listing(by=getattr(cast, somebody), listing=cast.approved)
