"""What one person's training is worth at each prison that the reader may know of, and what to do next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from inductions.actions.bookings import OPEN
from inductions.gate.answers import training_of
from inductions.models import (
    Booking,
    ModuleRule,
    Person,
    Placement,
    Reading,
    TrainingRecord,
    TrainingSession,
)
from inductions.models.moments import day_in_words, moment_in_words
from inductions.status import Status, Worth
from inductions.views.training_words import TONES

ANOTHER: Final = "another prison"


@dataclass(frozen=True)
class AtPrison:
    """`rows`: one a module that is required here, in the prison's order."""

    prison: Prison
    rows: list[dict[str, Any]]


def states_of(request: HttpRequest, person: Person) -> list[AtPrison]:
    """At every prison where the person works, or is about to, as far as the reader sees."""
    today = timezone.localdate()
    placed = Placement.objects.visible_to(request.user).filter(engagement__person=person)
    rows = placed.not_over_by(today).select_related("prison", "engagement")
    at: dict[Prison, list[Placement]] = defaultdict(list)
    for placement in rows.order_by("prison__name", "pk"):
        at[placement.prison].append(placement)
    return [AtPrison(prison, _rows(request, person, prison, found)) for prison, found in at.items()]


@dataclass(frozen=True)
class Known:
    """What of one person at one prison tells the next thing to do. `waiting`: modules whose record nobody verified."""

    person: Person
    prison: Prison
    own: bool
    plans: bool
    booked: dict[str, Booking]
    sessions: dict[str, TrainingSession]
    readings: dict[str, Reading]
    waiting: set[str]


def _rows(
    request: HttpRequest, person: Person, prison: Prison, placements: list[Placement]
) -> list[dict[str, Any]]:
    today = timezone.localdate()
    worths = training_of(prison, {person.pk: placements}, {person.pk}, today)[person.pk]
    required = [(rule, worth) for rule, worth in worths if worth.status != Status.NOT_REQUIRED]
    unverified = TrainingRecord.objects.visible_to(request.user).standing()
    known = Known(
        person=person, prison=prison, own=person.user_id == request.user.pk,
        plans=standing_of(request.user).may(P.MANAGE_TRAINING, prison=prison),
        booked=_booked(request, person, prison), sessions=_next_sessions(request, prison),
        readings=_readings(request, prison),
        waiting=set(unverified.filter(person=person, verified_at=None).values_list("module", flat=True)),
    )  # fmt: skip
    return [
        {
            "module": rule.module.label,
            "purpose": rule.module.purpose,
            "status": worth.status.label,
            "tone": TONES[worth.status],
            "done_on": day_in_words(worth.done_on),
            "expires_on": day_in_words(worth.expires_on),
            "again": rule.refresh_months is not None,
            "next": _next(rule, worth, known),
        }
        for rule, worth in required
    ]


def _next(rule: ModuleRule, worth: Worth, known: Known) -> dict[str, str]:
    """{"words", "url"}: a booking that stands; else, where it is due, what waits, what to read or what to book."""
    if booking := known.booked.get(rule.module_id):
        session = booking.session
        words = "Booked" if booking.state == Booking.State.BOOKED else "On the waiting list"
        return {"words": f"{words}: {_when(session)}", "url": session.get_absolute_url()}
    if worth.status == Status.CURRENT:
        return {"words": "Nothing to do", "url": ""}
    if rule.needs_second_person and rule.module_id in known.waiting:
        return {"words": "A record waits for a second person to verify it", "url": ""}
    if rule.delivery == ModuleRule.Delivery.READ:
        return _to_read(rule, known)
    if session_there := known.sessions.get(rule.module_id):
        for_them = "" if known.own else f"?person={known.person.pk}"
        return {
            "words": f"Book: {_when(session_there)}",
            "url": f"{session_there.get_absolute_url()}{for_them}",
        }
    if known.plans:
        plan = reverse("training_plan", args=[known.prison.code])
        return {"words": "Plan a session", "url": f"{plan}?module={rule.module_id}"}
    return {"words": "No session is planned yet: ask the coordinator", "url": ""}


def _to_read(rule: ModuleRule, known: Known) -> dict[str, str]:
    reading = known.readings.get(rule.module_id)
    if reading is None:
        return {"words": "The coordinator has not published the text yet", "url": ""}
    words = (
        "Read it and answer the questions"
        if known.own
        else "They read it and answer its questions themselves"
    )
    return {"words": words, "url": reverse("reading", args=[reading.pk])}


def _when(session: TrainingSession) -> str:
    return moment_in_words(session.starts_at, session.ends_at)


def _booked(request: HttpRequest, person: Person, prison: Prison) -> dict[str, Booking]:
    rows = Booking.objects.visible_to(request.user).filter(
        person=person, state__in=OPEN, session__prison=prison, session__starts_at__gt=timezone.now(),
        session__state=TrainingSession.State.PLANNED,
    )  # fmt: skip
    found = rows.select_related("session__prison", "session__module").order_by("-session__starts_at", "-pk")
    return {booking.session.module_id: booking for booking in found}


def _next_sessions(request: HttpRequest, prison: Prison) -> dict[str, TrainingSession]:
    """{code of module: the first that comes}"""
    rows = TrainingSession.objects.visible_to(request.user).filter(
        prison=prison, starts_at__gt=timezone.now(), state=TrainingSession.State.PLANNED
    )
    found = rows.select_related("prison", "module").order_by("-starts_at", "-pk")
    return {session.module_id: session for session in found}


def _readings(request: HttpRequest, prison: Prison) -> dict[str, Reading]:
    rows = Reading.objects.visible_to(request.user).filter(rule__prison=prison).select_related("rule")
    return {each.rule.module_id: each for each in rows.order_by("published_at", "pk")}
