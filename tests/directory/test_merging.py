"""What a merge does to services: all of it goes over, is found under the kept name, and doubles are pointed out."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.actions.merging import ask_to_merge
from coordination.models import Organisation, OrganisationMerge, User
from directory import search
from directory.actions import upkeep, write
from directory.actions.indexing import index_organisation
from directory.merging import summary, to_look_at
from directory.models import Contact, Draft, Listing, ListingEvent, Revision, Service
from tests.cast import CONTACT, Cast, approved_listing_at, content, listing_at
from tests.coordination.pages import client_of, queued, said
from tests.directory.typing_in import typed


def merged(cast: Cast, **chosen: str) -> OrganisationMerge:
    """Lantern, of Guys Marsh, goes into Harbour."""
    return ask_to_merge(by=cast.national, kept=cast.harbour, duplicate=cast.lantern, chosen=chosen)


def everything_of(service: Service) -> dict[str, list[Any]]:
    """What hangs on a service, row by row, as it is stored."""
    of = {"listing__service": service}
    return {
        "listings": list(Listing.objects.filter(service=service).order_by("pk").values()),
        "texts": list(Revision.objects.filter(**of).order_by("pk").values()),
        "drafts": list(Draft.objects.filter(**of).values()),
        "contacts": list(Contact.objects.filter(**of).values()),
        "history": list(ListingEvent.objects.filter(**of).order_by("pk").values()),
    }


def test_listings_texts_drafts_contacts_and_history_go_over_untouched(cast: Cast) -> None:
    service = cast.elsewhere.service
    write.save_draft(by=cast.other_manager, listing=cast.elsewhere, content={"name": ["Half a word"]})
    upkeep.set_contacts(by=cast.other_manager, listing=cast.elsewhere, contacts=[CONTACT])
    before = everything_of(service)
    assert all(before.values()), before
    merge = merged(cast)
    service.refresh_from_db()
    assert service.organisation == cast.harbour
    assert everything_of(service) == before
    assert merge.moved["services"] == [service.pk]


def test_the_kept_records_people_write_what_came_along_and_the_others_what_was_there(cast: Cast) -> None:
    merged(cast)
    newest = cast.elsewhere.revisions.order_by("-pk").first()
    [sent] = write.submit_revision(
        by=cast.manager, listing=Listing.objects.get(pk=cast.elsewhere.pk),
        content=content(summary="Written by Harbour."), seen=newest.pk,
    )  # fmt: skip
    assert sent.summary == "Written by Harbour."
    assert write.begin_service(
        by=cast.other_manager, organisation=cast.harbour, name="New", prisons=[]
    ).organisation == cast.harbour  # fmt: skip


def test_it_is_found_by_the_name_of_the_kept_record(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = approved_listing_at(
        cast.guys_marsh, cast.lantern, cast.other_manager, cast.other_coordinator, name="Candles"
    )
    search.rebuild(cast.guys_marsh)
    with queued(monkeypatch) as jobs:
        merged(cast)
    assert ("directory.index_organisation", (cast.harbour.pk,)) in jobs
    index_organisation(cast.harbour.pk)
    page = client_of(cast.other_coordinator).get(reverse("search", args=["GMI"]) + "?q=harbour").text
    assert listing.get_absolute_url() in page or "Candles" in page


def test_two_services_that_look_the_same_stay_two_and_are_pointed_out(cast: Cast) -> None:
    ours = listing_at(cast.exeter, cast.harbour, cast.manager, name="Debt advice")
    theirs = listing_at(cast.exeter, cast.lantern, cast.other_manager, name="Debt Advise")
    listing_at(cast.exeter, cast.lantern, cast.other_manager, name="Gardening")
    merge = merged(cast)
    page = client_of(cast.coordinator).get(merge.get_absolute_url()) if merge.prison else None
    assert page is None  # Asked by the national lead: its page is for those who were asked, too.
    [pair] = to_look_at(cast.coordinator, cast.harbour, merge.moved)
    assert {url for _, url in pair.links} == {ours.get_absolute_url(), theirs.get_absolute_url()}
    assert to_look_at(cast.other_coordinator, cast.harbour, merge.moved) == []
    assert Listing.objects.filter(service__organisation=cast.harbour, prison=cast.exeter).count() == 5
    seen = client_of(cast.coordinator).get(merge.get_absolute_url()).text
    assert ours.get_absolute_url() in seen and "look like one service" in seen


def test_two_of_the_kept_records_own_are_nothing_of_the_merges(cast: Cast) -> None:
    for name in ("Debt advice", "Debt Advise"):
        listing_at(cast.exeter, cast.harbour, cast.manager, name=name)
    assert to_look_at(cast.coordinator, cast.harbour, merged(cast).moved) == []


def test_what_was_never_sent_is_counted_and_its_prison_is_not_named(cast: Cast) -> None:
    write.begin_service(by=cast.manager, organisation=cast.harbour, name="Begun", prisons=[cast.guys_marsh])
    assert summary(cast.harbour) == [
        ("Services", "HMP/YOI Exeter: 2"), ("Services begun and sent to no prison yet", "1"),
    ]  # fmt: skip
    assert summary(Organisation.objects.create(name="X", slug="x")) == [
        ("Services", "None"), ("Services begun and sent to no prison yet", "0"),
    ]  # fmt: skip


@pytest.mark.parametrize("do", ["", "send"])
def test_a_text_that_was_open_in_a_browser_is_kept_when_it_is_sent_after_the_merge(
    cast: Cast, do: str
) -> None:
    """The form still names the record that went away: the browser is sent on, with all that was typed."""
    listing = cast.elsewhere
    old = reverse("write", args=["lantern-trust", listing.service_id, "GMI"])
    newest = listing.revisions.order_by("-pk").first()
    sent = typed(summary="Typed before the merge.") | {"seen": newest.pk, "do": do}
    browser: Any = client_of(cast.other_manager)
    assert browser.get(old).status_code == 200
    merged(cast)
    answer = browser.post(old, sent, follow=True)
    assert answer.redirect_chain[0][1] == 307
    assert said(answer), answer.text
    if do:
        assert listing.revisions.pending().get().summary == "Typed before the merge."
    else:
        assert Draft.objects.get(listing=listing).content["summary"] == ["Typed before the merge."]


@pytest.mark.parametrize("person", ["manager", "other_manager"])
def test_old_pages_of_a_service_lead_to_its_new_place(cast: Cast, person: str) -> None:
    merged(cast)
    who: User = getattr(cast, person)
    pk = cast.elsewhere.service_id
    answer = client_of(who).get(reverse("service", args=["lantern-trust", pk]), follow=True)
    assert answer.redirect_chain == [(reverse("service", args=["harbour-housing", pk]), 307)]
    assert answer.status_code == 200 and "Lantern lights" in answer.text
