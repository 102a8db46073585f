"""Cells of table files: what is made safe is no formula, and reads back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.plain_text import formula_safe, formula_undone

CALCULATES = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


@given(st.text(alphabet="'=+-@ \t\nab\uff1d", max_size=8) | st.text(max_size=20))
def test_a_cell_made_safe_is_no_formula_and_reads_back_as_it_was(text: str) -> None:
    cell = formula_safe(text)
    assert not cell.lstrip(" ").startswith(CALCULATES)
    assert formula_undone(cell) == text


@pytest.mark.parametrize("text", ["'Tis the season", "O'Neill", "'", ""])
def test_an_apostrophe_that_belongs_to_the_text_stays(text: str) -> None:
    assert formula_safe(text) == text
    assert formula_undone(text) == text
