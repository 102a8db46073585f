"""Servers of the test run's own: PostgreSQL and Redis on free ports, in a folder that is thrown away.

Importing this sets the environment, which must be done before Django reads its settings.
Servers that already run on this machine are never touched.

With several workers (tests/side_by_side.py) the leading process starts PostgreSQL and tells them where it is; each
worker has databases of its own there, and its own Redis and folder.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from coordination.configuration import VARIABLES
from coordination.machine import processes, redis_server
from tests import tables

POSTGRES_USER = "postgres"
FOR_WORKERS = "SERVERS_OF_THE_LEADING_PROCESS"
# Taken out, so that tests which run pytest themselves get servers of their own.
LEADING: dict[str, Any] = json.loads(os.environ.pop(FOR_WORKERS, "{}"))
FOLDER = Path(tempfile.mkdtemp(prefix="portal-tests-", dir=LEADING.get("folder")))
POSTGRES_PORT: int = LEADING.get("postgres_port") or processes.free_port()
REDIS_PORT = processes.free_port()


def database_url(name: str) -> str:
    """Return the address of a database in the throw-away PostgreSQL."""
    return f"postgresql://portal@127.0.0.1:{POSTGRES_PORT}/{name}"


def redis_url(number: int) -> str:
    """Return the address of a numbered database in the throw-away Redis."""
    return f"redis://127.0.0.1:{REDIS_PORT}/{number}"


def set_environment() -> None:
    """Leave nothing of the caller's configuration, and point the settings at the throw-away servers."""
    for variable in VARIABLES:
        os.environ.pop(variable.name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "coordination.settings",
        "DATABASE_URL": database_url("portal"),
        "REDIS_URL": redis_url(0),
        "DATA_DIR": str(FOLDER / "data"),
        tables.FOLDER: LEADING.get("folder", str(FOLDER)),
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        "LOG_LEVEL": "WARNING",
        # The browser library keeps an event loop in the thread that also asks the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


set_environment()


class Servers:
    """Starts the servers once and stops them whatever happens."""

    def __init__(self) -> None:
        self.running: list[tuple[subprocess.Popen[bytes], int]] = []

    def start(self) -> None:
        # The user postgres must be able to enter, and nobody may list what else is inside.
        FOLDER.chmod(0o711)
        if not LEADING:
            self.running.append((start_postgres(FOLDER / "postgres"), signal.SIGINT))
        folder = FOLDER / "redis"
        folder.mkdir()
        self.running.append((redis_server.start_for_tests(folder, REDIS_PORT), signal.SIGTERM))

    def stop(self) -> None:
        while self.running:
            process, number = self.running.pop()
            processes.stop(process, number=number)
        shutil.rmtree(FOLDER, ignore_errors=True)


def postgres_programs() -> Path:
    """Return the folder of initdb and postgres: Debian keeps them outside PATH."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise pytest.UsageError(
            "PostgreSQL is not installed. Run `make test`, which installs it or says how."
        )
    return found[-1]


def start_postgres(folder: Path) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL that keeps nothing safe and is fast; as root it runs as the user postgres."""
    programs, user = postgres_programs(), POSTGRES_USER if os.geteuid() == 0 else None
    folder.mkdir(mode=0o700)
    if user:
        shutil.chown(folder, user, user)
    log = (FOLDER / "postgres.log").open("wb")
    options = {"auth": "trust", "username": "portal", "encoding": "UTF8", "locale": "C.UTF-8"}
    initdb = [programs / "initdb", "--no-sync", "-D", folder, *(f"--{k}={v}" for k, v in options.items())]
    created = processes.start(initdb, output=log, folder=Path("/"), user=user)
    if created.wait() == 0:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = processes.start(
            [programs / "postgres", "-D", folder, "-p", str(POSTGRES_PORT), *flags],
            output=log,
            folder=Path("/"),
            user=user,
            death_signal=signal.SIGINT,
        )
        if processes.wait_until(postgres_answers, seconds=30):
            return server
        processes.stop(server, number=signal.SIGINT)
    raise RuntimeError("PostgreSQL did not start:\n" + (FOLDER / "postgres.log").read_text())


def postgres_answers() -> bool:
    try:
        psycopg2.connect(database_url("postgres")).close()
    except psycopg2.OperationalError:
        return False
    return True


def tell_workers() -> None:
    """Leave in the environment, which workers inherit, where the servers are.

    Where the name of the settings is there already, pytest-django reads them before this file is imported, with the
    environment of the leading process: all workers would share its Redis, and each would empty the others' cache.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.environ[FOR_WORKERS] = json.dumps({"folder": str(FOLDER), "postgres_port": POSTGRES_PORT})


def create_database(name: str) -> str:
    """Create an empty database in the throw-away PostgreSQL and return its address."""
    name += os.environ.get("PYTEST_XDIST_WORKER", "")
    connection = psycopg2.connect(database_url("postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()
    return database_url(name)


SERVERS = Servers()
