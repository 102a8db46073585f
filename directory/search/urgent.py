"""Words that speak of danger. A search for them is answered with what to do now, above any service.

A service is never the answer to an emergency (shared with every page: “not for urgent help”), and a portal that lists
fifteen of them for “self harm” would look as if it were.
"""

from __future__ import annotations

import re
from typing import Final

# As staff type them, run together or apart; beginnings, so that endings do not matter.
_WORDS: Final = (
    r"acct", r"suicid\w*", r"self[\s-]*harm\w*",
    r"harm\w*\s+(?:him|her|them)sel\w*", r"hurt\w*\s+(?:him|her|them)sel\w*",
    r"kill\w*\s+(?:him|her|them)sel\w*", r"tak\w*\s+(?:his|her|their)\s+(?:own\s+)?life", r"ligatures?", r"overdos\w*",
    r"hang\w*\s+(?:him|her|them)sel\w*", r"cut\w*\s+(?:up|(?:him|her|them)sel\w*)", r"at\s+risk",
)  # fmt: skip
_SPEAKS: Final = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def speaks_of_danger(text: str) -> bool:
    """True for words of suicide and self-harm, in the words of a wing office."""
    return _SPEAKS.search(text) is not None
