"""One turn of one lane: claim some rows, hand them over one by one, settle each, while there is time and work."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.db.models import F
from django.utils import timezone

from bulletins.models import BulletinContent, BulletinIssue, BulletinSetting, Delivery
from bulletins.sending import allowance, claims
from bulletins.sending.handing import Hand, Handed, Outcome
from bulletins.sending.lanes import Lane
from bulletins.sending.letters import BadAddress, Letter

State = Delivery.State
# Cancelling lets what two lanes hold in their hands go on at most; a batch is that much.
BATCH: Final = 25
TURN_SECONDS: Final = 50
# So many mailboxes in a row that refuse for now: it is the server, not the mailboxes.
MOST_LATER: Final = 5
FIRST_WAIT: Final = 5
LONGEST_WAIT: Final = 15 * 60
# With waits that double, some ten hours. Then a person looks at it.
MOST_TROUBLES: Final = 45


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
    while time.monotonic() < until:
        granted, wait = allowance.take(BATCH)
        if not granted:
            return wait
        rows = claims.claim(lane.claim, granted)
        if not rows:
            for issue in BulletinIssue.objects.under_way().values_list("pk", flat=True):
                claims.finish(issue)
            return None
        trouble = _send(lane, hand, rows)
        if trouble:
            claims.release(lane.claim)
            return _wait_for(rows[0].issue_id, trouble)
        _all_is_well(rows[0].issue_id)
    return 0


def _send(lane: Lane, hand: Hand, rows: list[Delivery]) -> str:
    """What the server said where it takes nothing now, else nothing."""
    letter = letter_of(rows[0].issue_id)
    sent: Delivery | None = None
    later = 0
    for row in rows:
        if not lane.beat():
            break
        try:
            mail = letter.to(row)
        except BadAddress:
            mail = None
        if not claims.hand(lane.claim, row, sent):
            sent = None
            continue
        sent = None
        handed = hand.over(mail) if mail else Handed(Outcome.REFUSED, "The address cannot be used.")
        later = later + 1 if handed.outcome == Outcome.LATER else 0
        if handed.outcome == Outcome.SENT:
            sent = row
        else:
            _not_sent(lane.claim, row, handed)
        if handed.outcome == Outcome.AWAY or later >= MOST_LATER:
            return handed.said or "The mail server does not answer."
    if sent is not None:
        claims.settle(lane.claim, sent, State.SENT)
    return ""


def _not_sent(claim: uuid.UUID, row: Delivery, handed: Handed) -> None:
    if handed.outcome == Outcome.REFUSED:
        claims.settle(claim, row, State.REFUSED, handed.said)
    elif handed.outcome == Outcome.UNCERTAIN:
        claims.settle(claim, row, State.UNCERTAIN, handed.said)
    else:
        claims.put_back(claim, row, handed.said, counts=handed.outcome == Outcome.LATER)


def _wait_for(issue_pk: int, said: str) -> float:
    """Longer each time, and in the end until a person looks."""
    issue = BulletinIssue.objects.get(pk=issue_pk)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(issue.troubles, 10))
    rows = BulletinIssue.objects.under_way().filter(pk=issue_pk)
    changes = {"troubles": F("troubles") + 1, "trouble_said": said[:300]}
    if issue.troubles >= MOST_TROUBLES:
        rows.update(state=BulletinIssue.State.PAUSED, waits_until=None, **changes)
    else:
        rows.update(waits_until=timezone.now() + timedelta(seconds=wait), **changes)
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
    setting = BulletinSetting.objects.filter(prison=content.issue.prison_id).first()
    return Letter(
        content,
        sender_name=setting.sender_name if setting and setting.sender_name else content.issue.place,
        reply_to=setting.reply_to if setting else "",
    )
