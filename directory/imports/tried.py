"""Earlier rows of a dry run that may speak of the same service as the one in hand.

What they would have brought was taken back, so the one in hand does not find it: they are done again before it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from coordination.duplicates import comparable
from directory.imports import matching, proposals
from directory.imports.organisations import Claim
from directory.imports.row import Reading, Words
from directory.models import ImportRow, ImportRun

LONGEST_NAME: Final = 100  # Of a service; a row keeps more of what was read.
# In a list in which everything is alike, a row need not wait for all of it.
MOST_EARLIER: Final = 10
# Organisations that share a website or a postcode and nothing else must have names that are this much alike.
SOMEWHAT_ALIKE: Final = 65
Mark = tuple[str, str]


@dataclass(frozen=True)
class Earlier:
    pk: int
    name: str
    has_reference: bool
    marks: frozenset[Mark]


class Tried:
    """Rows that would be taken, by what their organisation is known by. One too many does no harm, one too few does."""

    def __init__(self, run: ImportRun, words: Words) -> None:
        self.run, self.words = run, words
        self.seen = 0  # Number of the last row.
        self.by_mark: dict[Mark, dict[int, Earlier]] = defaultdict(dict)

    def add(self, row: ImportRow, owner: int | None) -> None:
        """`owner`: the organisation, where it was there before the row."""
        self.seen = row.number
        if row.fate == ImportRow.Fate.REFUSED:
            return
        earlier = self.read(row, owner)
        for mark in earlier.marks:
            self.by_mark[mark][row.pk] = earlier

    def like(self, row: ImportRow, owner: int | None) -> list[int]:
        """Keys of the earlier rows that have to be there too; `row.name` is read already."""
        self._catch_up(row.number)
        if not row.name:
            return []
        wanted = self.read(row, owner)
        known = {pk: each for mark in wanted.marks for pk, each in self.by_mark.get(mark, {}).items()}
        found = [each for each in known.values() if _may_be_same(wanted, each)]
        found.sort(key=lambda each: (-len(each.marks & wanted.marks), -each.pk))
        return [each.pk for each in found[:MOST_EARLIER]]

    def read(self, row: ImportRow, owner: int | None) -> Earlier:
        reading = Reading(row.cells, self.run.mapping, self.words)
        marks = _marks(proposals.claimed(reading), owner)
        return Earlier(row.pk, row.name[:LONGEST_NAME], bool(reading.line("reference")), marks)

    def _catch_up(self, number: int) -> None:
        """With the rows that another worker did, or this one before it was started anew."""
        if self.seen >= number - 1:
            return
        rows = self.run.rows.filter(
            number__gt=self.seen, number__lt=number, state=ImportRow.State.DONE
        ).select_related("service")
        for row in rows.order_by("number").iterator():
            self.add(row, row.service.organisation_id if row.service else None)
        self.seen = number - 1


def _may_be_same(one: Earlier, other: Earlier) -> bool:
    if one.has_reference and other.has_reference:  # Two references of one source are two services.
        return False
    shared = one.marks & other.marks
    if len(shared) == 1 and {kind for kind, _ in shared} <= {"website", "postcode"}:
        names = [dict(each.marks).get("name", "") for each in (one, other)]
        if fuzz.ratio(*names) < SOMEWHAT_ALIKE:
            return False
    return matching.are_alike(one.name, other.name)


def _marks(claim: Claim, owner: int | None) -> frozenset[Mark]:
    """No two claims are certainly of one organisation that share none of these (imports/organisations.py)."""
    words = " ".join(sorted(comparable(claim.name).split()))
    marks = {
        ("name", words), ("charity", claim.charity_number), ("company", claim.company_number),
        ("website", claim.website), ("postcode", claim.postcode), ("owner", str(owner or "")),
    }  # fmt: skip
    return frozenset((kind, value) for kind, value in marks if value)
