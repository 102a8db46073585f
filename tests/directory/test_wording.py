"""A content compares by its words, and travels between prisons without what is said of one prison."""

from __future__ import annotations

from datetime import time

from directory.models import Revision
from directory.wording import (
    COLUMNS,
    LISTS,
    ORDER,
    carried_over,
    content_of,
    label_of,
    normalised,
    texts_for_the_wings,
    texts_of,
)
from tests.cast import Cast, content, session


def test_the_order_of_the_form_holds_every_worded_field_once() -> None:
    assert sorted(ORDER) == sorted({*COLUMNS, *LISTS, "sessions"} - {"every_wing"})


def test_every_field_has_words_that_begin_with_a_capital() -> None:
    assert all(label_of(name)[0].isupper() for name in (*ORDER, "every_wing"))


def test_a_saved_text_comes_back_as_it_was_written(cast: Cast) -> None:
    assert content_of(cast.pending_revision) == normalised(content(name="Debt clinic", pathways=["finance"]))


def test_rows_and_keys_are_the_same_content(cast: Cast) -> None:
    service = cast.approved.service
    pathways = list(cast.pending_revision.pathways.all())
    by_rows = normalised(content(hands_over_to=service, pathways=pathways))
    assert by_rows == normalised(content(hands_over_to=service.pk, pathways=["finance"]))


def test_spaces_at_the_ends_and_the_browsers_line_breaks_are_no_difference() -> None:
    typed = normalised(content(staff_procedure=" E-mail the form.\r\nWait. "))
    assert typed == normalised(content(staff_procedure="E-mail the form.\nWait."))


def test_sessions_stand_in_the_order_of_the_week() -> None:
    late, early = session(weekday=4), session(weekday=1, begins=time(9))
    assert normalised(content(sessions=[late, early]))["sessions"] == [early, late]


def test_every_wing_leaves_no_single_wings() -> None:
    assert normalised(content(every_wing=True, wings=[1, 2]))["wings"] == []


def test_what_is_said_of_one_prison_stays_there() -> None:
    new = normalised(content(summary="New words.", how_to_ask="Knock.", ways_to_ask=["peer"], sessions=[]))
    there = normalised(content(summary="Old words."))
    carried = carried_over(new, there)
    assert (carried["summary"], carried["how_to_ask"], carried["ways_to_ask"]) == (
        "New words.",
        "Send an app to the housing team.",
        ["app"],
    )
    assert carried["sessions"] == there["sessions"]


def test_every_free_text_is_looked_at_with_the_places_of_sessions() -> None:
    texts = texts_of(content(sessions=[session(place="Chapel"), session(place="Library")]))
    assert texts["Place of session 2"] == "Library"
    free = {
        name
        for name in COLUMNS
        if Revision._meta.get_field(name).get_internal_type() in ("TextField", "CharField")
    }
    assert {label_of(name) for name in free} <= set(texts)


def test_the_procedure_for_staff_is_not_among_the_texts_for_the_wings() -> None:
    texts = texts_for_the_wings(content(staff_procedure="Call 01632 960123.", evidence="01632 960124"))
    assert not any("01632" in text for text in texts.values())
