"""Sending: for whoever makes the issue. Who may only read it learns of no address and no figure."""

from __future__ import annotations

from typing import Any

from bulletins.actions.sending import begin_sending, pause_sending
from bulletins.models import BulletinIssue, Delivery
from coordination import queueing
from tests.access_table import Arguments, Row
from tests.bulletins import making
from tests.cast import Cast

SENDS = "coordinator lead national"
# Of what was sent they may read the words, and nobody's address.
READS = "governor staff gate"


def draft(cast: Cast) -> list[Any]:
    return [making.issue(cast).pk]


def begun(cast: Cast, elsewhere: bool = False) -> BulletinIssue:
    with queueing.silence():
        by = cast.other_coordinator if elsewhere else cast.coordinator
        return begin_sending(by=by, issue=making.issue(cast, elsewhere))


def under_way(cast: Cast) -> list[Any]:
    return [begun(cast).pk]


def paused(cast: Cast) -> list[Any]:
    return [pause_sending(by=cast.coordinator, issue=begun(cast)).pk]


def uncertain(elsewhere: bool = False) -> Arguments:
    def arguments(cast: Cast) -> list[Any]:
        here, there = begun(cast), begun(cast, elsewhere=True) if elsewhere else None
        row = (there or here).deliveries.filter(state=Delivery.State.QUEUED).first()
        assert row
        Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.UNCERTAIN)
        return [here.pk, row.pk]

    return arguments


ROWS = [
    Row("bulletin_sending", draft, ok=SENDS),
    Row("bulletin_sending", under_way, ok=SENDS, forbidden=READS),
    Row("bulletin_progress", under_way, ok=SENDS, forbidden=READS),
    Row("send_bulletin", draft, ok=SENDS),
    Row("send_bulletin", draft, "POST", ok=SENDS, status=302, data=lambda cast: {"version": "1"}),
    Row("pause_bulletin", under_way, "POST", ok=SENDS, forbidden=READS, status=302),
    Row("resume_bulletin", paused, "POST", ok=SENDS, forbidden=READS, status=302),
    Row("cancel_bulletin", under_way, "POST", ok=SENDS, forbidden=READS, status=302),
    Row("bulletin_deliveries", under_way, ok=SENDS, forbidden=READS),
    Row("settle_delivery", uncertain(), "POST", ok=SENDS, forbidden=READS, status=302,
        data=lambda cast: {"arrived": "yes"}, crossed=uncertain(elsewhere=True)),
]  # fmt: skip
