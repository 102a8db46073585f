"""The pages of prisons: list, overview, settings, status, wings, sets."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.actions import prisons as actions
from coordination.actions import wings as wing_actions
from coordination.models import Prison, PrisonSet
from coordination.policies import Refused
from coordination.views.sentences import as_known, who_it_holds
from tests.cast import Cast
from tests.coordination.markup import parsed, words
from tests.coordination.pages import client_of, last_entry, said


def page_of(cast: Cast, person: str, name: str, *args: object, query: str = "") -> str:
    return client_of(getattr(cast, person)).get(reverse(name, args=args) + query).text


def test_the_list_holds_the_prisons_of_the_user(cast: Cast) -> None:
    page = page_of(cast, "lead", "prisons")
    assert "HMP/YOI Exeter" in page
    assert "Guys Marsh" not in page
    assert "Find a prison" not in page


@pytest.mark.parametrize("query", ["?name=dartmoor", "?name=DAI", "?region=South+West&name=dart"])
def test_a_national_lead_finds_a_prison_by_name_code_and_region(cast: Cast, query: str) -> None:
    page = page_of(cast, "national", "prisons", query=query)
    assert "HMP Dartmoor" in page
    assert "HMP Berwyn" not in page


def test_a_prison_closed_temporarily_says_so_in_words(cast: Cast) -> None:
    dartmoor = Prison.objects.get(code="DAI")
    page = words(parsed(page_of(cast, "national", "prison", "DAI")))
    assert f"Closed temporarily since {as_known(dartmoor.status_since)}" in page


@pytest.mark.parametrize(
    ("known", "said_as"),
    [("2024", "2024"), ("2024-07", "July 2024"), ("2024-07-05", "5 July 2024"), ("", "")],
)
def test_a_date_is_said_as_far_as_it_is_known(known: str, said_as: str) -> None:
    assert as_known(known) == said_as


@pytest.mark.parametrize(
    ("held", "said_as"),
    [
        ({"holds_men": True, "holds_women": False, "holds_young_adults": False}, "Men"),
        ({"holds_men": True, "holds_women": True, "holds_young_adults": True}, "Men, women and young adults"),
        (
            {"holds_men": False, "holds_women": True, "holds_young_adults": None},
            "Women (young adults: not known)",
        ),
        ({"holds_men": False, "holds_women": False, "holds_young_adults": None}, ""),
    ],
)
def test_who_is_held_is_said_and_unknown_is_not_no(held: dict[str, bool | None], said_as: str) -> None:
    assert who_it_holds(Prison(**held)) == said_as


def test_the_page_shows_each_reader_their_own_links(cast: Cast) -> None:
    settings, people = reverse("prison_settings", args=["EXI"]), reverse("people", args=["EXI"])
    status = reverse("prison_status", args=["EXI"])
    for person, links in {
        "coordinator": {settings, people}, "governor": {people}, "staff": set(), "gate": set(),
        "national": {settings, people, status},
    }.items():  # fmt: skip
        page = page_of(cast, person, "prison", "EXI")
        assert {link for link in (settings, people, status) if f'href="{link}"' in page} == links


def test_settings_are_saved_and_audited(cast: Cast) -> None:
    response = client_of(cast.coordinator).post(
        reverse("prison_settings", args=["EXI"]),
        {"renew_after_days": "60", "ask_for_new_copy": "the chaplaincy", "name_welsh": "Carchar Caerwysg"},
        follow=True,
    )
    assert said(response) == ["The settings are saved. The next edition uses them."]
    assert "60 days" in response.text and "Carchar Caerwysg" in response.text
    assert last_entry("edit_prison_settings").changes["renew_after_days"] == [90, 60]


@pytest.mark.parametrize(("days", "fits"), [("0", False), ("1", True), ("730", True), ("731", False)])
def test_the_days_have_bounds(cast: Cast, days: str, fits: bool) -> None:
    address = reverse("prison_settings", args=["EXI"])
    response = client_of(cast.coordinator).post(address, {"renew_after_days": days, "ask_for_new_copy": "x"})
    assert (response.status_code == 302) is fits
    if not fits:
        with pytest.raises(Refused, match="1 to 730"):
            actions.edit_prison_settings(
                by=cast.coordinator, prison=cast.exeter, renew_after_days=int(days), ask_for_new_copy="x"
            )


def test_settings_take_no_prison_number(cast: Cast) -> None:
    with pytest.raises(Refused, match="whom to ask"):
        actions.edit_prison_settings(
            by=cast.coordinator, prison=cast.exeter, renew_after_days=9, ask_for_new_copy="ask A1234BC"
        )


def test_saving_the_same_settings_leaves_no_line(cast: Cast) -> None:
    actions.edit_prison_settings(
        by=cast.coordinator, prison=cast.exeter, renew_after_days=cast.exeter.renew_after_days,
        ask_for_new_copy=cast.exeter.ask_for_new_copy,
    )  # fmt: skip
    with pytest.raises(Exception, match="does not exist"):
        last_entry("edit_prison_settings")


def test_a_national_lead_closes_a_prison_and_says_since_when(cast: Cast) -> None:
    address = reverse("prison_status", args=["EXI"])
    browser = client_of(cast.national)
    assert (
        "Write the year, the month or the day"
        in browser.post(address, {"status": "closed", "status_since": "July"}).text
    )
    response = browser.post(
        address,
        {"status": "closed_temporarily", "status_since": "2026-02", "status_note": "Repairs."},
        follow=True,
    )
    assert "Closed temporarily since February 2026" in words(parsed(response.text))
    assert "Repairs." in response.text
    assert last_entry("change_prison_status").changes["status"] == ["open", "closed_temporarily"]
    with pytest.raises(NotPermitted):
        actions.change_prison_status(by=cast.coordinator, prison=cast.exeter, status="open")


# --- Wings ------------------------------------------------------------------------------------------


def wing_names(cast: Cast) -> list[str]:
    return [wing.name for wing in cast.exeter.wings.filter(ended_on=None)]


def test_wings_are_added_last_and_moved(cast: Cast) -> None:
    browser = client_of(cast.coordinator)
    added = browser.post(reverse("wings", args=["EXI"]), {"name": " D  wing "}, follow=True)
    assert said(added) == ["D wing was added."]
    assert wing_names(cast) == ["A wing", "B wing", "C wing", "D wing"]
    wing = cast.exeter.wings.get(name="D wing")
    browser.post(reverse("move_wing", args=["EXI", wing.pk]), {"direction": "up"})
    assert wing_names(cast) == ["A wing", "B wing", "D wing", "C wing"]
    browser.post(reverse("move_wing", args=["EXI", wing.pk]), {"direction": "down"})
    assert wing_names(cast)[-1] == "D wing"
    wing_actions.move_wing(by=cast.coordinator, wing=wing, up=False)
    assert wing_names(cast)[-1] == "D wing"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a WING", "already has a wing called “A wing”"),
        ("A1234BC", "looks like a prison number"),
        ("", "name"),
    ],
)
def test_a_name_that_is_taken_or_wrong_is_refused(cast: Cast, name: str, sentence: str) -> None:
    response = client_of(cast.coordinator).post(reverse("wings", args=["EXI"]), {"name": name})
    assert response.status_code == 200
    assert sentence in response.text
    assert len(wing_names(cast)) == 3


def test_a_wing_is_renamed_and_may_keep_its_name_in_other_letters(cast: Cast) -> None:
    wing = cast.exeter.wings.get(name="A wing")
    address = reverse("wing", args=["EXI", wing.pk])
    response = client_of(cast.coordinator).post(address, {"name": "A Wing"}, follow=True)
    assert said(response) == ["The wing is called A Wing now."]
    assert last_entry("rename_wing").changes == {"name": ["A wing", "A Wing"]}


def test_an_ended_wing_leaves_the_list_and_cannot_end_twice(cast: Cast) -> None:
    wing = cast.exeter.wings.get(name="B wing")
    response = client_of(cast.coordinator).post(reverse("end_wing", args=["EXI", wing.pk]), follow=True)
    assert said(response) == ["B wing left the forms."]
    assert "B wing, ended on" in response.text
    assert wing_names(cast) == ["A wing", "C wing"]
    with pytest.raises(Refused, match="has ended"):
        wing_actions.end_wing(by=cast.coordinator, wing=wing)
    wing_actions.add_wing(by=cast.coordinator, prison=cast.exeter, name="B wing")
    assert wing_names(cast) == ["A wing", "C wing", "B wing"]


# --- Sets -------------------------------------------------------------------------------------------


def test_a_set_is_added_changed_and_reaches_its_leads(cast: Cast) -> None:
    browser = client_of(cast.national)
    browser.post(
        reverse("add_prison_set"), {"name": "Women’s prisons", "prisons": [Prison.objects.get(code="EWI").pk]}
    )
    assert [p.code for p in PrisonSet.objects.get(name="Women’s prisons").prisons.all()] == ["EWI"]
    address = reverse("prison_set", args=[cast.south_west.pk])
    response = browser.post(
        address, {"name": "Both", "prisons": [cast.exeter.pk, cast.guys_marsh.pk]}, follow=True
    )
    assert said(response)[-1] == "The set “Both” was saved."
    assert set(Prison.objects.visible_to(cast.lead)) == {cast.exeter, cast.guys_marsh}
    changes = last_entry("edit_prison_set").changes
    assert changes["name"] == ["Exeter alone", "Both"]
    assert changes["prisons"][0] == [str(cast.exeter.pk)]


def test_a_set_needs_a_name_of_its_own_and_a_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="There is a set called “Exeter alone”"):
        actions.add_prison_set(by=cast.national, name="EXETER alone", prisons=[cast.exeter])
    response = client_of(cast.national).post(reverse("add_prison_set"), {"name": "Empty"})
    assert response.status_code == 200
    assert not PrisonSet.objects.filter(name="Empty").exists()


def test_only_a_national_lead_chooses_sets(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        actions.add_prison_set(by=cast.lead, name="Mine", prisons=[])
    with pytest.raises(NotPermitted):
        actions.edit_prison_set(by=cast.lead, prison_set=cast.south_west, name="Mine", prisons=[])


def test_an_address_in_small_letters_is_nobodys(cast: Cast) -> None:
    assert client_of(cast.coordinator).get("/prisons/exi/").status_code == 404
