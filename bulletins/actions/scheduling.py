"""When an issue is sent: chosen, taken back, and begun by the clock."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bulletins import policies
from bulletins.actions.freezing import freeze
from bulletins.actions.sending import begin_sending, held, needs_approval, require_for
from bulletins.actions.settling import settle_readers
from bulletins.models import BulletinIssue
from coordination import audit
from coordination.access import SYSTEM
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission

State = BulletinIssue.State
log = logging.getLogger(__name__)


@transaction.atomic
def schedule(
    *,
    by: User,
    issue: BulletinIssue,
    send_at: datetime,
    seen_version: int | None = None,
    seen_send_at: datetime | None = None,
) -> BulletinIssue:
    """Words are frozen now; who gets it is worked out at `send_at`, so that whoever leaves before gets nothing.

    `seen_send_at`: for when it was scheduled on the page that was looked at; None where it was not.
    """
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_may_be_sent(issue, needs_approval=needs_approval(issue))
    if seen_version is not None and seen_version != issue.version:
        raise Overtaken("Somebody changed this issue meanwhile. Look at it again, then schedule it.")
    if issue.send_at != seen_send_at:
        raise Overtaken("Somebody chose another moment meanwhile, or took it back. Look at it again.")
    policies.check_moment(send_at, timezone.now())
    freeze(issue)
    settle_readers(issue)
    issue.state, issue.send_at = State.SCHEDULED, send_at
    issue.trouble_said = ""
    issue.save(update_fields=["state", "send_at", "trouble_said"])
    audit.record("schedule_bulletin", by=by, on=issue, prison=issue.prison)
    return issue


@transaction.atomic
def unschedule(*, by: User, issue: BulletinIssue) -> BulletinIssue:
    """Approved stays approved: its words did not change."""
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_under_way(issue, State.SCHEDULED)
    _back(issue)
    audit.record("unschedule_bulletin", by=by, on=issue, prison=issue.prison)
    return issue


def _back(issue: BulletinIssue, said: str = "") -> None:
    issue.state = State.APPROVED if issue.approved_at else State.DRAFT
    issue.send_at, issue.trouble_said = None, said[:300]
    issue.save(update_fields=["state", "send_at", "trouble_said"])


def begin_due() -> int:
    """By the clock: begins what is due. What cannot be sent goes back, with the sentence that says why."""
    begun = 0
    due = BulletinIssue.objects.filter(state=State.SCHEDULED, send_at__lte=timezone.now())
    for issue in due.order_by("send_at", "pk"):
        try:
            begin_when_due(issue)
            begun += 1
        except Overtaken:
            continue  # Another clock or a person was quicker.
        except Refused as refusal:
            give_back(issue, str(refusal))
    return begun


@transaction.atomic
def begin_when_due(issue: BulletinIssue) -> None:
    """With the row held: somebody may have chosen another moment since it was found."""
    now = held(issue)
    if now.state != State.SCHEDULED or now.send_at is None or now.send_at > timezone.now():
        raise Overtaken("This issue is not due any more.")
    begin_sending(by=SYSTEM, issue=now)


@transaction.atomic
def give_back(issue: BulletinIssue, said: str) -> None:
    now = held(issue)
    if now.state == State.SCHEDULED:
        _back(now, said)
        audit.record("bulletin_not_begun", by=SYSTEM, on=now, prison=now.prison)
        log.warning("Bulletin %s was due and is not sent: %s", now.pk, said)
