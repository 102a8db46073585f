"""For whoever works at the gate and looks after nothing else: the page of the day, in one line."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from inductions.gate.expected import happenings
from inductions.models import Visit


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.RECORD_VISITS) or standing.may(P.VIEW_CLEARANCES):
        return []
    today = timezone.localdate()
    found = []
    for prison in standing.prisons_where(P.RECORD_VISITS):
        expected = len({key for each in happenings(prison, today) for key in each.people})
        inside = Visit.objects.visible_to(user).inside().filter(prison=prison).count()
        sentence = f"Gate of {prison}: {_people(expected)} may be expected today, {inside} signed in now."
        found.append(HomeItem(Section.WAITS, sentence, reverse("gate", args=[prison.code]), expected or 1))
    return found


def _people(count: int) -> str:
    return {0: "nobody", 1: "1 person"}.get(count, f"{count} people")
