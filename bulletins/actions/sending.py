"""Sending an issue: begun once, paused, resumed, cancelled; and what a person says of an uncertain row."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from bulletins import policies
from bulletins.actions.freezing import freeze
from bulletins.audiences import recipients
from bulletins.models import BulletinIssue, BulletinSetting, Delivery
from bulletins.sending import claims
from coordination import access, audit, clock
from coordination.access import System
from coordination.models import User
from coordination.models.mail_address import NOWHERE
from coordination.policies import Overtaken, Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission

State = BulletinIssue.State
SEND: Final = "bulletins.send"
BEFORE_SENDING: Final = (State.DRAFT, State.WAITING, State.APPROVED, State.SCHEDULED)


def require_for(by: User | System, permission: Permission, issue: BulletinIssue) -> None:
    """At its prison; of a set, whoever looks after that very set; of all, whoever reaches every prison."""
    if issue.prison:
        access.require(by, permission, prison=issue.prison)
    elif issue.prison_set:
        own = [p.prison_set_id for p in access.standing_of(by).postings]
        if issue.prison_set_id not in own or not access.permitted(by, permission):
            access.require_everywhere(by, permission)
    else:
        access.require_everywhere(by, permission)


def held(issue: BulletinIssue) -> BulletinIssue:
    """As it is now, locked and alone (ADR 0067): two browsers that press at once take turns."""
    return BulletinIssue.objects.select_for_update().get(pk=issue.pk)


def needs_approval(issue: BulletinIssue) -> bool:
    return (
        bool(issue.prison)
        and BulletinSetting.objects.filter(prison=issue.prison, needs_approval=True).exists()
    )


@transaction.atomic
def begin_sending(
    *, by: User | System, issue: BulletinIssue, seen_version: int | None = None
) -> BulletinIssue:
    """Makes a row for each address in one transaction, then lanes begin. A second time is Overtaken.

    `seen_version`: of the page that was looked at; words or audience that changed since are told, and nothing is sent.
    """
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_may_be_sent(issue, needs_approval=needs_approval(issue))
    if seen_version is not None and seen_version != issue.version:
        raise Overtaken("Somebody changed this issue meanwhile. Look at it again, then send it.")
    content = freeze(issue)
    sections = [section["code"] for section in content.words["sections"]]
    rows = [
        Delivery(
            issue=issue, email=each.email, name=each.name, reason=each.reason,
            state=Delivery.State.LEFT_OUT if each.reason else Delivery.State.QUEUED,
        )
        for each in recipients(issue, sections)
    ]  # fmt: skip
    if not any(row.state == Delivery.State.QUEUED for row in rows):
        raise Refused(
            "Nobody would get this issue. Look at its readers and at the reasons why they are left out."
        )
    Delivery.objects.bulk_create(rows, batch_size=500)
    issue.state, issue.sending_began_at = State.SENDING, clock.now()
    issue.sent_by = by if isinstance(by, User) else issue.sent_by
    # What was said of a sending that did not begin is over.
    issue.trouble_said = ""
    issue.save(update_fields=["state", "sending_began_at", "sent_by", "trouble_said"])
    audit.record("begin_sending", by=by, on=issue, prison=issue.prison)
    queue_lanes()
    return issue


def queue_lanes() -> None:
    from django.conf import settings

    for _ in range(settings.MAIL_LANES):
        queue_on_commit(SEND)


@transaction.atomic
def pause_sending(*, by: User, issue: BulletinIssue) -> BulletinIssue:
    """What a lane holds and has not begun goes back; the mail in its hands leaves."""
    issue = _held_to_stop(by, issue, State.SENDING)
    claimed = issue.deliveries.filter(state=Delivery.State.CLAIMED)
    claims.lock_by_key(claimed)
    claimed.update(state=Delivery.State.QUEUED, claim=None, claimed_at=None)
    issue.state, issue.waits_until = State.PAUSED, None
    issue.save(update_fields=["state", "waits_until"])
    audit.record("pause_sending", by=by, on=issue, prison=issue.prison)
    return issue


@transaction.atomic
def resume_sending(*, by: User, issue: BulletinIssue) -> BulletinIssue:
    """Also at once, where the sending waits by itself because the mail server took nothing."""
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_under_way(issue, State.PAUSED, State.SENDING)
    issue.state, issue.troubles, issue.waits_until = State.SENDING, 0, None
    issue.save(update_fields=["state", "troubles", "waits_until"])
    audit.record("resume_sending", by=by, on=issue, prison=issue.prison)
    queue_lanes()
    return issue


@transaction.atomic
def cancel_sending(*, by: User, issue: BulletinIssue) -> BulletinIssue:
    """Before or during. Each row that has not begun is written down as cancelled; what was sent stays sent."""
    issue = _held_to_stop(by, issue, *BEFORE_SENDING, State.SENDING, State.PAUSED)
    waiting = issue.deliveries.filter(state__in=[Delivery.State.QUEUED, Delivery.State.CLAIMED])
    now = clock.now()
    claims.lock_by_key(waiting)
    waiting.update(state=Delivery.State.CANCELLED, claim=None, claimed_at=None, settled_at=now)
    issue.state, issue.finished_at, issue.send_at, issue.waits_until = State.CANCELLED, now, None, None
    issue.save(update_fields=["state", "finished_at", "send_at", "waits_until"])
    audit.record("cancel_sending", by=by, on=issue, prison=issue.prison)
    return issue


def _held_to_stop(by: User, issue: BulletinIssue, *expected: str) -> BulletinIssue:
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_under_way(issue, *expected)
    return issue


@transaction.atomic
def settle_uncertain(*, by: User, delivery: Delivery, arrived: bool) -> Delivery:
    """By a person who asked: it arrived, or it is sent again (and may then arrive twice)."""
    issue = delivery.issue
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk, issue=issue)
    if delivery.state != Delivery.State.UNCERTAIN:
        raise Overtaken(f"This is settled by now: {delivery.get_state_display().lower()}.")
    delivery.claim = None
    if arrived:
        delivery.state, delivery.settled_at = Delivery.State.SENT, clock.now()
    else:
        policies.check_under_way(issue, State.SENDING, State.PAUSED, State.SENT)
        if delivery.email.endswith(f"@{NOWHERE}"):
            raise Refused("This address is not kept any more, so nothing can be sent there.")
        delivery.state, delivery.settled_at, delivery.handed_at = Delivery.State.QUEUED, None, None
        if issue.state == State.SENT:
            issue.state, issue.finished_at = State.SENDING, None
            issue.save(update_fields=["state", "finished_at"])
        queue_lanes()
    delivery.save(update_fields=["state", "settled_at", "handed_at", "claim"])
    audit.record("settle_uncertain", by=by, on=issue, prison=issue.prison)
    return delivery
