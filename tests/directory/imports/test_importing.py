"""From a file to texts that wait: what becomes of each row, and that nothing is doubled or overwritten."""

from __future__ import annotations

import pytest

from coordination.access import SYSTEM
from coordination.models import Organisation
from directory.actions import decide, upkeep, withdraw, write
from directory.actions.importing import (
    counts,
    start_import,
)
from directory.models import (
    Contact,
    Listing,
    ListingEvent,
    Revision,
    Service,
)
from directory.models.listing_state import state_of
from tests.cast import Cast, content
from tests.directory.imports.files import begun, imported, row, tried, worked

pytestmark = pytest.mark.django_db


def made() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Organisation, Service, Listing, Revision, Contact, ListingEvent)
    )


def test_a_row_becomes_one_text_that_waits(cast: Cast) -> None:
    [done] = imported(row(), prisons=[cast.exeter], by=cast.coordinator)
    assert (done.fate, done.reason, done.name) == ("created", "", "Finding a home")
    listing = Listing.objects.get(service=done.service)
    [revision] = listing.revisions.all()
    assert (listing.prison, listing.approved_revision, revision.state) == (cast.exeter, None, "pending")
    assert (revision.summary, revision.submitted_by) == ("We find you a place to live.", cast.coordinator)
    assert [each.pk for each in revision.pathways.all()] == ["accommodation"]
    assert revision.every_wing
    assert revision.how_to_ask == "Ask an officer or your key worker."
    assert revision.note.startswith(
        "From list.csv, row 2. “Otter Housing” is a new organisation. Not in the file, but"
    )
    assert [contact.phone for contact in listing.contacts.all()] == ["01752 556606"]
    assert state_of(Listing.objects.with_newest().get(pk=listing.pk)).label == "Waiting for a decision"


def test_a_dry_run_says_the_same_and_leaves_nothing(cast: Cast) -> None:
    rows = [
        row(),
        row(id="A2", service="Debt help", category="Debt"),
        row(id="A3", region="Wales"),
        row(id="A1"),
    ]
    before = made()
    run = tried(begun(*rows, prisons=[cast.exeter]))
    said = [(each.fate, each.reason) for each in run.rows.all()]
    assert made() == before
    assert not Organisation.objects.filter(name="Otter Housing").exists()
    assert counts(run) == {"rows": 4, "done": 4, "created": 2, "matched": 0, "unchanged": 0, "refused": 2}
    worked(start_import(by=SYSTEM, run=run, queue=False))
    assert [(each.fate, each.reason) for each in run.rows.all()] == said


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    rows = [row(), row(id="A2", service="Debt help", category="Debt")]
    imported(*rows, prisons=[cast.exeter, cast.guys_marsh])
    before = made()
    again = imported(*rows, prisons=[cast.exeter, cast.guys_marsh])
    assert [each.fate for each in again] == ["unchanged", "unchanged"]
    assert made() == before


def test_a_changed_row_replaces_its_own_pending_text_and_keeps_its_service(cast: Cast) -> None:
    [first] = imported(row(), prisons=[cast.exeter])
    [second] = imported(row(description="New words.", service="Finding a good home"), prisons=[cast.exeter])
    assert (second.fate, second.service) == ("matched", first.service)
    assert [each.state for each in Revision.objects.filter(listing__service=first.service)] == [
        "pending",
        "replaced",
    ]


def test_a_row_is_found_again_without_a_reference_by_organisation_and_name(cast: Cast) -> None:
    named = row(provider="Harbour Housing", service="Housing Advice")
    del named["id"]
    [done] = imported(named, prisons=[cast.guys_marsh], source="")
    assert done.service == cast.approved.service
    assert Organisation.objects.filter(name="Harbour Housing").count() == 1


def test_what_the_organisation_keeps_itself_is_not_overwritten(cast: Cast) -> None:
    approved = row(provider="Harbour Housing", service="Housing advice")
    waits = row(id="A2", provider="Harbour Housing", service="Debt clinic", category="Debt")
    before = made()
    kept, pending = imported(approved, waits, prisons=[cast.exeter])
    assert "keeps this text itself" in kept.reason
    assert "waits for a decision. Decide on it first" in pending.reason
    assert made() == before


def test_a_text_that_the_organisation_changed_since_is_not_overwritten(cast: Cast) -> None:
    [done] = imported(row(provider="Harbour Housing"), prisons=[cast.exeter])
    listing = Listing.objects.get(service=done.service)
    decide.accept_revision(by=cast.coordinator, revision=listing.revisions.get())
    listing.refresh_from_db()
    [own] = write.submit_revision(
        by=cast.manager, listing=listing, content=content(), seen=listing.approved_revision_id
    )
    decide.accept_revision(by=cast.coordinator, revision=own)
    [again] = imported(row(provider="Harbour Housing", description="Other."), prisons=[cast.exeter])
    assert "after the last import" in again.reason


def test_what_the_coordinator_edited_takes_a_newer_row_and_keeps_what_the_row_does_not_say(
    cast: Cast,
) -> None:
    [done] = imported(row(), prisons=[cast.exeter])
    revision = Revision.objects.get(listing__service=done.service)
    edited = content(name="Finding a home", stages=["release"], summary="Edited.", evidence="Ours.")
    decide.accept_with_edits(by=cast.coordinator, revision=revision, content=edited)
    [same] = imported(row(), prisons=[cast.exeter])
    assert same.fate == "unchanged"
    [newer] = imported(row(description="Newer words."), prisons=[cast.exeter])
    assert newer.fate == "matched"
    pending = Revision.objects.pending().get(listing__service=done.service)
    assert (pending.summary, pending.evidence) == ("Newer words.", "Ours.")
    assert [each.pk for each in pending.stages.all()] == ["release"]


def test_a_withdrawn_service_stays_withdrawn(cast: Cast) -> None:
    [done] = imported(row(), prisons=[cast.exeter])
    listing = Listing.objects.get(service=done.service)
    decide.accept_revision(by=cast.coordinator, revision=listing.revisions.get())
    withdraw.withdraw_listing(by=cast.coordinator, listing=listing, reason="Ended.")
    [again] = imported(row(description="Newer words."), prisons=[cast.exeter])
    assert "was withdrawn at" in again.reason


def test_contacts_that_somebody_keeps_stay(cast: Cast) -> None:
    [done] = imported(row(), prisons=[cast.exeter])
    listing = Listing.objects.get(service=done.service)
    kept = [{"name": "Ann", "role": "", "email": "ann@example.org", "phone": ""}]
    upkeep.set_contacts(by=cast.coordinator, listing=listing, contacts=kept)
    [again] = imported(row(phone="01392 210700"), prisons=[cast.exeter])
    assert [each.email for each in listing.contacts.all()] == ["ann@example.org"]
    assert any("the file has others" in flag for flag in again.flags)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"region": "Wales"}, "It covers Wales, and HMP/YOI Exeter is not there."),
        ({"sex": "Women only"}, "It is for women only, and HMP/YOI Exeter holds men."),
        ({"end date": "2023-12-31T23:59:00+00"}, "It ended on 31 December 2023."),
        ({"prison": "HMP Guys Marsh"}, "It is for HMP Guys Marsh, not for HMP/YOI Exeter."),
        ({"category": "Juggling"}, "Nothing says: Pathways. Name its column, or set it for all rows."),
        ({"maximum age": "17"}, "It is for people of 17 or younger"),
        ({"provider": ""}, "It names no organisation."),
        ({"notes": "Ask for A1234BC"}, "It holds what looks like the number of a person in prison."),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(
    cast: Cast, changes: dict[str, str], reason: str
) -> None:
    before = made()
    [done] = imported(row(**changes), prisons=[cast.exeter])
    assert done.fate == "refused"
    assert reason in done.reason
    assert made() == before


def test_a_row_with_a_prison_number_is_not_kept_and_not_quoted(cast: Cast) -> None:
    run = tried(begun(row(description="He is A1234BC."), prisons=[cast.exeter]))
    [done] = run.rows.all()
    assert done.cells == {}
    assert "1234" not in done.reason


def test_one_prison_may_take_what_another_refuses(cast: Cast) -> None:
    [done] = imported(row(region="Devon"), prisons=[cast.exeter, cast.guys_marsh])
    assert done.fate == "created"
    assert {code: each["fate"] for code, each in done.outcomes.items()} == {
        "EXI": "created",
        "GMI": "refused",
    }
    assert done.service.listings.count() == 1


def test_two_rows_of_one_service_are_not_laid_over_each_other(cast: Cast) -> None:
    first, second = imported(row(), row(description="Other words."), prisons=[cast.exeter])
    assert (first.fate, second.fate) == ("created", "refused")
    assert second.reason == "Row 2 is of the same service already. Put the two rows together."


def test_contact_details_in_a_description_go_to_staff(cast: Cast) -> None:
    text = "We listen. Ring 01392 210700 or write to help@otter.example.org."
    [done] = imported(row(description=text), prisons=[cast.exeter])
    revision = Revision.objects.get(listing__service=done.service)
    assert revision.summary == "We listen."
    assert "01392 210700" in revision.staff_procedure
    found = {text for each in revision.listing.contacts.all() for text in (each.phone, each.email) if text}
    assert found == {"01752 556606", "01392 210700", "help@otter.example.org"}
    assert any("went to the text for staff" in flag for flag in done.flags)


def test_contact_details_of_a_newer_row_reach_staff_below_what_a_coordinator_wrote(cast: Cast) -> None:
    [done] = imported(row(), prisons=[cast.exeter])
    listing = Listing.objects.get(service=done.service)
    edited = content(name="Finding a home", staff_procedure="Ask Carys.")
    decide.accept_with_edits(by=cast.coordinator, revision=listing.revisions.get(), content=edited)
    newer = row(description="We listen. Ring 01392 210700.")
    [again] = imported(newer, prisons=[cast.exeter])
    assert any("went to the text for staff" in flag for flag in again.flags)
    pending = Revision.objects.pending().get(listing=listing)
    assert pending.summary == "We listen."
    assert pending.staff_procedure.startswith("Ask Carys.")
    assert "Ring 01392 210700." in pending.staff_procedure
    decide.accept_revision(by=cast.coordinator, revision=pending)
    [same] = imported(newer | {"category": "Housing"}, prisons=[cast.exeter])
    assert same.fate == "unchanged"


def test_a_dry_run_sees_two_rows_of_a_service_that_is_here_already(cast: Cast) -> None:
    one = row(provider="Harbour Housing", service="Debt clinics", category="Debt")
    two = one | {"service": "Debt clinic"}
    for each in (one, two):
        del each["id"]
    imported(one, prisons=[cast.guys_marsh])
    run = tried(
        begun(one | {"description": "New."}, two | {"description": "Other."}, prisons=[cast.guys_marsh])
    )
    said = [(each.fate, each.reason) for each in run.rows.all()]
    assert said == [
        ("matched", ""),
        ("refused", "Row 2 is of the same service already. Put the two rows together."),
    ]
    worked(start_import(by=SYSTEM, run=run, queue=False))
    assert [(each.fate, each.reason) for each in run.rows.all()] == said


def test_a_likely_double_is_added_beside_and_said(cast: Cast) -> None:
    [done] = imported(row(provider="Harbour Housing Projects"), prisons=[cast.exeter])
    assert done.service.organisation.name == "Harbour Housing Projects"
    assert any("may be “Harbour Housing”" in flag for flag in done.flags)


def test_the_same_number_is_the_same_organisation_under_another_name(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(charity_number="1074546")
    [done] = imported(row(provider="HH Southwest", **{"charity number": "1074546"}), prisons=[cast.exeter])
    assert done.service.organisation == cast.harbour
    assert any("same charity number 1074546" in flag for flag in done.flags)


def test_wings_days_and_times_of_the_file_are_taken(cast: Cast) -> None:
    more = {"wing": "A, B wing; Z", "day": "2", "time": "2-4pm", "venue": "Chapel"}
    [done] = imported(row(**more), prisons=[cast.exeter], first_weekday=2)
    revision = Revision.objects.get(listing__service=done.service)
    assert [str(each) for each in revision.sessions.all()] == ["Every Monday, 14:00 to 16:00, Chapel"]
    assert ([str(wing) for wing in revision.wings.all()], revision.every_wing) == (
        ["A wing", "B wing"],
        False,
    )
    assert any("has no “Z”" in flag for flag in done.flags)
