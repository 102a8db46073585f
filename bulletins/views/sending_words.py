"""How far the sending of an issue is, in words and figures. Rows are counted each time; nothing is remembered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from bulletins.models import BulletinIssue, Delivery

State = BulletinIssue.State
Row = Delivery.State
TONES: Final = {
    State.DRAFT: "neutral", State.WAITING: "waiting", State.APPROVED: "good", State.SCHEDULED: "waiting",
    State.SENDING: "info", State.PAUSED: "attention", State.SENT: "good", State.CANCELLED: "bad",
}  # fmt: skip
ROW_TONES: Final = {
    Row.QUEUED: "waiting", Row.CLAIMED: "waiting", Row.HANDED: "info", Row.SENT: "good", Row.REFUSED: "bad",
    Row.UNCERTAIN: "attention", Row.CANCELLED: "neutral", Row.LEFT_OUT: "neutral",
}  # fmt: skip
# Rows that whoever may not see everybody is shown one by one (ADR 0072).
NEED_SOMEBODY: Final = (Row.UNCERTAIN, Row.REFUSED)
LATELY: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Counted:
    """Of one issue. `total` is everybody who was to get it: those left out do not count."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values()) - self.rows.get(Row.LEFT_OUT, 0)

    @property
    def left(self) -> int:
        return sum(self.rows.get(state, 0) for state in Delivery.UNSETTLED)

    @property
    def done(self) -> int:
        return self.total - self.left

    def of(self, state: str) -> int:
        return self.rows.get(state, 0)


def counted(deliveries: QuerySet[Delivery]) -> Counted:
    return Counted(deliveries.counted())  # type: ignore[attr-defined]


def sentence_of(issue: BulletinIssue, count: Counted, time_left: str) -> str:
    """One line above the figures: what happens now, or what happened."""
    done = f"{count.done:,} of {count.total:,} addresses are done"
    if issue.state == State.PAUSED:
        return f"Paused. {done}; nothing leaves until somebody resumes it."
    if issue.state == State.CANCELLED:
        return f"Cancelled. {how_many_left(count)}; the others never will."
    if issue.state == State.SENT:
        return f"Finished. {count.of(Row.SENT):,} of {count.total:,} mails were sent."
    if issue.waits_until and issue.waits_until > timezone.now():
        at = timezone.localtime(issue.waits_until)
        return f"{done}. The mail server takes nothing now; it is asked again at {at:%H:%M:%S}."
    return f"{done}. {time_left}"


def how_many_left(count: Counted) -> str:
    """Of an issue that was stopped: what left, and what may have left."""
    said = f"{count.of(Row.SENT):,} of {count.total:,} mails had left"
    handed, uncertain = count.of(Row.HANDED), count.of(Row.UNCERTAIN)
    if handed:
        said += f", {handed:,} {'is' if handed == 1 else 'are'} just being handed over"
    return f"{said}, of {uncertain:,} nobody knows" if uncertain else said


def moment(at: datetime | None, *, weekday: bool = False) -> str:
    """In London: “3 November 2026, 09:00”, or with its weekday."""
    if at is None:
        return ""
    there = timezone.localtime(at)
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M}" if weekday else f"{there.day} {there:%B %Y, %H:%M}"


def uncertain_in_words(count: Counted) -> str:
    found = count.of(Row.UNCERTAIN)
    return f"{found:,} {'mail is' if found == 1 else 'mails are'} uncertain" if found else ""


def time_left_of(count: Counted, deliveries: QuerySet[Delivery], issue: BulletinIssue) -> str:
    """By the speed of the last minute, and never quicker than MAIL_PER_MINUTE."""
    now = timezone.now()
    began = issue.sending_began_at or now
    since = max(now - LATELY, began)
    settled = deliveries.filter(settled_at__gte=since).exclude(state=Row.LEFT_OUT).count()
    seconds = (now - since).total_seconds()
    if not settled or seconds < 1:
        return "How long it takes is not known yet."
    a_second = min(settled / seconds, settings.MAIL_PER_MINUTE / 60)
    return f"{in_words(count.left / a_second)} left at this speed."


def in_words(seconds: float) -> str:
    if seconds < 60:
        return "Less than a minute"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"About {minutes} minute{'' if minutes == 1 else 's'}"
    return f"About {round(minutes / 60)} hours"


def figures(count: Counted, link: str, told: Collection[str] = tuple(Row)) -> list[dict[str, Any]]:
    """Rows of a list: how many stand where, with a link to those whose state is `told`."""
    return [
        {
            "label": state.label,
            "value": f"{count.of(state):,}",
            "url": f"{link}?state={state.value}" if state in told else "",
            "action": "Show",
        }
        for state in Row
        if count.of(state)
    ]
