"""Which organisations may be one: numbers, names, websites and postcodes, and what does not count."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.duplicates import Known, comparable, possible_duplicates
from coordination.duplicates.marks import charity_numbers, company_number, postcode, site
from coordination.models import Organisation
from tests.cast import Cast


def known(**values: Any) -> Organisation:
    return Organisation.objects.create(slug=values.pop("slug", "known"), **({"name": "Known One"} | values))


def found(**asked: str) -> list[tuple[str, list[str]]]:
    return [
        (each.organisation.name, each.reasons) for each in possible_duplicates(**({"name": "Other"} | asked))
    ]


def reasons(**asked: str) -> list[str]:
    """Why the first that is found may be the same; nothing where nothing is found."""
    return next((why for _, why in found(**asked)), [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Harbour Trust Ltd", "HARBOUR"),
        ("Cymorth Tŷ", "cymorth ty"),
        ("Bread & Roses", "Bread and Roses CIC"),
        ("St. Giles’ Trust", "Saint Giles Trust"),
        ("Al-Khair", "Al Khair Charity"),
        ("Family Centre Exeter", "Family Center, Exeter"),
    ],
)
def test_two_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


def test_two_names_are_not_alike_and_a_name_of_legal_words_is_left_whole() -> None:
    assert comparable("Harbour Housing") != comparable("Harbour Hostels")
    assert comparable("The Trust") != comparable("The Company")


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1074546", {"1074546": "1074546"}),
        (" 107 4546", {"1074546": "1074546"}),
        ("1074546-2", {"1074546-2": "1074546"}),
        ("sc 038731", {"SC038731": "SC038731"}),
        ("NIC101599", {"NI101599": "NI101599"}),
        ("101599", {"NI101599": "NI101599"}),
        ("226171", {"226171": "226171"}),
        ("284880 and SC039008", {"284880": "284880", "SC039008": "SC039008"}),
        ("1074546.0", {"1074546": "1074546"}),
        ("none", {}),
        ("0", {}),
        ("000000", {}),
        ("", {}),
    ],
)
def test_charity_numbers_are_read_as_people_write_them(typed: str, numbers: dict[str, str]) -> None:
    assert charity_numbers(typed) == numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3562176", "03562176"),
        ("03562176", "03562176"),
        ("sc12345", "SC012345"),
        ("7654321.0", "07654321"),
        ("0", ""),
        ("n/a", ""),
    ],
)
def test_a_company_number_gets_its_zeros_back(typed: str, number: str) -> None:
    assert company_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://www.Example.org/about/us", "example.org"),
        ("example.org", "example.org"),
        ("http://example.org:8080", "example.org"),
        ("https://harbour.wordpress.com/", "harbour.wordpress.com"),
        ("https://en-gb.facebook.com/harbour/", "facebook.com/harbour"),
        ("facebook.com", ""),
        ("sites.google.com", ""),
        ("190 St Vincent St", ""),
        ("none", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_a_website_is_its_host_but_a_page_on_a_site_of_many_is_itself(typed: str, address: str) -> None:
    assert site(typed).address == address


def test_a_postcode_has_one_spelling_and_nothing_else_is_one() -> None:
    assert {postcode(each) for each in ("ex44qj", "EX4 4QJ", " Ex4  4qj")} == {"EX4 4QJ"}
    assert postcode("Exeter") == ""


@pytest.mark.parametrize(
    ("stands", "asked", "reason"),
    [
        ({"charity_number": "1074546"}, {"charity_number": "107 4546"}, "Same charity number 1074546"),
        ({"charity_number": "NI101599"}, {"charity_number": "101599"}, "Same charity number NI101599"),
        (
            {"charity_number": "1074546"}, {"charity_number": "1074546-2"},
            "Both are registered under charity number 1074546",
        ),
        ({"company_number": "03562176"}, {"company_number": "3562176"}, "Same company number 03562176"),
        ({"website": "https://www.lamp.org/x"}, {"website": "lamp.org"}, "Same website lamp.org"),
        ({"name": "Bread & Roses Ltd"}, {"name": "The Bread and Roses Trust"}, "Same name"),
        ({"name": "Lighthouse Families"}, {"name": "Lighthose Families"}, "The names are alike"),
        ({"name": "Families of Lighthouse"}, {"name": "Lighthouse Families"}, "The names are alike"),
        ({"name": "Nacro"}, {"name": "Nacro, the social justice charity"}, "One name is part of the other"),
        ({"name": "Pact"}, {"name": "Prison Advice and Care Trust"}, "One name is short for the other"),
        ({"name": "Prison Advice and Care Trust"}, {"name": "PACT"}, "One name is short for the other"),
        (
            {"name": "Lighthouse Projects Devon", "postcode": "EX4 4QJ"},
            {"name": "Lighthouse Work Devon", "postcode": "ex44qj"},
            "Same postcode EX4 4QJ and a similar name",
        ),
    ],
)  # fmt: skip
def test_a_double_is_found_and_the_reason_said(cast: Cast, stands: Any, asked: Any, reason: str) -> None:
    known(**stands)
    assert reason in reasons(**asked)


@pytest.mark.parametrize(
    ("stands", "asked"),
    [
        ({"postcode": "EX4 4QJ"}, {"postcode": "EX4 4QJ"}),
        ({"website": "https://www.facebook.com/lamp"}, {"website": "https://www.facebook.com/harbour"}),
        ({"website": "https://sites.google.com"}, {"website": "https://sites.google.com"}),
        ({"website": "https://lamp.wordpress.com"}, {"website": "https://rope.wordpress.com"}),
        ({"name": "1st Exeter Scout Group"}, {"name": "2nd Exeter Scout Group"}),
        ({"name": "Harbour Hostels"}, {"name": "Harbour Homes"}),
        ({"name": "Martyn’s Monday Club"}, {"name": "Monday Trust"}),
        ({"charity_number": "101599"}, {"charity_number": "1015990"}),
        ({}, {"charity_number": "", "company_number": "", "website": "", "postcode": ""}),
    ],
)
def test_what_many_share_makes_no_double(cast: Cast, stands: Any, asked: Any) -> None:
    Organisation.objects.exclude(pk=known(**stands).pk).update(name="Quite Apart")
    assert found(**asked) == []


def test_a_word_of_many_names_counts_little(cast: Cast) -> None:
    for number, place in enumerate(["Exeter", "Torbay", "Taunton", "Bodmin", "Yeovil", "Poole"]):
        known(name=f"Citizens Advice {place}", slug=f"advice-{number}")
    assert [name for name, _ in found(name="Citizens Advice Torbya")] == ["Citizens Advice Torbay"]
    assert found(name="Citizens Advice Weymouth") == []


def test_a_website_that_many_give_is_a_federations(cast: Cast) -> None:
    for number, name in enumerate(["Oak", "Ash", "Elm", "Yew"]):
        known(name=f"{name} Branch", slug=f"branch-{number}", website="https://federation.example.org")
    assert found(name="Willow Group", website="federation.example.org") == []
    best = possible_duplicates(name="Oak Branche", website="federation.example.org")[0]
    assert best.organisation.name == "Oak Branch"


def test_different_numbers_of_one_register_speak_against_it_and_of_two_registers_do_not(cast: Cast) -> None:
    known(name="United Charities", charity_number="217145")
    apart = possible_duplicates(name="United Charities", charity_number="225159")[0]
    two_registers = possible_duplicates(name="United Charities", charity_number="SC038924")[0]
    assert apart.reasons == ["Same name", "But their charity numbers differ"]
    assert two_registers.reasons == ["Same name"]
    assert apart.score < 60 < 90 < two_registers.score < 100


def test_the_best_comes_first_and_one_that_was_merged_away_never(cast: Cast) -> None:
    known(name="Lighthouse", charity_number="1074546")
    known(name="Lighthose", slug="near")
    gone = known(name="Lighthouse", slug="gone", charity_number="1074546", merged_into=cast.harbour)
    scores = [(each.organisation.slug, each.score) for each in possible_duplicates(
        name="Lighthouse", charity_number="1074546")]  # fmt: skip
    assert [slug for slug, _ in scores] == ["known", "near"]
    assert scores[0][1] > scores[1][1] >= 50
    assert gone.slug not in dict(scores)


def test_an_organisation_is_no_double_of_itself(cast: Cast) -> None:
    assert possible_duplicates(name=cast.harbour.name, but=cast.harbour) == []
    assert possible_duplicates(name=cast.harbour.name)[0].organisation == cast.harbour


@pytest.mark.parametrize("name", ["", "   ", "’", "日本", "a" * 160, "Ltd", "\x00"])
def test_no_name_is_too_odd_to_ask_about(cast: Cast, name: str) -> None:
    assert all(
        each.score >= 50 for each in possible_duplicates(name=name, website="http://[", postcode="\x00")
    )


def test_asking_reads_two_times_however_many_there_are(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(40):
        known(
            name=f"Organisation {number}", slug=f"organisation-{number}", charity_number=f"{1000000 + number}"
        )
    with django_assert_num_queries(2):
        assert possible_duplicates(name="Organisation 7", charity_number="1000007")
    loaded = Known.load()
    with django_assert_num_queries(1):
        assert possible_duplicates(name="Organisation 7", charity_number="1000007", known=loaded)
