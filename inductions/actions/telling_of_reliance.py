"""Tells a prison that relies on another's clearance whom to contact. Not why, and not which of the two it was."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

from coordination.models import Posting, Prison, User
from coordination.roles import Role
from inductions import emails
from inductions.models import AccessStop, Reliance

# Longer than a task is tried again, so that a broker that hands it out twice sends no second e-mail.
REMEMBERED_FOR: Final = 60 * 60 * 24


def tell_relying_prison(reliance_pk: int) -> int:
    """To each coordinator there; returns how many. Nobody, where a stop was lifted meanwhile."""
    rows = Reliance.objects.select_related("prison", "clearance__prison")
    reliance = rows.filter(pk=reliance_pk).first()
    occasion = _occasion(reliance) if reliance else ""
    if reliance is None or not occasion:
        return 0
    told = 0
    contacts = whom_to_contact(reliance.clearance.prison)
    for user in _people(reliance.prison, Role.COORDINATOR):
        key = f"told:reliance:{reliance.pk}:{occasion}:{user.pk}"
        if not cache.add(key, True, REMEMBERED_FOR):
            continue
        try:
            emails.please_contact(user, reliance, contacts)
        except Exception:
            cache.delete(key)
            raise
        told += 1
    return told


def _occasion(reliance: Reliance) -> str:
    """What is told of once; empty for nothing to tell."""
    if reliance.ended_at:
        return f"ended-{reliance.ended_at.timestamp()}"
    clearance = reliance.clearance
    stops = AccessStop.objects.in_force().filter(person=clearance.person_id, prison=clearance.prison_id)
    stop = stops.first()
    return f"stop-{stop.pk}" if stop else ""


def whom_to_contact(prison: Prison) -> list[User]:
    """The coordinators of a prison; where it has none, its governors."""
    return _people(prison, Role.COORDINATOR) or _people(prison, Role.GOVERNOR)


def _people(prison: Prison, role: Role) -> list[User]:
    rows = Posting.objects.current().filter(prison=prison, role=role).select_related("user")
    return [posting.user for posting in rows.order_by("user__name", "pk")]
