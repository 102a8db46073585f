"""The lists beside this file, read once."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def refused_words() -> dict[str, str]:
    """{word in small letters: what to write instead}."""
    return {row["word"]: row["instead"] for row in _rows("refused.csv")}


@cache
def official_titles() -> tuple[str, ...]:
    """In small letters, with straight apostrophes."""
    return tuple(row["title"] for row in _rows("official_titles.csv"))


@cache
def known_acronyms() -> frozenset[str]:
    return frozenset(row["acronym"] for row in _rows("known_acronyms.csv"))


@cache
def odd_syllables() -> dict[str, int]:
    return {row["word"]: int(row["syllables"]) for row in _rows("syllables.csv")}
