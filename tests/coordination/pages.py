"""Reading pages as one of the cast, and seeing what was queued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.test import Client, TestCase

from coordination.models import AuditEntry, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user: User) -> Client:
    """A browser in which the user is signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def said(response: Any) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in response.context["messages"]]


@contextmanager
def queued(monkeypatch: Any) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """What the block queues once its transactions hold, as (task, arguments)."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(): found.append((name, tuple(args))))
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield found


def last_entry(verb: str) -> AuditEntry:
    return AuditEntry.objects.filter(verb=verb).latest("pk")
