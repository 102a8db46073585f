"""Ideas of organisations: sent, answered by a day, or put on an agenda."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from coordination.working_days import working_day_after
from forums import policies
from forums.actions.agenda import add_item
from forums.models import AgendaItem, Idea, IdeaSetting, Meeting

LONGEST_DETAIL: Final = AgendaItem._meta.get_field("detail").max_length
LONGEST_RAISED_BY: Final = AgendaItem._meta.get_field("raised_by").max_length


def working_days(prison: Prison) -> int:
    setting = IdeaSetting.objects.filter(prison=prison).first()
    return setting.working_days if setting else IdeaSetting.DEFAULT_WORKING_DAYS


def working_days_of(prisons: Iterable[Prison]) -> dict[int, int]:
    """{key of a prison: working days} of those that chose another time than the usual one."""
    rows = IdeaSetting.objects.filter(prison__in=prisons)
    return dict(rows.values_list("prison", "working_days"))


def answer_by(prison: Prison, sent_on: date) -> date:
    """The last day for an answer: so many working days after the day on which it was sent."""
    return working_day_after(sent_on, working_days(prison))


@transaction.atomic
def set_working_days(*, by: User, prison: Prison, working_days: int) -> IdeaSetting:
    """For ideas that come from now on."""
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    if not 1 <= working_days <= 120:
        raise Refused("Choose from 1 to 120 working days.")
    setting, _ = IdeaSetting.objects.update_or_create(prison=prison, defaults={"working_days": working_days})
    audit.record("set_idea_days", by=by, on=setting, prison=prison)
    return setting


@transaction.atomic
def send_idea(
    *, by: User, organisation: Organisation, prison: Prison, kind: str, title: str, text: str
) -> Idea:
    """To a prison where the organisation is known. One that waits there in the same words is not sent twice."""
    access.require(by, Permission.SEND_IDEA, organisation=organisation)
    # Held: a second press waits here and finds the first; nobody merges the record meanwhile.
    organisation = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    if organisation.merged_into:
        organisation = organisation.merged_into
    policies.check_known_at(organisation, prison)
    title, text = one_line(title), text.strip()
    policies.check_words({"title": title, "text": text})
    if not title or not text or kind not in Idea.Kind.values:
        raise Refused("Say what kind it is, a title, and what you mean.")
    if (
        Idea.objects.waiting()
        .filter(organisation=organisation, prison=prison, title=title, text=text)
        .exists()
    ):
        raise Overtaken("This has been sent already, in the same words, and waits for an answer.")
    idea = Idea.objects.create(
        prison=prison, organisation=organisation, kind=kind, title=title, text=text, sent_at=clock.now(),
        sent_by=by, answer_by=answer_by(prison, clock.today()), told_at=clock.now() if is_silent() else None,
    )  # fmt: skip
    audit.record("send_idea", by=by, on=idea, prison=prison, organisation=organisation)
    queue_on_commit("forums.tell_of_idea", idea.pk)
    return idea


@transaction.atomic
def answer_idea(*, by: User, idea: Idea, answer: str, text: str) -> Idea:
    access.require(by, Permission.MANAGE_FORUMS, prison=idea.prison)
    idea = _held(idea)
    policies.check_idea_waits(idea)
    text = text.strip()
    policies.check_words({"answer": text})
    if answer not in Idea.Answer.values or not text:
        raise Refused("Choose an answer and say why. The organisation reads both.")
    idea.answer, idea.answer_text = answer, text
    idea.answered_at, idea.answered_by = clock.now(), by
    idea.answer_told_at = clock.now() if is_silent() else None
    idea.save(update_fields=["answer", "answer_text", "answered_at", "answered_by", "answer_told_at"])
    audit.record("answer_idea", by=by, on=idea, prison=idea.prison, organisation=idea.organisation)
    queue_on_commit("forums.tell_of_answer", idea.pk)
    return idea


@transaction.atomic
def take_back_idea(*, by: User, idea: Idea) -> Idea:
    access.require(by, Permission.SEND_IDEA, organisation=idea.organisation)
    idea = _held(idea)
    policies.check_idea_waits(idea)
    idea.taken_back_at = clock.now()
    idea.save(update_fields=["taken_back_at"])
    audit.record("take_back_idea", by=by, on=idea, prison=idea.prison, organisation=idea.organisation)
    return idea


@transaction.atomic
def put_on_agenda(*, by: User, idea: Idea, meeting: Meeting) -> Idea:
    """The answer is still owed: being talked about is not one."""
    access.require(by, Permission.MANAGE_FORUMS, prison=idea.prison)
    if meeting.forum.prison_id != idea.prison_id:
        raise Refused(f"That meeting is not at {idea.prison}.")
    idea = _held(idea)
    policies.check_idea_waits(idea)
    if idea.agenda_item:
        raise Refused("It stands on an agenda already.")
    idea.agenda_item = add_item(
        by=by, meeting=meeting, title=idea.title, detail=idea.text[:LONGEST_DETAIL],
        raised_by=idea.organisation.name[:LONGEST_RAISED_BY],
    )  # fmt: skip
    idea.save(update_fields=["agenda_item"])
    audit.record("put_idea_on_agenda", by=by, on=idea, prison=idea.prison, organisation=idea.organisation)
    return idea


def _held(idea: Idea) -> Idea:
    """As it is now. Without joined rows: of somebody who waited here, those would be as they were before."""
    return Idea.objects.select_for_update().get(pk=idea.pk)
