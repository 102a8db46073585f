"""What may happen to an issue in the state that it is in, and what may not be written in it."""

from __future__ import annotations

from typing import Final

from bulletins.marks import MARKS
from bulletins.models import BulletinImage, BulletinIssue, BulletinItem
from coordination.plain_words import Readers, examine
from coordination.policies import Overtaken, Refused, check_no_contact_details, check_no_prison_numbers

State = BulletinIssue.State
# One mail holds some fifty items; dropped ones count too, so that nothing grows without an end.
MOST_ITEMS: Final = 200


def check_words(texts: dict[str, str]) -> None:
    """`texts` is {words for the field: what was typed}. Refuses prison numbers and words that our lists refuse."""
    check_no_prison_numbers(texts)
    for place, text in texts.items():
        if any(mark in text for mark in MARKS):
            raise Refused(f"“{place}” holds a mark that stands for a reader’s own link. Take it out.")
        for remark in examine(text, readers=Readers.MEMBERS).remarks:
            if remark.kind == "refused_word":
                raise Refused(f"{remark.sentence} It is in “{place}”.")


def may_be_said(texts: dict[str, str]) -> bool:
    try:
        check_words(texts)
    except Refused:
        return False
    return True


def check_words_for_wings(item: BulletinItem) -> None:
    """Nothing reaches people in prison with a way to reach somebody in it, or half a text."""
    if not item.for_wings:
        raise Refused("This item is not marked for people in prison. Mark it first, then approve its words.")
    if not item.wing_heading or not item.wing_text:
        raise Refused("Write a heading and a text for people in prison first.")
    texts = {"heading for the wings": item.wing_heading, "text for the wings": item.wing_text}
    check_words(texts)
    check_no_contact_details(texts)


def check_writable(issue: BulletinIssue) -> None:
    if issue.state not in BulletinIssue.WRITABLE:
        raise Overtaken(
            f"This issue is {issue.get_state_display().lower()}: its words stay as they are. Take it back to a draft"
            " first, while it is not being sent."
        )


def check_not_cancelled(issue: BulletinIssue) -> None:
    if issue.state == State.CANCELLED:
        raise Overtaken("This issue was cancelled. Nothing was changed.")


def check_room_for_items(issue: BulletinIssue, more: int = 1) -> None:
    if issue.items.count() + more > MOST_ITEMS:
        raise Refused(
            f"An issue holds at most {MOST_ITEMS} items, with the dropped ones. Choose fewer, or begin another issue."
        )


def check_image_for(issue: BulletinIssue, image: BulletinImage | None) -> None:
    """A picture of the library of this very prison, or of all prisons."""
    if image is None:
        return
    if image.removed_at:
        raise Overtaken("That picture was removed from the library. Choose another.")
    if image.prison_id and image.prison_id != issue.prison_id:
        raise Refused("That picture belongs to another prison. Choose one of this prison or of all.")


def check_may_be_sent(issue: BulletinIssue, *, needs_approval: bool) -> None:
    """Before its first mail. An issue that was sent is never sent again."""
    if issue.sending_began_at:
        raise Overtaken(f"This issue is {issue.get_state_display().lower()} already. Nothing more was begun.")
    ready = (
        {State.APPROVED, State.SCHEDULED}
        if needs_approval
        else {State.DRAFT, State.APPROVED, State.SCHEDULED}
    )
    if issue.state not in ready:
        raise Refused("The governor approves this issue before it is sent. Ask for approval first.")


def check_under_way(issue: BulletinIssue, *states: str) -> None:
    if issue.state not in states:
        raise Overtaken(f"This issue is {issue.get_state_display().lower()} by now. Nothing was changed.")
