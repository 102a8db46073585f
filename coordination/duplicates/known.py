"""The organisations that there are, read once and ready to be compared with one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any, Final

from rapidfuzz import fuzz, process

from coordination.duplicates.comparing import Marks, compare, marks_of
from coordination.duplicates.names import comparable, in_order, initials
from coordination.models import Organisation

# Names less alike than this, of a hundred letters, are not compared word by word.
_SHORTLIST: Final = 65
_AS_MANY: Final = 25
_A_RARE_WORD: Final = 3


class Known:
    """`rows` are (key, name, charity number, company number, website, postcode)."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str, str, str]]) -> None:
        self.marks = {key: marks_of(*rest) for key, *rest in rows}
        self._ordered = {key: in_order(each.plain) for key, each in self.marks.items()}

    @classmethod
    def load(cls) -> Known:
        """All but those that were merged away, in one query of narrow columns."""
        rows = Organisation.objects.current().order_by("pk").values_list(
            "pk", "name", "charity_number", "company_number", "website", "postcode"
        )  # fmt: skip
        return _prepared(tuple(rows))

    def like(self, wanted: Marks, *, least: int, but: int | None = None) -> list[tuple[int, int, list[str]]]:
        """(score, key, sentences) of each that scores `least` or more, best first."""
        found = []
        for key in self._candidates(wanted) - {but}:
            score, sentences = compare(wanted, self.marks[key], spread=self.spread, sites=self.sites)
            if score >= least:
                found.append((score, key, sentences))
        return sorted(found, key=lambda each: (-each[0], each[1]))

    def _candidates(self, wanted: Marks) -> set[int]:
        name = in_order(wanted.plain)
        near = process.extract(
            name, self._ordered, scorer=fuzz.ratio, score_cutoff=_SHORTLIST, limit=_AS_MANY
        )
        found = {key for _, _, key in near}
        for mark in _exact(wanted):
            found |= self._by_mark.get(mark, set())
        for word in name.split():
            if self.spread[word] <= _A_RARE_WORD:
                found |= self._by_word.get(word, set())
        found |= self._by_initials.get(wanted.plain, set())
        return found | self._by_plain.get(comparable(initials(wanted.name)), set())

    @cached_property
    def spread(self) -> Counter[str]:
        """How many organisations carry each word in their name; under "" how many organisations there are."""
        counted = Counter({word: len(keys) for word, keys in self._by_word.items()})
        counted[""] = len(self.marks)
        return counted

    @cached_property
    def sites(self) -> Counter[str]:
        return Counter(each.site.address for each in self.marks.values())

    @cached_property
    def _by_word(self) -> dict[str, set[int]]:
        return _index((word, key) for key, name in self._ordered.items() for word in name.split())

    @cached_property
    def _by_mark(self) -> dict[tuple[str, str], set[int]]:
        return _index((mark, key) for key, each in self.marks.items() for mark in _exact(each))

    @cached_property
    def _by_plain(self) -> dict[str, set[int]]:
        return _index((each.plain, key) for key, each in self.marks.items())

    @cached_property
    def _by_initials(self) -> dict[str, set[int]]:
        return _index((initials(each.name), key) for key, each in self.marks.items())


# The same question comes again and again, and the organisations change a few times a day. Kept by all that was read, so
# that what it answers is never older than the rows.
@lru_cache(maxsize=2)
def _prepared(rows: tuple[tuple[int, str, str, str, str, str], ...]) -> Known:
    return Known(rows)


def _exact(each: Marks) -> list[tuple[str, str]]:
    """What is looked up as it stands."""
    marks = [("charity", main) for main in each.charities.values()]
    marks += [("company", each.company), ("site", each.site.address), ("postcode", each.postcode)]
    return [mark for mark in marks if mark[1]]


def _index(pairs: Iterable[tuple[Any, int]]) -> defaultdict[Any, set[int]]:
    found: defaultdict[Any, set[int]] = defaultdict(set)
    for term, key in pairs:
        found[term].add(key)
    return found
