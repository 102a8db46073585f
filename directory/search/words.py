"""Texts into words, and words into the terms that they are looked up by.

English words are looked up by their stem (Snowball, “Porter 2”), Welsh ones as they stand: an English stemmer
makes nonsense of Welsh.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

from coordination.plain_text import readable
from coordination.welsh import SMALL_WORDS, is_welsh, sentences
from directory.models.search import LONGEST_WORD

WELSH_MARK: Final = "cy:"
_PARTS: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+(?:['’][^\W_]+)*)*")
_OWN: Final = threading.local()

# Small words that say nothing of what is looked for. The last ones are how people speak of people in prison.
_SMALL: Final = (
    "a about after all also am an and any anyone anything are as at be been before but by can cannot cant could"
    " do does doesnt dont for from get gets getting give go going got had has have having he help helping helps"
    " her here him his how i if im in into is it its just like look looking me my need needed needing needs no not"
    " of off on one or our out over please s she should so some somebody someone something sorry t than that the"
    " their them then there these they this those to too up us want wants was we what when where which who whos"
    " will with wont would you your"
    " bloke blokes guy guys inmate inmates lad lads man offender offenders person prison prisoner prisoners"
    " resident residents service services support wing"
)
STOP_WORDS: Final = frozenset(_SMALL.split())


def folded(text: str) -> str:
    """Small letters without accents: “Tŷ” is typed “ty”."""
    plain = unicodedata.normalize("NFKD", readable(text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str, *, joined: bool = False) -> list[str]:
    """Words in order, without numbers. “women's” gives women.

    “drop-in” gives drop and in, and where texts are indexed (`joined`) dropin as well, for whoever types it so.
    """
    found: list[str] = []
    for part in _PARTS.findall(folded(text)):
        pieces = [_bare(piece) for piece in part.split("-")]
        found += pieces
        if joined and len(pieces) > 1:
            found.append("".join(pieces))
    return [word[:LONGEST_WORD] for word in found if word and not word.isdecimal()]


def _bare(word: str) -> str:
    """Without a possessive ending or other apostrophes."""
    if word.isalnum():  # As nearly every word: asked first, since patterns take time.
        return word
    return re.sub(r"['’]s$", "", word).replace("'", "").replace("’", "")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a folded word."""
    if not hasattr(_OWN, "stemmer"):
        _OWN.stemmer = Stemmer("english")  # One for each thread: it may not be shared.
    stemmed: str = _OWN.stemmer.stemWord(word)
    return stemmed


def welsh(word: str) -> str:
    return WELSH_MARK + word


def terms_of_word(word: str) -> tuple[str, str]:
    """Both terms that a typed word may stand for: nobody says in which language they type."""
    return stem(word), welsh(word)


def terms_of_text(text: str, *, in_welsh: bool | None = None) -> dict[str, str]:
    """{term: word} of a text. `in_welsh` None: each sentence is asked."""
    found: dict[str, str] = {}
    for sentence in sentences(text):
        as_welsh = is_welsh(sentence) if in_welsh is None else in_welsh
        for word in words_of(sentence, joined=True):
            if word not in (SMALL_WORDS if as_welsh else STOP_WORDS):
                found.setdefault(welsh(word) if as_welsh else stem(word), word)
    return found
