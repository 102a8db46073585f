"""Words on a slip that speak of danger, in the first person too. Such a slip goes to safer custody."""

from __future__ import annotations

import re
from typing import Final

from directory.search.urgent import speaks_of_danger as asks_for_urgent_help

_SELF: Final = r"(?:my|our|your|him|her|them)\s*sel\w*"
_WORDS: Final = (
    rf"(?:harm|hurt|kill|hang|cut)\w*\s+(?:up\s+)?{_SELF}", r"tak\w*\s+my\s+(?:own\s+)?life",
    r"end\s+(?:it\s+all|my\s+life)", r"want\w*\s+to\s+die", r"better\s+off\s+dead",
    r"no\s+(?:point|reason)\s+in\s+living",
    r"assault\w*", r"rap(?:e|ed|es|ing|ist)", r"sexual\s+abuse\w*", r"sexually", r"stab(?:bed|bing|s)?", r"weapons?",
    r"threat\w*", r"bull(?:y|ied|ying|ies)", r"beat(?:en|ing)?\s+(?:me|him|her|them|up)",
    r"(?:hit|punch|attack|hurt)\w*\s+(?:me|him|her|them)", r"kill\s+(?:me|him|her|them|you|some\w*)",
    r"(?:not|don.?t|never)\s+(?:feel\s+)?safe", r"unsafe", r"(?:afraid|scared|fear)\s+for\s+my",
)  # fmt: skip
_SPEAKS: Final = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def speaks_of_danger(text: str) -> bool:
    """True for words of harm to oneself or by others. It errs towards asking: whoever types decides."""
    return asks_for_urgent_help(text) or _SPEAKS.search(text) is not None
