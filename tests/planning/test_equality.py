"""Coverage by protected characteristic and group, with small numbers of people hidden wherever they would show."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from coordination.models import Group, ProtectedCharacteristic
from coordination.small_counts import is_small
from directory.actions.upkeep import set_places
from planning.equality.characteristics import GROUPS, groups_by_characteristic
from planning.equality.coverage import People, covered
from planning.equality.telling import Characteristics, hidden
from planning.gaps.matrix import find, totals
from planning.gaps.rows import Demand
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of
from tests.planning import rows as made
from tests.planning import sources_made as making

AGES: Characteristics = [("age", ("veterans", "older"))]
PAGE = "/prisons/EXI/equality/"


def need(group: str, people: int, pathway: str = "accommodation") -> Demand:
    return Demand(pathway, group, needing=people, source="Analysis", on=made.DAY)


# --- Counting -------------------------------------------------------------------------------------


def test_places_of_groups_and_of_everybody_add_up_to_all_places() -> None:
    """30 for veterans; 20 shared by two groups, so 10 each; 12 for everybody: 40 + 10 + 12 = 62."""
    inputs = made.inputs(
        made.offer(1, 30, groups={"veterans"}), made.offer(2, 20, groups={"veterans", "older"}),
        made.offer(3, 12, pathways={"family"}),
    )  # fmt: skip
    rows = covered(inputs, {})
    assert {code: row.supply.places for code, row in rows.items()} == {"": 12, "veterans": 40, "older": 10}
    everywhere = sum(row.supply.places for row in rows.values())
    assert everywhere == 62
    assert everywhere == sum(cell.own.places for cell in totals(find(inputs)))


def test_a_group_has_the_services_that_name_it_and_the_organisations_led_by_it() -> None:
    inputs = made.inputs(
        made.offer(1, groups={"veterans"}), made.offer(2, led_by={"veterans"}),
        replace(made.offer(3, groups={"veterans"}), ends_on=made.DAY.replace(year=2025)),
    )  # fmt: skip
    row = covered(inputs, {})["veterans"]
    assert [offer.key for offer in row.offers] == [1]
    assert row.also_open == 1
    assert row.led_by == ("Organisation 2",)


# --- Hiding ---------------------------------------------------------------------------------------


def kept_back(population: int | None, needs: tuple[Demand, ...] = (), **people: int) -> set[str]:
    rows = covered(made.inputs(demands=needs), {group: People(count) for group, count in people.items()})
    return set(hidden(rows, AGES, population).people)


def test_fewer_than_five_people_are_not_told_nor_their_neighbour_that_would_give_them_away() -> None:
    """Of 100, 3 and 90 leave 7: taking 90 and 7 from 100 would give the 3."""
    assert "veterans" in kept_back(100, veterans=3, older=90)
    assert kept_back(100, veterans=3, older=97) == {"veterans", "older"}
    assert kept_back(100, veterans=0, older=50) == set()
    assert kept_back(None, veterans=3, older=50) == {"veterans"}


def test_a_group_of_nearly_all_is_hidden_because_the_few_others_would_show() -> None:
    assert kept_back(100, veterans=98) == {"veterans"}
    assert kept_back(100, veterans=60, older=38) != set()


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 200))
def test_nobody_can_work_out_a_number_below_five(veterans: int, older: int, population: int) -> None:
    gone = kept_back(population, veterans=veterans, older=older)
    counts = {"veterans": veterans, "older": older}
    rest = population - veterans - older
    told = [count for group, count in counts.items() if group not in gone]
    assert not any(is_small(count) for count in told)
    if rest >= 0 and len(told) == 2:
        assert not is_small(rest)
    if rest >= 0 and len(told) == 1 and gone:
        assert not is_small(population - told[0])


def test_a_small_need_is_hidden_with_its_neighbour_on_the_pathway() -> None:
    demands = (need("", 50), need("veterans", 3), need("older", 47))
    rows = covered(made.inputs(demands=demands), {})
    assert {key[1] for key in hidden(rows, AGES, 560).needs} == {"veterans", "older"}


def test_a_need_that_falls_below_five_a_month_is_small_too() -> None:
    """12 people who stay four months are 3 a month."""
    rows = covered(made.inputs(demands=(need("veterans", 12),)), {})
    assert rows["veterans"].needs[0].a_month == Fraction(3)
    assert {key[1] for key in hidden(rows, AGES, 560).needs} == {"veterans"}


# --- The data -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_group_of_the_list_stands_somewhere_and_every_characteristic_is_one_of_the_act() -> None:
    characteristics = tuple(ProtectedCharacteristic.objects.values_list("code", flat=True))
    groups = tuple(Group.objects.values_list("code", flat=True))
    assert set(GROUPS) == set(characteristics)
    assert {group for named in GROUPS.values() for group in named} <= set(groups)
    placed = groups_by_characteristic(characteristics, groups)
    assert {group for _, named in placed for group in named} == set(groups)
    assert "veterans" in dict(placed)[""]


# --- Page, drill-down and files -------------------------------------------------------------------


def told(cast: Cast, path: str = "") -> Any:
    response = client_of(cast.governor).get(f"{PAGE}{path}")
    assert response.status_code == 200
    return response


@pytest.fixture
def few(cast: Cast) -> None:
    """3 veterans and 40 older people of 560, each with a need of their own, and a service for veterans."""
    making.source(
        cast,
        rows=making.said(
            groups=[making.group("veterans", people=3), making.group("older", people=40)],
            needs=[
                making.need(needing=224), making.need(group="veterans", needing=3),
                making.need(group="older", needing=36),
            ],
        ),
    )  # fmt: skip
    listing = approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Veterans’ table", groups=["veterans"]
    )
    set_places(by=cast.coordinator, listing=listing, a_month=17)


def cells(response: Any) -> dict[str, list[str]]:
    """{group: its cells}, from the CSV."""
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return {row[1]: row[2:] for row in rows if len(row) == 7}


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_small_numbers_are_hidden_on_the_page_behind_it_and_in_both_files(cast: Cast) -> None:
    found = cells(told(cast, "table.csv"))
    assert found["Veterans"] == ["Not shown", "1", "17", "Accommodation: Not shown", "Nobody"]
    assert found["Older people"][0] == "40"
    assert "9 a month" not in found["Veterans"][3]
    sheet = load_workbook(io.BytesIO(b"".join(told(cast, "table.xlsx").streaming_content))).worksheets[0]
    in_book = {
        row[1]: [str(cell) for cell in row[2:]] for row in sheet.iter_rows(min_row=3, values_only=True)
    }
    assert in_book["Veterans"] == found["Veterans"]
    behind = told(cast, "veterans/").content.decode()
    assert "Not shown" in behind
    assert ">3<" not in behind.replace(" ", "").replace("\n", "")
    assert "Veterans’ table" in behind
    page = told(cast).content.decode()
    assert 'data-label="People">Not shown<' in page


@pytest.mark.django_db
def test_what_nobody_said_is_not_known_and_not_nought(cast: Cast) -> None:
    page = told(cast).content.decode()
    assert 'data-label="People">Not known<' in page
    assert 'data-label="People">0<' not in page
    assert "No group of our list belongs to it" in page
    assert "It is not known, not nothing." in told(cast, "veterans/").content.decode()


@pytest.mark.django_db
def test_a_group_that_is_none_of_the_list_and_another_kind_of_file_are_not_found(cast: Cast) -> None:
    for path in ("martians/", "table.exe"):
        assert client_of(cast.governor).get(f"{PAGE}{path}").status_code == 404
