"""What a coordinator decides: accept, accept with edits, return."""

from __future__ import annotations

import pytest

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from directory.actions import decide, withdraw, write
from directory.models import Listing, ListingEvent, Revision
from tests.cast import Cast, content, listing_at, session


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def latest_event(listing: Listing) -> ListingEvent:
    return listing.events.first()  # type: ignore[return-value]


def test_the_first_accepted_text_gets_a_number_and_is_confirmed(cast: Cast) -> None:
    last = fresh(cast.approved).entry_number
    decide.accept_revision(by=cast.coordinator, revision=cast.pending_revision)
    listing = fresh(cast.pending)
    assert (listing.entry_number, listing.confirmed_by) == (last + 1, cast.coordinator)
    assert listing.is_published
    assert listing.approved_revision.state == Revision.State.APPROVED  # type: ignore[union-attr]
    assert latest_event(listing).kind == ListingEvent.Kind.ACCEPTED
    assert AuditEntry.objects.latest("pk").verb == "accepted"


def test_numbers_are_counted_for_each_prison_and_never_given_twice(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    decide.accept_revision(by=cast.coordinator, revision=cast.pending_revision)
    assert (cast.approved.entry_number, fresh(cast.pending).entry_number) == (1, 2)
    assert cast.elsewhere.entry_number == 1


def test_a_change_keeps_the_number_and_the_text_before_it(cast: Cast) -> None:
    before = cast.approved.approved_revision
    [change] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."), seen=before.pk
    )
    decide.accept_revision(by=cast.coordinator, revision=change, seen_approved=before.pk)
    before.refresh_from_db()
    assert fresh(cast.approved).approved_revision == change
    assert fresh(cast.approved).entry_number == cast.approved.entry_number
    assert (before.state, before.summary) == (Revision.State.SUPERSEDED, content()["summary"])


@pytest.mark.parametrize(
    "somebody", ["governor", "lead", "national", "manager", "other_coordinator", "staff"]
)
def test_only_the_prisons_coordinators_decide(cast: Cast, somebody: str) -> None:
    by = getattr(cast, somebody)
    with pytest.raises(NotPermitted):
        decide.accept_revision(by=by, revision=cast.pending_revision)
    with pytest.raises(NotPermitted):
        decide.accept_with_edits(by=by, revision=cast.pending_revision, content=content())
    with pytest.raises(NotPermitted):
        decide.return_revision(by=by, revision=cast.pending_revision, reason="No.")


def test_the_second_coordinator_changes_nothing(cast: Cast) -> None:
    revision = cast.pending_revision
    decide.accept_revision(by=cast.coordinator, revision=revision)
    number = fresh(cast.pending).entry_number
    for act in (
        lambda: decide.accept_revision(by=cast.second_coordinator, revision=revision),
        lambda: decide.return_revision(by=cast.second_coordinator, revision=revision, reason="No."),
        lambda: decide.accept_with_edits(
            by=cast.second_coordinator,
            revision=revision,
            content=content(name="Debt clinic", summary="Mine."),
        ),
    ):
        with pytest.raises(Overtaken, match="Carys Coordinator has already decided"):
            act()
    assert fresh(cast.pending).entry_number == number


def test_a_text_that_was_replaced_is_not_decided_on(cast: Cast) -> None:
    old = cast.pending_revision
    write.submit_revision(by=cast.manager, listing=cast.pending, content=content(summary="New."), seen=old.pk)
    with pytest.raises(Overtaken, match="sent a newer text"):
        decide.accept_revision(by=cast.coordinator, revision=old)


def test_the_difference_that_was_seen_is_the_one_that_is_decided(cast: Cast) -> None:
    first = cast.approved.approved_revision
    [second] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="Two."), seen=first.pk
    )
    with pytest.raises(Overtaken, match="Look at the difference again"):
        decide.accept_revision(by=cast.coordinator, revision=second, seen_approved=0)
    decide.accept_revision(by=cast.coordinator, revision=second, seen_approved=first.pk)


def test_contact_details_do_not_reach_the_wings(cast: Cast) -> None:
    listing = listing_at(
        cast.exeter, cast.harbour, cast.manager, name="Choir", how_to_ask="Mail choir@example.org."
    )
    revision = listing.revisions.get()
    with pytest.raises(Refused, match="is an e-mail address"):
        decide.accept_revision(by=cast.coordinator, revision=revision)
    clean = content(name="Choir", how_to_ask="Ask in the chapel.")
    decide.accept_with_edits(by=cast.coordinator, revision=revision, content=clean)
    assert fresh(listing).approved_revision.how_to_ask == "Ask in the chapel."  # type: ignore[union-attr]


def test_an_edit_that_brings_a_contact_detail_in_is_refused_and_leaves_the_text_waiting(cast: Cast) -> None:
    bad = content(name="Debt clinic", sessions=[session(place="Call 01632 960123")])
    with pytest.raises(Refused, match="telephone number"):
        decide.accept_with_edits(by=cast.coordinator, revision=cast.pending_revision, content=bad)
    assert cast.pending_revision.state == Revision.State.PENDING
    assert cast.pending.revisions.count() == 1


def test_the_coordinators_wording_is_a_text_of_its_own(cast: Cast) -> None:
    sent = cast.pending_revision
    edited = decide.accept_with_edits(
        by=cast.coordinator, revision=sent, reason=" Shorter. ",
        content=content(name="Debt clinic", pathways=["finance"], summary="We help with debt."),
    )  # fmt: skip
    sent.refresh_from_db()
    assert (sent.state, sent.reason, sent.summary) == (
        Revision.State.EDITED,
        "Shorter.",
        content()["summary"],
    )
    assert (edited.edited_from, edited.submitted_by, edited.state) == (sent, cast.coordinator, "approved")
    assert fresh(cast.pending).approved_revision == edited
    assert latest_event(cast.pending).kind == ListingEvent.Kind.ACCEPTED_WITH_EDITS


def test_an_edit_that_changes_nothing_is_said(cast: Cast) -> None:
    same = content(name="Debt clinic", pathways=["finance"])
    with pytest.raises(Refused, match="You changed nothing"):
        decide.accept_with_edits(by=cast.coordinator, revision=cast.pending_revision, content=same)


def test_a_returned_text_says_why_and_readers_keep_what_they_had(cast: Cast) -> None:
    before = cast.approved.approved_revision
    [change] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."), seen=before.pk
    )
    decide.return_revision(by=cast.coordinator, revision=change, reason=" Say who can use it. ")
    change.refresh_from_db()
    assert (change.state, change.reason) == (Revision.State.RETURNED, "Say who can use it.")
    assert fresh(cast.approved).approved_revision == before


@pytest.mark.parametrize(
    ("reason", "sentence"), [("  ", "Write the reason"), ("See A1234BC", "prison number")]
)
def test_a_reason_is_needed_and_names_nobody(cast: Cast, reason: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        decide.return_revision(by=cast.coordinator, revision=cast.pending_revision, reason=reason)


def test_a_text_of_a_withdrawn_service_waits_for_its_restoring(cast: Cast) -> None:
    [change] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    with pytest.raises(Refused, match="Restore it first"):
        decide.accept_revision(by=cast.coordinator, revision=change)
    withdraw.restore_listing(by=cast.coordinator, listing=cast.approved)
    decide.accept_revision(by=cast.coordinator, revision=change)
    assert fresh(cast.approved).approved_revision == change
