"""What pages say of an item’s words for people in prison: their state, and what is doubtful in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bulletins.models import BulletinItem
from coordination.plain_words import Readers
from directory.forms.plain_words import Words, examined
from directory.models.listing_state import day_in_words


def wing_state(item: BulletinItem) -> tuple[str, str]:
    """(words, tone)"""
    if not item.for_wings:
        return "Not for the wings", "neutral"
    if item.wing_approved_at:
        return f"Approved for the wings on {day_in_words(item.wing_approved_at)}", "good"
    return "Wings: waits for approval", "waiting"


def waits(item: BulletinItem) -> bool:
    return item.for_wings and item.wing_approved_at is None


@dataclass(frozen=True)
class Wings:
    """Which items of an issue go to the wings, which wait to be read, and which stay in the mail."""

    approved: list[BulletinItem] = field(default_factory=list)
    waiting: list[BulletinItem] = field(default_factory=list)
    others: list[BulletinItem] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        if not self.approved and not self.waiting:
            return "No item goes to the wings yet."
        count = len(self.approved)
        said = "1 item goes to the wings" if count == 1 else f"{count or 'No'} items go to the wings"
        waiting = len(self.waiting)
        if not waiting:
            return f"{said}."
        return (
            f"{said}{',' if count else ' yet,'} {waiting} {'waits' if waiting == 1 else 'wait'} for approval."
        )


def wings_of(kept: list[BulletinItem]) -> Wings:
    """`kept`: the items of an issue that were not dropped."""
    return Wings(
        approved=[item for item in kept if item.for_wings and not waits(item)],
        waiting=[item for item in kept if waits(item)],
        others=[item for item in kept if not item.for_wings],
    )


def remarks_on(item: BulletinItem) -> list[Words]:
    """For whoever approves: what to change, and the reading age of the text."""
    texts = (("Heading", item.wing_heading, False), ("Text", item.wing_text, True))
    return [
        Words(label, readers=Readers.WINGS, examined=examined(text, Readers.WINGS, measure))
        for label, text, measure in texts
    ]
