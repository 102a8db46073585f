"""Prisons beside each other, who has solved a gap, and organisations by area."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Area, Posting, Prison, PrisonSet
from directory.models import Listing
from planning.comparing.reading import totals_at
from planning.comparing.side_by_side import beside
from planning.comparing.stakeholders import NOT_SAID, Stakeholder, by_area
from planning.gaps.alike import Holds, Place, places_of
from planning.gaps.gathering import gather
from planning.gaps.matrix import State, find, totals
from planning.gaps.rows import Demand, Facts, Inputs, Offer, Places
from tests.benchmarks import gaps_pages
from tests.cast import Cast, approved_listing_at
from tests.planning.reporting import assessed

PLACE = Place(1, "EXI", "HMP Exeter", "South West", frozenset({"reception"}), Holds.MEN)


def inputs(*offers: Offer, demands: tuple[Demand, ...] = (), population: int | None = None) -> Inputs:
    return Inputs(date(2026, 3, 2), Facts(population), demands, offers, ("health",), ("veterans",), ())


def test_what_is_not_known_of_a_prison_is_never_nought() -> None:
    found = beside(PLACE, inputs())
    assert (found.population, found.services, found.losing, found.places_known) == (None, None, None, None)
    assert not found.needs_said
    assert found.cells["health"].state == State.UNKNOWN


def test_a_prison_says_the_same_beside_others_as_alone() -> None:
    offer = Offer(1, 1, "A", "Harbour", frozenset({"health"}), places=Places(Fraction(4)))
    demands = (Demand("health", a_month=Fraction(10)), Demand("health", "veterans", a_month=Fraction(3)))
    found = beside(PLACE, inputs(offer, demands=demands, population=300))
    assert (found.population, found.services, found.places_known) == (300, 1, 4)
    assert found.cells["health"].shortfall == 6


def test_who_works_in_a_part_works_in_the_whole_and_nobody_is_left_out() -> None:
    within = {"devon": "south_west", "exeter": "devon", "kent": "south_east"}
    rows = [
        Stakeholder(1, "Part", "part", areas={"exeter"}),
        Stakeholder(2, "Whole", "whole", areas={"south_west"}),
        Stakeholder(3, "Unsaid", "unsaid"),
    ]
    found = by_area(rows, within, ["south_west", "devon", "south_east"])
    names = {code: [each.name for each in of] for code, of in found.items()}
    assert names == {
        "south_west": ["Part", "Whole"], "devon": ["Part", "Whole"], "south_east": [], NOT_SAID: ["Unsaid"]
    }  # fmt: skip


pytestmark = pytest.mark.django_db


def compare(client: Client, **query: Any) -> str:
    return client.get(reverse("compare_gaps"), query).content.decode()


def test_a_lead_sees_the_prisons_of_their_sets_alone(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    page = compare(client)
    assert cast.exeter.name in page
    assert "Guys Marsh" not in page
    client.force_login(cast.national)
    page = compare(client)
    everywhere = Prison.objects.filter(status="open", holds_men=True)
    assert everywhere.count() > 100
    assert all(prison.name in page for prison in everywhere)


def test_function_and_size_stand_beside_each_prison_and_missing_needs_are_said(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.lead)
    page = compare(client)
    assert "No needs recorded" in page
    assert cast.exeter.functions.exists()
    for function in cast.exeter.functions.all():
        assert function.label in page
    assert "<td>Not known</td>" in page
    assessed(cast, accommodation=40)
    page = compare(client)
    assert "No needs recorded" not in page
    assert "<td>400</td>" in page


def test_womens_prisons_stand_among_themselves(cast: Cast, client: Client) -> None:
    women = Prison.objects.filter(holds_women=True, holds_men=False, status="open").order_by("short_name")
    assert women.count() > 2
    cast.south_west.prisons.add(*women)
    client.force_login(cast.lead)
    page = compare(client)
    assert women[0].name not in page
    page = compare(client, holds="women")
    assert women[0].name in page
    assert cast.exeter.name not in page


def test_the_list_of_sets_shows_a_lead_their_own(cast: Cast, client: Client) -> None:
    PrisonSet.objects.create(name="Somebody else’s")
    client.force_login(cast.lead)
    page = compare(client)
    assert "Exeter alone" in page
    assert "Somebody else’s" not in page


def test_the_file_has_the_same_prisons_and_numbers_as_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.national)
    assessed(cast, accommodation=40)
    text = client.get(reverse("compare_gaps_table", args=["csv"])).content.decode("utf-8-sig")
    title, head, *rows = csv.reader(text.splitlines())
    assert title[0].startswith("Gaps side by side, ")
    of = {row[1]: dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)}
    page = client.get(reverse("compare_gaps")).context
    assert len(of) == len(page["rows"]) + len(page["blank"])
    exeter, other = of["EXI"], of["LEI"]
    assert (exeter["People held"], exeter["Needs recorded"], exeter["Services"]) == ("400", "Yes", "1")
    assert exeter["Accommodation: missing at most"] != "Not known"
    assert (other["People held"], other["Services"], other["Places a month"]) == (
        "Not known", "None recorded", "Not known"
    )  # fmt: skip
    assert other["Accommodation: missing at most"] == "Not known"
    assert client.get(reverse("compare_gaps_table", args=["xlsx"])).status_code == 200
    assert client.get(reverse("compare_gaps_table", args=["pdf"])).status_code == 404


def test_prisons_together_are_counted_by_state_where_something_is_recorded(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.national)
    gaps_pages.fill(3, listings=4)
    answer = client.get(reverse("compare_gaps"))
    rows, together = answer.context["rows"], answer.context["together"]
    for at, states in enumerate(together):
        words = [row["squares"][at]["word"].lower() for row in rows]
        assert sorted(states) == sorted(f"{words.count(word)} {word}" for word in set(words))
    assert f"These {len(rows)} prisons together" in answer.content.decode()
    client.force_login(cast.lead)
    assert "prisons together" not in compare(client)


def test_the_file_keeps_to_what_the_page_was_narrowed_to(cast: Cast, client: Client) -> None:
    client.force_login(cast.national)
    page = compare(client, function="open", holds="men")
    address = reverse("compare_gaps_table", args=["csv"])
    assert f'{address}?function=open&amp;holds=men"' in page
    narrowed = client.get(address, {"function": "open", "holds": "men"}).content.decode()
    assert cast.exeter.name not in narrowed
    assert cast.exeter.name in client.get(address).content.decode()


def test_little_is_read_for_the_comparison_and_it_says_what_the_whole_would(cast: Cast) -> None:
    """Places typed, worked out, unlimited and unknown, services that wait, end or are paused, groups and stages."""
    gaps_pages.fill(3, listings=21)
    keys = list(Listing.objects.published().order_by("pk").values_list("pk", flat=True))
    Listing.objects.filter(pk__in=keys[::5]).update(room="paused", room_on=None)
    today = timezone.localdate()
    prisons = list(Prison.objects.filter(status="open"))
    whole = gather(prisons, today)
    places = {place.key: place for place in places_of(prisons)}
    found = {key: beside(places[key], inputs) for key, inputs in totals_at(prisons, today)}
    assert len(found) == len(prisons)
    assert found == {key: beside(places[key], each.inputs) for key, each in whole.items()}
    exeter = found[cast.exeter.pk]
    assert exeter.services
    assert exeter.places.unlimited
    assert exeter.places.unknown
    assert exeter.places_known
    own = find(whole[cast.exeter.pk].inputs)
    assert exeter.cells == {cell.pathway: cell.told for cell in totals(own)}


def listings(cast: Cast, prison: Prison, count: int) -> None:
    coordinator = cast.coordinator if prison == cast.exeter else cast.other_coordinator
    for number in range(count):
        approved_listing_at(
            prison, cast.harbour, cast.manager, coordinator, name=f"Advice {number} {prison.code}"
        )


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["compare_gaps", "stakeholders"])
def test_as_many_queries_for_many_prisons_and_services_as_for_one(
    cast: Cast, client: Client, name: str
) -> None:
    cast.south_west.prisons.set([cast.exeter, cast.guys_marsh])
    client.force_login(cast.lead)
    few = queries(client, reverse(name))
    cast.south_west.prisons.set(Prison.objects.filter(status="open", holds_men=True)[:20])
    cast.south_west.prisons.add(cast.exeter, cast.guys_marsh)
    listings(cast, cast.exeter, 4)
    listings(cast, cast.guys_marsh, 4)
    assert queries(client, reverse(name)) == few


# --- Who has solved it ----------------------------------------------------------------------------


def like_exeter(cast: Cast) -> None:
    cast.guys_marsh.functions.set(cast.exeter.functions.all())


def solved(client: Client, **query: str) -> str:
    asked = {"pathway": "accommodation"} | query
    return client.get(reverse("solved_elsewhere", args=["EXI"]), asked).content.decode()


def test_prisons_of_the_same_kind_that_fill_the_gap_are_named_with_the_coordinator_alone(
    cast: Cast, client: Client
) -> None:
    like_exeter(cast)
    Posting.objects.create(
        user=cast.governor, role="governor", prison=cast.guys_marsh, begins_on=date(2020, 1, 1)
    )
    client.force_login(cast.coordinator)
    pathway = cast.elsewhere.approved_revision.pathways.all()[0].pk
    page = solved(client, pathway=pathway)
    assert "Guys Marsh" in page
    assert "other.coordinator@cast.example.org" in page
    assert "Olga Othercoordinator" in page
    assert cast.governor.email not in page
    assert cast.other_manager.email not in page


def test_a_prison_of_another_function_does_not_count_as_having_solved_it(cast: Cast, client: Client) -> None:
    pathway = cast.elsewhere.approved_revision.pathways.all()[0].pk
    cast.guys_marsh.functions.clear()
    client.force_login(cast.governor)
    assert "Guys Marsh" not in solved(client, pathway=pathway)


def test_a_paused_service_has_solved_nothing(cast: Cast, client: Client) -> None:
    like_exeter(cast)
    Listing.objects.filter(pk=cast.elsewhere.pk).update(room="paused", room_on=None)
    pathway = cast.elsewhere.approved_revision.pathways.all()[0].pk
    client.force_login(cast.coordinator)
    assert "Olga" not in solved(client, pathway=pathway)


def test_what_is_no_pathway_is_not_found(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    address = reverse("solved_elsewhere", args=["EXI"])
    assert client.get(address).status_code == 404
    assert client.get(address, {"pathway": "accommodation", "group": "nobody"}).status_code == 404


def test_a_gap_leads_to_who_has_solved_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.governor)
    page = client.get(reverse("gap", args=["EXI"]), {"pathway": "accommodation"}).content.decode()
    assert f"{reverse('solved_elsewhere', args=['EXI'])}?pathway=accommodation" in page


def test_organisations_stand_by_region_and_a_lead_sees_those_of_their_prisons(
    cast: Cast, client: Client
) -> None:
    cast.harbour.areas.add(Area.objects.get(code="E07000041"))
    client.force_login(cast.lead)
    page = client.get(reverse("stakeholders")).content.decode()
    assert "Harbour Housing" in page
    assert "Lantern Trust" not in page
    elsewhere = client.get(reverse("stakeholders"), {"area": "E12000007"}).content.decode()
    assert "Harbour Housing" not in elsewhere
    here = client.get(reverse("stakeholders"), {"area": "E12000009"}).content.decode()
    assert "Harbour Housing" in here


def test_prisons_of_which_nothing_is_recorded_stand_by_name_below_those_that_are_compared(
    cast: Cast, client: Client
) -> None:
    cast.south_west.prisons.set(Prison.objects.filter(code__in=["EXI", "LEI"]))
    client.force_login(cast.lead)
    page = client.get(reverse("compare_gaps"))
    assert [row["name"] for row in page.context["rows"]] == [cast.exeter.name]
    [[name, _]] = page.context["blank"]
    assert Prison.objects.get(code="LEI").name in name
    assert "of 1 of them nothing is recorded" in page.content.decode()


def test_each_number_of_organisations_leads_to_their_names(cast: Cast, client: Client) -> None:
    cast.harbour.areas.add(Area.objects.get(code="E07000041"))
    client.force_login(cast.lead)
    [row] = [each for each in client.get(reverse("stakeholders")).context["rows"] if each["all"]]
    urls = [row["url"], *(url for count, url in row["counts"] if count)]
    for url in urls:
        names = [each["name"] for each in client.get(url).context["organisations"]]
        assert names == ["Harbour Housing"]
    # Its parts lead to theirs.
    [part] = [each for each in client.get(row["url"]).context["rows"] if each["all"]]
    assert [each["name"] for each in client.get(part["url"]).context["organisations"]] == ["Harbour Housing"]
