"""Which words count as somebody's name."""

from __future__ import annotations

import pytest

from forums.actions.forums import add_member
from forums.papers.names import named_in
from forums.papers.staff_names import hidden_names
from tests.cast import Cast
from tests.forums import making


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


@pytest.mark.django_db
def test_who_works_for_an_organisation_here_is_named_on_no_wall(cast: Cast) -> None:
    """Also before they ever came to a meeting; not those who only work at another prison."""
    names = hidden_names(cast.exeter.pk)
    assert {cast.manager.name, cast.worker.name, cast.staff.name} <= set(names)
    assert cast.other_manager.name not in names
    forum = making.forum(cast)
    add_member(by=cast.coordinator, forum=forum, organisation=cast.lantern)
    assert cast.other_manager.name in hidden_names(cast.exeter.pk)
