"""One turn of one lane: claim some rows, hand them over one by one, settle each, while there is time and work."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from bulletins.models import BulletinContent, BulletinIssue, Delivery
from bulletins.sending import allowance, claims
from bulletins.sending.handing import Hand, Handed, Outcome
from bulletins.sending.lanes import Lane
from bulletins.sending.letters import Addressed, BadAddress, Letter
from coordination import audit
from coordination.access import SYSTEM
from coordination.actions.mail_addresses import record_event
from coordination.models import MailEvent

State = Delivery.State
# Cancelling takes away what was claimed and not begun, so that a batch may be large enough to cost little.
BATCH: Final = 25
# Short, because with one worker a forgotten password's letter waits for it; and a worker that is asked to end does.
TURN_SECONDS: Final = 8
# So many mailboxes in a row that refuse for now: it is the server, not the mailboxes.
MOST_LATER: Final = 5
# So many in a row that refuse for good: something is wrong with us, and a person looks before more are refused.
MOST_REFUSED: Final = 20
FIRST_WAIT: Final = 5
LONGEST_WAIT: Final = 15 * 60
# With waits that double, some ten hours. Then a person looks at it.
MOST_TROUBLES: Final = 45


@dataclass
class Batch:
    """What the mail server said to one batch. `trouble`: why to stop, else nothing; `stop`: until a person looks.

    `later` and `refused` count in a row. `gone`: rows whose mailbox does not exist, with what was said.
    """

    sent: int = 0
    later: int = 0
    refused: int = 0
    trouble: str = ""
    stop: bool = False
    gone: list[tuple[Delivery, str]] = field(default_factory=list)

    def hears(self, handed: Handed) -> None:
        outcome = handed.outcome
        self.sent += outcome == Outcome.SENT
        self.later = self.later + 1 if outcome == Outcome.LATER else 0
        self.refused = self.refused + 1 if outcome == Outcome.REFUSED else 0
        self.stop = self.refused >= MOST_REFUSED
        if outcome == Outcome.AWAY or self.later >= MOST_LATER or self.stop:
            self.trouble = handed.said or "The mail server does not answer."


def run_turn() -> float | None:
    """Seconds until the next turn is worth it (0: at once); None where nothing is left, or all lanes are taken."""
    with Lane() as lane:
        if lane is None:
            return None
        try:
            with Hand() as hand:
                return _turn(lane, hand, time.monotonic() + TURN_SECONDS)
        finally:
            claims.release(lane.claim)


def _turn(lane: Lane, hand: Hand, until: float) -> float | None:
    gone: list[tuple[Delivery, str]] = []
    wait = _batches(lane, hand, until, gone)
    _stop_mail_to(gone)
    return wait


def _batches(lane: Lane, hand: Hand, until: float, gone: list[tuple[Delivery, str]]) -> float | None:
    """Fills `gone` with rows that have no mailbox; with none, where the server seems to know nobody any more."""
    batch = Batch()
    while time.monotonic() < until and lane.beat():
        granted, wait = allowance.take(BATCH)
        if not granted:
            return wait
        rows = claims.claim(lane.claim, granted)
        if not rows:
            for issue in BulletinIssue.objects.under_way().values_list("pk", flat=True):
                claims.finish(issue)
            return None
        # However few a batch has: what is said over and over is heard.
        batch = Batch(later=batch.later, refused=batch.refused, gone=gone)
        _send(lane, hand, rows, batch)
        if batch.sent:
            _all_is_well(rows[0].issue_id)
        if batch.stop:
            gone.clear()
        if batch.trouble:
            claims.release(lane.claim)
            return _wait_for(rows[0].issue_id, batch)
    return 0


def _send(lane: Lane, hand: Hand, rows: list[Delivery], batch: Batch) -> None:
    letter = letter_of(rows[0].issue_id)
    sent: Delivery | None = None
    try:
        for row in rows:
            batch.trouble = batch.trouble or hand.opened()
            if batch.trouble or not lane.beat():
                break
            mail = addressed(letter, row)
            ours = claims.hand(lane.claim, row, sent)
            sent = None
            if not ours:  # Cancelled, paused or swept meanwhile.
                continue
            handed = hand.over(mail) if mail else Handed(Outcome.REFUSED, "The address cannot be used.")
            batch.hears(handed)
            if handed.outcome == Outcome.SENT:
                sent = row
            else:
                _not_sent(lane.claim, row, handed)
            if handed.no_mailbox:
                batch.gone.append((row, handed.said))
    finally:
        if sent is not None:
            claims.settle_in_the_end(lane.claim, sent, State.SENT)


def addressed(letter: Letter, row: Delivery) -> Addressed | None:
    try:
        return letter.to(row)
    except BadAddress:
        return None


def _not_sent(claim: uuid.UUID, row: Delivery, handed: Handed) -> None:
    if handed.outcome == Outcome.REFUSED:
        claims.settle(claim, row, State.REFUSED, handed.said)
    elif handed.outcome == Outcome.UNCERTAIN:
        claims.settle(claim, row, State.UNCERTAIN, handed.said)
    else:
        claims.put_back(claim, row, handed.said, counts=handed.outcome == Outcome.LATER)


def _stop_mail_to(gone: list[tuple[Delivery, str]]) -> None:
    """As when the mail provider tells of it: nothing goes there any more, until somebody lifts it."""
    for row, said in gone:
        record_event(
            event_id=f"rcpt {row.message_id}", email=row.email, kind=MailEvent.Kind.HARD,
            message_id=str(row.message_id), said=said,
        )  # fmt: skip


def _wait_for(issue_pk: int, batch: Batch) -> float:
    """Longer each time, and in the end until a person looks. Lanes that meet the same trouble count it once."""
    issue = BulletinIssue.objects.get(pk=issue_pk)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(issue.troubles, 10))
    now = timezone.now()
    rows = BulletinIssue.objects.under_way().filter(pk=issue_pk)
    changes = {"troubles": F("troubles") + 1, "trouble_said": batch.trouble[:300]}
    if batch.stop or issue.troubles >= MOST_TROUBLES:
        if rows.update(state=BulletinIssue.State.PAUSED, waits_until=None, **changes):
            audit.record("pause_sending", by=SYSTEM, on=issue, prison=issue.prison)
    else:
        ahead = rows.filter(Q(waits_until=None) | Q(waits_until__lte=now))
        ahead.update(waits_until=now + timedelta(seconds=wait), **changes)
    return float(wait)


def _all_is_well(issue_pk: int) -> None:
    BulletinIssue.objects.filter(pk=issue_pk, troubles__gt=0).update(
        troubles=0, waits_until=None, trouble_said=""
    )


def letter_of(issue_pk: int) -> Letter:
    """The words are frozen, so that one process encodes them once."""
    newest = BulletinContent.objects.values_list("content_hash", flat=True).get(issue=issue_pk)
    return _letter(issue_pk, newest)


@lru_cache(maxsize=4)
def _letter(issue_pk: int, content_hash: str) -> Letter:
    content = BulletinContent.objects.select_related("issue__prison").get(
        issue=issue_pk, content_hash=content_hash
    )
    return Letter.of(content)
