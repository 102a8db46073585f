"""What a save writes into the index: one statement for each table, over what is there and without reading it first.

Written out, since the same by querysets takes longer to build than the database takes to do it (docs/adr/0030).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from django.db import connection

from directory.models.search import BLOCK, SearchEntry, SearchTerm, SearchWord
from directory.search.bits import packed, place_of, with_bit
from directory.search.terms import Term

TERMS: Final = SearchTerm._meta.db_table
ENTRIES: Final = SearchEntry._meta.db_table
WORDS: Final = SearchWord._meta.db_table


def flip(prison: int, number: int, *, added: Collection[Term], gone: Collection[Term]) -> None:
    """Sets the bit of one entry in the rows of terms that it has now, and clears it where it has them no longer.

    The database changes the bit where it lies, so only the terms travel, and never their bits.
    """
    block, bit = place_of(number)
    # In one order for everybody, so that no two wait for each other.
    terms = sorted([(term, field, 1) for field, term in added] + [(term, field, 0) for field, term in gone])
    if not terms:
        return
    marks = _marks(terms)
    with connection.cursor() as cursor:
        # The condition that is always true tells SQLite that ON belongs to no join.
        cursor.execute(
            f"WITH given (term, field, here) AS (VALUES {marks})"  # noqa: S608
            f" INSERT INTO {TERMS} AS kept (prison_id, block, term, field, entries)"
            " SELECT %s, %s, term, field, CASE here WHEN 1 THEN %s ELSE %s END FROM given WHERE 1 = 1"
            " ON CONFLICT (prison_id, term, field, block)"
            f" DO UPDATE SET entries = {_changed(number % BLOCK)}",
            [*_flat(terms), prison, block, packed(bit), b""],
        )


def _changed(bit: int) -> str:
    """The kept bits, with this one as the row says that was to be inserted: no bytes clear it.

    Behind the last byte that is kept stand noughts. Both databases count bits as bits.py does.
    """
    here = "CASE length(EXCLUDED.entries) WHEN 0 THEN 0 ELSE 1 END"
    if connection.vendor == "sqlite":
        return f"with_bit(kept.entries, {bit}, {here})"
    missing = f"greatest(0, {bit // 8 + 1} - length(kept.entries))"
    return f"set_bit(kept.entries || decode(repeat('00', {missing}), 'hex'), {bit}, {here})"


def teach_sqlite(connection: Any, **kwargs: Any) -> None:
    """Call with each new connection: SQLite has no function for the bits of a value."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("with_bit", 3, with_bit, deterministic=True)


def add_words(prison: int, words: Collection[str]) -> None:
    """Those that are not there yet. Asking first would cost as much as leaving the others as they are."""
    if not words:
        return
    rows = [(prison, word, len(word)) for word in sorted(words)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {WORDS} (prison_id, word, length) VALUES {_marks(rows)}"  # noqa: S608
            " ON CONFLICT (prison_id, word) DO NOTHING",
            _flat(rows),
        )


def keep_entry(listing: int, terms: Collection[Term]) -> None:
    """What the listing is found by; without terms it is not found."""
    with connection.cursor() as cursor:
        if not terms:
            cursor.execute(f"DELETE FROM {ENTRIES} WHERE listing_id = %s", [listing])  # noqa: S608
            return
        cursor.execute(
            f"INSERT INTO {ENTRIES} (listing_id, terms) VALUES (%s, %s)"  # noqa: S608
            " ON CONFLICT (listing_id) DO UPDATE SET terms = EXCLUDED.terms",
            [listing, json.dumps(sorted(terms))],
        )


def _marks(rows: Collection[tuple[Any, ...]]) -> str:
    """Places for the values of rows of three."""
    return ", ".join(["(%s, %s, %s)"] * len(rows))


def _flat(rows: Collection[tuple[Any, ...]]) -> list[Any]:
    return [value for row in rows for value in row]
