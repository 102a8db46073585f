"""Where an organisation's services stand, a new one, one more prison."""

from __future__ import annotations

from django.urls import reverse

from coordination.models import Organisation, Prison
from coordination.policies import Refused
from directory.actions import decide, withdraw, write
from directory.models import Service
from tests.cast import Cast, approved_listing_at, listing_at
from tests.directory.typing_in import form_of, signed_in


def places(cast: Cast, user=None) -> dict[tuple[str, str], dict[str, str]]:
    """(service, prison) -> what the page says of it."""
    response = signed_in(user or cast.manager).get(reverse("services", args=["harbour-housing"]))
    return {
        (each["service"].name, place["prison"]): place
        for each in response.context_data["services"]
        for place in each["places"]
    }


def test_each_state_is_said_in_words(cast: Cast) -> None:
    returned = listing_at(cast.exeter, cast.harbour, cast.manager, name="Choir")
    decide.return_revision(by=cast.coordinator, revision=returned.revisions.get(), reason="Who sings?")
    gone = approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Art")
    withdraw.withdraw_listing(by=cast.coordinator, listing=gone, reason="It moved.")
    begun = write.begin_service(by=cast.manager, organisation=cast.harbour, name="New", prisons=[cast.exeter])
    write.save_draft(by=cast.manager, listing=begun.listings.get(), content={"name": ["New"]})
    found = places(cast)
    exeter = cast.exeter.name
    assert "Entry 1. Last confirmed as right on" in found["Housing advice", exeter]["sentence"]
    assert found["Debt clinic", exeter]["label"] == "Waiting for a decision"
    assert "(today)" in found["Debt clinic", exeter]["sentence"]
    assert found["Choir", exeter]["sentence"].endswith(": Who sings?")
    assert found["Choir", exeter]["mine"] is True
    assert found["Art", exeter]["label"] == "Withdrawn"
    assert "draft that is not sent" in found["New", exeter]["sentence"]
    assert (found["New", exeter]["write_label"], found["New", exeter]["listing_url"]) == (
        "Go on with the draft",
        "",
    )


def test_a_change_that_waits_says_that_readers_keep_the_earlier_text(cast: Cast) -> None:
    from tests.cast import content

    write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    assert "Readers keep the earlier text" in places(cast)["Housing advice", cast.exeter.name]["sentence"]


def test_a_worker_reads_and_writes_nothing(cast: Cast) -> None:
    found = places(cast, cast.worker)["Housing advice", cast.exeter.name]
    assert (found["write_url"], found["mine"]) == ("", False)
    assert found["listing_url"]


def test_a_coordinator_sees_what_was_sent_to_the_own_prison_alone(cast: Cast) -> None:
    there = write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)
    write.begin_service(by=cast.manager, organisation=cast.harbour, name="Unsent", prisons=[cast.exeter])
    assert there.pk
    names = {(name, prison) for name, prison in places(cast, cast.coordinator)}
    assert names == {("Housing advice", cast.exeter.name), ("Debt clinic", cast.exeter.name)}


def test_an_organisation_without_services_is_told_how_to_begin(cast: Cast) -> None:
    Organisation.objects.create(name="Fresh", slug="fresh")
    cast.manager.postings.update(organisation=Organisation.objects.get(slug="fresh"))
    page = signed_in(cast.manager).get(reverse("services", args=["fresh"])).content.decode()
    assert "Add the first one" in page


def test_the_same_number_of_queries_for_two_services_and_for_twelve(
    cast: Cast, django_assert_num_queries
) -> None:
    client, url = signed_in(cast.manager), reverse("services", args=["harbour-housing"])
    client.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as two:
        client.get(url)
    for number in range(10):
        listing_at(cast.exeter, cast.harbour, cast.manager, name=f"Service {number}")
    with django_assert_num_queries(len(two)):
        client.get(url)


def test_a_service_has_a_page_of_its_own(cast: Cast) -> None:
    page = signed_in(cast.manager).get(cast.approved.service.get_absolute_url())
    assert [place["prison"] for place in page.context_data["places"]] == [cast.exeter.name]
    assert page.context_data["offer_url"]


def test_a_new_service_for_one_prison_leads_to_its_text(cast: Cast) -> None:
    response = signed_in(cast.manager).post(
        reverse("service_new", args=["harbour-housing"]), {"name": " Choir ", "prisons": ["GMI"]}
    )
    begun = Service.objects.get(name="Choir")
    assert response["Location"] == form_of(begun.listings.get())


def test_a_new_service_for_two_prisons_leads_to_its_page(cast: Cast) -> None:
    response = signed_in(cast.manager).post(
        reverse("service_new", args=["harbour-housing"]), {"name": "Choir", "prisons": ["EXI", "GMI"]}
    )
    assert response["Location"] == Service.objects.get(name="Choir").get_absolute_url()


def test_begun_twice_is_said_and_made_once(cast: Cast) -> None:
    client, url = signed_in(cast.manager), reverse("service_new", args=["harbour-housing"])
    post = {"name": "housing ADVICE", "prisons": ["EXI"]}
    response = client.post(url, post)
    assert "has a service of that name" in response.context_data["form"].errors["name"][0]
    assert Service.objects.filter(organisation=cast.harbour).count() == 2


def test_a_new_service_needs_a_name_and_a_prison(cast: Cast) -> None:
    response = signed_in(cast.manager).post(
        reverse("service_new", args=["harbour-housing"]), {"name": "A1234BC"}
    )
    errors = response.context_data["form"].errors
    assert "prison number" in errors["name"][0]
    assert errors["prisons"] == ["Tick at least one prison."]


def test_closed_prisons_are_not_offered(cast: Cast) -> None:
    Prison.objects.filter(code="GMI").update(status=Prison.Status.CLOSED)
    form = signed_in(cast.manager).get(reverse("service_new", args=["harbour-housing"])).context_data["form"]
    codes = {code for _, group in form.fields["prisons"].choices for code, _ in group}
    assert "EXI" in codes
    assert "GMI" not in codes


def test_a_service_is_offered_to_another_prison_and_not_twice(cast: Cast) -> None:
    client = signed_in(cast.manager)
    url = reverse("service_offer", args=["harbour-housing", cast.approved.service_id])
    response = client.post(url, {"prison": "GMI"})
    there = cast.approved.service.listings.get(prison=cast.guys_marsh)
    assert response["Location"] == form_of(there)
    assert client.post(url, {"prison": "GMI"}).context_data["form"].errors["prison"]
    assert client.post(url, {}).context_data["form"].errors["prison"] == ["Choose a prison."]


def test_a_prison_that_closes_meanwhile_is_said_on_the_page(cast: Cast, monkeypatch) -> None:
    def closed(prison: Prison) -> None:
        raise Refused(f"{prison} has closed. Choose another prison.")

    monkeypatch.setattr("directory.policies.check_prison_takes_services", closed)
    client = signed_in(cast.manager)
    new = client.post(reverse("service_new", args=["harbour-housing"]), {"name": "Choir", "prisons": ["GMI"]})
    assert "HMP Guys Marsh has closed." in new.content.decode()
    offer = client.post(
        reverse("service_offer", args=["harbour-housing", cast.approved.service_id]), {"prison": "GMI"}
    )
    assert "HMP Guys Marsh has closed." in offer.content.decode()
    assert not Service.objects.filter(name="Choir").exists()
