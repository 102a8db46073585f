"""What bulletins show of the work at a prison: issues that were sent, newsletters for the wings. Two queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bulletins.models import BulletinIssue, BulletinPaper
from coordination.models import Prison
from coordination.months import newest_first
from coordination.offers import Evidence
from coordination.roles import Permission as P

KINDS: Final = {"bulletin": "Bulletins sent", "newsletter": "Newsletters for the wings"}


def found(prison: Prison, first: date, last: date) -> list[Evidence]:
    return newest_first([*_sent(prison, first, last), *_newsletters(prison, first, last)])


def _sent(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """Those of the prison, and those for several prisons that its people got."""
    rows = BulletinIssue.objects.filter(
        _for(prison), state=BulletinIssue.State.SENT, finished_at__date__range=(first, last)
    )
    for key, title, moment in rows.order_by().values_list("pk", "title", "finished_at"):
        yield Evidence(
            kind="bulletin", source=f"bulletins.issue.{key}", words=f"Bulletin: {title}",
            on=timezone.localdate(moment), path=reverse("bulletin", args=[key]), opened_by=P.READ_BULLETINS,
        )  # fmt: skip


def _newsletters(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """One an issue, however often it was printed anew; of an issue that is no draft any more."""
    rows = BulletinPaper.objects.filter(
        issue__prison=prison, kind=BulletinPaper.Kind.WINGS, state=BulletinPaper.State.READY,
        asked_at__date__range=(first, last), issue__state__in=BulletinIssue.READABLE,
    )  # fmt: skip
    newest: dict[int, tuple[str, date]] = {}
    for key, title, moment in rows.order_by("asked_at").values_list("issue", "issue__title", "asked_at"):
        newest[key] = title, timezone.localdate(moment)
    for key, (title, on) in newest.items():
        yield Evidence(
            kind="newsletter", source=f"bulletins.newsletter.{key}", words=f"Newsletter for the wings: {title}",
            on=on, path=reverse("bulletin", args=[key]), opened_by=P.READ_BULLETINS,
        )  # fmt: skip


def _for(prison: Prison) -> Q:
    sets = prison.sets.order_by().values("pk")
    return Q(prison=prison) | Q(prison_set__in=sets) | Q(prison=None, prison_set=None)
