"""Plain words: what a writer is told, where, and that no text is too long or too strange to be checked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.plain_text import contact_details, prison_numbers
from coordination.plain_words import Language, Readers, check, examine, pieces
from coordination.plain_words.lists import known_acronyms, odd_syllables, official_titles, refused_words
from coordination.plain_words.reading_age import LEAST_WORDS, grade_of, syllables
from coordination.plain_words.sentences import sentences
from tests.growth import stays_in_proportion

PLAIN = (
    "We help you find a place to live. You can see us on the wing. We talk about rent and bills."
    " We write to the council with you. We go on with you when you leave."
)
HARD = (
    "Participants undertake individualised assessments identifying criminogenic considerations."
    " Multidisciplinary professionals subsequently facilitate comprehensive rehabilitative interventions,"
    " incorporating accommodation, employability and psychological considerations throughout resettlement."
)
WELSH = "Rydym yn eich helpu i ddod o hyd i le i fyw. Gallwch siarad gyda ni ar yr adain bob dydd Mawrth."


def kinds(text: str, **more: Any) -> list[str]:
    return [remark.kind for remark in check(text, **more)]


def marked(text: str, kind: str) -> list[str]:
    return [text[each.start : each.end] for each in check(text) if each.kind == kind]


def test_a_plain_text_has_nothing_to_change() -> None:
    examined = examine(PLAIN)
    assert examined.remarks == []
    assert examined.reading_age is not None and examined.reading_age <= 9
    assert "Reading age: about" in examined.note


def test_a_hard_text_is_said_to_be_hard_and_its_hardest_sentence_marked() -> None:
    examined = examine(f"{PLAIN} {HARD}")
    hard = next(remark for remark in examined.remarks if remark.kind == "reading_age")
    assert "Aim for 11" in hard.sentence
    assert examined.text[hard.start : hard.end] in HARD


def test_the_grade_is_that_of_the_published_formula() -> None:
    """Counted by hand: 6 words in 2 sentences with 7 syllables."""
    assert grade_of(list(sentences("The cat sat. Open the door."))) == pytest.approx(
        0.39 * 6 / 2 + 11.8 * 7 / 6 - 15.59
    )


def test_a_text_too_short_to_be_measured_has_no_reading_age_and_says_so() -> None:
    examined = examine("Send an app to the library.")
    assert examined.reading_age is None
    assert "not known" in examined.note and str(LEAST_WORDS) in examined.note


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("help", 1), ("people", 2), ("prison", 2), ("accommodation", 5), ("every", 2), ("housing", 2),
        ("resettlement", 4), ("advice", 2), ("wanted", 2), ("helped", 1), ("centre", 2), ("family's", 3),
        ("drop-in", 2), ("cats", 1), ("table", 2), ("b", 1), ("hydrotherapy", 5),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_sentence_of_sixteen_words_is_long_and_one_of_fifteen_is_not() -> None:
    fifteen = " ".join(["word"] * 15) + "."
    sixteen = " ".join(["word"] * 16) + "."
    assert marked(f"{fifteen} {sixteen}", "long_sentence") == [sixteen]


@pytest.mark.parametrize(
    "text", ["Ask Mr. Jones at 9.30 a.m. today.", "Bring food, e.g. fruit, to St. Davids."]
)
def test_a_short_form_with_a_point_ends_no_sentence(text: str) -> None:
    assert len(list(sentences(text))) == (2 if "a.m." in text else 1)


def test_an_acronym_is_marked_where_it_first_stands() -> None:
    text = "Ask OMU about it. OMU will help, and so will the GP."
    assert marked(text, "acronym") == ["OMU"]
    assert check(text)[0].start == 4


@pytest.mark.parametrize(
    "text",
    [
        "Ask about release on temporary licence (ROTL).",
        "Ask about ROTL (release on temporary licence).",
        "Ask the Department for Work and Pensions (DWP).",
        "Call from the PIN phone or watch TV.",
        "Meet on A wing.",
    ],
)
def test_an_acronym_that_is_known_or_spelled_out_is_left_alone(text: str) -> None:
    assert "acronym" not in kinds(text)


def test_words_that_happen_to_begin_alike_spell_nothing_out() -> None:
    assert marked("Please ride our tall ladder. Ask about ROTL today.", "acronym") == ["ROTL"]


def test_shouting_is_one_remark_and_not_one_for_each_word() -> None:
    assert kinds("PLEASE COME TO THE CHAPEL ON MONDAY.") == ["capitals"]


@pytest.mark.parametrize(
    ("text", "word", "instead"),
    [
        ("Offenders meet here.", "Offenders", "people in prison"),
        ("For any inmate.", "inmate", "person in prison"),
        ("Each service user is seen.", "service user", "person in prison"),
        ("Residents’ meeting on Monday.", "Residents", "people in prison"),
        ("Prisoners can ask.", "Prisoners", "people in prison"),
        ("Led by ex-offenders.", "ex-offenders", "people who have been in prison"),
    ],
)
def test_a_refused_word_is_named_with_the_word_to_use(text: str, word: str, instead: str) -> None:
    (remark,) = (each for each in check(text) if each.kind == "refused_word")
    assert text[remark.start : remark.end] == word
    assert f"“{instead}”" in remark.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Ask the offender management unit.",
        "The Prisoners’ Advice Service helps.",
        "Write to Offender Management.",
    ],
)
def test_an_official_title_may_hold_a_refused_word(text: str) -> None:
    assert "refused_word" not in kinds(text)


def test_contact_details_and_prison_numbers_block_and_all_else_advises() -> None:
    text = "Offenders ring 01632 960123 about A1234BC at OMU."
    blocking = {remark.kind for remark in check(text) if remark.blocks}
    assert blocking == {"contact_detail", "prison_number"}
    assert {remark.kind for remark in check(text) if not remark.blocks} == {"refused_word", "acronym"}


def test_the_place_is_the_one_in_the_text_as_typed() -> None:
    """Folding look-alikes and dropping what nobody sees moves no mark."""
    text = "ﷺ é\u0301\u0323 \u200b\u200b Ring ０１６３２ ９６０１２３ or anna@exam\u00adple.org about Ａ１２３４ＢＣ."
    found = {text[each.start : each.end] for each in check(text) if each.blocks}
    assert found == {"０１６３２ ９６０１２３", "anna@exam\u00adple.org", "Ａ１２３４ＢＣ"}


def test_what_staff_alone_read_is_checked_for_prison_numbers_only() -> None:
    text = f"{HARD} OMU, 01632 960123, offenders, A1234BC."
    assert kinds(text, readers=Readers.STAFF) == ["prison_number"]


def test_members_of_a_forum_are_told_of_prison_numbers_and_refused_words_and_both_must_change() -> None:
    text = f"{HARD} OMU, 01632 960123, offenders, A1234BC."
    remarks = check(text, readers=Readers.MEMBERS)
    assert [remark.kind for remark in remarks] == ["refused_word", "prison_number"]
    assert all(remark.blocks for remark in remarks)


def test_a_refused_word_must_change_where_nobody_decides_on_a_text_for_the_wings() -> None:
    [word] = [
        each for each in check("Ask an offender.", readers=Readers.WINGS) if each.kind == "refused_word"
    ]
    assert word.blocks
    assert kinds("Ring 01632 960123.", readers=Readers.WINGS)[0] == "contact_detail"


def test_welsh_is_not_judged_as_english_and_the_page_says_so() -> None:
    text = f"{WELSH} HMP OMU " + "gair " * 40
    assert [each for each in kinds(f"{text} anna@example.org A1234BC") if each] == [
        "contact_detail",
        "prison_number",
    ]
    examined = examine(text)
    assert examined.reading_age is None and "Welsh" in examined.note


def test_of_a_text_in_both_languages_the_english_part_is_judged() -> None:
    text = f"{WELSH} {PLAIN} Inmates can come."
    assert marked(text, "refused_word") == ["Inmates"]
    assert "Part of this reads as Welsh" in examine(text).note


def test_a_chosen_language_is_believed() -> None:
    assert kinds("Inmates can come.", language=Language.WELSH) == []
    assert kinds("Inmates can come.", language=Language.ENGLISH) == ["refused_word"]


def test_the_lists_hold_something_and_no_word_twice() -> None:
    assert {"offender", "inmate", "resident", "service user", "prisoner"} <= refused_words().keys()
    assert {"PIN", "TV", "GP", "NHS"} <= known_acronyms()
    assert all(title == title.lower() for title in official_titles())
    assert all(count > 0 for count in odd_syllables().values())


# --- Times of day are no numbers of people ---------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Wing C 1400 to 1530", "wing c 1400 to 1530", "C 1400 to 1530", "WING C 1400 TO 1530", "Unit C 1400 on Mondays",
        "House A 0930 am to noon", "C 1400 to 15:30", "A 0900 or 10am",
    ],
)  # fmt: skip
def test_a_wing_and_a_time_are_no_prison_number(text: str) -> None:
    assert prison_numbers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A1400TO", "a1400to", "A 1400 TO", "Wing A1400TO 1530", "Wing A 1400TO", "A.1400.TO", "Wing A-1400-TO",
        "wing A 1234 to 1530", "A 2500 to 1530", "A 1403 to 1530", "Wing A 1400 BC", "A 1400 AM wing", "A 1 4 0 0 T O",
        "Wing C 1400 to A1234BC", "ask A 1400 to come",
    ],
)  # fmt: skip
def test_a_prison_number_that_looks_a_little_like_a_time_is_still_found(text: str) -> None:
    assert len(prison_numbers(text)) == 1


# --- Any text at all ------------------------------------------------------------------------------

STRANGE = st.text(max_size=300) | st.text(
    alphabet="aA1. @'’(-\n\u0301\u200b\ufdfaÅＡ０4BCé!&/:", max_size=300
)


@settings(deadline=None)
@given(STRANGE)
def test_whatever_is_typed_is_checked_and_every_place_lies_within_it(text: str) -> None:
    examined = examine(text)
    for remark in examined.remarks:
        assert 0 <= remark.start < remark.end <= len(text)
        assert remark.sentence
    assert "".join(piece.text for piece in pieces(text, examined.remarks)) == text
    for found in [*contact_details(text), *prison_numbers(text)]:
        assert 0 <= found.start < found.end <= len(text)


PATTERNS = (
    "a", "a ", "A ", "AB ", "AB (", "a.", "a-", "a. ", ".", ".\"", "....x ", "0 ", "0   1", "a@", "@a", "44 ", "1. ",
    "A 1234 B", "http://", "https://x.org ", "offender ", "service  ", "ROTL ", "'a", "a'", "x\n", "\0",
    "\u0301\u0323", "\u0323\u0301", "é\u0301", "Mr. ", "aeiou", "e", "(", "ﷺ", "offender management unit offender ",
    "A&", "y ", "yn ", "C 1400 to ",
)  # fmt: skip


def lines_run(act: Callable[[], Any]) -> int:
    """Lines of ours that run for it."""
    lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(before)
    return lines


def all_of_it(text: str) -> None:
    examined = examine(text)
    pieces(text, examined.remarks)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_longer_text_takes_longer_in_proportion(pattern: str) -> None:
    """Were each place looked at from each other, 8 times the text were 64 times the work, and 16 times 256 times."""
    lines = [lines_run(lambda size=size: all_of_it((pattern * size)[:size])) for size in (400, 3_200)]
    assert lines[1] < 16 * lines[0]
    assert stays_in_proportion(lambda size: all_of_it((pattern * size)[:size]), 3_750)
