"""What features offer as evidence at a prison: asked of each of them once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from coordination.models import Prison
from coordination.months import last_of_month, newest_first
from coordination.offers import Evidence, offers


def kinds() -> dict[str, str]:
    """{code: words} of everything that some feature can show."""
    return {code: words for module in offers("evidence") for code, words in module.KINDS.items()}


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last day of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


@dataclass(frozen=True)
class Gathered:
    """Newest first, of the days up to `day`."""

    day: date
    evidence: tuple[Evidence, ...]

    @cached_property
    def by_source(self) -> dict[str, Evidence]:
        return {each.source: each for each in self.evidence}

    @cached_property
    def _by_kind(self) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for each in self.evidence:
            found.setdefault(each.kind, []).append(each)
        return found

    def of(self, kinds: Iterable[str], months: int) -> list[Evidence]:
        """Of these kinds, and not older than so many months."""
        first = months_before(self.day, months)
        return newest_first(
            each for kind in dict.fromkeys(kinds) for each in self._by_kind.get(kind, []) if each.on >= first
        )


def gather(prison: Prison, day: date, *, months: int, since: Iterable[date] = ()) -> Gathered:
    """Of so many months before `day`, and further back where something is linked that is older."""
    first = min([months_before(day, months), *since])
    found = (each for module in offers("evidence") for each in module.found(prison, first, day))
    return Gathered(day, tuple(newest_first(found)))
