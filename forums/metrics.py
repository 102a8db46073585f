"""What the page of one prison or of one organisation counts of forums."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Organisation, Prison, User
from coordination.offers import Figure
from coordination.roles import Permission as P
from forums.models import Idea, PartnershipEvent, Stall


def figures(
    user: User, standing: Standing, prison: Prison | None = None, organisation: Organisation | None = None
) -> list[Figure]:
    if prison is not None:
        return _of_prison(user, prison) if standing.may(P.VIEW_FORUMS, prison=prison) else []
    if organisation is not None and organisation.pk in standing.organisations_where(P.VIEW_OWN_SERVICES):
        return _of_organisation(user, organisation)
    return []


def _of_prison(user: User, prison: Prison) -> list[Figure]:
    """Where no idea was ever sent, how long an answer takes is not known."""
    rows, today = Idea.objects.visible_to(user).filter(prison=prison), timezone.localdate()
    url = reverse("ideas", args=[prison.code])
    late = rows.late(today).count()
    longer = rows.waited_longer(today).count()
    known = longer or rows.exists()
    return [
        Figure("ideas that wait for an answer", rows.waiting().count(), url),
        Figure(
            "ideas that waited longer than promised", longer if known else None, f"{url}?show=longer",
            note="in the last 12 months" if known else "no organisation has sent one",
            tone="attention" if late else "neutral",
        ),
    ]  # fmt: skip


def _of_organisation(user: User, organisation: Organisation) -> list[Figure]:
    ideas = Idea.objects.visible_to(user).waiting().filter(organisation=organisation).count()
    stalls = Stall.objects.visible_to(user).filter(
        organisation=organisation, event__state=PartnershipEvent.State.PLANNED
    )
    unanswered = stalls.filter(event__starts_at__gt=timezone.now(), reply=Stall.Reply.INVITED).count()
    return [
        Figure("ideas that wait for an answer", ideas, reverse("own_ideas", args=[organisation.slug])),
        Figure(
            "partnership events to answer", unanswered, reverse("own_events", args=[organisation.slug]),
            tone="attention" if unanswered else "neutral",
        ),
    ]  # fmt: skip
