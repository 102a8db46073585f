"""Keeps the index in step: `refresh` with each change of a listing, `rebuild` for a whole prison.

Both lock the prison's row: a rebuild writes later what it has read, and no change may come in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from coordination.models import Prison
from directory.models import Listing
from directory.models.search import SearchEntry, SearchTerm, SearchWord
from directory.search import facts, writing
from directory.search.bits import packed, place_of, unpacked
from directory.search.terms import Term, terms_of

Place = tuple[str, str, int]  # (field, term, block)
ROWS_A_STATEMENT: Final = 500


def refresh(listing: Listing) -> None:
    """Call inside the transaction that changed what is said of the listing, or whether it is published."""
    _lock(listing.prison_id)
    found, terms = facts.read_one(listing.pk)
    wanted, written = terms_of(found, timezone.localdate()) if found else (set(), {})
    present = {(field, term) for field, term in terms}
    if wanted == present:
        return
    assert listing.entry_number is not None  # listing_approved_has_a_number
    added = wanted - present
    writing.flip(listing.prison_id, listing.entry_number, added=added, gone=present - wanted)
    writing.add_words(listing.prison_id, {written[term] for _, term in added if term in written})
    writing.keep_entry(listing.pk, wanted)


@transaction.atomic
def rebuild(prison: Prison) -> int:
    """Puts the prison's whole index right and returns how many rows of terms were wrong. Words nobody uses go."""
    # Actions hold a listing before they ask for the prison: new rows point to these listings, so the same order here.
    new = Listing.objects.filter(prison=prison, search_entry=None).order_by("pk")
    list(new.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    _lock(prison.pk)
    bits: dict[Place, int] = defaultdict(int)
    words: set[str] = set()
    entries: dict[int, list[Term]] = {}
    listings = list(Listing.objects.filter(prison=prison).order_by().values_list("pk", flat=True))
    for found in facts.read(listings):
        terms, written = terms_of(found, timezone.localdate())
        block, bit = place_of(found.number)
        for field, term in terms:
            bits[field, term, block] |= bit
        words |= set(written.values())
        entries[found.listing] = sorted(terms)
    wrong = _put_terms_right(prison, bits)
    _put_entries_right(prison, entries)
    _put_words_right(prison, words)
    return wrong


def _lock(prison: int) -> None:
    """`no_key`: rows that only point to the prison need not wait for us."""
    list(Prison.objects.select_for_update(no_key=True).filter(pk=prison).values_list("pk"))


def _write(prison: int, rows: dict[Place, bytes]) -> None:
    """Writes rows of terms over what is there. A row of no entry stays empty until the next rebuild.

    Written out, since bulk_create takes several times as long.
    """
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    for some in _parts(sorted(rows.items())):
        marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
        values = [
            value for (field, term, block), data in some for value in (prison, field, term, block, data)
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (prison_id, field, term, block, entries) VALUES {marks}"  # noqa: S608
                " ON CONFLICT (prison_id, term, field, block) DO UPDATE SET entries = EXCLUDED.entries",
                values,
            )


def _put_terms_right(prison: Prison, wanted: dict[Place, int]) -> int:
    rows = SearchTerm.objects.filter(prison=prison).order_by()
    present: dict[Place, int] = {}
    unwanted: dict[int, bool] = {}  # -> whether it says something that is not so
    for pk, field, term, block, data in rows.values_list(
        "pk", "field", "term", "block", "entries"
    ).iterator():
        if (field, term, block) in wanted:
            present[field, term, block] = unpacked(data)
        else:
            unwanted[pk] = unpacked(data) != 0
    _delete(rows, "pk", unwanted)
    wrong = {place: packed(each) for place, each in wanted.items() if present.get(place) != each}
    _write(prison.pk, wrong)
    return len(wrong) + sum(unwanted.values())


def _put_entries_right(prison: Prison, wanted: dict[int, list[Term]]) -> None:
    ours = SearchEntry.objects.filter(listing__prison=prison)
    present = {pk: [tuple(term) for term in terms] for pk, terms in ours.values_list("pk", "terms")}
    _delete(ours, "pk", present.keys() - wanted.keys())
    SearchEntry.objects.bulk_create(
        [SearchEntry(pk=pk, terms=terms) for pk, terms in wanted.items() if present.get(pk) != terms],
        ROWS_A_STATEMENT,
        update_conflicts=True,
        update_fields=["terms"],
        unique_fields=["listing"],
    )


def _put_words_right(prison: Prison, wanted: set[str]) -> None:
    rows = SearchWord.objects.filter(prison=prison)
    present = set(rows.values_list("word", flat=True))
    _delete(rows, "word", present - wanted)
    for some in _parts(wanted - present):
        writing.add_words(prison.pk, some)


def _delete(rows: QuerySet, column: str, values: Iterable[Any]) -> None:
    for some in _parts(values):
        rows.filter(**{f"{column}__in": some}).delete()


def _parts(items: Iterable[Any]) -> Iterable[list[Any]]:
    """Lists short enough to stand in one statement."""
    every = list(items)
    return (every[start : start + ROWS_A_STATEMENT] for start in range(0, len(every), ROWS_A_STATEMENT))
