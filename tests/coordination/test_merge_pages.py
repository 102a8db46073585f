"""The pages of a merge, from a possible duplicate to what was moved; and the postcode that helps to find it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coordination.models import (
    Organisation,
    OrganisationMerge,
)
from tests.cast import Cast
from tests.coordination.merged import a_double, ask
from tests.coordination.pages import client_of, said


@pytest.fixture
def double(cast: Cast) -> Organisation:
    return a_double()


def test_a_possible_duplicate_stands_on_the_page_for_who_may_merge(cast: Cast, double: Organisation) -> None:
    address = reverse("organisation", args=["harbour-housing"])
    compare = reverse("merge_organisations", args=["harbour-housing", "harbor-housing"])
    page = client_of(cast.coordinator).get(address).text
    assert compare in page and "The names are alike." in page
    assert compare not in client_of(cast.manager).get(address).text


def test_any_other_record_is_found_by_its_name_or_number(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.lantern.pk).update(charity_number="1074546")
    address = reverse("other_records", args=["harbour-housing"])
    compare = reverse("merge_organisations", args=["harbour-housing", "lantern-trust"])
    browser = client_of(cast.coordinator)
    assert compare not in browser.get(address).text
    for words in ("lant", "1074546"):
        assert compare in browser.get(f"{address}?name={words}").text
    assert "No other record found" in browser.get(f"{address}?name=nobody").text


def test_side_by_side_every_field_stands_with_a_choice_only_where_they_differ(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.lantern.pk).update(website="https://two.example.org")
    page = client_of(cast.coordinator).get(
        reverse("merge_organisations", args=["harbour-housing", "lantern-trust"])
    )
    assert list(page.context["form"].fields) == ["name", "website"]
    rows = {what: (ours, theirs, different) for what, ours, theirs, different in page.context["rows"]}
    assert rows["Name"] == ("Harbour Housing", "Lantern Trust", "Different")
    assert rows["Website"] == ("Not known", "https://two.example.org", "Different")
    assert rows["Kind"] == ("Voluntary or community", "Voluntary or community", "Same")
    assert "Company number" in rows["Not known of either"][0] and "Company number" not in rows
    assert [row[3] for row in page.context["rows"]][:3] == ["Different", "Different", "Same"]
    assert rows["Services"] == ("HMP/YOI Exeter: 2", "HMP Guys Marsh: 1", "")
    assert rows["People with access"] == ("2", "1", "")
    assert page.context["asked"] == ["HMP Guys Marsh"]
    assert "Merge only what you know to be one organisation" in page.text


def test_from_the_page_to_the_consent_to_what_was_moved(cast: Cast) -> None:
    browser, other = client_of(cast.coordinator), client_of(cast.other_coordinator)
    address = reverse("merge_organisations", args=["harbour-housing", "lantern-trust"])
    asked = browser.post(address, {"name": "duplicate"}, follow=True)
    [merge] = OrganisationMerge.objects.all()
    assert asked.redirect_chain == [(merge.get_absolute_url(), 302)]
    assert said(asked)[0].startswith("Nothing is merged yet.")
    assert reverse("agree_to_merge", args=[merge.pk]) not in asked.text
    waiting = other.get(merge.get_absolute_url())
    assert waiting.context["choices"] == [("Name", "Lantern Trust")]
    done = other.post(reverse("agree_to_merge", args=[merge.pk]), follow=True)
    assert said(done) == ["You agreed, and the two records are one now: Lantern Trust."]
    assert done.context["moved"] == ["People: 1", "Services: 1", "People who come in: 1"]
    assert Organisation.objects.get(slug="harbour-housing").name == "Lantern Trust"
    again = browser.post(address, {"name": "duplicate"})
    assert (again.status_code, again.headers["Location"]) == (302, merge.get_absolute_url())


def test_refusing_from_the_page_asks_for_the_reason(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    browser, address = client_of(cast.other_coordinator), reverse("refuse_merge", args=[merge.pk])
    assert browser.post(address, {"reason": ""}).context["form"].errors["reason"]
    refused = browser.post(address, {"reason": "They are two."}, follow=True)
    assert "They are two." in refused.text and "Refused" in refused.text
    merge.refresh_from_db()
    assert merge.state == OrganisationMerge.State.REFUSED


def test_a_choice_that_is_none_is_an_error_on_the_page(cast: Cast) -> None:
    address = reverse("merge_organisations", args=["harbour-housing", "lantern-trust"])
    page = client_of(cast.coordinator).post(address, {"name": "both"})
    assert page.status_code == 200 and "govuk-error-summary" in page.text
    assert not OrganisationMerge.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("ex4 4qj", "EX4 4QJ"), ("", "")])
def test_the_manager_gives_the_postcode_in_any_spelling(cast: Cast, typed: str, kept: str) -> None:
    values = {
        "name": "Harbour Housing",
        "kind": "voluntary",
        "led_by_lived_experience": "",
        "postcode": typed,
    }
    client_of(cast.manager).post(reverse("edit_organisation", args=["harbour-housing"]), values)
    cast.harbour.refresh_from_db()
    assert cast.harbour.postcode == kept


def test_what_is_no_postcode_is_said(cast: Cast) -> None:
    values = {"name": "Harbour Housing", "kind": "voluntary", "postcode": "Exeter"}
    page = client_of(cast.manager).post(reverse("edit_organisation", args=["harbour-housing"]), values)
    assert "Enter a postcode, for example EX4 4QJ" in page.text
