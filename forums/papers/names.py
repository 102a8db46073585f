"""Names that no paper for the wings may carry, and whether a text carries one. Texts are plain words, names too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# Words that are surnames too. They count as a name only behind a first name or a title.
ORDINARY: Final = frozenset(Path(__file__).with_name("ordinary_surnames.txt").read_text().split())
TITLES: Final = (
    "mr", "mrs", "ms", "miss", "mx", "dr", "sir", "officer", "governor", "gov", "so", "cm", "custodial manager",
    "chaplain", "father", "sister", "brother", "imam", "rabbi", "pastor", "rev", "reverend", "revd",
)  # fmt: skip
SHORTEST: Final = 3


def named_in(text: str, names: Iterable[str]) -> str:
    """The first of the names that the text carries, whole or as a surname; empty for none."""
    return next((name for name in names if _carries(text, name)), "")


def _carries(text: str, name: str) -> bool:
    parts = re.findall(r"[^\W\d_][\w'’-]*", name)
    if not parts or len(parts[-1]) < SHORTEST:
        return False
    last = re.escape(parts[-1])
    if len(parts) > 1 and re.search(rf"\b{re.escape(parts[0])}\W+{last}\b", text, re.I):
        return True
    titles = "|".join(TITLES)
    if re.search(rf"\b(?:{titles})\b\.?\s+(?:[A-Z]\.?\s+)?{last}\b", text, re.I):
        return True
    if parts[-1].casefold() in ORDINARY:
        return False
    # As a name is written: a capital, the rest as it is, or all in capitals.
    return bool(re.search(rf"\b(?:{last}|{re.escape(parts[-1].upper())})\b", text))
