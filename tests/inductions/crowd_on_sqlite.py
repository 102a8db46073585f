"""The crowd against the embedded database: four processes of ten threads each. What became of it is printed as JSON.

Runs as a process of its own, because Django has one database for its lifetime:
`DATABASE_URL=... DATA_DIR=... python -m tests.inductions.crowd_on_sqlite`
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Final

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from coordination.models import User  # noqa: E402
from coordination.queueing import silence  # noqa: E402
from inductions.actions.bookings import book  # noqa: E402
from inductions.models import Person, TrainingSession  # noqa: E402
from tests.cast import build  # noqa: E402
from tests.inductions.crowd import gathered, outcome  # noqa: E402
from tests.tables import make_tables  # noqa: E402

PROCESSES: Final = 4


def main() -> None:
    make_tables()
    with silence():
        session, people = gathered(build())
    start = Path(settings.DATABASES["default"]["NAME"]).with_name("start")
    keys = [str(person.pk) for person in people]
    crowd = [
        subprocess.Popen(
            [sys.executable, "-m", __spec__.name, str(session.pk), str(start), *keys[number::PROCESSES]],
            stdout=subprocess.PIPE, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    try:
        for process in crowd:
            assert process.stdout and process.stdout.readline() == "ready\n"
        start.touch()
        failed = [line for process in crowd for line in process.communicate(timeout=60)[0].splitlines()]
    finally:
        for process in crowd:
            process.kill()
    told = outcome(session, people) | {"failed": failed, "asked": len(keys)}
    mode = connection.cursor().execute("PRAGMA journal_mode").fetchone()[0]
    options = settings.DATABASES["default"]["OPTIONS"]
    print(json.dumps(told | {"journal": mode, "transactions": options["transaction_mode"]}))


def ask(session_pk: int, start: Path, keys: list[int]) -> None:
    """One process of the crowd: a thread for each person, with a connection of its own."""
    session = TrainingSession.objects.get(pk=session_pk)
    by = User.objects.get(email="coordinator@cast.example.org")
    people = list(Person.objects.filter(pk__in=keys))
    begin = Barrier(len(people) + 1)

    def run(person: Person) -> str:
        begin.wait(timeout=60)
        try:
            with silence():
                book(by=by, session=session, person=person)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(people)) as pool:
        asked = [pool.submit(run, person) for person in people]
        print("ready", flush=True)
        until = time.monotonic() + 30
        while not start.exists() and time.monotonic() < until:
            time.sleep(0.005)
        begin.wait(timeout=60)
        for each in asked:
            if each.result():
                print(each.result())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ask(int(sys.argv[1]), Path(sys.argv[2]), [int(key) for key in sys.argv[3:]])
    else:
        main()
