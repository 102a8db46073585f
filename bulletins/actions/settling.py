"""For whom an issue was when it was settled: so that whoever sends it is shown whom a later change added."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bulletins.audiences import Wanted
from bulletins.models import Audience, BulletinIssue
from coordination import clock


def settle_readers(issue: BulletinIssue) -> None:
    """Call with the issue's row held. Writes down what is chosen, and nobody's address."""
    chosen = asdict(Wanted.of(issue.audience))
    plain = {name: sorted(each) if isinstance(each, frozenset) else each for name, each in chosen.items()}
    Audience.objects.filter(issue=issue).update(settled=plain, settled_at=clock.now())


def settled(audience: Audience) -> Wanted | None:
    """What was chosen then; None where nothing was, or nothing was changed since."""
    if not audience.settled_at or not audience.changed_at or audience.changed_at <= audience.settled_at:
        return None
    plain: dict[str, Any] = audience.settled
    found: dict[str, Any] = {
        name: frozenset(each) if isinstance(each, list) else each for name, each in plain.items()
    }
    return Wanted(**found)
