"""Which words count as somebody's name."""

from __future__ import annotations

import pytest

from forums.papers.names import named_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ask Hal Horne about it.", "Hal Horne"),
        ("ask hal  horne", "Hal Horne"),
        ("Horne’s class begins.", "Hal Horne"),
        ("HORNE will come.", "Hal Horne"),
        ("Mr. Horne will come.", "Hal Horne"),
        ("Mr Young will come.", "Stella Young"),
        ("Officer May opens it.", "Theresa May"),
        ("Stella Young opens it.", "Stella Young"),
        ("Mrs A Young opens it.", "Stella Young"),
        ("Tŵr Llŷn’s class", "Siân Llŷn"),
        ("O’Brien opens it.", "Mary O’Brien"),
        ("Smith-Jones opens it.", "Ann Smith-Jones"),
        ("Ask Hal.", "Hal"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert named_in(text, ["Nobody Atall", name]) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A class begins in May.", "Theresa May"),
        ("Young people asked for it.", "Stella Young"),
        ("The horne is blown.", "Hal Horne"),
        ("Half of it is done.", "Hal"),
        ("Ask at the Chapel.", ""),
        ("Go to it.", "Jo Go"),
        ("The prison will mend it.", "Bob Prison"),
    ],
)
def test_an_ordinary_word_is_none(text: str, name: str) -> None:
    assert named_in(text, [name]) == ""
