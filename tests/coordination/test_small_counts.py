"""What is small goes, with what it could be worked out from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.small_counts import beside_whole, few, in_halves, is_small, with_neighbours, worked_out

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([10, 6, 0], [10, 6, 0]),
        ([10, 6, 3], [10, None, None]),
        ([20, 1, 1, 9], [20, None, None, None]),
        ([9, 4, 4, 0], [9, None, None, 0]),
        ([2, 2, 0], [None, None, None]),
        ([20, 3, 0], [None, None, 0]),
        ([0, 0], [0, 0]),
    ],
)
def test_what_is_small_goes_with_its_neighbours(parts: list[int], told: list[int | None]) -> None:
    assert with_neighbours(parts) == told


@given(COUNTS)
def test_the_whole_less_what_is_told_is_never_one_part_or_few(parts: list[int]) -> None:
    told = with_neighbours(parts)
    hidden = [part for part, shown in zip(parts, told, strict=True) if shown is None]
    assert not [shown for shown in told if shown and is_small(shown)]
    if not is_small(sum(parts)):  # else the whole is not told either
        assert len(hidden) != 1
        assert not is_small(sum(hidden))


@pytest.mark.parametrize(
    ("first", "second", "sums", "parts"),
    [
        ([10, 6], [5, 9], (16, 14), ([10, 6], [5, 9])),
        ([10, 3], [5, 9], (13, 14), ([None, None], [5, 9])),
        # 13 of 19 would give the 3 away, were the 10 told beside it.
        ([10, 3], [6, 0], (13, 6), ([None, None], [6, 0])),
        ([12, 0], [0, 3], (None, None), ([None, 0], [0, None])),
        ([2, 0], [0, 1], (None, None), ([None, None], [None, None])),
        ([9, 0], [0, 0], (9, 0), ([9, 0], [0, 0])),
    ],
)
def test_halves_tell_their_sums_together_or_not_at_all(
    first: list[int],
    second: list[int],
    sums: tuple[int | None, int | None],
    parts: tuple[list[int | None], list[int | None]],
) -> None:
    found = in_halves(first, second)
    assert (found.sums, found.parts) == (sums, parts)


def test_a_whole_that_is_not_told_takes_everything_with_it() -> None:
    assert in_halves([20], [30], whole_is_told=False).parts == ([None], [None])


def test_a_rest_that_is_told_nowhere_protects_as_a_part_does() -> None:
    """Of 100, 3 and 90 leave 7: who takes 90 away has 10, of which nobody knows how many are the 3."""
    assert beside_whole(100, {"few": 3, "many": 90}, set()) == {"few"}
    assert beside_whole(100, {"few": 3, "many": 97}, set()) == {"few", "many"}
    assert beside_whole(100, {"most": 98}, set()) == {"most"}
    assert beside_whole(100, {"some": 70, "others": 60}, set()) == set()


def test_parts_that_are_all_told_do_not_give_a_hidden_whole_away() -> None:
    assert beside_whole(50, {"one": 20, "two": 30}, set(), whole_is_told=False) == {"one"}
    assert beside_whole(50, {"one": 20, "two": 20}, set(), whole_is_told=False) == set()


def test_what_several_sums_give_away_together_is_found() -> None:
    """Of a table with one told cell in each line, every other one follows; with none, no cell does."""
    rows = [("a", ["aa", "ab"]), ("b", ["ba", "bb"])]
    columns = [("c", ["aa", "ba"]), ("d", ["ab", "bb"])]
    assert worked_out(["aa", "ab", "ba", "bb"], [*rows, *columns]) == set()
    assert worked_out(["ab", "ba", "bb"], [*rows, *columns]) == {"ab", "ba", "bb"}
    assert worked_out(["aa"], []) == set()


def test_one_number_that_stands_alone_is_told_in_words() -> None:
    assert [few(0), few(4), few(5)] == ["0", "Fewer than 5", "5"]
