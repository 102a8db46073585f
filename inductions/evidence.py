"""What inductions show of the work at a prison: counts of people and no names. Seven queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison
from coordination.months import by_month, first_of_month, newest_first
from coordination.offers import Evidence
from coordination.roles import Permission as P
from inductions.models import (
    Acknowledgement,
    Booking,
    InductionStep,
    PolicyDocument,
    StepSignature,
    TrainingSession,
)

KINDS: Final = {
    "inducted": "Inductions completed",
    "training_session": "Training held",
    "policy_published": "Policies published",
    "policies_acknowledged": "Policies acknowledged",
}


def found(prison: Prison, first: date, last: date) -> list[Evidence]:
    parts = (_inducted, _sessions, _published, _acknowledged)
    return newest_first(each for part in parts for each in part(prison, first, last))


def _inducted(prison: Prison, first: date, last: date) -> list[Evidence]:
    """By the day of the last step that today's checklist requires; a reworded step counts as signed."""
    current = InductionStep.objects.current().filter(prison=prison, required=True)
    required = frozenset(current.values_list("pk", flat=True))
    if not required:
        return []
    now_called = InductionStep.now_called(prison)
    signed: dict[int, dict[int, date]] = defaultdict(dict)
    rows = StepSignature.objects.filter(step__prison=prison, struck_at=None).order_by()
    for person, step, on in rows.values_list("person", "step", "signed_on").iterator():
        today = now_called.get(step, step)
        signed[person][today] = min(on, signed[person].get(today, on))
    ends = (max(steps[step] for step in required) for steps in signed.values() if required <= steps.keys())
    days = [day for day in ends if first_of_month(first) <= day <= last]
    return by_month(
        days, first, kind="inducted", source="inductions.inducted", words="Inductions completed",
        unit="people", of_people=True, path=reverse("people_evidence", args=[prison.code]),
        opened_by=P.VIEW_WORKERS,
    )  # fmt: skip


def _sessions(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """Those at which somebody was recorded as having come."""
    came = Count("bookings", filter=Q(bookings__state=Booking.State.ATTENDED))
    rows = TrainingSession.objects.filter(prison=prison, starts_at__date__range=(first, last))
    held = rows.annotate(came=came).filter(came__gt=0).order_by()
    for key, module, starts_at, count in held.values_list("pk", "module__label", "starts_at", "came"):
        yield Evidence(
            kind="training_session", source=f"inductions.session.{key}", words=f"Training: {module}",
            on=timezone.localdate(starts_at), path=reverse("training_session", args=[prison.code, key]),
            count=count, unit="people", of_people=True, opened_by=P.VIEW_WORKERS,
        )  # fmt: skip


def _published(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    rows = PolicyDocument.objects.filter(
        prison=prison, ended_on=None, published_at__date__range=(first, last)
    )
    for key, title, version, moment in rows.order_by().values_list("pk", "title", "version", "published_at"):
        yield Evidence(
            kind="policy_published", source=f"inductions.policy.{key}",
            words=f"Policy: {title}, version {version}", on=timezone.localdate(moment),
            path=reverse("policy_document", args=[prison.code, key]), opened_by=P.VIEW_WORKERS,
        )  # fmt: skip


def _acknowledged(prison: Prison, first: date, last: date) -> list[Evidence]:
    rows = Acknowledgement.objects.filter(
        document__prison=prison, at__date__range=(first_of_month(first), last)
    )
    days = [timezone.localdate(at) for at in rows.order_by().values_list("at", flat=True)]
    return by_month(
        days, first, kind="policies_acknowledged", source="inductions.acknowledged",
        words="Policies acknowledged", unit="times", of_people=True,
        path=reverse("people_evidence", args=[prison.code]), opened_by=P.VIEW_WORKERS,
    )  # fmt: skip
