"""The directory's lines on the home page of each role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.access import standing_of
from coordination.models import User
from coordination.offers import HomeItem, Section
from directory import home, metrics, navigation
from directory.actions import decide, upkeep, withdraw, write
from directory.actions.copies import add_copy_place, place_copies
from directory.models import Draft, Listing
from tests.cast import Cast, approved_listing_at, content, listing_at
from tests.directory.typing_in import form_of, printed, signed_in


def items(user: User) -> list[HomeItem]:
    return home.items(user, standing_of(user))


def sentences(user: User, section: Section) -> list[str]:
    return [item.sentence for item in items(user) if item.section == section]


def days_ago(days: int):  # type: ignore[no-untyped-def]
    return timezone.now() - timedelta(days=days)


def here(cast: Cast, name: str, **changes: object) -> Listing:
    return approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=name, **changes
    )


# --- The organisation -----------------------------------------------------------------------------


def test_a_returned_text_waits_for_the_manager(cast: Cast) -> None:
    decide.return_revision(by=cast.coordinator, revision=cast.pending_revision, reason="Who can use it?")
    [item] = [item for item in items(cast.manager) if item.section == Section.WAITS]
    assert item.sentence.startswith("“Debt clinic” was returned by HMP/YOI Exeter.")
    assert item.url == form_of(cast.pending)


def test_many_returned_texts_are_one_line(cast: Cast) -> None:
    for number in range(4):
        listing = listing_at(cast.exeter, cast.harbour, cast.manager, name=f"Service {number}")
        decide.return_revision(by=cast.coordinator, revision=listing.revisions.get(), reason="No.")
    [item] = [item for item in items(cast.manager) if item.section == Section.WAITS]
    assert (item.count, item.url) == (4, reverse("services", args=["harbour-housing"]))


def test_a_text_that_was_sent_again_no_longer_waits_for_the_manager(cast: Cast) -> None:
    revision = cast.pending_revision
    decide.return_revision(by=cast.coordinator, revision=revision, reason="No.")
    write.submit_revision(
        by=cast.manager, listing=cast.pending, content=content(summary="Better."), seen=revision.pk
    )
    assert sentences(cast.manager, Section.WAITS) == []


def test_a_draft_older_than_three_days_is_remembered(cast: Cast) -> None:
    draft = write.save_draft(by=cast.manager, listing=cast.pending, content={})
    assert sentences(cast.manager, Section.WAITS) == []
    Draft.objects.filter(pk=draft.pk).update(saved_at=days_ago(4))
    assert sentences(cast.manager, Section.WAITS) == [
        "Your draft of “Debt clinic” for HMP/YOI Exeter is not sent yet."
    ]


def test_what_nobody_confirmed_and_what_ends_is_at_risk(cast: Cast) -> None:
    today = timezone.localdate()
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=today - timedelta(days=75))
    here(cast, "Choir", funded_until=today + timedelta(days=90))
    here(cast, "Art", ends_on=today - timedelta(days=2), funded_until=today + timedelta(days=9))
    here(cast, "Safe", funded_until=today + timedelta(days=91))
    found = sentences(cast.manager, Section.RISK)
    assert len(found) == 3
    assert any("Nobody has confirmed “Housing advice”" in sentence for sentence in found)
    assert any("“Choir” at HMP/YOI Exeter: its funding ends on" in sentence for sentence in found)
    assert any("“Art” at HMP/YOI Exeter: its last day was" in sentence for sentence in found)


def test_a_withdrawn_service_is_told_to_its_organisation(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    [item] = [item for item in items(cast.manager) if item.section == Section.RISK]
    assert item.sentence == "“Housing advice” was withdrawn at HMP/YOI Exeter. Read why."
    assert item.url == cast.approved.get_absolute_url()


def test_what_was_accepted_is_new_to_the_organisation(cast: Cast) -> None:
    for reader in (cast.manager, cast.worker):
        assert sentences(reader, Section.NEW) == ["“Housing advice” was accepted at HMP/YOI Exeter: entry 1."]
    assert {item.section for item in items(cast.worker)} == {Section.NEW}


# --- The prison -----------------------------------------------------------------------------------


def test_the_queue_waits_for_the_coordinator_with_its_age(cast: Cast) -> None:
    with clock.set_to(days_ago(9)):
        listing_at(cast.exeter, cast.harbour, cast.manager, name="Choir")
    [item] = [item for item in items(cast.coordinator) if item.url == reverse("queue", args=["EXI"])]
    assert (item.section, item.sentence) == (
        Section.WAITS,
        "2 texts wait for your decision at HMP/YOI Exeter.",
    )
    assert item.since.date() == days_ago(9).date()  # type: ignore[union-attr]


@pytest.mark.parametrize("overseer", ["governor", "lead", "national"])
def test_who_oversees_hears_of_a_slow_queue_alone(cast: Cast, overseer: str) -> None:
    user = getattr(cast, overseer)
    assert sentences(user, Section.RISK) == []
    with clock.set_to(days_ago(8)):
        listing_at(cast.exeter, cast.harbour, cast.manager, name="Choir")
    assert sentences(user, Section.RISK) == ["2 texts wait for a decision at HMP/YOI Exeter."]


def test_public_details_wait_for_approval(cast: Cast) -> None:
    upkeep.propose_public_details(
        by=cast.manager, listing=cast.approved, helpline="0800 1111", helpline_hours="", address=""
    )
    assert "Public helplines or addresses wait for your approval at HMP/YOI Exeter." in sentences(
        cast.coordinator, Section.WAITS
    )


def test_a_pause_past_its_date_is_asked_about(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Listing.objects.filter(pk=cast.approved.pk).update(room="paused", room_on=yesterday)
    [sentence] = [s for s in sentences(cast.coordinator, Section.RISK) if "paused" in s]
    assert sentence.endswith("Does it run again?")


def test_many_of_a_kind_lead_to_the_directory_narrowed_to_them(cast: Cast) -> None:
    today = timezone.localdate()
    for number in range(4):
        here(cast, f"Service {number}", funded_until=today + timedelta(days=number))
    Listing.objects.filter(service__name__startswith="Service").update(
        room="paused", room_on=today - timedelta(days=1)
    )
    urls = {item.url for item in items(cast.coordinator)}
    for check in ("about_to_be_lost", "paused_too_long"):
        assert reverse("directory", args=["EXI"], query={"check": check}) in urls


def test_about_to_be_lost_is_told_to_coordinator_governor_and_lead(cast: Cast) -> None:
    here(cast, "Choir", funded_until=timezone.localdate() + timedelta(days=9))
    for reader in (cast.coordinator, cast.governor, cast.lead, cast.national):
        assert any(
            "“Choir” at HMP/YOI Exeter: its funding ends" in s for s in sentences(reader, Section.RISK)
        )
    assert not any("Choir" in s for s in sentences(cast.other_coordinator, Section.RISK))


def test_the_coordinator_is_told_to_print_and_when_the_print_is_out_of_date(cast: Cast) -> None:
    assert "No directory has been printed at HMP/YOI Exeter yet." in sentences(
        cast.coordinator, Section.WAITS
    )
    printed(cast.approved, made_by=cast.coordinator)
    assert not any("printed" in item.sentence for item in items(cast.coordinator))
    decide.accept_revision(by=cast.coordinator, revision=cast.pending_revision)
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    [item] = [item for item in items(cast.coordinator) if "out of date" in item.sentence]
    assert item.sentence == (
        "The printed directory at HMP/YOI Exeter is out of date: 2 services have changed since."
    )
    assert (item.section, item.url) == (Section.RISK, reverse("editions", args=["EXI"]))


def test_copies_of_what_was_withdrawn_urgently_are_to_be_taken_away(cast: Cast) -> None:
    edition = printed(cast.approved, made_by=cast.coordinator)
    place = add_copy_place(by=cast.coordinator, prison=cast.exeter, name="A wing office")
    place_copies(by=cast.coordinator, edition=edition, copies={place: 4})
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Unsafe.", urgently=True)
    [sentence] = [s for s in sentences(cast.coordinator, Section.WAITS) if "withdrawn urgently" in s]
    assert sentence.startswith(
        "“Housing advice” was withdrawn urgently and there are still copies at 1 place"
    )
    place_copies(by=cast.coordinator, edition=edition, copies={place: 0})
    assert not any("withdrawn urgently" in s for s in sentences(cast.coordinator, Section.WAITS))


@pytest.mark.parametrize("reader", ["staff", "gate", "governor"])
def test_what_came_this_month_is_new_to_readers(cast: Cast, reader: str) -> None:
    user = getattr(cast, reader)
    assert sentences(user, Section.NEW) == ["“Housing advice” is new at HMP/YOI Exeter."]
    for number in range(3):
        here(cast, f"Service {number}")
    assert sentences(user, Section.NEW) == ["4 services are new at HMP/YOI Exeter."]


def test_a_changed_text_of_an_old_service_is_not_new(cast: Cast) -> None:
    with clock.set_to(days_ago(40)):
        old = here(cast, "Old")
    [change] = write.submit_revision(
        by=cast.manager, listing=old, content=content(name="Old", cost="Free."), seen=old.approved_revision_id
    )
    decide.accept_revision(by=cast.coordinator, revision=change)
    assert sentences(cast.staff, Section.NEW) == ["“Housing advice” is new at HMP/YOI Exeter."]


@pytest.mark.parametrize("person", ["coordinator", "manager", "governor", "staff", "lead", "national"])
def test_every_line_opens_for_the_person_it_is_told_to(cast: Cast, person: str) -> None:
    user = getattr(cast, person)
    today = timezone.localdate()
    here(cast, "Choir", funded_until=today + timedelta(days=9))
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=today - timedelta(days=80))
    with clock.set_to(days_ago(9)):
        listing_at(cast.exeter, cast.harbour, cast.manager, name="Slow")
    client = signed_in(user)
    assert [(item.url, client.get(item.url).status_code) for item in items(user)] == [
        (item.url, 200) for item in items(user)
    ]
    assert items(user)


@pytest.mark.parametrize("person", ["coordinator", "manager", "national", "staff"])
def test_the_same_number_of_queries_for_few_lines_and_for_many(cast: Cast, person: str) -> None:
    user, today = getattr(cast, person), timezone.localdate()

    def fill(names: list[str]) -> None:
        for name in names:
            listing = here(cast, name, funded_until=today + timedelta(days=9))
            Listing.objects.filter(pk=listing.pk).update(confirmed_on=today - timedelta(days=80))
            waits = listing_at(cast.exeter, cast.harbour, cast.manager, name=f"{name} waits")
            decide.return_revision(by=cast.coordinator, revision=waits.revisions.get(), reason="No.")

    fill(["One", "Two"])
    with CaptureQueriesContext(connection) as few:
        items(user)
    fill([f"Service {number}" for number in range(6)])
    with CaptureQueriesContext(connection) as many:
        items(user)
    assert len(many) == len(few)


# --- The bar and the figures ----------------------------------------------------------------------


def bar(user: User, cast: Cast) -> list[tuple[str, int | None]]:
    return [(entry.label, entry.count) for entry in navigation.entries(user, standing_of(user), cast.exeter)]


def test_the_bar_leads_where_the_role_may_go(cast: Cast) -> None:
    reading = [("Find a service", None), ("Directory", None)]
    looking_after = [("Queue", 1), ("Editions", None), ("Queries", None), ("Needs raised", None)]
    assert bar(cast.coordinator, cast) == reading + looking_after
    assert bar(cast.gate, cast) == reading
    assert bar(cast.staff, cast) == [*reading, ("Editions", None)]
    assert bar(cast.manager, cast) == [("Services", None)]
    assert bar(cast.other_coordinator, cast) == []


def test_the_figures_of_a_prison_are_those_one_may_see(cast: Cast) -> None:
    figures = {
        f.label: f.value for f in metrics.figures(cast.staff, standing_of(cast.staff), prison=cast.exeter)
    }
    assert figures == {"services in the directory": 1}
    standing = standing_of(cast.governor)
    figures = {f.label: f.value for f in metrics.figures(cast.governor, standing, prison=cast.exeter)}
    assert figures == {
        "services in the directory": 1, "texts waiting": 1, "not confirmed for 75 days": 0, "open corrections": 0,
        "things left to do for the directory": 6, "open needs": 0,
    }  # fmt: skip
    assert metrics.figures(cast.manager, standing_of(cast.manager), prison=cast.exeter) == []


def test_the_figures_of_an_organisation(cast: Cast) -> None:
    standing = standing_of(cast.manager)
    figures = metrics.figures(cast.manager, standing, organisation=cast.harbour)
    assert [(f.label, f.value) for f in figures] == [
        ("services", 2), ("prisons where readers find them", 1), ("not confirmed for 90 days", 0),
    ]  # fmt: skip
    assert metrics.figures(cast.manager, standing) == []
