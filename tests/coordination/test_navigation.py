"""The bar at the top: what each role finds there, and where one is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from coordination.models import Posting
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of


def bar(user, path: str = "/") -> list[str]:
    page = parsed(client_of(user).get(path).text)
    return [words(link).split(" (")[0] for link in select(page, ".vsc-navigation__link")]


def current(user, path: str) -> list[str]:
    page = parsed(client_of(user).get(path).text)
    links = select(page, ".vsc-navigation__link")
    return [words(link).split(" (")[0] for link in links if link.get("aria-current") == "page"]


@pytest.mark.parametrize(
    ("person", "has", "has_not"),
    [
        ("coordinator", {"Home", "Exeter", "People", "Organisations"}, {"Prisons"}),
        ("governor", {"Home", "Exeter", "People"}, {"Prisons"}),
        ("staff", {"Home", "Exeter"}, {"People", "Audit", "Organisations"}),
        ("gate", {"Home", "Exeter"}, {"People", "Audit"}),
        ("lead", {"Home", "Exeter", "People"}, {"Audit"}),
        ("national", {"Home", "Prisons", "Organisations", "People"}, {"Exeter"}),
        ("manager", {"Home", "Harbour Housing"}, {"Prisons", "People", "Organisations"}),
        ("worker", {"Home", "Harbour Housing"}, {"Prisons", "People"}),
    ],
)
def test_each_role_finds_its_own(cast: Cast, person: str, has: set[str], has_not: set[str]) -> None:
    found = set(bar(getattr(cast, person)))
    assert has <= found
    assert not has_not & found


def test_a_visitor_has_no_bar(client: Client, cast: Cast) -> None:
    assert select(parsed(client.get("/").text), ".vsc-navigation__link") == []


def test_somebody_of_two_prisons_gets_the_bar_of_the_prison_in_the_address(cast: Cast) -> None:
    Posting.objects.create(user=cast.coordinator, role=Role.STAFF, prison=cast.guys_marsh)
    assert "Prisons" in bar(cast.coordinator) and "People" not in bar(cast.coordinator)
    at_exeter = bar(cast.coordinator, reverse("prison", args=["EXI"]))
    at_guys_marsh = bar(cast.coordinator, reverse("prison", args=["GMI"]))
    assert {"Prisons", "Exeter", "People"} <= set(at_exeter)
    assert "Guys Marsh" in at_guys_marsh and "People" not in at_guys_marsh


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "Home"), ("/prisons/EXI/", "Exeter"), ("/prisons/EXI/wings/", "Exeter"),
        ("/prisons/EXI/people/invite/", "People"), ("/organisations/harbour-housing/", "Organisations"),
    ],
)  # fmt: skip
def test_exactly_one_link_says_where_one_is(cast: Cast, path: str, label: str) -> None:
    assert current(cast.coordinator, path) == [label]


def test_a_page_beside_the_bar_marks_nothing(cast: Cast) -> None:
    assert current(cast.coordinator, "/account/") == []


def rows(user, path: str) -> dict[str, list[str]]:
    page = parsed(client_of(user).get(path).text)
    return {
        row.get("aria-label"): [words(link) for link in select(row, ".vsc-navigation__link")]
        for row in select(page, ".vsc-navigation")
    }


def test_a_section_stands_once_in_the_bar_and_is_spread_out_on_its_pages(cast: Cast) -> None:
    at_home = rows(cast.coordinator, "/")
    assert list(at_home) == ["Main"]
    assert at_home["Main"].count("Who comes in") == 1 and "Training" not in at_home["Main"]
    at_training = rows(cast.coordinator, reverse("training", args=["EXI"]))
    assert at_training["Main"] == at_home["Main"]
    assert at_training["Who comes in"] == [
        "Workers",
        "Training",
        "Clearances",
        "Gate",
        "Policies",
        "Evidence",
    ]


def test_the_bar_says_in_which_section_the_page_is(cast: Cast) -> None:
    page = parsed(client_of(cast.coordinator).get(reverse("training", args=["EXI"])).text)
    marked = {
        words(link): link.get("aria-current")
        for link in select(page, ".vsc-navigation__link")
        if link.get("aria-current")
    }
    assert marked == {"Who comes in": "true", "Training": "page"}


def test_somebody_with_one_entry_of_a_section_finds_it_in_the_bar(cast: Cast) -> None:
    found = rows(cast.staff, reverse("policies", args=["EXI"]))
    assert list(found) == ["Main"]
    assert "Policies" in found["Main"] and "Who comes in" not in found["Main"]


def test_single_needs_of_the_directory_stand_in_planning_behind_the_assessments(cast: Cast) -> None:
    found = rows(cast.coordinator, reverse("needs", args=["EXI"]))
    assert found["Planning"] == [
        "Gaps", "Needs assessments", "Needs raised", "Reports", "Priorities", "Action plan", "Inspection", "Equality",
    ]  # fmt: skip
    assert current(cast.coordinator, reverse("needs", args=["EXI"])) == ["Needs raised"]


def test_the_bar_of_a_coordinator_has_eleven_links_and_that_of_a_lead_one_for_all_prisons(cast: Cast) -> None:
    assert [words.split(" (")[0] for words in rows(cast.coordinator, "/")["Main"]] == [
        "Home", "Exeter", "Find a service", "Directory", "Who comes in", "Forums", "Planning", "Bulletins",
        "Queue", "Organisations", "People",
    ]  # fmt: skip
    across = rows(cast.national, reverse("compare_gaps"))
    assert across["Prisons"] == [
        "Prisons", "Compare prisons", "Compare gaps", "Closing and opening", "Waiting ideas", "Gap reports",
        "Up to date",
    ]  # fmt: skip


def test_a_section_of_which_nothing_waits_shows_no_nought(cast: Cast) -> None:
    found = rows(cast.coordinator, reverse("organisations"))
    assert "Organisations" in found["Main"]
    assert found["Organisations"] == ["Organisations", "Registrations (0)"]


def test_a_governor_of_one_prison_finds_what_is_up_to_date_beside_the_directory(cast: Cast) -> None:
    found = rows(cast.governor, reverse("directory", args=["EXI"]))
    assert "Up to date" in found["Directory"] and "Prisons" not in found["Main"]


def test_the_page_of_one_person_lies_in_the_section(cast: Cast) -> None:
    found = rows(cast.coordinator, reverse("person", args=[cast.volunteer.pk]))
    assert "Training" in found["Who comes in"]
    assert current(cast.coordinator, reverse("person", args=[cast.volunteer.pk])) == ["Workers"]
