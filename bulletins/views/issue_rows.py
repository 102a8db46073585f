"""An issue as a row of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bulletins.actions.freezing import period_in_words
from bulletins.models import BulletinIssue
from coordination.views.sentences import day

A_PAGE: Final = 20
State = BulletinIssue.State
TONES: Final = {
    State.DRAFT: "neutral", State.WAITING: "waiting", State.APPROVED: "good", State.SCHEDULED: "waiting",
    State.SENDING: "info", State.PAUSED: "attention", State.SENT: "good", State.CANCELLED: "neutral",
}  # fmt: skip


@dataclass(frozen=True)
class IssueRow:
    """`papers`: (label, address) of finished ones."""

    title: str
    url: str
    place: str
    period: str
    sent: str
    state: str
    tone: str
    papers: list[tuple[str, str]] = field(default_factory=list)


def row_of(issue: BulletinIssue, papers: list[tuple[str, str]] | None = None) -> IssueRow:
    """Fetch its prison and set with it."""
    return IssueRow(
        title=issue.title,
        url=issue.get_absolute_url(),
        place=issue.place,
        period=period_in_words(issue.period_from, issue.period_to),
        sent=day(issue.sending_began_at) if issue.sending_began_at else "",
        state=issue.get_state_display(),
        tone=TONES[State(issue.state)],
        papers=papers or [],
    )
