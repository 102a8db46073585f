"""What an organisation does: begins, keeps a draft, sends; and what stands in its way."""

from __future__ import annotations

import pytest

from coordination.access import NotPermitted
from coordination.models import AuditEntry, Prison
from coordination.policies import Overtaken, Refused
from directory.actions import decide, withdraw, write
from directory.models import Draft, Listing, ListingEvent, Revision
from directory.wording import content_of
from tests.cast import Cast, approved_listing_at, content, session


def newest(listing: Listing) -> Revision:
    return listing.revisions.order_by("-pk").first()  # type: ignore[return-value]


def sent(cast: Cast, listing: Listing, **changes: object) -> list[Revision]:
    """The manager opens the form and sends it at once."""
    return write.submit_revision(
        by=cast.manager, listing=listing, content=content(**changes), seen=newest(listing).pk
    )


def offered_to_two(cast: Cast) -> tuple[Listing, Listing]:
    """The cast's approved service, approved at Guys Marsh too, with other sessions there."""
    there = write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)
    here = content(sessions=[session(place="Chapel")], how_to_ask="Ask in the chapel.")
    [revision] = write.submit_revision(by=cast.manager, listing=there, content=here)
    decide.accept_revision(by=cast.other_coordinator, revision=revision)
    return cast.approved, Listing.objects.get(pk=there.pk)


def test_a_service_begins_at_each_prison_it_is_offered_to(cast: Cast) -> None:
    prisons = [cast.exeter, cast.guys_marsh]
    begun = write.begin_service(by=cast.manager, organisation=cast.harbour, name=" Choir ", prisons=prisons)
    assert begun.name == "Choir"
    assert {listing.prison.code for listing in begun.listings.all()} == {"EXI", "GMI"}
    verbs = AuditEntry.objects.order_by("-pk").values_list("verb", flat=True)[:3]
    assert sorted(verbs) == ["begin_service", "offer_to_prison", "offer_to_prison"]


def test_only_the_organisations_manager_begins_offers_saves_and_sends(cast: Cast) -> None:
    for somebody in (cast.worker, cast.other_manager, cast.coordinator, cast.national):
        with pytest.raises(NotPermitted):
            write.begin_service(by=somebody, organisation=cast.harbour, name="Choir", prisons=[])
        with pytest.raises(NotPermitted):
            write.offer_to_prison(by=somebody, service=cast.approved.service, prison=cast.guys_marsh)
        with pytest.raises(NotPermitted):
            write.save_draft(by=somebody, listing=cast.pending, content={})
        with pytest.raises(NotPermitted):
            write.submit_revision(by=somebody, listing=cast.pending, content=content())


def test_offering_twice_gives_the_listing_that_is_there(cast: Cast) -> None:
    first = write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)
    entries = AuditEntry.objects.count()
    again = write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)
    assert (again.pk, AuditEntry.objects.count()) == (first.pk, entries)


def test_a_closed_prison_is_not_offered_to(cast: Cast) -> None:
    Prison.objects.filter(code="GMI").update(status=Prison.Status.CLOSED)
    cast.guys_marsh.refresh_from_db()
    with pytest.raises(Refused, match="has closed"):
        write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)


def test_a_name_holds_no_prison_number(cast: Cast) -> None:
    with pytest.raises(Refused, match="prison number"):
        write.begin_service(by=cast.manager, organisation=cast.harbour, name="For A1234BC", prisons=[])


def test_a_draft_keeps_what_breaks_a_rule_but_no_prison_number(cast: Cast) -> None:
    typed = {"summary": ["word " * 100], "wings": ["999"]}
    write.save_draft(by=cast.manager, listing=cast.pending, content=typed)
    assert Draft.objects.get(listing=cast.pending).content == typed
    with pytest.raises(Refused, match="prison number"):
        write.save_draft(by=cast.manager, listing=cast.pending, content={"summary": ["A1234BC"]})
    assert Draft.objects.get(listing=cast.pending).content == typed


def test_a_colleagues_newer_draft_is_not_overwritten_unseen(cast: Cast) -> None:
    theirs = write.save_draft(by=cast.manager, listing=cast.pending, content={"name": ["theirs"]})
    colleague = cast.worker
    colleague.postings.update(role="manager")
    with pytest.raises(Overtaken, match="Mina Manager saved a draft"):
        write.save_draft(by=colleague, listing=cast.pending, content={"name": ["mine"]}, replaces="")
    assert Draft.objects.get().content == {"name": ["theirs"]}
    seen = theirs.saved_at.isoformat()
    write.save_draft(by=colleague, listing=cast.pending, content={"name": ["mine"]}, replaces=seen)
    assert Draft.objects.get().content == {"name": ["mine"]}


def test_a_sent_text_waits_and_readers_keep_the_approved_one(cast: Cast) -> None:
    write.save_draft(by=cast.manager, listing=cast.approved, content={"name": ["x"]})
    [revision] = sent(cast, cast.approved, summary="New words.")
    listing = Listing.objects.get(pk=cast.approved.pk)
    assert revision.state == Revision.State.PENDING
    assert listing.approved_revision_id == cast.approved.approved_revision_id
    assert not Draft.objects.filter(listing=listing).exists()
    assert ListingEvent.objects.first().kind == ListingEvent.Kind.SUBMITTED  # type: ignore[union-attr]


def test_the_coordinators_are_told(cast: Cast, django_capture_on_commit_callbacks, monkeypatch) -> None:
    queued: list[tuple[str, tuple[int, ...]]] = []
    monkeypatch.setattr(
        "coordination.queueing.current_app.send_task", lambda name, args: queued.append((name, args))
    )
    with django_capture_on_commit_callbacks(execute=True):
        [revision] = sent(cast, cast.approved, summary="New words.")
    assert queued == [("directory.tell_coordinators", (revision.pk,))]


def test_the_service_is_called_as_its_organisation_last_wrote_it(cast: Cast) -> None:
    sent(cast, cast.approved, name="Housing help")
    cast.approved.service.refresh_from_db()
    assert cast.approved.service.name == "Housing help"


def test_pressing_the_button_twice_sends_one_text(cast: Cast) -> None:
    seen = newest(cast.approved).pk
    changed = content(summary="New words.")
    first = write.submit_revision(by=cast.manager, listing=cast.approved, content=changed, seen=seen)
    again = write.submit_revision(by=cast.manager, listing=cast.approved, content=changed, seen=seen)
    assert again == first
    assert cast.approved.revisions.count() == 2


def test_a_newer_text_replaces_the_one_that_waits(cast: Cast) -> None:
    before = cast.pending_revision
    sent(cast, cast.pending, summary="Better words.")
    before.refresh_from_db()
    assert before.state == Revision.State.REPLACED
    assert cast.pending.revisions.pending().count() == 1


def test_a_text_that_was_begun_before_another_one_is_not_sent_over_it(cast: Cast) -> None:
    seen = newest(cast.approved).pk
    sent(cast, cast.approved, summary="A colleague’s words.")
    with pytest.raises(Overtaken, match="kept as a draft"):
        write.submit_revision(
            by=cast.manager, listing=cast.approved, content=content(summary="Mine."), seen=seen
        )


def test_what_readers_see_already_is_not_sent_again(cast: Cast) -> None:
    with pytest.raises(Refused, match="Nothing has changed"):
        sent(cast, cast.approved)


def test_a_withdrawn_service_takes_no_text(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    with pytest.raises(Refused, match="was withdrawn at"):
        sent(cast, cast.approved, summary="New words.")


def test_the_note_holds_no_prison_number(cast: Cast) -> None:
    with pytest.raises(Refused, match="Note to the coordinator"):
        write.submit_revision(
            by=cast.manager, listing=cast.approved, content=content(summary="New."),
            note_to_coordinator="For A1234BC", seen=newest(cast.approved).pk,
        )  # fmt: skip


def test_the_same_changes_go_to_another_prison_and_its_own_words_stay(cast: Cast) -> None:
    here, there = offered_to_two(cast)
    made = write.submit_revision(
        by=cast.manager, listing=here, content=content(summary="New words.", how_to_ask="Drop in."),
        seen=newest(here).pk, also_at=[there],
    )  # fmt: skip
    assert [revision.listing.prison.code for revision in made] == ["EXI", "GMI"]
    carried = content_of(made[1])
    assert (carried["summary"], carried["how_to_ask"]) == ("New words.", "Ask in the chapel.")
    assert carried["sessions"][0]["place"] == "Chapel"


def test_a_draft_for_the_other_prison_is_not_thrown_away(cast: Cast) -> None:
    here, there = offered_to_two(cast)
    write.save_draft(by=cast.manager, listing=there, content={"name": ["typed for Guys Marsh"]})
    write.submit_revision(
        by=cast.manager, listing=here, content=content(summary="New."), seen=newest(here).pk, also_at=[there]
    )
    assert Draft.objects.get(listing=there).content == {"name": ["typed for Guys Marsh"]}


def test_nothing_goes_where_nothing_would_change_or_nothing_may(cast: Cast) -> None:
    here, there = offered_to_two(cast)
    local_alone = content(how_to_ask="Drop in.")
    made = write.submit_revision(
        by=cast.manager, listing=here, content=local_alone, seen=newest(here).pk, also_at=[there]
    )
    assert len(made) == 1, "the common half is the same"
    withdraw.withdraw_listing(by=cast.other_coordinator, listing=there, reason="It moved.")
    made = write.submit_revision(
        by=cast.manager, listing=here, content=content(summary="New."), seen=made[0].pk, also_at=[there]
    )
    assert len(made) == 1, "it is withdrawn there"


def test_what_another_prison_approved_already_is_not_sent_there_again(cast: Cast) -> None:
    here, there = offered_to_two(cast)
    [returned] = write.submit_revision(
        by=cast.manager, listing=there, seen=newest(there).pk,
        content=content(summary="Wrong.", sessions=[session(place="Chapel")], how_to_ask="Ask in the chapel."),
    )  # fmt: skip
    decide.return_revision(by=cast.other_coordinator, revision=returned, reason="No.")
    made = write.submit_revision(
        by=cast.manager,
        listing=here,
        content=content(how_to_ask="Drop in."),
        seen=newest(here).pk,
        also_at=[there],
    )
    assert len(made) == 1


def test_a_pathway_for_women_does_not_travel_to_a_prison_for_men(cast: Cast) -> None:
    Prison.objects.filter(code="EXI").update(holds_women=True)
    here, there = offered_to_two(cast)
    made = write.submit_revision(
        by=cast.manager, listing=here, content=content(pathways=["abuse", "accommodation"], summary="New."),
        seen=newest(here).pk, also_at=[there],
    )  # fmt: skip
    assert content_of(made[1])["pathways"] == ["accommodation"]
    made = write.submit_revision(
        by=cast.manager, listing=here, content=content(pathways=["abuse"]), seen=made[0].pk, also_at=[there]
    )
    assert len(made) == 1, "nothing would be left there"


def test_a_text_is_not_carried_into_another_service(cast: Cast) -> None:
    other = approved_listing_at(
        cast.guys_marsh, cast.harbour, cast.manager, cast.other_coordinator, name="Choir"
    )
    with pytest.raises(ValueError, match="one service"):
        write.submit_revision(
            by=cast.manager, listing=cast.approved, content=content(summary="New."),
            seen=newest(cast.approved).pk, also_at=[other],
        )  # fmt: skip
