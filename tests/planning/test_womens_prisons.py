"""Women's prisons are compared among themselves, by chosen sets and never by region."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import Posting, Prison, PrisonFunction, PrisonSet
from planning.exits.reading import nearby_of
from tests.cast import Cast, approved_listing_at

pytestmark = pytest.mark.django_db
PATHWAY = "accommodation"


@pytest.fixture
def prisons(cast: Cast) -> dict[str, Prison]:
    """Three women's prisons and two men's, all of one function and with a service for the same; the last has no set.

    Eastwood Park and Low Newton lie in different regions and in one set; Send lies with Eastwood Park in neither.
    """
    PrisonSet.objects.create(name="Women’s prisons").prisons.set(
        Prison.objects.filter(code__in=["EWI", "LNI"])
    )
    found = {each.code: each for each in Prison.objects.filter(code__in=["EWI", "LNI", "SDI", "EXI", "GMI"])}
    same = PrisonFunction.objects.get(code="resettlement")
    Prison.objects.filter(code="SDI").update(region=found["EWI"].region)
    for prison in found.values():
        prison.functions.set([same])
        Posting.objects.create(
            user=cast.coordinator, role="coordinator", prison=prison, begins_on=timezone.localdate()
        )
        approved_listing_at(prison, cast.harbour, cast.manager, cast.coordinator, name=f"Rooms {prison.code}")
    return found


def names(client: Client, code: str) -> list[str]:
    """Of prisons that have solved what is missing there, in their order."""
    address = reverse("solved_elsewhere", args=[code])
    return [row["name"] for row in client.get(address, {"pathway": PATHWAY}).context["rows"]]


def test_who_has_solved_it_names_womens_prisons_to_womens_and_mens_to_mens(
    cast: Cast, client: Client, prisons: dict[str, Prison]
) -> None:
    client.force_login(cast.national)
    assert set(names(client, "EWI")) == {prisons["LNI"].name, prisons["SDI"].name}
    assert names(client, "EXI") == [prisons["GMI"].name]


def test_near_is_the_set_of_a_womens_prison_and_the_region_of_a_mens_one(
    cast: Cast, client: Client, prisons: dict[str, Prison]
) -> None:
    client.force_login(cast.national)
    address = reverse("solved_elsewhere", args=["EWI"])
    rows = {row["name"]: row["where"] for row in client.get(address, {"pathway": PATHWAY}).context["rows"]}
    assert rows == {prisons["LNI"].name: "Near", prisons["SDI"].name: ""}
    address = reverse("solved_elsewhere", args=["EXI"])
    [row] = client.get(address, {"pathway": PATHWAY}).context["rows"]
    assert (row["name"], row["where"]) == (prisons["GMI"].name, "Near")


def test_services_of_a_womens_prison_that_closes_go_to_womens_prisons_alone(
    prisons: dict[str, Prison],
) -> None:
    found = nearby_of(prisons["EWI"], [PATHWAY], timezone.localdate())
    assert found[0].place.code == "LNI"
    assert found[0].near
    others = Prison.objects.filter(pk__in=[each.place.key for each in found])
    assert all(prison.holds_women and not prison.holds_men for prison in others)


def test_the_page_of_all_prisons_shows_one_kind_at_a_time_and_by_set(
    cast: Cast, client: Client, prisons: dict[str, Prison]
) -> None:
    client.force_login(cast.national)

    def compared(**query: str) -> set[str]:
        return {row["name"] for row in client.get(reverse("compare_gaps"), query).context["rows"]}

    women, men = (
        {prisons[code].name for code in ("EWI", "LNI", "SDI")},
        {prisons["EXI"].name, prisons["GMI"].name},
    )
    assert compared() == compared(holds="men") == men
    assert compared(holds="women") == women
    chosen = str(PrisonSet.objects.get(name="Women’s prisons").pk)
    assert compared(holds="women", set=chosen) == women - {prisons["SDI"].name}
    assert compared(holds="men", set=chosen) == set()


def test_pathways_for_women_only_stand_with_womens_prisons(
    cast: Cast, client: Client, prisons: dict[str, Prison]
) -> None:
    client.force_login(cast.national)
    men = client.get(reverse("compare_gaps")).context["pathways"]
    women = client.get(reverse("compare_gaps"), {"holds": "women"}).context["pathways"]
    assert len(women) == len(men) + 2


def test_where_the_function_is_not_known_the_page_says_that_and_not_that_nobody_solved_it(
    cast: Cast, client: Client, prisons: dict[str, Prison]
) -> None:
    prisons["EWI"].functions.clear()
    client.force_login(cast.national)
    page = client.get(reverse("solved_elsewhere", args=["EWI"]), {"pathway": PATHWAY}).content.decode()
    assert f"The function of {prisons['EWI']} is not known, so no prison counts as the same kind" in page
