"""What bulletins keep of an address: what its owner wished, and which issues went there (see offers.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bulletins.actions import forgetting
from bulletins.models import Delivery, Reader, Section
from coordination.models import User
from coordination.models.mail_address import forms_of

held = forgetting.reading
over = forgetting.said_nothing_since
hide = forgetting.hide


def record_of(email: str, by: User | None) -> dict[str, list[dict[str, Any]]]:
    """Nobody reads another’s wishes; whoever sends an issue sees what became of each address of it."""
    written = forms_of([email])
    if by is not None:
        rows = Delivery.objects.visible_to(by).filter(email__in=written)
        return {"bulletins_sent": _sent(rows)}
    readers = Reader.objects.filter(email__in=written).prefetch_related("prisons", "pathways")
    return {
        "bulletins_wished": [_wished(reader) for reader in readers],
        "bulletins_sent": _sent(Delivery.objects.filter(email__in=written)),
    }


def _wished(reader: Reader) -> dict[str, Any]:
    return {
        "joined_by_themselves": reader.outsider,
        "asked_at": _at(reader.asked_at),
        "confirmed_at": _at(reader.confirmed_at),
        "left_at": _at(reader.left_at),
        "only_of_these_prisons": reader.chose_prisons,
        "prisons": [str(prison) for prison in reader.prisons.all()],
        "interests": [str(pathway) for pathway in reader.pathways.all()],
        "sections_left_out": [str(Section(code).label) for code in reader.sections_left_out],
        "said_last_at": _at(reader.changed_at),
    }


def _sent(rows: QuerySet[Delivery]) -> list[dict[str, Any]]:
    related = rows.select_related("issue__prison", "issue__prison_set").order_by("pk")
    return [
        {
            "issue": row.issue.title,
            "of": row.issue.place,
            "name": row.name,
            "what_became_of_it": row.get_state_display(),
            "reason": row.get_reason_display(),
            "the_mail_server_said": row.said,
            "at": _at(row.settled_at or row.handed_at),
        }
        for row in related
    ]


def _at(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
