"""Rows of `Delivery` on their way: every step is one statement that names the state it comes from.

Where a statement finds the row elsewhere (cancelled, paused, swept), it changes nothing and the mail does not leave.
"""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bulletins.models import BulletinIssue, Delivery
from bulletins.sending.stops import reasons_against

State = Delivery.State
# A mailbox that does not take a mail for now is tried again after so many minutes; then it is given up.
TRY_AGAIN_AFTER: Final = (1, 5, 30, 120, 360)
DATABASE_SECONDS: Final = 60
CLAIM: Final = Delivery._meta.get_field("claim")


def due(now: datetime) -> Q:
    return Q(state=State.QUEUED) & (Q(try_after=None) | Q(try_after__lte=now))


@transaction.atomic
def claim(by: uuid.UUID, most: int) -> list[Delivery]:
    """Up to `most` rows of one issue that is being sent; of several the one that began first.

    The issue is held meanwhile, so that whoever pauses or cancels it finds every row that was claimed.
    """
    now = timezone.now()
    issues = BulletinIssue.objects.under_way().filter(Q(waits_until=None) | Q(waits_until__lte=now))
    skip = connection.features.has_select_for_update_skip_locked
    for issue in issues.order_by("sending_began_at", "pk").values_list("pk", flat=True):
        if not held_under_way(issue):
            continue
        rows = Delivery.objects.filter(due(now), issue=issue).order_by("pk")
        while found := list(rows.select_for_update(skip_locked=skip)[:most]):
            wanted = without_stopped(found, now)
            if wanted:
                keys = [row.pk for row in wanted]
                Delivery.objects.filter(pk__in=keys).update(state=State.CLAIMED, claim=by, claimed_at=now)
                return wanted
    return []


def without_stopped(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Those that may still be sent; of the others it is written down why not. No row is claimed past this."""
    against = reasons_against([row.email for row in rows])
    for reason in set(against.values()):
        stopped = [row.pk for row in rows if against.get(row.email) == reason]
        Delivery.objects.filter(pk__in=stopped).update(
            state=State.LEFT_OUT, reason=reason, settled_at=now, try_after=None
        )
    return [row for row in rows if row.email not in against]


def lock_by_key(rows: QuerySet[Delivery]) -> None:
    """Call in a transaction, before rows that a lane may hold are changed, and before more than one is.

    Whoever locks several rows takes them in the order of their keys: in another, two would wait for each other.
    """
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def held_under_way(issue_pk: int) -> bool:
    """Holds the issue until the transaction ends, alone and not what hangs on it (ADR 0067)."""
    rows = BulletinIssue.objects.under_way().select_for_update(no_key=True)
    return rows.filter(pk=issue_pk).values_list("pk", flat=True).first() is not None


# Written out, because it runs once a mail: composing it anew takes longer than running it.
TABLE: Final = Delivery._meta.db_table
HAND: Final = f"""
UPDATE {TABLE}
   SET state = CASE WHEN id = %(sent)s THEN '{State.SENT}' ELSE '{State.HANDED}' END,
       handed_at = CASE WHEN id = %(sent)s THEN handed_at ELSE %(now)s END,
       settled_at = CASE WHEN id = %(sent)s THEN %(now)s ELSE NULL END,
       claim = CASE WHEN id = %(sent)s THEN NULL ELSE claim END
 WHERE claim = %(by)s AND id IN (%(row)s, %(sent)s)
   AND (id = %(row)s AND state = '{State.CLAIMED}' OR id = %(sent)s AND state = '{State.HANDED}')
"""  # noqa: S608  names of our own
# As `lock_by_key`; the plan of an update alone may go by the heap.
BY_KEY: Final = f"""
WITH held AS (SELECT id FROM {TABLE} WHERE id IN (%(row)s, %(sent)s) AND claim = %(by)s ORDER BY id FOR UPDATE)
"""  # noqa: S608  names of our own
HAND_BY_KEY: Final = BY_KEY + HAND.replace("id IN (%(row)s, %(sent)s)", "id IN (SELECT held.id FROM held)")
NO_ROW: Final = -1


def hand(by: uuid.UUID, row: Delivery, sent: Delivery | None) -> bool:
    """Before a mail is handed over: says so, and settles the one before it in the same statement.

    So a process that is killed leaves one row at most of which nobody knows. False: the row is not ours any more.
    """
    values = {
        "by": CLAIM.get_db_prep_value(by, connection),
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
        "row": row.pk,
        "sent": sent.pk if sent else NO_ROW,
    }
    with connection.cursor() as cursor:
        cursor.execute(HAND_BY_KEY if connection.features.has_select_for_update else HAND, values)
        changed = cursor.rowcount
    if changed == (2 if sent else 1):
        return True
    if sent is None:
        return False
    settle(by, sent, State.SENT)
    return Delivery.objects.filter(pk=row.pk, claim=by, state=State.HANDED).exists()


def settle(by: uuid.UUID, row: Delivery, state: str, said: str = "") -> bool:
    """After the mail server answered; also where the row was called uncertain meanwhile, because now it is known."""
    rows = Delivery.objects.filter(pk=row.pk, claim=by, state__in=[State.HANDED, State.UNCERTAIN])
    changed = rows.update(
        state=state, settled_at=timezone.now(), claim=None, said=said[:300], tries=F("tries") + 1
    )
    return bool(changed)


@transaction.atomic
def put_back(by: uuid.UUID, row: Delivery, said: str = "", *, counts: bool) -> None:
    """It did not leave. `counts`: this mailbox refused for now, and is given up after the last of TRY_AGAIN_AFTER.

    The issue is held: a row that was in a lane's hands while the issue was cancelled is cancelled too.
    """
    if counts and row.tries >= len(TRY_AGAIN_AFTER):
        settle(by, row, State.REFUSED, said)
        return
    issue = BulletinIssue.objects.select_for_update(no_key=True).get(pk=row.issue_id)
    now = timezone.now()
    after = now + timedelta(minutes=TRY_AGAIN_AFTER[row.tries]) if counts else None
    goes_on = issue.state in {BulletinIssue.State.SENDING, BulletinIssue.State.PAUSED}
    rows = Delivery.objects.filter(pk=row.pk, claim=by)
    if goes_on:
        rows.filter(state__in=[State.HANDED, State.CLAIMED, State.UNCERTAIN]).update(
            state=State.QUEUED, claim=None, claimed_at=None, handed_at=None, settled_at=None,
            try_after=after, said=said[:300], tries=F("tries") + int(counts),
        )  # fmt: skip
    elif issue.state == BulletinIssue.State.CANCELLED:
        rows.filter(state__in=[State.HANDED, State.CLAIMED, State.UNCERTAIN]).update(
            state=State.CANCELLED,
            claim=None,
            claimed_at=None,
            handed_at=None,
            settled_at=now,
            said=said[:300],
        )
    else:  # Called uncertain, and the issue finished; that it did not leave is known by now.
        rows.filter(state=State.UNCERTAIN).update(
            state=State.REFUSED, claim=None, settled_at=now, said=said[:300]
        )


@transaction.atomic
def release(by: uuid.UUID) -> None:
    """What was claimed and not begun goes back into the queue."""
    rows = Delivery.objects.filter(claim=by, state=State.CLAIMED)
    lock_by_key(rows)
    rows.update(state=State.QUEUED, claim=None, claimed_at=None)


@transaction.atomic
def finish(issue_pk: int) -> bool:
    """Sent is what has no unsettled row left: rows are counted, with the issue held, and nothing else is believed."""
    if not held_under_way(issue_pk):
        return False
    if Delivery.objects.filter(issue=issue_pk, state__in=Delivery.UNSETTLED).exists():
        return False
    rows = BulletinIssue.objects.filter(pk=issue_pk)
    return bool(
        rows.update(state=BulletinIssue.State.SENT, finished_at=timezone.now(), troubles=0, waits_until=None)
    )


def settle_in_the_end(by: uuid.UUID, row: Delivery, state: str) -> None:
    """The database went away after the mail server had answered: what is known is kept until it is back."""
    until = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            settle(by, row, state)
        except (OperationalError, InterfaceError):
            if time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.5)
        else:
            return
