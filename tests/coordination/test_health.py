"""Health pages say what they must and nothing more."""

from __future__ import annotations

import logging

import pytest
from celery import current_app
from django.db import DatabaseError
from django.test import Client

from coordination.views import health


def test_it_lives_without_asking_anything(client: Client) -> None:
    """Without a database: the fixture would give one."""
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_it_is_ready_where_database_and_queue_answer(client: Client) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "queue": "ok"}


@pytest.mark.django_db
def test_a_queue_that_is_away_is_said_without_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = current_app.connection_for_read("redis://:secret@127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_read", lambda: nowhere)
    with caplog.at_level(logging.CRITICAL, logger="coordination.views.health"):
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "away", "database": "ok", "queue": "away"}


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_without_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def cursor(self) -> None:
            raise DatabaseError("could not connect to secret-host")

    monkeypatch.setattr(health, "connection", Away())
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "away", "database": "away", "queue": "ok"}
    assert "secret-host" not in response.text
