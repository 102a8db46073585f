"""Slips from the wings, typed in a page at a time; and what a focus group answered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Group, Pathway, Prison, User, Wing
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory.models import Listing
from forums import policies
from forums.actions.meetings import held_for
from forums.models import FeedbackSlip, FocusAnswer, FocusQuestion, Meeting

ROWS_A_PAGE: Final = 30


@dataclass(frozen=True)
class Slip:
    """One row as typed. `entry_number` None: about no single service."""

    row: int
    wing: Wing | None = None
    entry_number: int | None = None
    face: int | None = None
    words: str = ""


class SlipsRefused(Refused):
    """`sentences` by row. Nothing of the page was kept."""

    def __init__(self, sentences: dict[int, str]) -> None:
        super().__init__("Nothing was kept yet. Correct the rows that are marked, then save the page again.")
        self.sentences = sentences


@transaction.atomic
def type_in_slips(
    *, by: User, prison: Prison, batch: uuid.UUID, received_on: date, slips: list[Slip]
) -> list[FeedbackSlip]:
    """All rows or none. A page that is sent twice (`batch`) is kept once."""
    access.require(by, Permission.TYPE_FEEDBACK, prison=prison)
    Prison.objects.select_for_update().get(pk=prison.pk)
    there = list(FeedbackSlip.objects.filter(batch=batch, prison=prison))
    if there:
        return there
    if not slips:
        raise Refused("Type in at least one slip.")
    if received_on > clock.today():
        raise Refused("That day is still to come. Change it.")
    numbers = {slip.entry_number for slip in slips} - {None}
    listings = Listing.objects.filter(prison=prison, entry_number__in=numbers).in_bulk(field_name="pk")
    by_number = {listing.entry_number: listing for listing in listings.values()}
    wrong = {slip.row: sentence for slip in slips if (sentence := _wrong(slip, prison, by_number))}
    if wrong:
        raise SlipsRefused(wrong)
    kept = FeedbackSlip.objects.bulk_create(
        FeedbackSlip(
            prison=prison, wing=slip.wing, listing=by_number.get(slip.entry_number), face=slip.face,
            words=slip.words.strip(), received_on=received_on, typed_at=clock.now(), typed_by=by, batch=batch,
            row=slip.row,
        )
        for slip in slips
    )  # fmt: skip
    audit.record("type_in_slips", by=by, on=prison, prison=prison, changes={"slips": [0, len(kept)]})
    return kept


def _wrong(slip: Slip, prison: Prison, by_number: dict[int | None, Listing]) -> str:
    if slip.wing and slip.wing.prison_id != prison.pk:
        return f"That wing is not at {prison}."
    if slip.entry_number is not None and slip.entry_number not in by_number:
        return f"No service here has entry number {slip.entry_number}. Look at the slip again."
    if slip.face is None and not slip.words.strip():
        return "This row says nothing. Choose a face, type the words, or empty the row."
    try:
        policies.check_words({"words": slip.words})
    except Refused as refused:
        return str(refused)
    return ""


@transaction.atomic
def remove_slip(*, by: User, slip: FeedbackSlip) -> None:
    """Where a slip turns out to speak of a person or of danger. Its words are kept nowhere."""
    access.require(by, Permission.TYPE_FEEDBACK, prison=slip.prison)
    slip = FeedbackSlip.objects.select_for_update(of=("self",)).select_related("prison").get(pk=slip.pk)
    if slip.outcomes.exists() or slip.needs.exists():
        raise Refused("Something was made of this slip. Take its words out there first.")
    prison = slip.prison
    audit.record("remove_slip", by=by, on=slip, prison=prison)
    slip.delete()


@transaction.atomic
def ask_question(
    *, by: User, meeting: Meeting, text: str, pathway: Pathway | None = None, group: Group | None = None
) -> FocusQuestion:
    """The next question of a focus group."""
    meeting = held_for(by, meeting)
    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.HELD):
        raise Overtaken(
            f"This meeting is settled: {meeting.get_state_display().lower()}. Nothing was changed."
        )
    text = " ".join(text.split())
    policies.check_plain_words({"question": text})
    if not text:
        raise Refused("Write the question.")
    last = meeting.questions.order_by("-number").values_list("number", flat=True).first() or 0
    question = FocusQuestion.objects.create(
        meeting=meeting, number=last + 1, text=text, pathway=pathway, group=group
    )
    audit.record("ask_question", by=by, on=question, prison=meeting.forum.prison)
    return question


@transaction.atomic
def tally_answers(*, by: User, question: FocusQuestion, answers: list[tuple[str, int]]) -> FocusQuestion:
    """[(answer in a few words, how many gave it)]; replaces what was typed before."""
    meeting = held_for(by, question.meeting)
    policies.check_has_begun(meeting)
    counted: dict[str, int] = {}
    for words, count in answers:
        text = " ".join(words.split())
        policies.check_words({"answer": text})
        if not text or not 1 <= count <= 999:
            raise Refused("Each answer needs its words and how many gave it, from 1 to 999.")
        counted[text] = counted.get(text, 0) + count
    question.answers.all().delete()
    FocusAnswer.objects.bulk_create(
        FocusAnswer(question=question, text=text, people_count=count) for text, count in counted.items()
    )
    audit.record("tally_answers", by=by, on=question, prison=meeting.forum.prison)
    return question
