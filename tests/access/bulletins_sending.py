"""Sending: for whoever makes the issue. Who may only read it learns of no address and no figure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bulletins.actions.approving import ask_approval
from bulletins.actions.scheduling import schedule
from bulletins.actions.sending import begin_sending, pause_sending
from bulletins.models import BulletinIssue, Delivery
from coordination import queueing
from tests.access_table import EVERYBODY, Arguments, Row
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


def waiting(cast: Cast) -> list[Any]:
    return [ask_approval(by=cast.coordinator, issue=making.issue(cast)).pk]


def scheduled(cast: Cast) -> list[Any]:
    later = timezone.now() + timedelta(days=3)
    return [schedule(by=cast.coordinator, issue=making.issue(cast), send_at=later).pk]


def later(cast: Cast) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=5)
    return {"day_day": day.day, "day_month": day.month, "day_year": day.year, "at": "12:00", "version": 1}


def version(cast: Cast) -> dict[str, Any]:
    return {"version": "1"}


ROWS = [
    Row("bulletin_sending", draft, ok=SENDS),
    Row("bulletin_sending", under_way, ok=SENDS, forbidden=READS),
    Row("bulletin_progress", under_way, ok=SENDS, forbidden=READS),
    Row("send_bulletin", draft, ok=SENDS),
    Row("send_bulletin", draft, "POST", ok=SENDS, status=302, data=lambda cast: {"version": "1"}),
    Row("pause_bulletin", under_way, "POST", ok=SENDS, forbidden=READS, status=302),
    Row("resume_bulletin", paused, "POST", ok=SENDS, forbidden=READS, status=302),
    Row("cancel_bulletin", under_way, "POST", ok=SENDS, forbidden=READS, status=302),
    Row("cancel_bulletin", draft, ok=SENDS),
    Row("schedule_bulletin", draft, ok=SENDS),
    Row("schedule_bulletin", draft, "POST", ok=SENDS, status=302, data=later),
    Row("unschedule_bulletin", scheduled, "POST", ok=SENDS, forbidden="governor", status=302),
    Row("ask_approval", draft, "POST", ok=SENDS, status=302, data=version),
    Row("approve_bulletin", waiting, ok="governor", forbidden=SENDS),
    Row("approve_bulletin", waiting, "POST", ok="governor", forbidden=SENDS, status=302, data=version),
    Row("return_bulletin", waiting, ok="governor", forbidden=SENDS),
    Row("return_bulletin", waiting, "POST", ok="governor", forbidden=SENDS, status=302,
        data=lambda cast: {"reason": "The date of the forum is wrong."}),
    Row("take_bulletin_back", waiting, "POST", ok=SENDS, forbidden="governor", status=302),
    Row("test_bulletin", draft, "POST", ok=SENDS, status=302),
    # For anybody, and the same for everybody.
    Row("bulletin_test_link", ok=EVERYBODY),
    Row("bulletin_test_link", method="POST", ok=EVERYBODY),
    Row("bulletin_deliveries", under_way, ok=SENDS, forbidden=READS),
    # Whoever may not see who comes in takes out nobody's address.
    Row("bulletin_deliveries_csv", under_way, ok=SENDS, forbidden=READS, status=302),
    Row("bulletin_deliveries_csv", under_way, "POST", ok="coordinator", forbidden=f"{READS} lead national"),
    Row("settle_delivery", uncertain(), "POST", ok=SENDS, forbidden=READS, status=302,
        data=lambda cast: {"arrived": "yes"}, crossed=uncertain(elsewhere=True)),
]  # fmt: skip
