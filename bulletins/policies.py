"""What may happen to an issue in the state that it is in, and what may not be written in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bulletins.marks import MARKS
from bulletins.models import BulletinContent, BulletinImage, BulletinIssue, BulletinItem, BulletinPaper
from coordination.models import User
from coordination.plain_words import Readers, examine
from coordination.policies import Overtaken, Refused, check_no_contact_details, check_no_prison_numbers

State = BulletinIssue.State
# One mail holds some fifty items; dropped ones count too, so that nothing grows without an end.
MOST_ITEMS: Final = 200
# To send at a moment further away than this is a year that was mistyped.
LONGEST_WAIT: Final = timedelta(days=366)


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
    """A picture of this very prison, of one of the set's, or of all prisons: what one prison made stands in no mail of
    another by itself, and whoever looks after a set looks after its pictures as well."""
    if image is None:
        return
    if image.removed_at:
        raise Overtaken("That picture was removed from the library. Choose another.")
    if image.prison_id and not _belongs_to(issue, image.prison_id):
        raise Refused("That picture belongs to another prison. Choose one of this prison or of all.")


def _belongs_to(issue: BulletinIssue, prison: int) -> bool:
    if issue.prison_set:
        return issue.prison_set.prisons.filter(pk=prison).exists()
    return issue.prison_id == prison


def check_may_be_sent(issue: BulletinIssue, *, needs_approval: bool) -> None:
    """Before its first mail. An issue that was sent is never sent again.

    Where approval is needed, being scheduled is not enough: the prison may have begun to ask for it since then.
    """
    if issue.sending_began_at or issue.state == State.CANCELLED:
        raise Overtaken(f"This issue is {issue.get_state_display().lower()} already. Nothing more was begun.")
    if issue.state == State.WAITING:
        raise Refused("This issue waits for approval. Wait for the answer, or take it back to a draft.")
    if needs_approval and not issue.approved_at:
        raise Refused("The governor approves this issue before it is sent. Ask for approval first.")


def check_moment(send_at: datetime, now: datetime) -> None:
    """For the clock to send at."""
    if send_at <= now:
        raise Refused("This moment is over. Choose a later one, or send the issue now.")
    if send_at > now + LONGEST_WAIT:
        raise Refused("This is more than a year away. Check the year.")


def check_somebody_can_approve(issue: BulletinIssue, *, anybody: bool) -> None:
    """`anybody`: who did not ask for it has an account with the right to approve at the prison."""
    if not anybody:
        raise Refused(
            f"Nobody else at {issue.place} can approve it: no other governor or senior manager has an account. Invite"
            " one first."
        )


def check_four_eyes(issue: BulletinIssue, by: User) -> None:
    """One person may hold both roles, and approving what one asked for oneself is no approval."""
    if issue.asked_by_id == by.pk:
        raise Refused("You asked for this approval yourself. Another governor or senior manager gives it.")


def check_under_way(issue: BulletinIssue, *states: str) -> None:
    if issue.state not in states:
        raise Overtaken(f"This issue is {issue.get_state_display().lower()} by now. Nothing was changed.")


def check_may_be_printed(issue: BulletinIssue) -> None:
    """Paper cannot be called back, so that it waits until the words are fixed."""
    if issue.state == State.CANCELLED and not issue.sending_began_at:
        raise Refused("This issue was cancelled before it was sent. Nothing is printed of it.")
    if issue.state == State.WAITING:
        raise Refused("This issue waits for approval. It can be printed once it is approved.")
    if issue.state == State.DRAFT:
        raise Refused(
            "This issue is a draft. It can be printed once it is approved, scheduled or being sent."
        )


def check_handed_out(paper: BulletinPaper) -> None:
    """May this very file still be printed? What it says must stand as it stood when it was made."""
    if paper.state != BulletinPaper.State.READY:
        raise Refused("There is no file yet.")
    if paper.superseded_at:
        raise Refused("A newer paper has taken its place. Print that one.")
    if paper.kind == BulletinPaper.Kind.WINGS:
        _check_still_for_wings(paper)
    else:
        _check_still_said(paper)


def _check_still_for_wings(paper: BulletinPaper) -> None:
    columns = ("pk", "wing_heading", "wing_text", "wing_symbol")
    may = set(paper.issue.items.for_wings().values_list(*columns))
    for item in paper.snapshot["items"]:
        if (item["key"], item["heading"], item["text"], item["symbol"]) not in may:
            raise Refused(
                f"“{item['heading']}” may not be printed for people in prison any more, or its words were changed. So"
                " this newsletter is not given out. Take down what hangs on the wings, and make a new one."
            )


def _check_still_said(paper: BulletinPaper) -> None:
    said = BulletinContent.objects.filter(issue=paper.issue, content_hash=paper.snapshot["words"])
    if not said.exists() or paper.issue.state in (State.DRAFT, State.WAITING):
        raise Refused("The words of this issue were changed. Take down what hangs, and make a new paper.")
    pictures = paper.snapshot["pictures"]
    if BulletinImage.objects.in_use().filter(pk__in=pictures).count() < len(pictures):
        raise Refused("A picture in it was removed. Take down what hangs, and make a new paper.")
