"""System checks of ours that look at the database."""

from __future__ import annotations

import runpy
from collections.abc import Callable

import pytest
from celery.signals import beat_init, worker_init
from django.core.checks import Tags, run_checks
from pytest_django.fixtures import Settings

from coordination.models import Installation
from tests.cast import Cast


def found() -> list[str]:
    return [each.id for each in run_checks(tags=[Tags.database], databases=["default"])]


@pytest.mark.parametrize(
    ("production", "seeded", "expected"),
    [(True, True, ["coordination.E002"]), (True, False, []), (False, True, [])],
)
def test_a_demonstration_is_not_served_in_production(
    cast: Cast, settings: Settings, production: bool, seeded: bool, expected: list[str]
) -> None:
    settings.PRODUCTION = production
    Installation.objects.update_or_create(pk=1, defaults={"seeded_as_demo": seeded})
    assert found() == expected


def asked_by_the_web_server() -> None:
    runpy.run_module("coordination.wsgi")


def asked_by_the_worker() -> None:
    worker_init.send(sender=None)


def asked_by_the_clock() -> None:
    beat_init.send(sender=None)


@pytest.mark.parametrize("asked", [asked_by_the_web_server, asked_by_the_worker, asked_by_the_clock])
def test_each_process_asks_when_it_starts(
    asked: Callable[[], None],
    cast: Cast,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    settings.PRODUCTION = True
    asked()
    Installation.objects.update_or_create(pk=1, defaults={"seeded_as_demo": True})
    with pytest.raises(SystemExit) as ended:
        asked()
    assert ended.value.code == 3
    assert "seeded as a demonstration" in capsys.readouterr().err
