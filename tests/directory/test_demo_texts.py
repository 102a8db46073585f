from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from coordination.demo.world import World
from directory.demo.play import ACTS
from directory.demo.texts import offers, paragraphs, session, steps_of
from directory.models.revision import SUMMARY_WORDS

A_WEDNESDAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("weekly Tuesday 10:00-11:30 Library", ("weekly", 1, None, None)),
        ("monthly last Friday 10:00-11:30 Library", ("monthly", 4, 5, None)),
        ("fortnightly Wednesday 10:00-11:30 Library", ("fortnightly", 2, None, A_WEDNESDAY)),
        ("fortnightly Monday 10:00-11:30 Library", ("fortnightly", 0, None, date(2026, 10, 5))),
    ],
)
def test_a_session_is_read_from_words(words: str, expected: tuple[object, ...]) -> None:
    read = session(words, A_WEDNESDAY)
    assert (read["pattern"], read["weekday"], read["week_of_month"], read["counted_from"]) == expected
    assert (read["begins"], read["ends"], read["place"]) == (time(10), time(11, 30), "Library")


def test_words_that_are_no_session_are_named() -> None:
    with pytest.raises(ValueError, match="now and then"):
        session("now and then in the library", A_WEDNESDAY)


def test_lines_are_joined_and_paragraphs_stay() -> None:
    assert paragraphs("One\ntwo.\n\nThree.\n") == "One two.\n\nThree."


def test_steps_stand_in_the_order_of_days() -> None:
    text = {"sent": -9, "accepted": -7, "contacts": ["-, Desk"], "room": ["full", -2], "confirmed": -3}
    assert [(step.on, step.do) for step in steps_of(text)] == [
        (-9, "send"), (-9, "contacts"), (-7, "accept"), (-3, "confirm"), (-2, "room"),
    ]  # fmt: skip


def test_every_text_can_be_played() -> None:
    for offer in offers():
        assert offer.steps, offer.key
        assert {step.do for step in offer.steps} <= set(ACTS)
        assert all(step.on < 0 for step in offer.steps), f"{offer.key}: nothing happens today or later"
        assert len(paragraphs(offer.text["summary"]).split()) <= SUMMARY_WORDS


@pytest.mark.parametrize(
    ("days", "day"),
    [(0, date(2026, 10, 5)), (-1, date(2026, 10, 2)), (-2, date(2026, 10, 2)), (-3, date(2026, 10, 2))],
)
def test_nothing_happens_at_the_weekend(days: int, day: date) -> None:
    moment = World(today=date(2026, 10, 5)).moment(days, turn=3)
    assert timezone.localtime(moment) == timezone.make_aware(datetime.combine(day, time(10, 47)))
