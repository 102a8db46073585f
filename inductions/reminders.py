"""What comes due for the people who come in, 60, 30 and 7 days before it ends; and the week in a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse

from coordination.models import Prison
from coordination.offers import Due
from inductions.gate import training_of
from inductions.models import Clearance, Placement
from inductions.people_evidence import digest

DAYS: Final = (60, 30, 7)
# People of one prison are looked at in parts, so that memory does not grow with the prison.
PART: Final = 500


def due(day: date) -> Iterator[Due]:
    """For whoever works somewhere on `day` and can be mailed. A missed day is caught up by the next."""
    for prison in Prison.objects.filter(pk__in=Placement.objects.on(day).values("prison")):
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
    for placement in rows.select_related("engagement__person"):
        placements.setdefault(placement.engagement.person_id, []).append(placement)
    for key, worths in training_of(prison, placements, keys, day).items():
        person = placements[key][0].engagement.person
        for rule, worth in worths:
            step = step_of(worth.expires_on, day) if worth.expires_on else None
            if worth.expires_on is None or step is None:
                continue
            yield Due(
                email=person.email, name=person.name, days=step, comes_due_on=worth.expires_on,
                key=f"training:{key}:{prison.pk}:{rule.module_id}:{worth.expires_on}",
                sentence=f"{rule.module} at {prison} counts until {_words(worth.expires_on)}.",
                path=reverse("my_training"),
            )  # fmt: skip


def _of_clearances(prison: Prison, keys: set[int], day: date) -> Iterator[Due]:
    last = day + timedelta(days=max(DAYS))
    rows = Clearance.objects.filter(
        prison=prison, person__in=keys, state=Clearance.State.GRANTED, expires_on__range=(day, last)
    ).select_related("person", "level")
    # What was renewed already is no worry.
    later = Clearance.objects.filter(
        prison=prison, person=OuterRef("person"), level=OuterRef("level"),
        state=Clearance.State.GRANTED, expires_on__gt=OuterRef("expires_on"),
    )  # fmt: skip
    rows = rows.exclude(Exists(later))
    for row in rows:
        assert row.expires_on is not None  # clearance_granted_from_and_until
        step = step_of(row.expires_on, day)
        if step is None:
            continue
        yield Due(
            email=row.person.email, name=row.person.name, days=step, comes_due_on=row.expires_on,
            key=f"clearance:{row.pk}:{row.expires_on}",
            sentence=f"Your clearance at {prison} ends on {_words(row.expires_on)}.",
            path=reverse("my_record"),
        )  # fmt: skip


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
