"""What is suggested while somebody types: words and services of this prison that go on as they have begun."""

from __future__ import annotations

from itertools import islice
from typing import Final

from coordination.models import Prison, User
from directory.models import Listing
from directory.models.search import SearchTerm, SearchWord
from directory.search.bits import numbers
from directory.search.lookup import Lookup, union
from directory.search.words import STOP_WORDS, words_of

SHORTEST: Final = 2
MOST_WORDS: Final = 5
MOST_SERVICES: Final = 4
MOST_LOOKED_AT: Final = 60


def suggestions(prison: Prison, text: str, *, user: User) -> list[str]:
    """Texts to search for, likeliest first: what was typed with its last word brought to its end, then services."""
    typed = words_of(text)
    if not typed or len(typed[-1]) < SHORTEST:
        return []
    *before, last = typed
    completions = _completions(prison, last)
    lookup = Lookup(prison)
    before = [word for word in before if word not in STOP_WORDS]
    lookup.ask([*before, *completions])
    allowed = -1
    for word in before:
        allowed &= union([lookup.known[word]])
    entries = {word: allowed & union([lookup.known[word]]) for word in completions}
    by_use = sorted(filter(entries.__getitem__, entries), key=lambda word: (-entries[word].bit_count(), word))
    beginning = text.rstrip()[: -len(last)] if text.casefold().rstrip().endswith(last) else ""
    named = 0
    for word in completions:
        named |= allowed & lookup.known[word].get(SearchTerm.Field.NAME.value, 0)
    found = [f"{beginning}{word}" for word in by_use[:MOST_WORDS]]
    once: dict[str, str] = {}
    for suggestion in [*found, *_names(prison, named, user)]:
        once.setdefault(suggestion.casefold(), suggestion)
    return list(once.values())


def _completions(prison: Prison, beginning: str) -> list[str]:
    """Words that begin so, the short ones first; the beginning itself where it is a word."""
    rows = SearchWord.objects.filter(prison=prison, word__gte=beginning, word__lt=beginning + "\U0010ffff")
    words = rows.order_by("length", "word").values_list("word", flat=True)
    return [word for word in words[:MOST_LOOKED_AT] if word not in STOP_WORDS]


def _names(prison: Prison, entries: int, user: User) -> list[str]:
    here = Listing.objects.visible_to(user).published().filter(prison=prison)
    chosen = list(islice(numbers(entries), MOST_SERVICES))
    rows = here.filter(entry_number__in=chosen).order_by("approved_revision__name")
    return list(rows.values_list("approved_revision__name", flat=True))
