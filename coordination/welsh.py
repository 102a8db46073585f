"""Whether a text is Welsh: English stems and English reading ages must never run on one.

Told by the small words that every sentence needs and that English does not have. A text without evidence,
such as a name of two words, is not called Welsh.
"""

from __future__ import annotations

import re
from typing import Final

_WELSH: Final = (
    "y yr yn ac ar ei eu ein eich eich fy dy o'r i'r a'r a'i a'u â'r o'ch i'ch i'w mae maen mae'r mae'n yw ydy oes"
    " nid ddim rydym rydyn rydych dych byddwn bydd byddwch gallwch gallwn gall gallu chi ni nhw fe hi hwn hon hyn"
    " sy sydd sy'n gyda gydag gan ganddo am amdanoch drwy trwy wrth heb neu os pan ond fel bod wedi cyn erbyn"
    " eisiau angen cael fod oddi wrth dros dan rhwng ynghylch ynglŷn pob rhai unrhyw bobl chwi ichi gennym"
)
SMALL_WORDS: Final = frozenset(_WELSH.split())
_SMALL_IN_ENGLISH: Final = (
    "the and of to you your we our is are be a for with who what when if or by it that this can will from have has"
    " their they not as at all any who help"
)
_ENGLISH: Final = frozenset(_SMALL_IN_ENGLISH.split())
_WORD: Final = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")


def is_welsh(text: str) -> bool:
    """True where Welsh small words outnumber English ones. Mixed texts: ask for each sentence."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    welsh = sum(word in SMALL_WORDS for word in words)
    return welsh > sum(word in _ENGLISH for word in words)


def sentences(text: str) -> list[str]:
    """The text cut after full stops, question and exclamation marks and at line breaks; nothing is lost."""
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def is_english(text: str) -> bool:
    """True where English small words outnumber Welsh ones. A text without evidence is called neither."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    english = sum(word in _ENGLISH for word in words)
    return english > sum(word in SMALL_WORDS for word in words)
