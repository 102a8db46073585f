from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.plain_text import contact_details, prison_numbers


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Write to anna@example.org today", "an e-mail address", "anna@example.org"),
        ("Write to anna@example.org. People answer.", "an e-mail address", "anna@example.org"),
        ("Write to anna @ example . org . uk now", "an e-mail address", "anna @ example . org . uk"),
        ("WRITE TO ANNA@EXAMPLE. ORG", "an e-mail address", "ANNA@EXAMPLE. ORG"),
        ("Write to anna (at) example (dot) org", "an e-mail address", "anna (at) example (dot) org"),
        ("anna\u200b@exam\u00adple.org", "an e-mail address", "anna@example.org"),
        ("See www.example.org/help for more", "a web address", "www.example.org/help"),
        ("See example.org.uk", "a web address", "example.org.uk"),
        ("Ring 01632 960123 now", "a telephone number", "01632 960123"),
        ("Ring (01632) 960-123", "a telephone number", "01632) 960-123"),
        ("Ring +44 1632 960123", "a telephone number", "+44 1632 960123"),
        ("Ring 0800 1111", "a telephone number", "0800 1111"),
        ("Ring ０１６３２ ９６０１２３", "a telephone number", "01632 960123"),
        ("Samaritans are on 116 123", "a telephone number", "116 123"),
        ("We sit at EX4 4EX", "a postcode", "EX4 4EX"),
        ("we sit at ex44ex", "a postcode", "ex44ex"),
    ],
)
def test_contact_details_are_found(text: str, kind: str, found: str) -> None:
    assert [(each.kind, each.text) for each in contact_details(text)] == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "We help 120 people a year, aged 18 to 25.",
        "Every Tuesday, 10:00 to 11:30, in room B2.",
        "It starts on 01/02/2026 and costs £10.50.",
        "The 3rd of May, on B2 3rd landing",
        "Ask an officer. Then wait two weeks.",
        "We work in 2024-2025 and 2025-2026.",
    ],
)
def test_ordinary_words_are_no_contact_details(text: str) -> None:
    assert contact_details(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A1234BC",
        "about a1234bc today",
        "A 1234 BC",
        "Ａ１２３４ＢＣ",
        "A12\u200b34BC",
        "(A1234BC)",
        "\u04101234\u0412\u0421",
        "A1234\u2011BC",
        "A.1234.BC",
        "A 1 2 3 4 B C",
        "Á1234BC",
        "A12\ufe0f34BC",
        "A - 1234BC",
    ],
)
def test_prison_numbers_are_found(text: str) -> None:
    assert len(prison_numbers(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["AA1234BC", "A12345BC", "A1234BCD", "Room A123", "EX4 4EX", "Wing B 10.30 am", "C wing, 1400 to 1530"],
)
def test_other_codes_are_no_prison_numbers(text: str) -> None:
    assert prison_numbers(text) == []


@given(st.text(max_size=60), st.from_regex(r"[A-Z][0-9]{4}[A-Z]{2}", fullmatch=True), st.text(max_size=60))
def test_a_prison_number_between_spaces_is_never_missed(before: str, number: str, after: str) -> None:
    assert prison_numbers(f"{before} {number} {after}")
