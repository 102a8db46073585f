"""Bits are changed where they lie, by each database in its own words: both must do what bits.py says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from directory.models.search import BLOCK, SearchTerm
from directory.search import writing
from directory.search.bits import joined, one, packed, unpacked, with_bit
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TERMS = [("name", "hous"), ("text", "hous"), ("text", "debt"), ("filter", "room:open")]


@pytest.fixture(params=["of this run", "sqlite"])
def database(
    request: pytest.FixtureRequest, db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """The database of this run, and a SQLite in memory that has the table of terms alone."""
    if request.param == "of this run":
        yield connection
        return
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    lite: Any = ConnectionHandler({"default": settings})["default"]
    lite.disable_constraint_checking()
    with lite.schema_editor() as editor:
        editor.create_model(SearchTerm)
    lite.disable_constraint_checking()
    monkeypatch.setattr(writing, "connection", lite)
    yield lite
    lite.close()


def kept(database: Any, prison: int) -> dict[tuple[str, str], int]:
    with database.cursor() as cursor:
        cursor.execute(
            f"SELECT field, term, block, entries FROM {writing.TERMS} WHERE prison_id = %s",
            [prison],
        )
        parts: dict[tuple[str, str], list[tuple[int, bytes]]] = {}
        for field, term, block, data in cursor.fetchall():
            parts.setdefault((field, term), []).append((block, data))
    return {place: joined(blocks) for place, blocks in parts.items()}


def test_each_database_sets_and_clears_the_bits_that_are_meant(database: Any, cast: Cast) -> None:
    """In longer and in shorter rows, in the last bit of a block and in the first of the next."""
    chance = random.Random("bits")
    prison, wanted = cast.guys_marsh.pk, dict.fromkeys(TERMS, 0)
    SearchTerm.objects.filter(prison=prison).delete()
    numbers = [1, 7, 8, BLOCK - 1, BLOCK, BLOCK + 9, *chance.sample(range(1, 3 * BLOCK), 40)]
    for number in [*numbers, *chance.sample(numbers, 30)]:
        added = set(chance.sample(TERMS, 2))
        gone = set(TERMS[:3]) - added
        writing.flip(prison, number, added=added, gone=gone)
        for place in TERMS:
            wanted[place] = (
                wanted[place] | one(number) if place in added
                else wanted[place] & ~one(number) if place in gone
                else wanted[place]
            )  # fmt: skip
        assert {place: bits for place, bits in kept(database, prison).items() if bits} == {
            place: bits for place, bits in wanted.items() if bits
        }
    assert all(wanted.values())


def test_a_bit_of_a_packed_set_is_changed_and_no_other() -> None:
    for bits in (0, 1, one(9), one(4095) | one(3)):
        for bit in (0, 3, 9, 16, 4095):
            assert unpacked(with_bit(packed(bits), bit, 1)) == bits | one(bit)
            assert unpacked(with_bit(packed(bits), bit, 0)) == bits & ~one(bit)
