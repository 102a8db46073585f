"""A focus group: its questions, and what was answered, as counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import F

from coordination import audit
from coordination.emails import one_line
from coordination.models import Group, Pathway, User
from coordination.policies import Overtaken, Refused
from forums import policies
from forums.actions.meetings import held_for
from forums.models import FocusAnswer, FocusQuestion, Meeting

MOST_QUESTIONS: Final = 30
MOST_PEOPLE: Final = 999


@transaction.atomic
def ask_question(
    *, by: User, meeting: Meeting, text: str, pathway: Pathway | None = None, group: Group | None = None
) -> FocusQuestion:
    """The next question of a focus group."""
    meeting = _open(by, meeting)
    text = _question(text)
    numbers = list(meeting.questions.order_by("-number").values_list("number", flat=True))
    if len(numbers) >= MOST_QUESTIONS:
        raise Refused(f"There are {MOST_QUESTIONS} questions. Nobody answers more in one meeting.")
    question = FocusQuestion.objects.create(
        meeting=meeting, number=max(numbers, default=0) + 1, text=text, pathway=pathway, group=group
    )
    audit.record("ask_question", by=by, on=question, prison=meeting.forum.prison)
    return question


@transaction.atomic
def reword_question(
    *,
    by: User,
    question: FocusQuestion,
    text: str,
    pathway: Pathway | None = None,
    group: Group | None = None,
) -> FocusQuestion:
    """Its words only while nobody has answered: a count belongs to what was asked."""
    meeting = _open(by, question.meeting)
    question = _held(question)
    text = _question(text)
    if text != question.text and question.answers.exists():
        raise Refused("There are answers to this question. Its words stay as they were asked.")
    question.text, question.pathway, question.group = text, pathway, group
    question.save(update_fields=["text", "pathway", "group"])
    audit.record("reword_question", by=by, on=question, prison=meeting.forum.prison)
    return question


@transaction.atomic
def move_question(*, by: User, question: FocusQuestion, earlier: bool) -> None:
    """One place up or down; at the end of the list it stays where it is."""
    meeting = _open(by, question.meeting)
    question = _held(question)
    order = list(meeting.questions.order_by("number", "pk").values_list("pk", flat=True))
    at = order.index(question.pk)
    to = at + (-1 if earlier else 1)
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    # Each number stands once, so that all step aside first.
    meeting.questions.update(number=F("number") + 1000)
    for number, pk in enumerate(order, 1):
        meeting.questions.filter(pk=pk).update(number=number)
    audit.record("order_questions", by=by, on=meeting, prison=meeting.forum.prison)


@transaction.atomic
def remove_question(*, by: User, question: FocusQuestion) -> None:
    meeting = _open(by, question.meeting)
    question = _held(question)
    if question.answers.exists() or question.needs.exists():
        raise Refused("There are answers or needs that stand on this question. It stays.")
    audit.record("remove_question", by=by, on=question, prison=meeting.forum.prison)
    question.delete()


@transaction.atomic
def tally_answers(
    *, by: User, question: FocusQuestion, answers: list[tuple[str, int]], seen: str | None = None
) -> FocusQuestion:
    """[(answer in a few words, how many gave it)]; replaces what was typed before.

    The same words in capitals are the same answer. `seen`: `mark_of` the answers that stood on the page; Overtaken
    where somebody else has typed others since.
    """
    meeting = _open(by, question.meeting)
    policies.check_has_begun(meeting)
    question = _held(question)
    if seen is not None and seen != mark_of(question):
        raise Overtaken(
            "Somebody else has typed answers to this question in the meantime. They stand below yours."
        )
    counted: dict[str, tuple[str, int]] = {}
    for words, count in answers:
        text = one_line(words)
        policies.check_words({"answer": text})
        if not text or not 1 <= count <= MOST_PEOPLE:
            raise Refused(f"Each answer needs its words and how many gave it, from 1 to {MOST_PEOPLE}.")
        first, before = counted.get(text.casefold(), (text, 0))
        counted[text.casefold()] = (first, before + count)
    if any(count > MOST_PEOPLE for _, count in counted.values()):
        raise Refused(f"One answer adds up to more than {MOST_PEOPLE}. Look at the numbers again.")
    question.answers.all().delete()
    FocusAnswer.objects.bulk_create(
        FocusAnswer(question=question, text=text, people_count=count) for text, count in counted.values()
    )
    audit.record("tally_answers", by=by, on=question, prison=meeting.forum.prison)
    return question


def mark_of(question: FocusQuestion) -> str:
    """Changes when the answers do."""
    return mark_of_answers(question.answers.order_by("pk").values_list("text", "people_count"))


def mark_of_answers(answers: Iterable[tuple[str, int]]) -> str:
    return hashlib.sha256(repr(list(answers)).encode()).hexdigest()[:16]


def _open(by: User, meeting: Meeting) -> Meeting:
    meeting = held_for(by, meeting)
    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.HELD):
        raise Overtaken(
            f"This meeting is settled: {meeting.get_state_display().lower()}. Nothing was changed."
        )
    return meeting


def _held(question: FocusQuestion) -> FocusQuestion:
    """As it is now, with its meeting locked already."""
    found = FocusQuestion.objects.filter(pk=question.pk).first()
    if found is None:
        raise Overtaken("Somebody has taken this question out in the meantime.")
    return found


def _question(text: str) -> str:
    text = one_line(text)
    policies.check_plain_words({"question": text})
    if not text:
        raise Refused("Write the question.")
    return text
