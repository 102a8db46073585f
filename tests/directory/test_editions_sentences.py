"""Facts in plain sentences."""

from __future__ import annotations

from datetime import date, time

import pytest

from directory.editions import sentences, symbols

DAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"), (1, "1 day"), (6, "6 days"), (7, "1 week"), (10, "10 days"), (14, "2 weeks"),
        (17, "about 2 weeks"), (60, "about 9 weeks"), (84, "12 weeks"), (90, "about 3 months"),
        (365, "about 12 months"),
    ],
)  # fmt: skip
def test_lengths_of_time(days: int, words: str) -> None:
    assert sentences.length_of_time(days) == words


@pytest.mark.parametrize(
    ("pattern", "week", "words"),
    [
        ("weekly", None, "Every Tuesday, 10:00 to 11:30"),
        ("fortnightly", None, "Every 2 weeks on Tuesday, 10:00 to 11:30"),
        ("monthly", 5, "The last Tuesday of each month, 10:00 to 11:30"),
    ],
)
def test_when_a_session_is(pattern: str, week: int | None, words: str) -> None:
    assert sentences.when(pattern, 1, week, time(10), time(11, 30)) == words


@pytest.mark.parametrize(
    ("counted_from", "next_day"),
    [
        (None, None),
        (date(2026, 5, 4), date(2026, 5, 4)),
        (date(2026, 5, 3), date(2026, 5, 17)),
        (date(2026, 5, 5), date(2026, 5, 5)),
        (date(2027, 5, 4), date(2026, 5, 5)),
    ],
)
def test_the_next_day_of_a_two_weekly_rhythm(counted_from: date | None, next_day: date | None) -> None:
    assert sentences.next_fortnightly(counted_from, DAY) == next_day


def test_whom_it_is_for() -> None:
    assert sentences.who("anyone", None, None, []) == []
    assert sentences.who("women", 21, None, ["Carers"]) == ["Carers", "Women", "Aged 21 or over"]
    assert sentences.who("men", 18, 25, []) == ["Men", "Aged 18 to 25"]


def test_what_holds_for_everybody_in_the_prison_goes_without_saying() -> None:
    assert sentences.who("men", 18, None, [], held="men") == []
    assert sentences.who("women", 21, None, [], held="men") == ["Women", "Aged 21 or over"]
    assert sentences.who("anyone", None, 25, []) == ["Aged 25 or under"]


def test_an_unknown_wait_is_not_no_wait() -> None:
    assert sentences.wait(None) == ""
    assert sentences.wait(0) == "You do not have to wait."
    assert sentences.wait(7) == "The wait is usually 1 week."


def test_time_needed() -> None:
    assert sentences.time_needed(None) == ""
    assert sentences.time_needed(84) == "You need at least 12 weeks left in this prison."


def test_room_for_people_in_prison_is_said_only_where_it_matters() -> None:
    assert sentences.room_for_people("", None, DAY) == sentences.room_for_people("open", DAY, DAY) == ""
    assert sentences.room_for_people("full", None, DAY) == "This is full at the moment. You can still ask."
    assert "waiting list" in sentences.room_for_people("waiting_list", None, DAY)
    paused = "This is not running at the moment."
    assert sentences.room_for_people("paused", None, DAY) == paused
    assert sentences.room_for_people("paused", date(2026, 5, 3), DAY) == paused
    assert (
        sentences.room_for_people("paused", date(2026, 6, 1), DAY)
        == f"{paused} It may start again after 1 June 2026."
    )


def test_room_for_staff_has_its_date() -> None:
    assert sentences.room_for_staff("", None) == "Not known"
    assert sentences.room_for_staff("open", DAY) == "Room for more (since 4 May 2026)"
    assert sentences.room_for_staff("paused", DAY) == "Paused (until 4 May 2026)"
    assert sentences.room_for_staff("full", None) == "Full"


def test_lists_in_words() -> None:
    assert [sentences.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


@pytest.mark.django_db
def test_every_way_to_ask_has_a_drawing(cast: object) -> None:
    from coordination.models import WayToAsk

    codes = set(WayToAsk.objects.values_list("code", flat=True))
    assert codes == set(symbols.WAYS_TO_ASK)
    named = {*symbols.WAYS_TO_ASK.values(), *symbols.FIXED, symbols.ASK, symbols.PATHWAY}
    assert symbols.known(named) == sorted(named)


@pytest.mark.django_db
def test_every_pathway_has_a_drawing(cast: object) -> None:
    from coordination.models import Pathway

    named = set(Pathway.objects.values_list("symbol", flat=True))
    assert symbols.known(named) == sorted(named)


def test_a_way_without_a_drawing_gets_the_question_mark() -> None:
    assert symbols.way_to_ask(["carrier_pigeon", "drop_in"]) == "drop-in"
    assert symbols.way_to_ask(["carrier_pigeon"]) == symbols.ASK
    assert symbols.known(["../phone", "no-such-thing", "phone", "phone"]) == ["phone"]
