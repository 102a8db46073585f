"""Addresses of readers, when their time is over. Rows stay, so that what an issue reached stays true (ADR 0076)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from bulletins.models import BulletinIssue, Delivery, Reader
from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.actions.jobs import once_a_day
from coordination.models.mail_address import NOWHERE, hidden

# Long enough to answer who got an issue and why somebody did not.
DELIVERIES_KEPT: Final = timedelta(days=365)
# An outsider who reads: the row is the consent, and is kept as long as it holds.
READS: Final = Q(outsider=True, confirmed_at__isnull=False, left_at=None)


def addresses_are_gone(issue: BulletinIssue) -> bool:
    return bool(issue.finished_at and issue.finished_at < clock.now() - DELIVERIES_KEPT)


def said_nothing_since(before: datetime) -> set[str]:
    """Of readers who said something, and last before then."""
    rows = Reader.objects.filter(changed_at__lt=before).exclude(email__endswith=f"@{NOWHERE}").exclude(READS)
    return set(rows.values_list("email", flat=True))


def reading(emails: Collection[str]) -> set[str]:
    return set(Reader.objects.filter(READS, email__in=emails).values_list("email", flat=True))


def hide(emails: Collection[str]) -> None:
    """That somebody left is kept under the hidden address; what else they wished goes.

    A row that has not been sent yet keeps its address until its issue is through, which is a matter of days.
    """
    for reader in Reader.objects.select_for_update().filter(email__in=emails):
        if reader.left_at is None:
            # Held by now: their owner may have spoken since they were looked for.
            Reader.objects.filter(pk=reader.pk).exclude(READS).delete()
            continue
        reader.prisons.clear()
        reader.pathways.clear()
        reader.email, reader.name = hidden(reader.email), ""
        reader.outsider, reader.asked_at, reader.confirmed_at = False, None, None
        reader.chose_prisons, reader.sections_left_out = False, []
        reader.save()
    settled = list(Delivery.objects.filter(email__in=emails).exclude(state__in=Delivery.UNSETTLED))
    for row in settled:
        row.email, row.name, row.said = hidden(row.email), "", ""
    Delivery.objects.bulk_update(settled, ["email", "name", "said"], batch_size=500)


@transaction.atomic
def clear_old_deliveries() -> int:
    """Of issues that are long through, no row tells any more to whom it went; how many rows were cleared."""
    old = BulletinIssue.objects.filter(finished_at__lt=clock.now() - DELIVERIES_KEPT)
    rows = Delivery.objects.filter(issue__in=old.order_by().values("pk")).exclude(
        email__startswith="reader-", email__endswith=f"@{NOWHERE}"
    )
    nobody = Concat(Value("reader-"), Cast(F("pk"), CharField()), Value(f"@{NOWHERE}"))
    cleared = rows.update(email=nobody, name="", said="")
    if cleared:
        audit.record("clear_old_deliveries", by=SYSTEM, changes={"deliveries": [cleared, 0]})
    return cleared


def clear_old_deliveries_daily() -> bool:
    return once_a_day("bulletins.clear_old_deliveries", clear_old_deliveries)
