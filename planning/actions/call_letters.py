"""The letters about calls, each once: that there is one, that it was cancelled, and what was decided of an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet

from coordination import clock
from coordination.actions.told_once import tell_once
from coordination.models import Posting, User
from coordination.models.user import normalise_email
from coordination.offers import offers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, roles_with
from planning import emails
from planning.models import Call, Expression, ToldOrganisation
from planning.policies import takes_answers

# What has not left by then was lost.
LOST_AFTER: Final = timedelta(minutes=5)
# The section of bulletins under which such news would stand.
SECTION: Final = "funding"


def tell_of_call(told_pk: int) -> int:
    """How many letters left, of a call that takes answers or was cancelled.

    To whoever answers for the organisation and wishes such mail; of a cancelled call that they answered, to all.
    """
    told = _owed().filter(pk=told_pk).first()
    if told is None or told.letter_due_at is None:
        return 0
    call = told.call
    cancelled = call.state == Call.State.CANCELLED
    people = who_answers_for(told.organisation_id) if cancelled or takes_answers(call) else []
    if not (cancelled and _answered(told)):
        wanting = _wanting(people)
        people = [each for each in people if normalise_email(each.email) in wanting]
    occasion = f"call:{told.pk}:{told.letter_due_at.timestamp()}"
    left = tell_once(occasion, people, lambda to: emails.call_news(to, told))
    seen_to: dict[str, object] = {"letter_due_at": None}
    if people:
        seen_to["mailed_at"] = clock.now()
    ToldOrganisation.objects.filter(pk=told.pk, letter_due_at=told.letter_due_at).update(**seen_to)
    return left


def tell_of_decision(expression_pk: int) -> int:
    """To whoever sent it, while they answer for the organisation; else to all who do. Nobody's wishes hinder this one.

    Of an organisation that nobody answers for it stays owed, until somebody does.
    """
    expression = _undelivered().filter(pk=expression_pk).first()
    if expression is None or expression.letter_due_at is None:
        return 0
    people = who_answers_for(expression.organisation_id)
    people = [each for each in people if each.pk == expression.sent_by_id] or people
    occasion = f"decided:{expression.pk}:{expression.letter_due_at.timestamp()}"
    left = tell_once(occasion, people, lambda to: emails.expression_decided(to, expression))
    if people:
        Expression.objects.filter(pk=expression.pk).update(letter_due_at=None)
    return left


def queue_owed() -> int:
    """What the queue lost is queued again; so is a decision that waited for somebody who can be written to."""
    lost = clock.now() - LOST_AFTER
    answering = _answering().order_by().values("organisation")
    decided = _undelivered().filter(letter_due_at__lt=lost, organisation__in=answering)
    rows = (
        ("planning.tell_of_call", _owed().filter(letter_due_at__lt=lost)), ("planning.tell_of_decision", decided)
    )  # fmt: skip
    queued = [
        (task, key) for task, found in rows for key in found.order_by("pk").values_list("pk", flat=True)
    ]
    for task, key in queued:
        queue_on_commit(task, key)
    return len(queued)


def who_answers_for(organisation_pk: int) -> list[User]:
    """Each account once."""
    postings = _answering().filter(organisation=organisation_pk).select_related("user").order_by("user_id")
    return list({posting.user_id: posting.user for posting in postings}.values())


def without_anybody(organisations: set[int]) -> set[int]:
    """Keys of those to whom no letter can go: the coordinator tells them."""
    reached = _answering().filter(organisation__in=organisations).order_by()
    return organisations - set(reached.values_list("organisation", flat=True))


def _answering() -> QuerySet[Posting]:
    roles = roles_with(Permission.ANSWER_CALL)
    return Posting.objects.current().filter(role__in=roles, user__is_active=True)


def _wanting(people: list[User]) -> set[str]:
    """Normalised addresses, less those of whoever left bulletins or this section of them, and of what bounces."""
    found = {normalise_email(each.email) for each in people}
    for module in offers("bulletin"):
        if hasattr(module, "wanting"):
            found &= module.wanting(found, SECTION)
    return found


def _answered(told: ToldOrganisation) -> bool:
    sent = told.call.expressions.exclude(state=Expression.State.DRAFT)
    return sent.filter(organisation=told.organisation_id).exists()


def _owed() -> QuerySet[ToldOrganisation]:
    rows = ToldOrganisation.objects.filter(letter_due_at__isnull=False)
    return rows.select_related("call__priority__prison", "call__opened_by", "organisation")


def _undelivered() -> QuerySet[Expression]:
    rows = Expression.objects.filter(letter_due_at__isnull=False)
    return rows.select_related("call__priority__prison", "organisation")
