"""Cells as other people type them. Unknown stays unknown."""

from __future__ import annotations

from datetime import date, time

import pytest

from directory.imports import cleaning, timetable
from directory.imports.contacts import contacts, emails, phones
from directory.imports.texts import flow, printable


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>We&nbsp;help.</p><ul><li>Housing</li><li>Debt &amp; me</li></ul>", "We help.\n- Housing\n- Debt & me"),
        ("Fish &amp; chips", "Fish & chips"),
        ("•        Accommodation \r\n•  ETE", "- Accommodation\n- ETE"),
        ("a < b and b > c", "a < b and b > c"),
        ("one<br>two<script>alert(1)</script>", "one\ntwo"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("well-being\n-5 degrees\n•", "well-being\n-5 degrees"),
    ],
)  # fmt: skip
def test_html_becomes_words_and_bullets_stay_readable(cell: str, text: str) -> None:
    assert cleaning.plain_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("01752 556606", ["01752 556606"]),
        ("+44 (0)1752 556606", ["01752 556606"]),
        (
            "01752 556606 / 07700 900123; fax: 0117 924 8662",
            ["01752 556606", "07700 900123", "0117 924 8662"],
        ),
        ("Tel: 0207 700 2211 ext 4 or 01392 210700", ["020 7700 2211 ext. 4", "01392 210700"]),
        ("01392 210700,01392 210700", ["01392 210700"]),
        ("Samaritans 116 123, Childline 0800 1111", ["116 123", "0800 1111"]),
        ("+353 1 679 0000", ["+353 1 679 0000"]),
        ("none", []),
        ("room 12, 10:00-11:30", []),
    ],
)
def test_several_telephones_in_one_cell_are_told_apart(cell: str, found: list[str]) -> None:
    assert phones(cell) == found


def test_addresses_and_numbers_become_contacts() -> None:
    addresses = emails("Ann <ann@example.org>; mailto:office@example.org, not-an-address@, ann@example.org")
    assert addresses == ["ann@example.org", "office@example.org"]
    assert contacts(name="Ann", role="Lead", addresses=addresses, numbers=["1"]) == [
        {"name": "Ann", "role": "Lead", "email": "ann@example.org", "phone": "1"},
        {"name": "", "role": "", "email": "office@example.org", "phone": ""},
    ]


@pytest.mark.parametrize(
    ("cell", "monday", "days"),
    [
        ("1", 1, [0]), ("0", 1, [6]), ("7", 1, [6]), ("0", 0, [0]), ("6", 0, [6]), ("2", 2, [0]), ("1", 2, [6]),
        ("Tuesdays", 1, [1]), ("tue", 1, [1]), ("Every Thursday", 1, [3]), ("Mon & Wed", 1, [0, 2]),
        ("Tue-Thu", 1, [1, 2, 3]), ("MO,FR", 1, [0, 4]), ("Sat to Mon", 1, [0, 5, 6]), ("1|3", 2, [1, 6]),
    ],
)  # fmt: skip
def test_weekdays_by_name_and_by_number_from_any_monday(cell: str, monday: int, days: list[int]) -> None:
    assert cleaning.weekdays(cell, monday=monday) == (days, [])


@pytest.mark.parametrize("cell", ["someday", "T", "8", "S"])
def test_what_is_no_day_is_handed_back(cell: str) -> None:
    assert cleaning.weekdays(cell) == ([], [cell])


@pytest.mark.parametrize(
    ("cell", "pair"),
    [
        ("10:00-11:30", ((10, 0), (11, 30))), ("10am to 11.30am", ((10, 0), (11, 30))),
        ("2-4pm", ((14, 0), (16, 0))), ("10-2pm", ((10, 0), (14, 0))), ("1000 – 1130", ((10, 0), (11, 30))),
        ("from 9am until noon", ((9, 0), (12, 0))),
    ],
)  # fmt: skip
def test_periods_as_they_are_typed(cell: str, pair: tuple[tuple[int, int], tuple[int, int]]) -> None:
    assert cleaning.period(cell) == (time(*pair[0]), time(*pair[1]))


@pytest.mark.parametrize("cell", ["11:30-10:00", "10:00", "25:00-26:00", "2-3", "morning", ""])
def test_what_is_no_period_is_none(cell: str) -> None:
    assert cleaning.period(cell) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)), ("2026-03-05T23:59:00+00", date(2026, 3, 5)),
        ("05/03/2026", date(2026, 3, 5)), ("5th March 2026", date(2026, 3, 5)), ("31/02/2026", None), ("soon", None),
    ],
)  # fmt: skip
def test_days_are_read_day_first(cell: str, day: date | None) -> None:
    assert cleaning.day(cell) == day


def test_our_own_words_for_sessions_are_read_back() -> None:
    lines = (
        "Every Tuesday, 10:00 to 11:30, Library, upstairs\nEvery 2 weeks on Friday from 2026-05-01, 09:00 to 10:00, A"
        "\nThe last Monday of each month, 14:00 to 15:00"
    )
    found, strange = timetable.from_lines(f"{lines}\nWhenever")
    assert strange == ["Whenever"]
    assert [
        (s["pattern"], s["weekday"], s["week_of_month"], s["counted_from"], s["place"]) for s in found
    ] == [
        ("weekly", 1, None, None, "Library, upstairs"),
        ("fortnightly", 4, None, date(2026, 5, 1), "A"),
        ("monthly", 0, 5, None, ""),
    ]


def test_points_become_one_sentence() -> None:
    assert (
        flow("We help with:\n- Housing;\n- Debt\n\nCome along") == "We help with: Housing; Debt. Come along."
    )


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    first = "This is the first sentence and it has ten words."
    short = printable(" ".join([first, *["And here is another sentence of eight words now."] * 9]))
    assert short.was_cut
    assert short.text.startswith(first)
    assert short.text.endswith("now.")
    assert len(short.text.split()) <= 60


def test_a_first_sentence_that_is_too_long_ends_with_dots() -> None:
    short = printable("word " * 80)
    assert short.text.endswith("word…")
    assert len(short.text.split()) <= 60


def test_a_sentence_with_contact_details_goes_out_whole() -> None:
    short = printable(
        "We listen. Call 01752 556606 or write to a@example.org. Come to EX4 4EX. You are welcome."
    )
    assert short.text == "We listen. You are welcome."
    kinds = [found.kind for found in short.taken_out]
    assert kinds == ["a telephone number", "an e-mail address", "a postcode"]


def test_a_text_of_nothing_but_contact_details_is_empty() -> None:
    assert printable("Tel: 01752 556606, www.example.org").text == ""
