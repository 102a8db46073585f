"""A mail server that answers as it is told, and an issue that is being sent to so many.

Imports stand in the fixtures: pytest reads this file before Django is set up.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def told(settings: Any) -> Iterator[Any]:
    from tests.bulletins.mail_server import Told, listening

    server = Told()
    with listening(server) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 3
        yield server


@pytest.fixture
def begun(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from bulletins.actions.sending import begin_sending
    from tests.bulletins import making

    def begin(count: int = 3) -> Any:
        feature = SimpleNamespace(readers=lambda prisons: making.readers(count))
        monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
        monkeypatch.setattr("bulletins.sending.letters.reverse", lambda name, args: f"/{name}/{args[0]}/")
        return begin_sending(by=cast.coordinator, issue=making.issue(cast))

    return begin
