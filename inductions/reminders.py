"""What comes due for the people who come in, 60, 30 and 7 days before it ends; and what is open this week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from coordination.models import Prison
from coordination.offers import Due
from inductions.gate import training_of
from inductions.models import Clearance, Person, Placement, Reliance
from inductions.models.moments import day_in_words
from inductions.people_evidence import digest

DAYS: Final = (60, 30, 7)
# People of one prison are looked at in parts, so that memory does not grow with the prison.
PART: Final = 500
# What comes up from Friday on is told with everything else on Monday.
THURSDAY: Final = 3


def due(day: date) -> Iterator[Due]:
    """For whoever works somewhere on `day` and can be mailed. A missed day is caught up by the next."""
    # A prison that closed asks for nothing; when it opens again, it does.
    there = Prison.objects.filter(
        status=Prison.Status.OPEN, pk__in=Placement.objects.on(day).values("prison")
    )
    for prison in there.order_by("pk"):
        keys = list(
            Placement.objects.on(day)
            .filter(prison=prison)
            .exclude(engagement__person__email="")
            .order_by("engagement__person")
            .values_list("engagement__person", flat=True)
            .distinct()
        )
        for start in range(0, len(keys), PART):
            part = set(keys[start : start + PART])
            yield from _of_training(prison, part, day)
            yield from _of_clearances(prison, part, day)
    if day.weekday() <= THURSDAY:
        yield from digest.of_the_week(day)


def step_of(ends_on: date, day: date) -> int | None:
    """Which of 60, 30 and 7 is reached: the nearest that is not below the days left. None: too early, or over."""
    left = (ends_on - day).days
    if left < 0:
        return None
    return min((each for each in DAYS if left <= each), default=None)


def _of_training(prison: Prison, keys: set[int], day: date) -> Iterator[Due]:
    placements: dict[int, list[Placement]] = {}
    rows = Placement.objects.on(day).filter(prison=prison, engagement__person__in=keys)
    for placement in rows.select_related("engagement__person__user"):
        placements.setdefault(placement.engagement.person_id, []).append(placement)
    for key, worths in training_of(prison, placements, keys & set(placements), day).items():
        person = placements[key][0].engagement.person
        for rule, worth in worths:
            step = step_of(worth.expires_on, day) if worth.expires_on else None
            if worth.expires_on is None or step is None:
                continue
            yield Due(
                email=person.email, name=person.name, days=step, comes_due_on=worth.expires_on,
                key=f"training:{key}:{prison.pk}:{rule.module_id}:{worth.expires_on}",
                sentence=f"{rule.module} at {prison}: renew it by {day_in_words(worth.expires_on)}.",
                path=_page(person, "my_training"),
            )  # fmt: skip


def _of_clearances(prison: Prison, keys: set[int], day: date) -> Iterator[Due]:
    """Also one that another prison granted and this one relies on; the key keeps it from being told for both."""
    last = day + timedelta(days=max(DAYS))
    relied_on = Reliance.objects.in_force().filter(prison=prison, clearance__person__in=keys)
    rows = Clearance.objects.filter(
        Q(prison=prison) | Q(pk__in=relied_on.values("clearance")),
        person__in=keys, state=Clearance.State.GRANTED, expires_on__range=(day, last),
    ).select_related("person__user", "level", "prison")  # fmt: skip
    # What was renewed already is no worry.
    later = Clearance.objects.filter(
        prison=OuterRef("prison"), person=OuterRef("person"), level=OuterRef("level"),
        state=Clearance.State.GRANTED, expires_on__gt=OuterRef("expires_on"),
    )  # fmt: skip
    for row in rows.exclude(Exists(later)).order_by("pk"):
        assert row.expires_on is not None  # clearance_granted_from_and_until
        step = step_of(row.expires_on, day)
        if step is None:
            continue
        ends = f"ends on {day_in_words(row.expires_on)}"
        yield Due(
            email=row.person.email, name=row.person.name, days=step, comes_due_on=row.expires_on,
            key=f"clearance:{row.pk}:{row.expires_on}",
            sentence=f"Your clearance at {row.prison} {ends}. Ask for a new one in time.",
            path=_page(row.person, "my_record"),
        )  # fmt: skip


def _page(person: Person, name: str) -> str:
    """Nobody is sent to a page that they cannot open."""
    return reverse(name) if person.user and person.user.is_active else ""
