"""Numbers as people type them: “1,200”, “40%”, “12.5”."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from coordination.plain_text import prison_numbers
from coordination.policies import Refused

LONGEST_SHOWN: Final = 30
# The columns hold less; a prison holds far less.
MOST: Final = Decimal(999_999)
_NUMBER: Final = re.compile(r"[-−]?\d{1,12}(\.\d{1,30})?")
_WORDS: Final = re.compile(r"(?!.*%\()[\w .,;:!?/+*=~≈%£€$()'’“”\-–—−&#@]*")
_THOUSANDS: Final = re.compile(r"[-−]?\d{1,3}(,\d{3})+(\.\d{1,30})?")


def number_of(text: str) -> Decimal | None:
    """None for an empty text. Refused for what is no number, too large a one, or one below nought."""
    said = " ".join(text.split())
    bare = said.removesuffix("%").replace(" ", "")
    if not bare and not said:
        return None
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare):
        raise Refused(
            f"{shown(said)} is no number. Write figures such as 40 or 12.5, or nothing if it is not known."
        )
    number = Decimal(bare.replace("−", "-"))
    if number < 0:
        raise Refused(f"{shown(said)} is below nought.")
    if number > MOST:
        raise Refused(f"{shown(said)} is too large.")
    return number


def whole(number: Decimal) -> int:
    """Refused for half a person."""
    if number != number.to_integral_value():
        raise Refused(f"{number:f} is no whole number of people.")
    return int(number)


def per_cent(number: Decimal) -> Decimal:
    """To two places."""
    if number > 100:
        raise Refused(f"{number:f}% is more than 100%.")
    return _rounded(number, Decimal("0.01"))


def to_a_tenth(number: Decimal) -> Decimal:
    return _rounded(number, Decimal("0.1"))


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    """What is a little never becomes nothing: nought says that nobody needs it."""
    found = number.quantize(step, rounding=ROUND_HALF_UP)
    return max(found, step) if number > 0 else found


def shown(text: str) -> str:
    """In quotes, without numbers of people in prison, and where it is words: a program's signs help no reader."""
    if prison_numbers(text) or not _WORDS.fullmatch(text):
        return "This"
    return f"“{text}”" if len(text) <= LONGEST_SHOWN else f"“{text[:LONGEST_SHOWN].rstrip()}…”"
