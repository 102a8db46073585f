"""Organisations: adding without a double, changing the record, the list."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.actions.organisations import add_organisation, edit_organisation
from coordination.models import Invitation, Organisation
from coordination.policies import Refused
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, said

TYPED = {"name": "Fresh Start", "kind": "voluntary"}


def add(cast: Cast, **values: Any) -> Organisation:
    return add_organisation(by=cast.coordinator, values={"name": "Fresh Start"} | values)


@pytest.mark.parametrize(
    "like",
    [
        {"name": "harbour housing LTD"},
        {"name": "Other", "charity_number": "1074546"},
        {"name": "Other", "company_number": "03562176"},
        {"name": "Harbor Housing"},
        {"name": "Other", "website": "http://harbour.example.org/about"},
    ],
)
def test_a_likely_double_is_found_by_name_and_by_number(cast: Cast, like: dict[str, str]) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(
        charity_number="1074546", company_number="03562176", website="https://www.harbour.example.org/"
    )
    with pytest.raises(Refused, match="There is already “Harbour Housing”"):
        add(cast, **like)
    assert add_organisation(by=cast.coordinator, values=like, although_alike=True).pk != cast.harbour.pk


def test_each_gets_an_address_of_its_own(cast: Cast) -> None:
    first = add(cast)
    second = add_organisation(by=cast.coordinator, values={"name": "Fresh start!"}, although_alike=True)
    third = add_organisation(by=cast.coordinator, values={"name": "Fresh Start"}, although_alike=True)
    assert [each.slug for each in (first, second, third)] == ["fresh-start", "fresh-start-2", "fresh-start-3"]


@pytest.mark.parametrize(
    ("name", "slug"), [("Add", "add-2"), ("People", "people-2"), ("日本", "organisation")]
)
def test_no_organisation_takes_the_address_of_a_page(cast: Cast, name: str, slug: str) -> None:
    assert add(cast, name=name).slug == slug


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.org", "data:text/html,x"])
def test_a_website_begins_with_http(cast: Cast, website: str) -> None:
    with pytest.raises(Refused, match="http"):
        add(cast, website=website)
    page = client_of(cast.coordinator).post(reverse("add_organisation"), TYPED | {"website": website})
    assert page.status_code == 200
    assert not Organisation.objects.filter(name="Fresh Start").exists()


def test_who_may_not_add_does_not(cast: Cast) -> None:
    for person in (cast.governor, cast.staff, cast.manager):
        with pytest.raises(NotPermitted):
            add_organisation(by=person, values={"name": "Fresh Start"})


def test_adding_from_the_page_invites_the_first_manager(cast: Cast) -> None:
    typed = TYPED | {
        "charity_number": "107 4546", "company_number": "sc 123456", "website": "www.example.org",
        "size": "small", "led_by": ["veterans"], "led_by_lived_experience": "true", "areas": ["E12000009"],
        "manager_name": "Mo Manager", "manager_email": "mo@example.org",
    }  # fmt: skip
    response = client_of(cast.coordinator).post(reverse("add_organisation"), typed, follow=True)
    assert said(response) == ["Fresh Start was added, and an invitation goes to mo@example.org."]
    added = Organisation.objects.get(slug="fresh-start")
    assert (added.charity_number, added.company_number, added.website) == (
        "1074546",
        "SC123456",
        "https://www.example.org",
    )
    assert [group.pk for group in added.led_by.all()] == ["veterans"]
    assert [area.name for area in added.areas.all()] == ["South West"]
    assert added.led_by_lived_experience is True
    assert Invitation.objects.get(email="mo@example.org").organisation == added
    for fact in ("Charity 1074546, company SC123456", "Veterans", "South West", "£10,000 to £100,000 a year"):
        assert fact in response.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"charity_number": "12"}, "Enter a charity number of six or seven digits"),
        ({"company_number": "12"}, "Enter a company number of eight characters"),
        ({"name": "Fresh A1234BC"}, "looks like a prison number"),
        ({"manager_name": "Mo"}, "Enter the manager’s e-mail address as well."),
        ({"manager_email": "mo@example.org"}, "Enter the manager’s name as well."),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, changed: dict[str, str], sentence: str) -> None:
    response = client_of(cast.coordinator).post(reverse("add_organisation"), TYPED | changed)
    assert sentence in response.text
    assert not Organisation.objects.filter(slug__startswith="fresh").exists()


def test_a_double_is_shown_with_a_link_and_added_when_one_says_so(cast: Cast) -> None:
    browser, address = client_of(cast.coordinator), reverse("add_organisation")
    typed = TYPED | {"name": "harbour housing"}
    warned = browser.post(address, typed)
    assert reverse("organisation", args=["harbour-housing"]) in warned.text
    assert "I looked: this is another organisation" in warned.text
    assert "Same name." in warned.text
    assert "I looked" not in browser.get(address).text
    added = browser.post(address, typed | {"although_alike": "on"}, follow=True)
    assert added.redirect_chain == [(reverse("organisation", args=["harbour-housing-2"]), 302)]


def test_a_refused_invitation_leaves_no_organisation_behind(cast: Cast) -> None:
    typed = TYPED | {"manager_name": "Al A1234BC", "manager_email": "mo@example.org"}
    client_of(cast.coordinator).post(reverse("add_organisation"), typed)
    assert not Organisation.objects.filter(name="Fresh Start").exists()


def test_the_manager_changes_the_record_and_the_audit_says_what(cast: Cast) -> None:
    response = client_of(cast.manager).post(
        reverse("edit_organisation", args=["harbour-housing"]),
        {"name": "Harbour Homes", "kind": "private", "led_by": ["carers"], "led_by_lived_experience": ""},
        follow=True,
    )
    assert said(response) == ["The record is saved."]
    cast.harbour.refresh_from_db()
    assert (cast.harbour.name, cast.harbour.slug) == ("Harbour Homes", "harbour-housing")
    changes = last_entry("edit_organisation").changes
    assert changes["name"] == ["Harbour Housing", "Harbour Homes"]
    assert changes["led_by"] == [[], ["carers"]]
    assert "website" not in changes


def test_nothing_changed_leaves_no_line_in_the_audit(cast: Cast) -> None:
    edit_organisation(by=cast.manager, organisation=cast.harbour, values={"name": cast.harbour.name})
    with pytest.raises(cast.harbour.DoesNotExist.__mro__[1]):
        last_entry("edit_organisation")


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("", "Lantern Trust", "Nothing"),
        ("?name=lantern", "Lantern Trust", "Harbour Housing"),
        ("?name=1074546", "Harbour Housing", "Lantern Trust"),
        ("?kind=health", "No organisation found", "Lantern Trust"),
    ],
)
def test_the_list_is_filtered(cast: Cast, query: str, there: str, not_there: str) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(charity_number="1074546")
    page = client_of(cast.coordinator).get(reverse("organisations") + query).text
    assert there in page
    assert not_there not in page


def test_a_manager_sees_only_the_own_organisation(cast: Cast) -> None:
    page = client_of(cast.manager).get(reverse("organisations")).text
    assert "Harbour Housing" in page
    assert "Lantern Trust" not in page and "Add an organisation" not in page


def test_unknown_is_said_and_is_not_no(cast: Cast) -> None:
    page = client_of(cast.coordinator).get(reverse("organisation", args=["lantern-trust"])).text
    assert page.count("Not known") >= 4


@pytest.mark.parametrize("name", ["Ring 07700 900123", "Write to dave@example.org", "Go to EX4 4EX"])
def test_a_name_is_no_way_round_the_approval_of_contact_details(cast: Cast, name: str) -> None:
    with pytest.raises(Refused, match="printed for people in prison"):
        edit_organisation(by=cast.manager, organisation=cast.harbour, values={"name": name})
    cast.harbour.refresh_from_db()
    assert cast.harbour.name == "Harbour Housing"


def test_a_website_holds_no_prison_number(cast: Cast) -> None:
    values = {"name": "Harbour Housing", "website": "https://harbour.example.org/A1234BC"}
    with pytest.raises(Refused, match="prison number"):
        edit_organisation(by=cast.manager, organisation=cast.harbour, values=values)
