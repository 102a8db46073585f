"""Small numbers of people in the matrix: what is hidden, and a reader who tries to work it out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.small_counts import LEAST, beside_whole, is_small
from planning.gaps.hiding import a_month, at_once, hidden_areas, hidden_demands
from planning.gaps.matrix import Cell, find
from planning.gaps.rows import Demand, Facts, Release
from tests.planning import rows as made

HOMES = "accommodation"
GROUPS, STAGES = ("", "older", "veterans"), ("", "reception", "release")


def demand(people: int, group: str = "", stage: str = "", pathway: str = HOMES) -> Demand:
    return Demand(pathway, group, stage, a_month=Fraction(people), source="Analysis", on=made.DAY)


def hidden(*demands: Demand, facts: Facts | None = None) -> set[tuple[str, str]]:
    """(group, stage). Without facts nothing is known but what is said a month."""
    return {key[1:] for key in hidden_demands(demands, facts or Facts())}


# --- By hand --------------------------------------------------------------------------------------


def test_three_people_are_hidden_and_five_beside_them_are_not() -> None:
    assert hidden(demand(100), demand(3, "veterans"), demand(5, "older")) == {("veterans", "")}


def test_a_whole_of_few_people_is_hidden_with_its_parts_and_nobody_is_no_secret() -> None:
    assert hidden(demand(4), demand(2, "veterans"), demand(0, "older")) == {("", ""), ("veterans", "")}


def test_between_four_and_five_is_below_five() -> None:
    assert hidden(Demand(HOMES, a_month=Fraction(9, 2))) == {("", "")}


def test_what_is_left_of_a_whole_gives_nothing_away() -> None:
    """The groups are all there are: 50 less 47 would be the 3."""
    assert hidden(demand(50), demand(3, "veterans"), demand(47, "older")) == {("veterans", ""), ("older", "")}


def test_all_but_a_few_are_hidden_because_the_few_would_show() -> None:
    assert hidden(demand(50), demand(48, "older")) == {("older", "")}


def test_a_neighbour_is_not_given_away_by_its_own_parts() -> None:
    """Older people are hidden beside the 3; so are those of the stages of which they are made."""
    said = (
        demand(50), demand(3, "veterans"), demand(47, "older"), demand(20, "older", "reception"),
        demand(27, "older", "release"),
    )  # fmt: skip
    assert ("older", "reception") in hidden(*said)


def test_few_at_any_one_time_are_hidden_though_they_are_more_a_month() -> None:
    """30 come in a month and stay three days: 40 a month are 4 at any one time."""
    facts = Facts(receptions_a_month=Fraction(30), stay_days=Fraction(3))
    assert at_once(demand(40), facts) == Fraction(192, 487) * 10
    assert hidden(demand(40), facts=facts) == {("", "")}


@pytest.mark.parametrize(
    ("facts", "is_hidden"),
    [
        (Facts(receptions_a_month=Fraction(60)), True),  # 5% of 60 are 3 a month.
        (Facts(population=80), True),  # 5% of 80 are 4 at any one time.
        (Facts(population=300), False),
        (Facts(), False),  # No number of people follows.
    ],
)
def test_a_share_is_hidden_where_few_people_follow_from_it(facts: Facts, is_hidden: bool) -> None:
    assert bool(hidden(Demand(HOMES, share=Fraction(5, 100)), facts=facts)) == is_hidden


def test_what_is_told_of_a_hidden_cell_is_its_state_and_its_places() -> None:
    said = (demand(100), demand(3, "veterans"))
    cells = find(made.inputs(made.offer(1, 2, groups={"veterans"}), demands=said, facts=Facts()))
    cell = cells[HOMES, "veterans", ""]
    assert cell.at_most == 1
    assert cell.told.demand == Demand(HOMES, "veterans", source="Analysis", on=made.DAY)
    assert (cell.told.at_least, cell.told.at_most, cell.told.needed and cell.told.needed.a_month) == (
        None,
    ) * 3
    assert (cell.told.state, cell.told.own, cell.told.hidden) == (cell.state, cell.own, True)
    assert cells[HOMES, "", ""].told == cells[HOMES, "", ""]


def test_areas_to_which_few_go_are_hidden_with_one_beside_them() -> None:
    """Of 100 a month 3 and 7 go to two areas; their shares together are told."""
    releases = [Release(code, Fraction(share, 100)) for code, share in (("a", 60), ("b", 3), ("c", 7))]
    assert hidden_areas(releases, Facts(receptions_a_month=Fraction(100))) == {"b", "c"}
    assert hidden_areas(releases, Facts(receptions_a_month=Fraction(1000))) == frozenset()
    assert hidden_areas(releases, Facts()) == frozenset()


# --- A reader who writes everything down ----------------------------------------------------------


counts = st.integers(0, 12) | st.integers(0, 60)
# What is asked of two groups and two stages, and then of whoever is in neither: often nobody.
tables = st.tuples(
    st.lists(counts, min_size=4, max_size=4), st.just([0] * 5) | st.lists(counts, min_size=5, max_size=5)
)


def margins(inside: list[int], beside: list[int]) -> dict[tuple[int, int], int]:
    """{(row, column): people}: the first row and column are the sums, of everybody and of any stage."""
    found = {(1, 1): inside[0], (1, 2): inside[1], (2, 1): inside[2], (2, 2): inside[3]}
    for at in (1, 2):
        found[at, 0] = found[at, 1] + found[at, 2] + beside[at - 1]
        found[0, at] = found[1, at] + found[2, at] + beside[at + 1]
    found[0, 0] = sum(inside) + sum(beside)
    return found


@given(tables)
def test_nobody_works_out_a_small_number_from_what_is_told(table: tuple[list[int], list[int]]) -> None:
    """Groups and stages that leave nothing over are the worst: every line adds up, and the reader knows it."""
    people = margins(*table)
    said = [demand(count, GROUPS[row], STAGES[column]) for (row, column), count in people.items()]
    gone = {(GROUPS.index(group), STAGES.index(stage)) for group, stage in hidden(*said)}
    for at, count in people.items():
        assert at in gone or not is_small(count)
        for part in people:
            if part != at and all(not one or one == other for one, other in zip(at, part, strict=True)):
                assert {at, part} & gone or not is_small(count - people[part])
    lines = [[(row, column) for column in range(3)] for row in range(3)]
    lines += [[(row, column) for row in range(3)] for column in range(3)]
    closed = [line for line in lines if people[line[0]] == people[line[1]] + people[line[2]]]
    unknown = sorted(gone)
    equations = [
        [Fraction((-1 if at == line[0] else 1) if at in line else 0) for at in unknown] for line in closed
    ]
    for place, at in enumerate(unknown):
        if is_small(people[at]):
            alone = [Fraction(int(place == other)) for other in range(len(unknown))]
            assert rank([*equations, alone]) > rank(equations), (people, gone, at)


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [value - factor * first for value, first in zip(row, pivot, strict=True)]
        found += 1
    return found


@given(st.permutations([*enumerate([3, 47, 50, 9, 4, 31, 0])]))
def test_the_order_in_which_sources_come_makes_no_difference(order: list[tuple[int, int]]) -> None:
    places = list(product(GROUPS, STAGES))
    said = [demand(people, *places[at]) for at, people in order]
    assert hidden(*said) == hidden(*sorted(said, key=lambda each: (each.group, each.stage)))


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 40), min_size=1), st.integers(0, 100))
def test_what_is_left_over_beside_a_whole_is_never_one_number_and_never_small(
    parts: dict[str, int], whole: int
) -> None:
    gone = beside_whole(whole, parts, set())
    rest = whole - sum(parts.values())
    assert all(name in gone for name, count in parts.items() if is_small(count))
    assert all(parts[name] for name in gone)
    if rest < 0 or is_small(whole):
        return
    left = [parts[name] for name in gone] + ([rest] if rest else [])
    assert not gone or sum(left) >= LEAST
    assert bool(gone) or not is_small(rest)


@given(st.integers(0, 300), st.integers(0, 40))
def test_no_number_of_a_told_cell_is_small(everybody: int, places: int) -> None:
    cells = find(made.inputs(made.offer(1, places), demands=(Demand(HOMES, needing=everybody),)))
    told: Cell = cells[HOMES, "", ""].told
    assert told.demand is not None
    if not told.hidden:
        assert not any(
            is_small(count) for count in (a_month(told.demand, made.STEADY), told.demand.needing) if count
        )
