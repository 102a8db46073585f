"""Single words that do not belong on a wing: refused ones, and acronyms that nobody spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from coordination.plain_words.lists import known_acronyms, official_titles, refused_words
from coordination.plain_words.remarks import Remark, Severity
from coordination.plain_words.sentences import Sentence

ACRONYM: Final = re.compile(r"(?<![\w&])[A-Z](?:&?[A-Z])+(?=s?(?![\w&]))")
_LOUD: Final = re.compile(r"\b[A-Z]{2,}\b(?:[^\w.!?\n]+\b[A-Z]{1,}\b){3,}")
_SMALL: Final = frozenset(("a", "an", "the", "of", "and", "for", "in", "on", "to", "with", "or", "at", "by"))
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_CAPITAL_AFTER: Final = re.compile(r"(?:['’]s?)?[ \u00a0][A-Z][a-z]")
_CAPITAL_BEFORE: Final = re.compile(r"\w[ \u00a0][A-Z][a-z]+[ \u00a0]$")
# As far as a spelled-out form may stand from its acronym: a dozen words.
_NEAR: Final = 120


@cache
def _refused() -> re.Pattern[str]:
    words = sorted(refused_words(), key=len, reverse=True)
    choices = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![\w-])(?:{choices})(?=(?:['’]s?)?(?![\w-]))", re.IGNORECASE)


@cache
def _titles() -> re.Pattern[str]:
    choices = "|".join(re.escape(title).replace("'", "['’]?") for title in official_titles())
    return re.compile(rf"(?<!\w)(?:{choices})s?(?!\w)", re.IGNORECASE)


def _covered(pattern: re.Pattern[str], text: str) -> set[int]:
    """Every place within a match, so that asking for one takes no longer in a long text."""
    return {place for match in pattern.finditer(text) for place in range(*match.span())}


def refused(sentence: Sentence, severity: Severity = Severity.ADVICE) -> Iterator[Remark]:
    """Each place of each refused word, but in official titles."""
    titles = _covered(_titles(), sentence.text)
    for match in _refused().finditer(sentence.text):
        if match.start() in titles or _is_named(sentence.text, match):
            continue
        instead = refused_words()[re.sub(r"\s+", " ", match.group().lower())]
        yield Remark(
            "refused_word", f"Write “{instead}” for “{match.group()}”, or “you” where you speak to the reader.",
            sentence.start + match.start(), sentence.start + match.end(), severity,
        )  # fmt: skip


def _is_named(text: str, match: re.Match[str]) -> bool:
    """Part of a name: it and the next word, or it and the one before within a sentence, begin with capitals."""
    if not match.group()[0].isupper() or match.group().isupper():
        return False
    before = text[max(0, match.start() - _NEAR) : match.start()]
    return bool(_CAPITAL_AFTER.match(text, match.end()) or _CAPITAL_BEFORE.search(before))


def acronyms(found: list[Sentence], text: str) -> Iterator[Remark]:
    """The first place of each acronym that is not known and that the text does not spell out; and shouting."""
    said: set[str] = set()
    for sentence in found:
        loud = _covered(_LOUD, sentence.text)
        for shout in _LOUD.finditer(sentence.text):
            yield Remark(
                "capitals", "Write this in small letters: whole words in capitals are hard to read.",
                sentence.start + shout.start(), sentence.start + shout.end(),
            )  # fmt: skip
        for match in ACRONYM.finditer(sentence.text):
            letters = match.group()
            if match.start() in loud or letters in said or letters in known_acronyms():
                continue
            said.add(letters)
            if not _spelled_out(letters, sentence.start + match.start(), text):
                yield Remark(
                    "acronym", f"Write “{letters}” in full words, at least the first time.",
                    sentence.start + match.start(), sentence.start + match.end(),
                )  # fmt: skip


def _spelled_out(letters: str, start: int, text: str) -> bool:
    """The words stand beside it: “release on temporary licence (ROTL)” or “ROTL (release on temporary licence)”."""
    wanted = letters.replace("&", "").lower()
    before = text[max(0, start - _NEAR) : start]
    after = text[start + len(letters) : start + len(letters) + _NEAR]
    if before.endswith(("(", "[", "“", "‘", '"', ", or ")):
        return any(initials.endswith(wanted) for initials in _initials(before))
    opened = re.match(r"\s*(?:[(,:–-]|means|stands for|is short for)\s*", after)
    if opened and opened.group().strip():
        return any(initials.startswith(wanted) for initials in _initials(after[opened.end() :]))
    return False


def _initials(words: str) -> tuple[str, str]:
    """First letters of all words, and of all but the small ones."""
    found = [word.lower() for word in _LETTERS.findall(words)]
    return "".join(word[0] for word in found), "".join(word[0] for word in found if word not in _SMALL)
