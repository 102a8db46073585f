"""A governor or deputy approves an issue before it is sent, where the prison wishes so."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from bulletins import policies
from bulletins.actions.freezing import freeze
from bulletins.actions.sending import held, require_for
from bulletins.actions.settling import settle_readers
from bulletins.models import BulletinIssue
from coordination import access, audit, clock
from coordination.models import Posting, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission, roles_with

State = BulletinIssue.State


def approvers(issue: BulletinIssue) -> QuerySet[Posting]:
    """Of whom one approves it: postings at its prison that hold today."""
    roles = roles_with(Permission.APPROVE_BULLETINS)
    return Posting.objects.current().filter(prison=issue.prison, role__in=roles)


@transaction.atomic
def ask_approval(*, by: User, issue: BulletinIssue, seen_version: int | None = None) -> BulletinIssue:
    """The words are frozen, so that what is approved is what is sent.

    `seen_version`: of the page that was looked at.
    """
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    if issue.prison is None:
        raise Refused("An issue for several prisons needs nobody’s approval.")
    issue = held(issue)
    policies.check_under_way(issue, State.DRAFT)
    if seen_version is not None and seen_version != issue.version:
        raise Overtaken("Somebody changed this issue meanwhile. Look at it again, then ask for approval.")
    policies.check_somebody_can_approve(issue, anybody=approvers(issue).exclude(user=by).exists())
    freeze(issue)
    settle_readers(issue)
    issue.state, issue.asked_at, issue.asked_by, issue.returned_reason = State.WAITING, clock.now(), by, ""
    issue.save(update_fields=["state", "asked_at", "asked_by", "returned_reason"])
    audit.record("ask_bulletin_approval", by=by, on=issue, prison=issue.prison)
    return issue


@transaction.atomic
def approve(*, by: User, issue: BulletinIssue, seen_version: int) -> BulletinIssue:
    """`seen_version`: of the page that was read."""
    issue = _waiting(by, issue)
    policies.check_four_eyes(issue, by)
    if seen_version != issue.version:
        raise Overtaken("This issue was changed meanwhile. Read it again, then approve it.")
    issue.state, issue.approved_at, issue.approved_by = State.APPROVED, clock.now(), by
    issue.save(update_fields=["state", "approved_at", "approved_by"])
    audit.record("approve_bulletin", by=by, on=issue, prison=issue.prison)
    return issue


@transaction.atomic
def send_back(*, by: User, issue: BulletinIssue, reason: str) -> BulletinIssue:
    """To its writer, with the reason. Who asked and when is forgotten: the next time is another question."""
    policies.check_words({"reason": reason})
    issue = _waiting(by, issue)
    issue.state, issue.returned_reason = State.DRAFT, reason
    issue.asked_at = issue.asked_by = None
    issue.save(update_fields=["state", "returned_reason", "asked_at", "asked_by"])
    audit.record("return_bulletin", by=by, on=issue, prison=issue.prison)
    return issue


def _waiting(by: User, issue: BulletinIssue) -> BulletinIssue:
    if issue.prison is None:  # `require` of no place asks for the permission anywhere.
        raise Refused("An issue for several prisons needs nobody’s approval.")
    access.require(by, Permission.APPROVE_BULLETINS, prison=issue.prison)
    issue = held(issue)
    policies.check_under_way(issue, State.WAITING)
    return issue


@transaction.atomic
def take_back_to_draft(*, by: User, issue: BulletinIssue) -> BulletinIssue:
    """So that its words may change. What was approved is not any more."""
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_under_way(issue, State.WAITING, State.APPROVED, State.SCHEDULED)
    issue.state, issue.send_at = State.DRAFT, None
    issue.approved_at = issue.approved_by = issue.asked_at = issue.asked_by = None
    issue.save(update_fields=["state", "send_at", "approved_at", "approved_by", "asked_at", "asked_by"])
    audit.record("take_bulletin_back", by=by, on=issue, prison=issue.prison)
    return issue
