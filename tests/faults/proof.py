"""Whether each address got what its row says, by the mail server's own log."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bulletins.models import BulletinIssue, Delivery


def is_sent(issue: BulletinIssue) -> bool:
    return BulletinIssue.objects.filter(pk=issue.pk, state=BulletinIssue.State.SENT).exists()


def proof(issue: BulletinIssue, taken: list[tuple[str, str]], killed: int) -> list[str]:
    """What is wrong, row by row; nothing where each address got what its row says."""
    problems = []
    rows = {row.email: row for row in Delivery.objects.filter(issue=issue)}
    arrived = Counter(recipient for recipient, _ in taken)
    uncertain = [row for row in rows.values() if row.state == Delivery.State.UNCERTAIN]
    if len(uncertain) > killed:
        problems.append(f"{len(uncertain)} rows are uncertain, and {killed} processes were killed")
    problems += [f"{to} got {n} mails" for to, n in arrived.items() if n > 1]
    problems += [f"{to} got a mail and has no row" for to in arrived if to not in rows]
    for email, row in rows.items():
        if row.state not in {Delivery.State.SENT, Delivery.State.UNCERTAIN}:
            problems.append(f"{email} is {row.state}")
        elif row.state == Delivery.State.SENT and arrived[email] != 1:
            problems.append(f"{email} is called sent and got {arrived[email]} mails")
    ids = dict(taken)
    problems += [
        f"{to} got the Message-ID of somebody else"
        for to, identity in ids.items()
        if to in rows and not identity.startswith(f"<{rows[to].message_id}@")
    ]
    counted: dict[str, Any] = issue.deliveries.counted()
    sent_uncertain = sum(arrived[row.email] for row in uncertain)
    if counted.get(Delivery.State.SENT, 0) + sent_uncertain != len(taken):
        problems.append(f"{counted} are counted, and the server took {len(taken)}")
    return problems
