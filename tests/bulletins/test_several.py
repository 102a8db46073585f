"""Issues for a set of prisons and for all: who begins them, what they are offered, and who reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins.actions import writing
from bulletins.actions.sending import begin_sending
from bulletins.models import BulletinIssue
from coordination import clock
from coordination.access import NotPermitted
from coordination.models import PrisonSet
from tests.access.bulletins_writing import frame
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast: Cast) -> PrisonSet:
    """A set that the lead looks after and that holds both prisons."""
    cast.south_west.prisons.add(cast.guys_marsh)
    return cast.south_west


def of_set(cast: Cast, **more: Any) -> BulletinIssue:
    return making.issue(cast, prison=None, prison_set=cast.south_west, begun_by=cast.lead, **more)


def today() -> dict[str, Any]:
    return {"period_from": clock.today(), "period_to": clock.today()}


def page(user: Any, address: str) -> str:
    return client_of(user).get(address).content.decode()


def test_a_lead_begins_an_issue_of_the_set_on_its_page(cast: Cast, both: PrisonSet) -> None:
    address = reverse("bulletins_of_set", args=[both.pk])
    text = page(cast.lead, address)
    assert (
        "In this set: Exeter, Guys Marsh." in text
        and reverse("begin_bulletin_of_set", args=[both.pk]) in text
    )
    answer = client_of(cast.lead).post(reverse("begin_bulletin_of_set", args=[both.pk]), frame(cast))
    issue = BulletinIssue.objects.get()
    assert answer["Location"] == issue.get_absolute_url()
    assert (issue.prison, issue.prison_set, issue.begun_by) == (None, both, cast.lead)
    assert not issue.items.exists()
    assert issue.title in page(cast.lead, address)
    text = page(cast.lead, issue.get_absolute_url())
    assert address in text and "Look at what a prison offers" in text


def test_a_lead_of_another_set_learns_of_none_of_it(cast: Cast) -> None:
    other = PrisonSet.objects.create(name="Others")
    other.prisons.set([cast.exeter])
    for name in ("bulletins_of_set", "begin_bulletin_of_set"):
        assert client_of(cast.lead).get(reverse(name, args=[other.pk])).status_code == 404
    issue = making.issue(cast, prison=None, prison_set=other, begun_by=cast.national)
    assert client_of(cast.lead).get(issue.get_absolute_url()).status_code == 404
    with pytest.raises(NotPermitted):
        writing.begin_issue(by=cast.lead, prison_set=other, values={"title": "News", **today()})
    assert "Others" in page(cast.national, reverse("bulletins_of_all"))
    assert "Others" not in page(cast.lead, reverse("bulletins_of_set", args=[cast.south_west.pk]))


def test_a_national_lead_begins_one_for_all_prisons(cast: Cast) -> None:
    answer = client_of(cast.national).post(reverse("begin_bulletin_of_all"), frame(cast))
    issue = BulletinIssue.objects.get()
    assert (issue.prison, issue.prison_set, issue.place) == (None, None, "All prisons")
    assert answer["Location"] == issue.get_absolute_url()
    own, of_a_set = making.issue(cast, title="Exeter’s own"), of_set(cast, title="The set’s own")
    text = page(cast.national, reverse("bulletins_of_all"))
    assert issue.title in text and own.title not in text and of_a_set.title not in text


def test_offers_come_from_one_prison_at_a_time_and_only_from_those_of_the_issue(
    cast: Cast, both: PrisonSet
) -> None:
    issue = of_set(cast, **today())
    here, there = f"directory.listing.{cast.approved.pk}", f"directory.listing.{cast.elsewhere.pk}"
    address = issue.get_absolute_url()
    assert here not in page(cast.lead, address)
    text = page(cast.lead, f"{address}?offered_by=EXI")
    assert here in text and "Exeter: Housing advice" in text and there not in text
    text = page(cast.lead, f"{address}?offered_by=GMI")
    assert there in text and here not in text
    client = client_of(cast.lead)
    answer = client.post(reverse("take_in_offers", args=[issue.pk]), {"source": [there], "offered_by": "GMI"})
    assert answer["Location"] == f"{address}?offered_by=GMI#offered"
    item = issue.items.get(source=there)
    assert item.heading == "Guys Marsh: Lantern lights"
    both.prisons.remove(cast.exeter)
    text = page(cast.lead, f"{address}?offered_by=EXI")
    assert here not in text and 'value="EXI"' not in text


def test_readers_of_other_prisons_get_no_link_that_is_closed_to_them_and_the_wings_nothing(
    cast: Cast, both: PrisonSet
) -> None:
    issue, source = of_set(cast, **today()), f"directory.listing.{cast.approved.pk}"
    [item] = writing.take_in_offers(by=cast.lead, issue=issue, sources=[source], prison=cast.exeter)
    assert (item.path, item.for_wings, item.wing_heading, item.wing_text) == ("", False, "", "")
    own = making.issue(cast, **today())
    [item] = writing.take_in_offers(by=cast.coordinator, issue=own, sources=[source])
    assert item.path and item.for_wings and item.wing_text


def test_an_issue_of_the_set_is_read_where_the_set_is_and_nowhere_before_it_is_sent(cast: Cast) -> None:
    issue = of_set(cast)
    address = issue.get_absolute_url()
    for who in (cast.coordinator, cast.staff, cast.governor):
        assert client_of(who).get(address).status_code == 404
    begin_sending(by=cast.lead, issue=issue)
    for who in (cast.coordinator, cast.staff, cast.governor):
        assert client_of(who).get(address).status_code == 200
    for who in (cast.other_coordinator, cast.manager, cast.worker):
        assert client_of(who).get(address).status_code == 404


@pytest.mark.parametrize("name", ["bulletins_of_set", "bulletins_of_all", "issue"])
def test_pages_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast, name: str) -> None:
    counts = []
    issue = of_set(cast)
    address = {
        "bulletins_of_set": reverse("bulletins_of_set", args=[cast.south_west.pk]),
        "bulletins_of_all": reverse("bulletins_of_all"), "issue": f"{issue.get_absolute_url()}?offered_by=EXI",
    }[name]  # fmt: skip
    for more in (1, 10):
        for number in range(more):
            of_set(cast)
            making.issue(cast, prison=None, begun_by=cast.national)
            PrisonSet.objects.create(name=f"Set {more} {number}").prisons.set([cast.exeter, cast.guys_marsh])
        with CaptureQueriesContext(connection) as queries:
            assert client_of(cast.national).get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
