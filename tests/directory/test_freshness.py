"""The pages that compare prisons and organisations by what they confirm: figures, order, and what is not known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.access import standing_of
from coordination.models import Prison, User
from directory import home, navigation, staleness
from directory.actions.corrections import report_correction
from directory.staleness import PrisonFigures
from tests.cast import Cast, listing_at
from tests.directory.growing_old import aged, another
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db


def figures(user: User) -> dict[str, PrisonFigures]:
    found = staleness.of_prisons(user, Prison.objects.visible_to(user), timezone.localdate())
    return {each.prison.code: each for each in found}


def page(user: User, name: str = "freshness", **query: str) -> str:
    answer = signed_in(user).get(reverse(name), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_prison_is_counted_by_what_was_confirmed(cast: Cast) -> None:
    aged(cast.approved, 90)
    another(cast, "Choir", 91)
    another(cast, "Art", 181)
    another(cast, "Fresh", 0)
    report_correction(by=cast.staff, listing=cast.approved, topic="gone")
    exeter = figures(cast.lead)["EXI"]
    counted = (exeter.listings, exeter.confirmed, exeter.overdue, exeter.left_out)
    assert counted == (4, 2, 2, 1)
    assert exeter.share == 0.5
    assert (exeter.waiting, exeter.corrections) == (1, 1)
    shown = " ".join(page(cast.lead).split())
    assert "2 (50%)" in shown
    assert "HMP Guys Marsh" not in shown


def test_the_oldest_text_is_told_in_working_days(cast: Cast) -> None:
    with clock.set_to(timezone.now() - timedelta(days=14)):
        listing_at(cast.exeter, cast.harbour, cast.manager, name="Choir")
    exeter = figures(cast.lead)["EXI"]
    assert exeter.waiting == 2
    assert exeter.oldest_wait is not None
    assert 8 <= exeter.oldest_wait <= 10
    assert f"{exeter.oldest_wait} working days" in page(cast.lead)


def test_a_prison_without_services_is_unknown_and_not_all_confirmed(cast: Cast) -> None:
    empty = figures(cast.national)["LEI"]
    assert (empty.listings, empty.share, empty.oldest_wait) == (0, None, None)
    row = page(cast.national).split("HMP Leeds")[1].split("</tr>")[0]
    assert "Nothing registered" in row
    assert "%" not in row


def names_in_order(shown: str) -> list[str]:
    return re.findall(r'role="rowheader"[^>]*><a [^>]*>([^<]+)<', shown)


def test_prisons_can_be_ordered_and_the_unknown_come_last(cast: Cast) -> None:
    aged(cast.elsewhere, 200)
    stale = names_in_order(page(cast.national, order="stale"))
    assert stale[:2] == ["HMP Guys Marsh", "HMP/YOI Exeter"]
    assert names_in_order(page(cast.national, order="queue"))[0] == "HMP/YOI Exeter"
    by_name = names_in_order(page(cast.national))
    assert by_name == names_in_order(page(cast.national, order="junk"))
    assert sorted(by_name) == sorted(stale)


def test_organisations_are_listed_by_what_they_do_not_confirm(cast: Cast) -> None:
    another(cast, "Choir", 200)
    aged(cast.elsewhere, 100)
    shown = page(cast.national, "freshness_organisations")
    assert names_in_order(shown) == ["Lantern Trust", "Harbour Housing"]
    assert "1 (100%)" in shown
    assert "1 (50%)" in shown
    assert (
        names_in_order(page(cast.national, "freshness_organisations", order="oldest"))[0] == "Harbour Housing"
    )
    assert (
        names_in_order(page(cast.national, "freshness_organisations", order="most"))[0] == "Harbour Housing"
    )
    assert (
        names_in_order(page(cast.national, "freshness_organisations", order="name"))[0] == "Harbour Housing"
    )
    assert "None" not in re.findall(r'data-label="Manager to ask">([^<]+)<', shown)
    cast.manager.postings.update(ended_at=timezone.now(), ended_by=cast.national)
    shown = page(cast.national, "freshness_organisations", order="name")
    assert re.findall(r'data-label="Manager to ask">([^<]+)<', shown) == ["None", "Yes"]


def test_one_sees_the_organisations_of_ones_own_prisons(cast: Cast) -> None:
    for user in (cast.lead, cast.governor, cast.coordinator):
        assert names_in_order(page(user, "freshness_organisations")) == ["Harbour Housing"]


@pytest.mark.parametrize("name", ["freshness", "freshness_organisations"])
def test_the_same_number_of_queries_for_one_service_and_for_twelve(cast: Cast, name: str) -> None:
    page(cast.national, name)
    with CaptureQueriesContext(connection) as few:
        page(cast.national, name)
    for number in range(11):
        another(cast, f"Service {number}", 100)
    with CaptureQueriesContext(connection) as many:
        page(cast.national, name)
    assert len(many) == len(few)


def test_the_bar_leads_there_for_who_oversees(cast: Cast) -> None:
    def has(user: User) -> bool:
        return "Up to date" in [entry.label for entry in navigation.entries(user, standing_of(user), None)]

    seen = [has(user) for user in (cast.lead, cast.national, cast.governor, cast.coordinator, cast.staff)]
    assert seen == [True, True, True, False, False]


@pytest.mark.parametrize("person", ["manager", "coordinator", "national"])
def test_a_closed_prison_asks_nobody_and_reproaches_nobody(cast: Cast, person: str) -> None:
    aged(cast.approved, 200)
    user = getattr(cast, person)
    Prison.objects.filter(pk=cast.exeter.pk).update(status=Prison.Status.CLOSED)
    lines = " ".join(item.sentence for item in home.items(user, standing_of(user)))
    assert "confirmed" not in lines
    if person == "manager":
        assert "to confirm." not in page_of_services(cast)
    if person == "national":
        assert "Harbour Housing" not in names_in_order(page(user, "freshness_organisations"))
        row = page(user).split("HMP/YOI Exeter")[1].split("</tr>")[0]
        assert "Closed" in row


def page_of_services(cast: Cast) -> str:
    return str(signed_in(cast.manager).get(reverse("services", args=["harbour-housing"])).content.decode())
