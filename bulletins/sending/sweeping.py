"""What processes that died left behind, found by the clock."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bulletins.models import BulletinIssue, Delivery
from bulletins.sending import allowance, claims
from bulletins.sending.lanes import living_claims

State = Delivery.State


def sweep() -> tuple[int, int]:
    """(rows that went back into the queue, rows that are uncertain now).

    Claimed by a lane without a sign of life: not begun, so it may be sent. Being handed over by one: nobody knows, so
    it is not sent again by itself. The claim stays on it: should the lane live after all, it says what became of it.
    """
    back, uncertain = _take_from_the_lost()
    for issue in BulletinIssue.objects.under_way().values_list("pk", flat=True):
        claims.finish(issue)
    return back, uncertain


@transaction.atomic
def _take_from_the_lost() -> tuple[int, int]:
    lost = Delivery.objects.filter(Q(claim=None) | ~Q(claim__in=living_claims()))
    claims.lock_by_key(lost.filter(state__in=[State.CLAIMED, State.HANDED]))
    back = lost.filter(state=State.CLAIMED).update(state=State.QUEUED, claim=None, claimed_at=None)
    uncertain = lost.filter(state=State.HANDED).update(state=State.UNCERTAIN, settled_at=timezone.now())
    return back, uncertain


def anything_due() -> bool:
    """Is there a row that a lane could take now?"""
    if not allowance.left():
        return False
    now = timezone.now()
    issues = BulletinIssue.objects.under_way().filter(Q(waits_until=None) | Q(waits_until__lte=now))
    return Delivery.objects.filter(claims.due(now), issue__in=issues).exists()
