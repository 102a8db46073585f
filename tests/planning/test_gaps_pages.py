"""The page of gaps and its lists, for a small prison whose numbers a reader works out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.actions.upkeep import set_places
from planning.gaps.urgent import in_words
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of
from tests.planning import called, plan_made
from tests.planning import sources_made as making

pytestmark = pytest.mark.django_db
GAPS = "/prisons/EXI/gaps/"
LISTS = ("", "one/?pathway=accommodation", "losing/", "sequence/", "wings/", "clashes/", "same/", "release-areas/",
         "organisations/")  # fmt: skip


def text_of(cast: Cast, path: str = "", who: str = "governor") -> str:
    response = client_of(getattr(cast, who)).get(f"{GAPS}{path}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_prison_of_which_nobody_said_what_is_needed_looks_unknown_and_not_fine(cast: Cast) -> None:
    text = text_of(cast)
    assert "Nobody has said yet what people here need, so nothing can be called met." in text
    assert "Offered today" in text
    assert "pl-matrix" not in text
    assert ">Met" not in text


def test_only_whoever_keeps_the_plan_is_led_to_recording_needs(cast: Cast) -> None:
    assert "Record a needs assessment" in text_of(cast, who="coordinator")
    assert "Record a needs assessment" not in text_of(cast, who="lead")


def test_services_of_a_pathway_stand_there_with_places_that_nobody_said_as_not_known(cast: Cast) -> None:
    row = text_of(cast).split("pathway=accommodation")[1].split("</tr>")[0]
    assert 'data-label="Services">1<' in row
    assert 'data-label="Places">Not known<' in row
    set_places(by=cast.coordinator, listing=cast.approved, a_month=30)
    assert 'data-label="Places">30 a month<' in text_of(cast).split("pathway=accommodation")[1]


def test_a_shortfall_is_followed_by_hand_from_the_page_of_its_cell(cast: Cast) -> None:
    """224 of 560 people need a home; 140 come in a month, so they stay 4 months: 224 / 4 = 56, less 30 places = 26."""
    making.source(cast)
    set_places(by=cast.coordinator, listing=cast.approved, a_month=30)
    assert "26 a month short" in text_of(cast)
    cell = text_of(cast, "one/?pathway=accommodation")
    for sentence in (
        "224 people need it at any one time (Needs analysis",
        "People stay 4 months on average: 224 / 4 = 56 people a month.",
        "1 service with 30 places a month in all.",
        "Places for 26 people a month are missing.",
    ):
        assert sentence in cell
    assert f"/prisons/EXI/directory/{cast.approved.pk}/" in cell or "Housing advice" in cell


def test_words_for_screen_readers_do_not_widen_the_page() -> None:
    """They lie outside the flow; the box that scrolls has to be what they are placed by."""
    styles = (settings.BASE_DIR / "static/css/planning.css").read_text()
    rule = next(line for line in styles.splitlines() if line.startswith(".pl-scroll "))
    assert "position: relative" in rule
    assert "overflow-x: auto" in rule


def test_an_unknown_cell_is_not_found(cast: Cast) -> None:
    for asked in ("", "?pathway=nothing", "?pathway=accommodation&group=nobody"):
        assert client_of(cast.governor).get(f"{GAPS}one/{asked}").status_code == 404


@pytest.mark.parametrize("path", [*LISTS, "../equality/", "../equality/veterans/"])
def test_pages_take_the_same_queries_for_two_listings_and_for_twelve(cast: Cast, path: str) -> None:
    making.source(cast)
    client = client_of(cast.governor)

    def asked(more: int) -> int:
        for at in range(more):
            approved_listing_at(
                cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=f"Service {more} {at}",
                groups=["veterans"],
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            address = f"{GAPS}{path}".replace("gaps/../", "")
            assert client.get(address).status_code == 200
        return len(queries)

    asked(1)
    assert asked(1) == asked(10)


def test_old_numbers_are_called_old_with_their_source_and_day(cast: Cast) -> None:
    making.source(cast, days_ago=1100, source="Survey of C wing")
    text = text_of(cast)
    then = in_words(timezone.localdate() - timedelta(days=1100))
    assert "Old numbers. What people need was last counted on" in text
    assert then in text
    assert "Survey of C wing" in text
    assert "3 years ago" in text


def test_new_numbers_say_their_source_and_day_and_are_not_called_old(cast: Cast) -> None:
    making.source(cast)
    text = text_of(cast)
    assert "What people need: Needs analysis" in text
    assert "Old numbers" not in text


def test_what_is_done_and_what_inspectors_would_ask_stands_below_the_matrix(cast: Cast) -> None:
    empty = text_of(cast)
    for sentence in ("Nothing is adopted as a priority.", "No call is open.", "No action plan is begun."):
        assert sentence in empty
    call = called.opened(cast, cast.harbour)
    plan_made.plan(cast)
    text = text_of(cast)
    assert f'href="/prisons/EXI/priorities/{call.priority.pk}/">More places for housing</a>: Head of' in text
    assert f'href="/calls/{call.pk}/">Housing advice wanted</a>: Open until the end of' in text
    assert "No level is reached yet. For Bronze," in text
    assert "indicators that can be shown from here have no evidence</a>: nobody is named as manager" in text


def test_only_what_is_missing_is_adopted_as_a_priority(cast: Cast) -> None:
    making.source(cast)
    assert "Adopt as a priority" in text_of(cast, "one/?pathway=accommodation", "coordinator")
    set_places(by=cast.coordinator, listing=cast.approved, a_month=90)
    text = text_of(cast, "one/?pathway=accommodation", "coordinator")
    assert "Nothing is missing." in text
    assert "Adopt as a priority" not in text


def test_the_worked_example_of_the_page_is_the_one_that_the_formula_gives(cast: Cast) -> None:
    making.source(cast)
    set_places(by=cast.coordinator, listing=cast.approved, a_month=30)
    text = text_of(cast)
    assert "224 / 4 = 56 people a month. Services have 30 places a month. 56 − 30 = 26 places a month" in text
    assert "Accommodation: places for 26 people a month are missing." in text
