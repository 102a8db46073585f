"""What may happen to an issue in the state that it is in."""

from __future__ import annotations

from bulletins.models import BulletinIssue
from coordination.policies import Overtaken, Refused

State = BulletinIssue.State


def check_writable(issue: BulletinIssue) -> None:
    if issue.state not in BulletinIssue.WRITABLE:
        raise Overtaken(
            f"This issue is {issue.get_state_display().lower()}: its words stay as they are. Take it back to a draft"
            " first, while it is not being sent."
        )


def check_may_be_sent(issue: BulletinIssue, *, needs_approval: bool) -> None:
    """Before its first mail. An issue that was sent is never sent again."""
    if issue.sending_began_at:
        raise Overtaken(f"This issue is {issue.get_state_display().lower()} already. Nothing more was begun.")
    ready = (
        {State.APPROVED, State.SCHEDULED}
        if needs_approval
        else {State.DRAFT, State.APPROVED, State.SCHEDULED}
    )
    if issue.state not in ready:
        raise Refused("The governor approves this issue before it is sent. Ask for approval first.")


def check_under_way(issue: BulletinIssue, *states: str) -> None:
    if issue.state not in states:
        raise Overtaken(f"This issue is {issue.get_state_display().lower()} by now. Nothing was changed.")
