"""What the check of plain words says of a text that is being written or decided on, ready to lay out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.forms.boundfield import BoundField

from coordination.plain_words import Examined, Piece, Readers, Remark, examine, pieces
from coordination.plain_words.marking import MOST_SHOWN
from directory.models import Revision
from directory.wording import FOR_THE_WINGS, Content, content_of, label_of, places_of

FOR_STAFF: Final = ("staff_procedure", "evidence", "cost", "note", "reason")
# A name and a place are words without sentences: there is nothing to measure.
NOT_MEASURED: Final = ("name", "place")
MOST_CHARACTERS: Final = 60_000
TOO_LONG: Final = f"Not checked: this has more than {MOST_CHARACTERS} characters."


@dataclass(frozen=True)
class Words:
    """Of one field. `examined` None: not asked for yet. `target`: the id of its box, empty where there is none."""

    label: str
    target: str = ""
    readers: Readers = Readers.PEOPLE
    measure: bool = True
    examined: Examined | None = None

    @property
    def remarks(self) -> list[Remark]:
        return self.examined.remarks[:MOST_SHOWN] if self.examined else []

    @property
    def pieces(self) -> list[Piece]:
        return pieces(self.examined.text, self.examined.remarks) if self.examined else []

    @property
    def note(self) -> str:
        return self.examined.note if self.examined else ""

    @property
    def heading(self) -> str:
        """“2 remarks, 1 of them must change”; what a screen reader is told after a pause."""
        if not self.examined or not self.examined.text.strip():
            return ""
        found = self.examined.remarks
        blocks = sum(remark.blocks for remark in found)
        if not found:
            return "No remarks."
        count = "1 remark" if len(found) == 1 else f"{len(found)} remarks"
        if not blocks:
            return f"{count}. {'It is' if len(found) == 1 else 'They are'} advice."
        return f"{count}. {'It must change.' if len(found) == blocks == 1 else f'{blocks} must change.'}"

    @property
    def says_something(self) -> bool:
        return bool(self.heading) and (bool(self.remarks) or self.readers.in_prison)


def examined(text: str, readers: Readers, measure: bool) -> Examined:
    if len(text) > MOST_CHARACTERS:
        return Examined(text[:0], note=TOO_LONG)
    return examine(text, readers=readers, measure=measure)


def of_field(bound: BoundField, *, checked: bool, label: str = "") -> Words | None:
    """For a box of free text; None for every other field. `label`: where its own stands on the page more than once."""
    if bound.name not in (*FOR_THE_WINGS, *FOR_STAFF, "place"):
        return None
    readers = Readers.STAFF if bound.name in FOR_STAFF else Readers.PEOPLE
    measure = bound.name not in NOT_MEASURED
    found = examined(str(bound.value() or ""), readers, measure) if checked else None
    return Words(label or str(bound.label), bound.id_for_label, readers, measure, found)


def of_text(text: Revision | Content) -> list[Words]:
    """Of a whole text, each field that people in prison read, in the order of the form."""
    content: dict[str, Any] = content_of(text) if isinstance(text, Revision) else text
    named = [
        (label_of(name), str(content.get(name) or ""), name not in NOT_MEASURED) for name in FOR_THE_WINGS
    ]
    named += [(label, place, False) for label, place in places_of(content).items()]
    return [
        Words(label, measure=measure, examined=examined(words, Readers.PEOPLE, measure))
        for label, words, measure in named
        if words
    ]


def with_remarks(every: Iterable[Words]) -> Iterator[Words]:
    return (words for words in every if words.remarks)


def reading_ages(every: Iterable[Words]) -> list[str]:
    """“What it is. Reading age: about 9.” for each field that has no remarks beside which it would stand."""
    return [f"{words.label}. {words.note}" for words in every if words.note and not words.remarks]
