"""Two pages of one kind are examined once; a page that lacks something is never taken for one that has it."""

from __future__ import annotations

import pytest

from tests.journeys.examining import skeleton

PAGE = (
    '<h1>Exeter</h1><a href="/prisons/EXI/">Open</a><input id="id_form-0-name" value="A" aria-label="Name">'
)


@pytest.mark.parametrize(
    "other",
    [
        PAGE.replace("Exeter", "Guys Marsh"), PAGE.replace("/prisons/EXI/", "/prisons/GMI/"),
        PAGE.replace("form-0", "form-12"), PAGE.replace('value="A"', 'value="B"'),
    ],
)  # fmt: skip
def test_pages_that_differ_in_words_alone_have_one_skeleton(other: str) -> None:
    assert other != PAGE
    assert skeleton(other) == skeleton(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        PAGE.replace("Open", ""), PAGE.replace("Exeter", " "), PAGE.replace('aria-label="Name"', 'aria-label=""'),
        PAGE.replace(' aria-label="Name"', ""), PAGE.replace("h1", "h2"), PAGE.replace("<a ", '<a class="small" '),
        PAGE + PAGE,
    ],
)  # fmt: skip
def test_pages_that_differ_in_anything_else_have_two(other: str) -> None:
    assert skeleton(other) != skeleton(PAGE)
