"""Clearances that wait or end at the prisons that one looks after, and who is still signed in since an earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from inductions.gate import waiting
from inductions.gate.expected import bounds_of
from inductions.models import Visit

# Somebody who does not decide is told of an application that has stood for four weeks.
SLOW_DAYS: Final = 28


def items(user: User, standing: Standing) -> list[HomeItem]:
    today = timezone.localdate()
    found = _still_in(user, standing, today) if standing.may(P.RECORD_VISITS) else []
    if not standing.may(P.VIEW_CLEARANCES):
        return found
    for prison in standing.prisons_where(P.VIEW_CLEARANCES):
        manages = standing.may(P.MANAGE_CLEARANCES, prison=prison)
        found += [*_waiting(prison, manages, today), *_ending(prison, today)]
    return found


def _waiting(prison: Prison, manages: bool, today: date) -> list[HomeItem]:
    known = waiting.figures(prison, today)
    slow = known.oldest_days is not None and known.oldest_days >= SLOW_DAYS
    if not known.waiting or not (manages or slow):
        return []
    waits = "1 clearance waits" if known.waiting == 1 else f"{known.waiting} clearances wait"
    since = None if known.oldest_days is None else today - timedelta(days=known.oldest_days)
    section = Section.WAITS if manages else Section.RISK
    sentence = f"{waits} for a decision at {prison}."
    return [HomeItem(section, sentence, _page(prison), known.waiting, since)]


def _ending(prison: Prison, today: date) -> list[HomeItem]:
    rows = waiting.ending(prison, today)
    if not rows:
        return []
    over = sum(row.expires_on is not None and row.expires_on < today for row in rows)
    end = "1 clearance ends" if len(rows) - over == 1 else f"{len(rows) - over} clearances end"
    parts = [f"{end} within 60 days"] if len(rows) > over else []
    parts += [f"{over} ended lately"] if over else []
    sentence = f"{' and '.join(parts)} at {prison}."
    return [HomeItem(Section.RISK, sentence, _page(prison), len(rows), rows[0].expires_on)]


def _page(prison: Prison) -> str:
    return reverse("prison_clearances", args=[prison.code])


def _still_in(user: User, standing: Standing, today: date) -> list[HomeItem]:
    first, _ = bounds_of(today)
    rows = (
        Visit.objects.visible_to(user)
        .inside()
        .filter(prison__in=standing.prisons_where(P.RECORD_VISITS), arrived_at__lt=first)
        .order_by()
        .values("prison__code", "prison__name")
        .annotate(count=Count("pk"), oldest=Min("arrived_at"))
    )
    return [
        HomeItem(
            Section.RISK,
            f"{'1 person has' if row['count'] == 1 else str(row['count']) + ' people have'} been signed in at"
            f" {row['prison__name']} since an earlier day. Ask whether they left.",
            reverse("gate", args=[row["prison__code"]]),
            row["count"],
            row["oldest"],
        )
        for row in rows.order_by("prison__name")
    ]
