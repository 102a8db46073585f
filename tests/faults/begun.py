"""An issue of usual length, for so many addresses, with all rows made."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from bulletins.actions.sending import begin_sending
from bulletins.models import BulletinIssue, BulletinItem
from coordination import queueing
from tests.bulletins import making
from tests.cast import Cast

WORDS = "The chapel has a **new** room for groups of twelve. Ask the chaplain which afternoons are free. " * 4


def begun(cast: Cast, monkeypatch: pytest.MonkeyPatch, count: int, *, queues: bool = False) -> BulletinIssue:
    """`queues`: also at the broker of this process, as a page does. The workers of a rig have one of their own."""
    feature = SimpleNamespace(readers=lambda prisons: making.readers(count))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    issue = making.issue(cast)
    for position in range(2, 14):
        BulletinItem.objects.create(
            issue=issue, section="news", position=position, heading=f"Piece {position}", text=WORDS
        )
    with nullcontext() if queues else queueing.silence():
        return begin_sending(by=cast.coordinator, issue=issue)
