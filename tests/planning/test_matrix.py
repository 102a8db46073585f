"""Places beside demand: by hand, and by rules that hold for whatever rows there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.gaps.conversion import needed, places_from_sessions, receptions, stay_months
from planning.gaps.matrix import State, find, totals
from planning.gaps.rows import Demand, Facts, Inputs, Offer, Places
from tests.planning.rows import DAY, GROUPS, PATHWAYS, STAGES, STEADY, inputs, offer

HOMES = ("accommodation", "", "")
VETERANS = ("accommodation", "veterans", "")


def test_the_worked_example_of_the_conversion() -> None:
    assert stay_months(STEADY) == 4
    at_a_time = needed(Demand("accommodation", needing=224), STEADY)
    by_share = needed(Demand("accommodation", share=Fraction(40, 100)), STEADY)
    assert at_a_time.a_month == by_share.a_month == 56


def test_receptions_and_stay_are_worked_out_from_each_other() -> None:
    by_stay = Facts(population=560, stay_days=Fraction(1461, 12))
    assert receptions(by_stay) == 140
    assert receptions(Facts(population=560)) is None
    assert stay_months(Facts(receptions_a_month=Fraction(140))) is None


def test_a_month_has_a_little_more_than_four_weekly_sessions() -> None:
    weekly = places_from_sessions(["weekly"], places_a_session=8, sessions_a_person=4)
    assert weekly == Fraction(1461, 336) * 2
    assert 8.6 < weekly < 8.8
    assert places_from_sessions(["monthly"], places_a_session=8) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        Demand("accommodation"),
        Demand("accommodation", needing=3, a_month=Fraction(1)),
        Demand("accommodation", needing=-1),
        Demand("accommodation", share=Fraction(101, 100)),
    ],
)
def test_a_demand_says_one_number_that_can_be_true(wrong: Demand) -> None:
    with pytest.raises(ValueError, match="A demand says one number"):
        needed(wrong, STEADY)


def test_a_shortfall_is_what_people_need_less_the_places() -> None:
    cell = find(inputs(offer(1, 30), offer(2, 6), demands=(Demand("accommodation", needing=224),)))[HOMES]
    assert (cell.own.places, cell.shortfall, cell.state) == (36, 20, State.PARTLY)
    assert cell.services == (1, 2)


def test_enough_places_meet_it() -> None:
    cell = find(inputs(offer(1, 60), demands=(Demand("accommodation", needing=224),)))[HOMES]
    assert (cell.shortfall, cell.state) == (0, State.MET)


def test_without_any_number_of_need_nothing_is_met() -> None:
    cell = find(inputs(offer(1, 60)))[HOMES]
    assert (cell.at_most, cell.state) == (None, State.UNKNOWN)


def test_need_without_a_service_is_unmet_also_where_it_cannot_be_brought_to_a_month() -> None:
    cell = find(inputs(demands=(Demand("accommodation", needing=5),), facts=Facts()))[HOMES]
    assert (cell.needed and cell.needed.a_month, cell.state) == (None, State.UNMET)


def test_nobody_needs_it_is_known_and_met() -> None:
    cell = find(inputs(demands=(Demand("accommodation", needing=0),), facts=Facts()))[HOMES]
    assert (cell.shortfall, cell.state) == (0, State.MET)


def test_places_that_nobody_said_are_neither_none_nor_enough() -> None:
    demands = (Demand("accommodation", a_month=Fraction(10)),)
    alone = find(inputs(offer(1), demands=demands))[HOMES]
    assert (alone.at_least, alone.at_most, alone.shortfall, alone.state) == (0, 10, None, State.UNKNOWN)
    with_some = find(inputs(offer(1), offer(2, 4), demands=demands))[HOMES]
    assert (with_some.at_most, with_some.state) == (6, State.PARTLY)


def test_one_that_takes_everybody_meets_it_and_is_no_number() -> None:
    demands = (Demand("accommodation", a_month=Fraction(10)),)
    unlimited = replace(offer(1), places=Places(unlimited=True))
    cell = find(inputs(unlimited, demands=demands))[HOMES]
    assert (cell.shortfall, cell.state, cell.own.unlimited, cell.own.places) == (0, State.MET, 1, 0)


def test_demand_of_a_pathway_is_never_spread_over_groups_or_stages() -> None:
    cells = find(inputs(offer(1, 5, groups={"veterans"}), demands=(Demand("accommodation", needing=224),)))
    assert cells[VETERANS].state == State.UNKNOWN
    assert cells[VETERANS].own.places == 5
    assert cells["accommodation", "", "release"].needed is None


def test_a_service_for_everybody_may_serve_a_group_and_may_be_full_of_others() -> None:
    demands = (Demand("accommodation", group="veterans", a_month=Fraction(10)),)
    cell = find(inputs(offer(1, 4), offer(2, 3, groups={"veterans"}), demands=demands))[VETERANS]
    assert (cell.at_least, cell.at_most, cell.state) == (3, 7, State.PARTLY)


def test_a_service_for_another_group_does_not_serve_this_one() -> None:
    demands = (Demand("accommodation", group="veterans", a_month=Fraction(10)),)
    cell = find(inputs(offer(1, 40, groups={"older"}), demands=demands))[VETERANS]
    assert (cell.shortfall, cell.state, cell.services) == (10, State.UNMET, ())


def test_what_has_ended_has_not_begun_or_is_paused_gives_no_place() -> None:
    day = timedelta(days=1)
    offers = (
        offer(1, 1, ends_on=DAY - day), offer(2, 2, starts_on=DAY + day), offer(3, 4, room="paused"),
        offer(4, 8, room="paused", room_on=DAY - day), offer(5, 16, room="full"), offer(6, 32, ends_on=DAY),
    )  # fmt: skip
    assert find(inputs(*offers))[HOMES].own.places == 8 + 16 + 32


def test_two_demands_of_one_cell_are_refused() -> None:
    twice = (Demand("accommodation", needing=1), Demand("accommodation", needing=2))
    with pytest.raises(ValueError, match="Choose among sources first"):
        find(inputs(demands=twice))


# Rules for all rows.

codes = st.sampled_from
some = st.integers(0, 60)
places = st.one_of(
    st.builds(Places, some.map(Fraction)), st.just(Places()), st.just(Places(unlimited=True))
)  # fmt: skip
demand = st.builds(
    Demand, codes(PATHWAYS), codes(("", *GROUPS)), codes(("", *STAGES)), needing=st.integers(0, 500)
)  # fmt: skip


@st.composite
def an_offer_with(draw: Any, key: int) -> Offer:
    return replace(
        offer(key),
        pathways=frozenset(draw(st.sets(codes(PATHWAYS), min_size=1))),
        groups=frozenset(draw(st.sets(codes(GROUPS)))),
        stages=frozenset(draw(st.sets(codes(STAGES)))),
        places=draw(places),
    )


@st.composite
def rows(draw: Any) -> Inputs:
    offers = tuple(draw(an_offer_with(key)) for key in range(draw(st.integers(0, 5))))
    demands = tuple(draw(st.lists(demand, max_size=6, unique_by=lambda d: (d.pathway, d.group, d.stage))))
    facts = draw(st.sampled_from([STEADY, Facts(), Facts(population=100)]))
    return inputs(*offers, demands=demands, facts=facts)


@given(rows(), st.data())
def test_adding_a_service_never_raises_a_shortfall(before: Inputs, data: Any) -> None:
    added = data.draw(an_offer_with(99))
    after = find(replace(before, offers=(*before.offers, added)))
    for key, cell in find(before).items():
        for bound in ("at_least", "at_most"):
            old, new = getattr(cell, bound), getattr(after[key], bound)
            assert (old is None and new is None) or new <= old, (key, bound)


@given(rows())
def test_unknown_demand_is_never_met_and_never_a_number(given_rows: Inputs) -> None:
    for cell in find(given_rows).values():
        if cell.demand is None:
            assert (cell.state, cell.at_least, cell.at_most) == (State.UNKNOWN, None, None)
        if cell.state == State.MET:
            assert cell.needed is not None
            assert cell.at_most == 0


@given(rows())
def test_totals_are_the_sum_of_their_parts(given_rows: Inputs) -> None:
    """Each place counts once: over pathways, and within one over those who are named and everybody."""
    cells = find(given_rows)
    counted = sum(
        (each.places.a_month or 0 for each in given_rows.offers if each.places.known), start=Fraction(0)
    )
    assert sum((cell.own.places for cell in totals(cells)), start=Fraction(0)) == counted
    for total in totals(cells):
        named = sum((cells[total.pathway, group, ""].own.places for group in GROUPS), start=Fraction(0))
        open_to_all = sum(
            (
                each.places.a_month / len(each.pathways)
                for each in given_rows.offers
                if total.pathway in each.pathways and not each.groups and each.places.a_month is not None
            ),
            start=Fraction(0),
        )
        assert named + open_to_all == total.own.places


@given(rows(), st.randoms())
def test_the_order_of_rows_does_not_matter(given_rows: Inputs, chance: Any) -> None:
    offers, demands = list(given_rows.offers), list(given_rows.demands)
    chance.shuffle(offers)
    chance.shuffle(demands)
    mixed = find(replace(given_rows, offers=tuple(offers), demands=tuple(demands)))
    assert list(mixed.items()) == list(find(given_rows).items())


@given(rows())
def test_bounds_hold_each_other_and_the_demand(given_rows: Inputs) -> None:
    for cell in find(given_rows).values():
        if cell.at_most is not None and cell.needed and cell.needed.a_month is not None:
            assert cell.at_least is not None
            assert 0 <= cell.at_least <= cell.at_most <= cell.needed.a_month
