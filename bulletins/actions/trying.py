"""A test of an issue, to oneself: the very mail, before it goes to anybody else. No row says that it left."""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction

from bulletins.actions.freezing import composed
from bulletins.actions.sending import require_for
from bulletins.models import BulletinContent, BulletinIssue
from bulletins.sending.handing import Hand, Outcome
from bulletins.sending.letters import BadAddress, Letter
from coordination import audit
from coordination.access import NotPermitted
from coordination.models import MailAddress, User
from coordination.policies import Refused
from coordination.queueing import queue_on_commit
from coordination.rate_limit import once_more
from coordination.roles import Permission

State = BulletinIssue.State
SEND_TEST: Final = "bulletins.send_test"
AN_HOUR: Final = 3600
TESTS_AN_HOUR: Final = 10
log = logging.getLogger(__name__)


class NotTaken(OSError):
    """The mail server does not take the test now: the task tries again."""


@transaction.atomic
def ask_for_test(*, by: User, issue: BulletinIssue) -> None:
    """Says at once what stands in the way; the mail itself leaves in the background."""
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    letter_for(issue)
    if MailAddress.objects.filter(email=by.email, hard_bounced_at__isnull=False).exists():
        raise Refused(
            "Mail to your own address came back, so nothing is sent there. Ask for it to be lifted."
        )
    if not once_more("bulletin-test", str(by.pk), at_most=TESTS_AN_HOUR, seconds=AN_HOUR):
        raise Refused(f"You sent yourself {TESTS_AN_HOUR} tests in this hour. Wait until the next one.")
    audit.record("test_bulletin", by=by, on=issue, prison=issue.prison)
    queue_on_commit(SEND_TEST, issue.pk, by.pk)


def letter_for(issue: BulletinIssue) -> Letter:
    """What was frozen, once it was; a draft as it stands now."""
    content = BulletinContent.objects.filter(issue=issue).first()
    if content is None or issue.state == State.DRAFT:
        words, html, text = composed(issue)
        content = BulletinContent(issue=issue, version=issue.version, words=words, html=html, text=text)
    return Letter.of(content, test=True)


def send_test(issue_pk: int, user_pk: int) -> bool:
    """True once the mail server took it. NotTaken where it may later; a mail of which nobody knows is not repeated."""
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    issue = BulletinIssue.objects.filter(pk=issue_pk).first()
    if user is None or issue is None:
        return False
    try:
        require_for(user, Permission.MANAGE_BULLETINS, issue)
        mail = letter_for(issue).to_try(user.email)
    except (NotPermitted, Refused, BadAddress) as why:  # Changed since it was asked for.
        log.warning("A test of bulletin %s does not leave: %s", issue_pk, why)
        return False
    with Hand() as hand:
        handed = hand.over(mail)
    if handed.outcome in {Outcome.AWAY, Outcome.LATER}:
        raise NotTaken(handed.said)
    if handed.outcome != Outcome.SENT:
        log.warning("A test of bulletin %s: %s. %s", issue_pk, handed.outcome, handed.said)
    return handed.outcome == Outcome.SENT
