"""No test of an import asks a broker, except those that start a worker of their own."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have been queued."""
    sent: list[Any] = []
    monkeypatch.setattr(
        "coordination.queueing.current_app.send_task", lambda name, args: sent.append((name, *args))
    )
    return sent
