"""When two names are alike: folded as people write them, and compared word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

# Words that one register writes and another leaves out.
_LEGAL: Final = re.compile(
    r"\b(the|ltd|limited|cic|cio|scio|plc|llp|charity|charitable|trust|company|community interest|incorporated"
    r"|registered)\b"
)
_LINKING: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "to", "with", "y", "yr"]
)
_SPELT: Final = {"saint": "st", "centre": "center", "organisation": "organization", "programme": "program"}
# Two words are one with a typing error in it up to one letter in five that is wrong, missing, added or swapped.
_SAME_WORD: Final = 0.8
_A_WORD: Final = 4
_AN_ABBREVIATION: Final = 4


@lru_cache(maxsize=20_000)
def comparable(name: str) -> str:
    """The name as two people would both write it: folded, without punctuation and legal form."""
    folded = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ").replace("/", " ")
    words = re.sub(r"[^\w\s-]", "", "".join(c for c in folded if not unicodedata.combining(c)))
    whole = " ".join(_SPELT.get(word, word) for word in words.replace("-", " ").split())
    return " ".join(_LEGAL.sub(" ", whole).split()) or whole


@lru_cache(maxsize=20_000)
def in_order(name: str) -> str:
    """The words of a `comparable` name that carry meaning, in the order of the alphabet."""
    words = name.split()
    return " ".join(sorted(word for word in words if word not in _LINKING)) or name


def initials(name: str) -> str:
    """Of the name as it is written, with its legal form: “Prison Advice and Care Trust” gives “pact”."""
    words = re.findall(r"\w+", name.casefold())
    return "".join(word[0] for word in words if word not in _LINKING | {"the"})


def likeness(one: str, other: str, *, spread: Mapping[str, int]) -> float:
    """How alike two comparable names are, 0 to 1. `spread` says how many known organisations carry each word.

    Each word is paired with the one most like it in the other name. A rare word ("lantern") weighs more than one
    that many names carry ("church", "friends"), so that two charities of one federation are not taken for one.
    """
    left, right = in_order(one).split(), in_order(other).split()
    if left == right or "".join(left) == "".join(right) or one.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    free, shared, apart = list(right), 0.0, 0.0
    for word in left:
        weight = _weight(word, spread)
        best = max(free, key=lambda each: _word_likeness(word, each), default="")
        alike = _word_likeness(word, best) if best else 0
        if alike >= _SAME_WORD:
            free.remove(best)
            shared += alike * max(weight, _weight(best, spread))
            apart += (1 - alike) * weight
        else:
            apart += weight
    apart += sum(_weight(word, spread) for word in free)
    return shared / (shared + apart) if shared else 0.0


def is_part_of(one: str, other: str, *, spread: Mapping[str, int]) -> bool:
    """The longer name holds all the words of the shorter, a rare one too; a single word stands at its beginning."""
    short, long = sorted((one, other), key=lambda name: len(in_order(name).split()))
    words, among = set(in_order(short).split()), set(in_order(long).split())
    rare = [word for word in words if len(word) >= _A_WORD and spread.get(word, 0) <= _rare(spread)]
    return bool(rare) and words < among and (len(words) > 1 or long.startswith(f"{short} "))


def is_short_for(one: str, other: str) -> bool:
    """One name is a single word made of the first letters of the other."""
    return any(
        len(short) >= _AN_ABBREVIATION and " " not in short and initials(whole) == short
        for short, whole in ((comparable(one), other), (comparable(other), one))
    )


def _word_likeness(one: str, other: str) -> float:
    """Short words and numbers must be the same: “1st” is not “2nd”."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _A_WORD or any(map(str.isdigit, one + other)):
        return 0.0
    return OSA.normalized_similarity(one, other)


def _weight(word: str, spread: Mapping[str, int]) -> float:
    """1 for a word that one organisation carries, falling as more do."""
    return 1 / max(1, spread.get(word, 1)) ** 0.5


def _rare(spread: Mapping[str, int]) -> int:
    """Up to how many names a rare word stands in: three; among many thousands, one in two thousand."""
    return max(3, spread.get("", 0) // 2000)
