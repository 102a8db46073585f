"""Ideas of organisations: sent, answered by a day, or put on an agenda."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from coordination.working_days import is_working_day
from directory.models import Listing
from forums import policies
from forums.actions.agenda import add_item
from forums.models import Idea, IdeaSetting, Meeting


def answer_by(prison: Prison, sent_on: date) -> date:
    """The last day for an answer: so many working days after the day on which it was sent."""
    setting = IdeaSetting.objects.filter(prison=prison).first()
    left = setting.working_days if setting else IdeaSetting.DEFAULT_WORKING_DAYS
    day = sent_on
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


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
    """To a prison where the organisation is known: it has a listing there, or was let in."""
    access.require(by, Permission.SEND_IDEA, organisation=organisation)
    if not Listing.objects.filter(prison=prison, service__organisation=organisation).exists():
        raise Refused(f"Your organisation is not known at {prison} yet. Offer a service there first.")
    title, text = one_line(title), text.strip()
    policies.check_words({"title": title, "text": text})
    if not title or not text or kind not in Idea.Kind.values:
        raise Refused("Say what kind it is, a title, and what you mean.")
    idea = Idea.objects.create(
        prison=prison, organisation=organisation, kind=kind, title=title, text=text, sent_at=clock.now(),
        sent_by=by, answer_by=answer_by(prison, clock.today()),
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
    idea.save(update_fields=["answer", "answer_text", "answered_at", "answered_by"])
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
        by=by, meeting=meeting, title=idea.title, detail=idea.text[:1000], raised_by=idea.organisation.name
    )
    idea.save(update_fields=["agenda_item"])
    audit.record("put_idea_on_agenda", by=by, on=idea, prison=idea.prison, organisation=idea.organisation)
    return idea


def _held(idea: Idea) -> Idea:
    rows = Idea.objects.select_related("prison", "organisation", "answered_by", "agenda_item__meeting__forum")
    return rows.select_for_update(of=("self",)).get(pk=idea.pk)
