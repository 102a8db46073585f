"""What holds for every test: no network, clean caches, undefined template variables and warnings fail."""

from __future__ import annotations

import atexit
import gc
import signal
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests import servers  # first: it sets the environment that Django's settings read

from django.conf import settings  # isort: skip
from tests.object_store import bucket, in_the_store, store_address  # noqa: F401  # isort: skip
from django.core.cache import cache  # isort: skip
from django.test.signals import setting_changed  # isort: skip


# The same examples in every run: a failure comes back, and nobody else's change is blamed for it.
hypothesis_settings.register_profile("ours", derandomize=True, deadline=None)
hypothesis_settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--junk-rounds", type=int, default=1, help="how often tests/fuzz sends junk to each field"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Change what only production needs, before anything reads it."""
    # The manifest exists after collectstatic only; journeys use the real one.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.STATIC_ROOT = servers.FOLDER / "static"
    settings.STATIC_ROOT.mkdir()
    # Models with a storage of their own may have read the old list already, when they were loaded.
    setting_changed.send(sender=None, setting="STORAGES", value=settings.STORAGES, enter=True)
    # Argon2 is slow by design; tests/coordination/test_settings.py holds that it comes first.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def interrupt(number: int, frame: Any) -> None:
    """End like Ctrl-C, so that fixtures and servers are taken down."""
    raise KeyboardInterrupt


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.side_by_side import SideBySide

    return SideBySide(config, log)


def pytest_sessionstart(session: pytest.Session) -> None:
    atexit.register(servers.SERVERS.stop)
    if session.config.option.collectonly:
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell had it ignored
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    servers.SERVERS.start()
    if session.config.getoption("tx", None):
        servers.tell_workers()


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.SERVERS.stop()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for rubbish less often: what is imported by now stays, and going through it took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


class NetworkForbidden(Exception):
    """A test tried to reach another machine."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets reach this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise NetworkForbidden(f"A test tried to connect to {address}.")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Forget cached values and sign-in limits between tests; locked accounts go with the database."""
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def one_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits count in stretches that begin at fixed moments: no test runs across the edge of two."""
    monkeypatch.setattr("coordination.rate_limit.time", SimpleNamespace(time=lambda: 1_800_000_000.0))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The cast is built once and stands in every test's database; each test's changes are rolled back, or put back
    where threads committed them.
    """
    from django.test import TransactionTestCase

    from tests.cast import build_or_load
    from tests.put_back import Before

    with django_db_blocker.unblock():
        build_or_load()
        before = Before()
    TransactionTestCase._fixture_teardown = lambda self: before.put_back()


@pytest.fixture
def cast(db: None) -> Any:
    """The named people, places and services of tests/cast.py, read afresh."""
    from tests.cast import build_or_load

    return build_or_load()


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The cast in a database that keeps what threads write; no broker is asked."""
    from tests.cast import build_or_load

    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    return build_or_load()
