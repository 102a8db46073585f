"""What planning sends by e-mail. The subject says neither who nor what: a screen may be seen by others."""

from __future__ import annotations

from django.urls import reverse

from coordination.emails import absolute, send
from coordination.models import User
from planning.models import Call, Expression, ToldOrganisation
from planning.wording import day_in_words, money_of


def call_news(to: User, told: ToldOrganisation) -> None:
    """To whoever answers for an organisation: a prison looks for something; or it does not any more."""
    call = told.call
    cancelled = call.state == Call.State.CANCELLED
    more_time = told.mailed_at is not None and not cancelled
    subject = "a prison looks for something you may offer"
    if cancelled or more_time:
        subject = (
            "a call for offers was cancelled" if cancelled else "there is more time for a call for offers"
        )
    send(
        "planning/email/call",
        to=to.email,
        subject=subject,
        name=to.name,
        organisation=told.organisation.name,
        prison=call.priority.prison.name,
        title=call.title,
        cancelled=cancelled,
        more_time=more_time,
        reason=call.reason,
        wanted=call.wanted,
        why=told.why,
        money=money_of(call),
        people=call.people_a_month,
        ask=call.opened_by,
        closes_on=day_in_words(call.closes_on),
        url=absolute(call.get_absolute_url()),
        own_calls_url=absolute(reverse("own_calls", args=[told.organisation.slug])),
    )


def expression_decided(to: User, expression: Expression) -> None:
    """To whoever answered: the decision on their own answer, and on no other."""
    call = expression.call
    send(
        "planning/email/decided",
        to=to.email,
        subject="a prison has decided on your offer",
        name=to.name,
        organisation=expression.organisation.name,
        prison=call.priority.prison.name,
        title=call.title,
        chosen=expression.state == Expression.State.CHOSEN,
        reason=expression.reason,
        url=absolute(call.get_absolute_url()),
    )
