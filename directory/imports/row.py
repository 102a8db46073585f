"""One row while it is read: its cells by our fields, and what has been understood so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from directory.imports import cleaning
from directory.imports.columns import ColumnMapping
from directory.imports.contacts import emails, phones
from directory.imports.labels import KnownLabels
from directory.imports.regions import known_areas
from directory.imports.tables import Row

LISTS: Final = {
    "groups": "Group", "stages": "Stage", "delivery_ways": "DeliveryWay", "languages": "Language",
    "ways_to_ask": "WayToAsk",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What rows are compared with, read once for many of them."""

    lists: dict[str, KnownLabels]
    sentences: dict[str, str]
    areas: frozenset[str]

    @classmethod
    def load(cls) -> Words:
        from coordination.models import WayToAsk

        sentences = dict(WayToAsk.objects.values_list("pk", "sentence"))
        return cls(
            {name: KnownLabels.load(model) for name, model in {**LISTS, "pathways": "Pathway"}.items()},
            sentences, known_areas(),
        )  # fmt: skip


class Reading:
    """`said`: content that the row speaks of; `weak`: what is put into the place of what it does not say."""

    def __init__(self, cells: Row, mapping: ColumnMapping, words: Words) -> None:
        self.cells, self.mapping, self.words = cells, mapping, words
        self.fixed: dict[str, Any] = mapping.get("fixed", {})
        self.said: dict[str, Any] = {}
        self.weak: dict[str, Any] = {}
        self.flags: list[str] = []
        self.addresses = emails(self.cell("email"))
        self.numbers = phones(self.cell("phone"))
        # {field: text} of those that were shortened or lost contact details: staff keep them as they are.
        self.whole_texts: dict[str, str] = {}
        # The fields among them that lost contact details.
        self.lost_contacts: list[str] = []

    def headings(self, key: str) -> list[str]:
        return self.mapping.get("columns", {}).get(key, [])

    def cell(self, key: str, between: str = "\n") -> str:
        return between.join(self.cells[each] for each in self.headings(key) if self.cells.get(each))

    def line(self, key: str, between: str = ", ") -> str:
        return " ".join(cleaning.plain_text(self.cell(key, between)).split())
