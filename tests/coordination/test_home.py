"""The home page: for visitors, and for each role what waits, what is new, what may go wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination import access, home
from coordination.actions import invitations
from coordination.models import Invitation, Posting, Prison, User
from coordination.offers import HomeItem, Section, offers
from coordination.roles import Role
from coordination.views.home import sections, since_in_words
from tests.cast import PEOPLE, Cast
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of

TODAY = timezone.localdate


def sentences(user: User, section: Section | None = None) -> list[str]:
    found = home.items(user, access.standing_of(user))
    return [item.sentence for item in found if section in (None, item.section)]


def test_a_visitor_reads_what_this_is_and_where_to_sign_in(client: Client, cast: Cast) -> None:
    page = client.get("/").text
    assert reverse("account_login") in page
    assert "Accounts come by invitation." in page
    assert "Harbour Housing" not in page and "Exeter" not in page


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_has_a_home_page_whose_links_they_may_open(cast: Cast, person: str) -> None:
    browser = client_of(getattr(cast, person))
    page = parsed(browser.get("/").text)
    headings = [words(heading) for heading in select(page, "h2")]
    assert headings[:3] == ["Waiting for you", "About to go wrong", "New"]
    for link in {a.get("href") for a in select(page, "a") if a.get("href", "").startswith("/")}:
        assert browser.get(link).status_code == 200, link


def test_somebody_without_a_role_is_told_whom_to_ask(cast: Cast) -> None:
    Posting.objects.filter(user=cast.staff).update(ended_at=timezone.now(), ended_by=cast.coordinator)
    assert "You have no access at the moment" in client_of(cast.staff).get("/").text


def test_access_that_ends_soon_is_said_to_who_gives_it_and_to_oneself(cast: Cast) -> None:
    last = TODAY() + timedelta(days=30)
    Posting.objects.filter(user=cast.staff).update(ends_on=last)
    day = f"{last.day} {last:%B %Y}"
    assert f"The access of Stella Staff (prison staff, HMP/YOI Exeter) ends on {day}." in sentences(
        cast.coordinator
    )
    assert sentences(cast.staff) == [f"Your own access as prison staff, HMP/YOI Exeter, ends on {day}."]
    assert not any("Stella" in each for each in sentences(cast.other_coordinator) + sentences(cast.manager))
    Posting.objects.filter(user=cast.staff).update(ends_on=last + timedelta(days=1))
    assert sentences(cast.coordinator) == sentences(cast.staff) == []


def test_an_invitation_that_is_not_taken_up_is_a_risk_three_days_before(cast: Cast) -> None:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="n@example.org", name="Nia New"
    )
    assert sentences(cast.coordinator) == []
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=timezone.now() + timedelta(days=3, minutes=-1)
    )
    expected = ["Nia New has not taken up the invitation (prison staff). Send it again or cancel it."]
    assert sentences(cast.coordinator, Section.RISK) == expected
    assert sentences(cast.second_coordinator, Section.RISK) == expected
    for person in (cast.other_coordinator, cast.governor, cast.staff, cast.national):
        assert sentences(person, Section.RISK) == []


def test_many_of_a_kind_are_one_line(cast: Cast) -> None:
    for number in range(4):
        user = User.objects.create(email=f"p{number}@example.org", name=f"Person {number}")
        Posting.objects.create(
            user=user, role=Role.STAFF, prison=cast.exeter, ends_on=TODAY() + timedelta(days=9)
        )
        invitations.invite(
            by=cast.coordinator, role=Role.GATE, prison=cast.exeter, email=f"i{number}@example.org", name="I"
        )
    Invitation.objects.update(expires_at=timezone.now())
    assert set(sentences(cast.coordinator)) == {
        "4 invitations were not taken up. Send them again or cancel them.",
        "The access of 4 people ends within 30 days.",
        "4 people got access in the last 14 days.",
    }


def test_who_came_is_new_for_a_fortnight(cast: Cast) -> None:
    worker = User.objects.create(email="w@example.org", name="Wanda")
    posting = Posting.objects.create(user=worker, role=Role.WORKER, organisation=cast.harbour)
    assert sentences(cast.manager, Section.NEW) == [
        "Wanda has access: organisation worker or volunteer, Harbour Housing."
    ]
    assert sentences(worker) == sentences(cast.coordinator) == []
    Posting.objects.filter(pk=posting.pk).update(begins_on=TODAY() - timedelta(days=15))
    assert sentences(cast.manager) == []


def test_a_national_lead_is_told_of_a_prison_that_lost_its_coordinator(cast: Cast) -> None:
    assert not any("no coordinator" in each for each in sentences(cast.national))
    Posting.objects.filter(role=Role.COORDINATOR, prison=cast.guys_marsh).update(
        ends_on=TODAY() - timedelta(days=1)
    )
    assert "HMP Guys Marsh has no coordinator any more: nobody decides there." in sentences(cast.national)
    assert Prison.objects.count() > 100
    assert sum("no coordinator" in each for each in sentences(cast.national)) == 1


def test_every_item_of_every_app_is_ready_to_show(cast: Cast) -> None:
    for person in PEOPLE:
        user = getattr(cast, person)
        for module in offers("home"):
            for item in module.items(user, access.standing_of(user)):
                assert isinstance(item, HomeItem)
                assert item.sentence.strip() and item.url.startswith("/") and item.count >= 1


def test_what_waits_longest_stands_first_and_what_is_newest(cast: Cast) -> None:
    def item(section: Section, days: int | None) -> HomeItem:
        since = None if days is None else TODAY() - timedelta(days=days)
        return HomeItem(section, str(days), "/", since=since)

    shown = sections([item(s, d) for s in Section for d in (1, None, 5)])
    order = {section.heading: [i.sentence for i, _ in section.items] for section in shown}
    assert order["Waiting for you"] == order["About to go wrong"] == ["5", "1", "None"]
    assert order["New"][1:] == ["1", "5"]


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "since yesterday"), (2, "for 2 days"), (-1, "tomorrow"), (-12, "in 12 days")],
)
def test_days_are_said_in_words(days: int, said: str) -> None:
    assert since_in_words(TODAY() - timedelta(days=days)) == said
    assert since_in_words(timezone.now() - timedelta(days=days)) == said
    assert since_in_words(None) == ""


def test_what_happened_once_is_so_many_days_ago() -> None:
    said = [since_in_words(TODAY() - timedelta(days=days), once=True) for days in (0, 1, 9)]
    assert said == ["today", "yesterday", "9 days ago"]
    news = HomeItem(Section.NEW, "Somebody came.", "/", since=TODAY() - timedelta(days=9))
    [(_, shown)] = next(each.items for each in sections([news]) if each.items)
    assert shown == "9 days ago"
