"""A cell that somebody filled with junk is read in time that grows with it: or it would hold up every import."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from directory.imports.cleaning import plain_text
from directory.imports.contacts import emails, phones
from tests.growth import stays_in_proportion

LENGTH = 12_500


@pytest.mark.parametrize("junk", ["<a ", "<!--", "<script", " \n", "0", "é", "a.", "a@", "+44 "])
@pytest.mark.parametrize("end", ["", ">"])
@pytest.mark.parametrize("read", [plain_text, emails, phones])
def test_junk_is_read_in_time_that_grows_with_its_length(
    read: Callable[[str], object], junk: str, end: str
) -> None:
    assert stays_in_proportion(lambda length: read(junk * (length // len(junk)) + end), LENGTH)


def test_of_tags_without_end_the_words_stay() -> None:
    assert plain_text("<!--" * 60_000 + "<p>We help.</p>").endswith("We help.")


def test_what_only_looks_like_a_tag_stays_and_a_real_one_goes() -> None:
    assert plain_text("under 5 < 6 <b>bold</b>") == "under 5 < 6 bold"
    assert plain_text("a <b and no end") == "a <b and no end"


def test_numbers_and_addresses_are_parted_as_before() -> None:
    assert phones("01632 960123 or 07700 900123 / 0800 1111") == ["01632 960123", "07700 900123", "0800 1111"]
    assert emails("a@b.org;c.d+e@f.co.uk, (x@y.org)") == ["a@b.org", "c.d+e@f.co.uk", "x@y.org"]
