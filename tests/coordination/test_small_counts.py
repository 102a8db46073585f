"""What is small goes, with what it could be worked out from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.small_counts import in_halves, is_small, with_neighbours

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
