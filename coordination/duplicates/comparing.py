"""Two organisations side by side: the reasons to take them for one, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from coordination.duplicates.marks import (
    Site,
    charity_numbers,
    charity_register,
    company_number,
    postcode,
    site,
)
from coordination.duplicates.names import comparable, is_part_of, is_short_for, likeness

_ALIKE: Final = 0.8
_SOMEWHAT_ALIKE: Final = 0.5
# A website that more organisations than this give is a federation's.
_OWN_SITE: Final = 3
# What is left of a likeness where both have a number of one register and it is not the same.
_NUMBERS_DIFFER: Final = 0.6


@dataclass(frozen=True)
class Marks:
    """One organisation as it is compared: each mark in one spelling, empty where there is none."""

    name: str
    plain: str
    charities: dict[str, str]
    company: str
    site: Site
    postcode: str


# The same few thousand organisations are read for every question that is asked.
@lru_cache(maxsize=10_000)
def marks_of(name: str, charity: str, company: str, website: str, code: str) -> Marks:
    return Marks(
        name, comparable(name), charity_numbers(charity), company_number(company), site(website), postcode(code)
    )  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """`sentence` for the coordinator; `weight`, 0 to 1, is how sure this reason alone would make one."""

    sentence: str
    weight: float


def compare(
    one: Marks, other: Marks, *, spread: Mapping[str, int], sites: Mapping[str, int]
) -> tuple[int, list[str]]:
    """(score 0 to 100, sentences). `spread` and `sites`: how many organisations carry a word, give an address."""
    named = likeness(one.plain, other.plain, spread=spread)
    numbers = [*_same_charity(one, other), *_same_company(one, other)]
    soft = [*_names(one, other, named, spread), *_same_site(one, other, named, sites)]
    soft += _same_postcode(one, other, named, others=bool(numbers or soft))
    differ = [] if numbers else _numbers_differ(one, other)
    doubt = 1.0
    for reason in soft:
        doubt *= 1 - reason.weight
    sure = (1 - doubt) * (_NUMBERS_DIFFER if differ else 1)
    for reason in numbers:
        sure = 1 - (1 - sure) * (1 - reason.weight)
    return round(min(sure, 0.99) * 100), [*(reason.sentence for reason in numbers + soft), *differ]


def _same_charity(one: Marks, other: Marks) -> list[Reason]:
    same = sorted(one.charities.keys() & other.charities.keys())
    if same:
        return [Reason(f"Same charity number {same[0]}", 0.98)]
    under = sorted(set(one.charities.values()) & set(other.charities.values()))
    return [Reason(f"Both are registered under charity number {under[0]}", 0.75)] if under else []


def _same_company(one: Marks, other: Marks) -> list[Reason]:
    if one.company and one.company == other.company:
        return [Reason(f"Same company number {one.company}", 0.97)]
    return []


def _names(one: Marks, other: Marks, named: float, spread: Mapping[str, int]) -> list[Reason]:
    if one.plain == other.plain:
        return [Reason("Same name", 0.92)]
    if named >= _ALIKE:
        return [Reason("The names are alike", 0.6 + 0.3 * (named - _ALIKE) / (1 - _ALIKE))]
    if is_short_for(one.name, other.name):
        return [Reason("One name is short for the other", 0.55)]
    if is_part_of(one.plain, other.plain, spread=spread):
        return [Reason("One name is part of the other", 0.55)]
    return []


def _same_site(one: Marks, other: Marks, named: float, sites: Mapping[str, int]) -> list[Reason]:
    if not one.site.address or one.site.address != other.site.address:
        return []
    shared = sites.get(one.site.address, 0) > _OWN_SITE
    own_pages = one.site.path and other.site.path and one.site.path != other.site.path
    if (shared or own_pages) and named < _SOMEWHAT_ALIKE:
        return []
    return [Reason(f"Same website {one.site.address}", 0.4 if shared or own_pages else 0.65)]


def _same_postcode(one: Marks, other: Marks, named: float, *, others: bool) -> list[Reason]:
    """Alone it says little: many charities sit in one building."""
    if not one.postcode or one.postcode != other.postcode:
        return []
    if others:
        return [Reason(f"Same postcode {one.postcode}", 0.4)]
    return (
        [Reason(f"Same postcode {one.postcode} and a similar name", 0.55)] if named >= _SOMEWHAT_ALIKE else []
    )


def _numbers_differ(one: Marks, other: Marks) -> list[str]:
    """Two numbers of one register are two bodies; a charity on two registers has one of each."""
    registers = [{charity_register(number) for number in each.charities} for each in (one, other)]
    if registers[0] & registers[1]:
        return ["But their charity numbers differ"]
    if one.company and other.company:
        return ["But their company numbers differ"]
    return []
