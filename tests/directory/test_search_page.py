"""The search page: its address, its counts, its print view, its suggestions, and who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import User
from directory.actions import upkeep, withdraw
from directory.models import Listing
from tests.cast import Cast, approved_listing_at, session
from tests.coordination.markup import parsed, select, words
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("search", args=["EXI"])


def look(user: User, **asked: Any) -> Any:
    return signed_in(user).get(URL, asked)


def names(response: Any) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


def here(cast: Cast, name: str, **changes: Any) -> Listing:
    return approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=name, **changes
    )


def test_without_words_everything_stands_in_the_order_of_the_paper(cast: Cast) -> None:
    here(cast, "Choir")
    assert names(look(cast.gate)) == ["Housing advice", "Choir"]


def test_nothing_of_another_prison_is_ever_shown(cast: Cast) -> None:
    page = look(cast.national, q="lantern")
    assert names(page) == []
    assert "Lantern lights" not in page.content.decode()


def test_a_listing_that_the_index_still_has_but_readers_may_not_see_is_not_shown(cast: Cast) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(
        withdrawn_at=cast.approved.created_at, withdrawn_by=cast.coordinator
    )
    assert names(look(cast.staff, q="housing")) == []


def test_the_same_search_has_one_address_whatever_else_stands_in_it(cast: Cast) -> None:
    page = look(cast.staff, q=" housing ", pathway=["accommodation", "junk"], order="junk", colour="red")
    assert page.context["address"].query() == "q=housing&pathway=accommodation"
    assert names(page) == ["Housing advice"]


def test_filters_say_what_a_tick_would_leave_and_chips_take_them_out(cast: Cast) -> None:
    here(cast, "Choir", pathways=["thinking"], groups=["veterans"])
    page = look(cast.staff, pathway="thinking")
    pathway = next(each for each in page.context["filters"] if each.name == "pathway")
    assert [(option.label, option.count, option.chosen) for option in pathway.options] == [
        ("Accommodation", 1, False), ("Attitudes, thinking and behaviour", 1, True),
    ]  # fmt: skip
    [chip] = page.context["chips"]
    assert chip["label"] == "Pathway: Attitudes, thinking and behaviour"
    assert names(signed_in(cast.staff).get(chip["url"])) == ["Housing advice", "Choir"]
    boxes = select(parsed(page.content.decode()), "input[type=checkbox][name=pathway]")
    assert [(box.get("value"), box.get("checked") is not None, box.get("form")) for box in boxes] == [
        ("accommodation", False, "search-form"), ("thinking", True, "search-form"),
    ]  # fmt: skip


def test_a_prison_without_women_offers_no_pathway_of_theirs(cast: Cast) -> None:
    assert "sex_work" not in look(cast.staff).content.decode()


def test_a_correction_is_said(cast: Cast) -> None:
    text = words(parsed(look(cast.staff, q="houzing zzzz").content.decode()))
    assert "No service has “houzing”. These are for housing." in text
    assert "No service has “zzzz”. These are for the other words." in text


def test_a_prison_number_is_not_searched_for_and_not_shown_again(cast: Cast) -> None:
    page = look(cast.staff, q="housing A1234BC")
    assert "looks like a prison number" in page.content.decode()
    assert page.context["text"] == ""


def test_the_place_of_confidential_premises_stays_out(cast: Cast) -> None:
    refuge = here(cast, "Refuge", sessions=[session(place="Cherry Lane 4")])
    assert "Cherry Lane" in look(cast.staff, q="refuge").content.decode()
    upkeep.set_flags(by=cast.coordinator, listing=refuge, confidential_premises=True, discreet=True)
    page = look(cast.staff, q="refuge")
    assert "Cherry Lane" not in page.content.decode()
    assert "Talk about it in private" in page.content.decode()


def test_the_print_view_has_what_staff_need_and_says_whom_it_is_for(cast: Cast) -> None:
    text = words(parsed(look(cast.staff, q="housing", view="print").content.decode()))
    assert "E-mail the referral form to the adviser." in text
    assert "Hana Harbour, Adviser, 01632 960123, hana@harbour.example.org" in text
    assert "Do not leave it on a wing." in text
    assert "hana@harbour.example.org" not in look(cast.staff, q="housing").content.decode()


def test_pages_of_twenty_keep_the_search(cast: Cast) -> None:
    for number in range(21):
        here(cast, f"Chess {number:02}")
    first, second = look(cast.staff, q="chess"), look(cast.staff, q="chess", page=2)
    assert (len(names(first)), names(second)) == (20, ["Chess 20"])
    assert "?q=chess&amp;page=2" in first.content.decode()
    assert names(look(cast.staff, q="chess", page="junk")) == names(first)
    assert len(names(look(cast.staff, q="chess", view="print"))) == 21


def test_it_takes_as_many_queries_for_twelve_services_as_for_two(cast: Cast) -> None:
    def queries() -> int:
        client = signed_in(cast.staff)
        client.get(URL, {"q": "help"})
        with CaptureQueriesContext(connection) as captured:
            client.get(URL, {"q": "help"})
        return len(captured)

    here(cast, "Help 1")
    two = queries()
    for number in range(10):
        here(cast, f"Help {number}")
    assert queries() == two


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "\x00" * 9}, {"q": "'\"<script>%s{}"}, {"q": "𝕳𝖔𝖚𝖘𝖎𝖓𝖌 ☃ \u202e"}, {"q": "a" * 9000},
        {"q": "housing " * 500},
        {"page": "-1"}, {"page": "9" * 30}, {"wing": "1' OR 1"}, {"wait": "\x00"}, {"order": "\x00"}, {"view": "x"},
        {"q": "٣٣"}, {"q": "²"}, {"day": ["9", "0", "0"]},
    ],
)  # fmt: skip
def test_junk_in_the_address_is_answered_with_a_page(cast: Cast, asked: dict[str, Any]) -> None:
    assert look(cast.staff, **asked).status_code == 200
    assert signed_in(cast.staff).get(reverse("search_suggestions", args=["EXI"]), asked).status_code == 200


def test_what_looks_like_full_width_letters_is_read(cast: Cast) -> None:
    assert names(look(cast.staff, q="ｈｏｕｓｉｎｇ")) == ["Housing advice"]


# --- Suggestions ----------------------------------------------------------------------------------


def suggestions(user: User, text: str) -> list[str]:
    answer = signed_in(user).get(reverse("search_suggestions", args=["EXI"]), {"q": text})
    assert answer["Content-Type"] == "application/json"
    found: list[str] = answer.json()["suggestions"]
    return found


def test_words_and_services_that_go_on_as_they_have_begun(cast: Cast) -> None:
    assert suggestions(cast.staff, "hous") == ["housing", "Housing advice"]
    assert suggestions(cast.staff, "housing adv") == ["housing advice", "housing adviser"]


def test_only_words_that_stand_together_somewhere_are_suggested(cast: Cast) -> None:
    here(
        cast,
        "Chess",
        pathways=["thinking"],
        summary="Boards.",
        how_to_ask="Drop in.",
        staff_procedure="None.",
    )
    assert suggestions(cast.staff, "chess boa") == ["chess boards"]
    assert suggestions(cast.staff, "chess leav") == []


def test_no_word_of_another_prison_or_of_a_withdrawn_service_is_suggested(cast: Cast) -> None:
    assert suggestions(cast.staff, "lant") == []
    assert suggestions(cast.staff, "referr") == ["referral"]
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    assert suggestions(cast.staff, "referr") == []


@pytest.mark.parametrize("text", ["", "h", "  ", "?", "the"])
def test_too_little_suggests_nothing(cast: Cast, text: str) -> None:
    assert suggestions(cast.staff, text) == []


@pytest.mark.parametrize(
    "words",
    ["self harm", "Self-harming", "acct", "suicidal", "says he will kill himself", "cutting up", "selfharm"],
)
def test_words_of_danger_are_answered_first_with_what_to_do_now(
    cast: Cast, client: Client, words: str
) -> None:
    client.force_login(cast.staff)
    page = client.get(reverse("search", args=["EXI"]), {"q": words}).text
    assert "Anyone may open an ACCT" in page
    assert page.index("Anyone may open an ACCT") < page.index("srch-count")


@pytest.mark.parametrize("words", ["housing", "haircut", "risk of losing a flat", "contact", "harmonica", ""])
def test_everyday_words_are_not_taken_for_danger(cast: Cast, client: Client, words: str) -> None:
    client.force_login(cast.staff)
    assert "Anyone may open an ACCT" not in client.get(reverse("search", args=["EXI"]), {"q": words}).text
