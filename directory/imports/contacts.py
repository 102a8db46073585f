"""Whom to reach, out of cells in which several numbers and addresses stand together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from coordination.plain_text import readable

HERE: Final = "GB"
MOST: Final = 8
# Each begins where a run begins, so that no piece of a long cell is looked at again and again.
_EMAIL: Final = re.compile(r"(?<![\w.+%'-])[\w.+%'-]++@[\w-]++(?:\.[\w-]++)+")
# Numbers that are no ordinary ones: Samaritans, Childline, NHS 111, emergency numbers.
_SHORT: Final = re.compile(r"(?<![\d+])(?:116\s?\d{3}|0800\s?1111|111|101|999)(?!\s?\d)")
# “01632 960123 / 4”: the end of the next number of the same office.
_OR: Final = re.compile(r"(?<!\s)\s++(?:or|and|also)\s+|[/|;\n,&]", re.IGNORECASE)

_DIGIT: Final = re.compile(r"\d")


def phones(cell: str) -> list[str]:
    """Every telephone number in a cell (“01632 960123 / 07700 900123; mob: ...”), as it is dialled here."""
    text = readable(cell)
    found: list[str] = []
    for part in filter(_DIGIT.search, _OR.split(text)):
        # Matched part by part: two numbers beside each other are otherwise taken for one that is too long.
        matches = phonenumbers.PhoneNumberMatcher(part, HERE, leniency=phonenumbers.Leniency.POSSIBLE)
        numbers = [shown(match.number) for match in matches if _is_whole(match.number)]
        found += numbers or [" ".join(short.split()) for short in _SHORT.findall(part)]
    return list(dict.fromkeys(found))


def _is_whole(number: phonenumbers.PhoneNumber) -> bool:
    """Not the end of a number alone, which is dialled within one town."""
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE


def shown(number: phonenumbers.PhoneNumber) -> str:
    """“01632 960123 ext. 4” for a number of this country, “+353 ...” for another."""
    ours = number.country_code == 44
    form = phonenumbers.PhoneNumberFormat.NATIONAL if ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form).replace(" x", " ext. ")[:40]


def emails(cell: str) -> list[str]:
    """Every address in a cell, without mailto: and angle brackets; what no mail server takes is left out."""
    found = []
    for address in _EMAIL.findall(readable(cell).replace("mailto:", " ")):
        try:
            validate_email(address)
        except ValidationError:
            continue
        found.append(address)
    return list(dict.fromkeys(found))


def contacts(
    *, name: str, role: str, addresses: Iterable[str], numbers: Iterable[str]
) -> list[dict[str, str]]:
    """Rows for `Contact`: the named person with the first address and number, then what is left in pairs."""
    addresses, numbers = list(dict.fromkeys(addresses)), list(dict.fromkeys(numbers))
    rows = []
    for place in range(min(MOST, max(len(addresses), len(numbers)))):
        rows.append(
            {
                "name": name[:120] if not place else "",
                "role": role[:120] if not place else "",
                "email": addresses[place] if place < len(addresses) else "",
                "phone": numbers[place] if place < len(numbers) else "",
            }
        )
    return rows
