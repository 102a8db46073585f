"""Reminders on the embedded database, by several at once and by one that dies: what became of them is printed as JSON.

Runs as a process of its own, because Django has one database for its lifetime:
`DATABASE_URL=... DATA_DIR=... python -m tests.inductions.reminders_on_sqlite`
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination import emails  # noqa: E402
from coordination.actions import jobs  # noqa: E402
from coordination.actions.reminders import remind, send_reminders  # noqa: E402
from coordination.models import Reminder  # noqa: E402
from coordination.queueing import silence  # noqa: E402
from tests.cast import build  # noqa: E402
from tests.inductions.clearing import ago, granted  # noqa: E402
from tests.inductions.trained import a_record, a_rule  # noqa: E402
from tests.tables import make_tables  # noqa: E402

AT_ONCE = 4


def main() -> None:
    make_tables()
    with silence():
        cast = build()
        a_rule(cast, refresh_months=12)
        for person in (cast.volunteer, cast.worker_person):
            a_record(cast, person, timezone.localdate() - timedelta(days=340))
            granted(cast.coordinator, person, cast.exeter, until=ago(-50))
    told: dict[str, Any] = {"vendor": connection.vendor}
    told["ran"] = sorted(at_once(jobs.remind_daily))
    told["again"] = [each for each in at_once(lambda: remind(timezone.localdate())) if isinstance(each, str)]
    mine, other = (
        list(Reminder.objects.filter(email=person.email, digest=False).values_list("pk", flat=True))
        for person in (cast.volunteer, cast.worker_person)
    )
    told["rows"] = [len(mine), len(other)]
    told["sent"] = sorted(at_once(lambda: send_reminders(mine[0])))
    told["letters"] = letters_to(cast.volunteer.email)
    died = subprocess.run([sys.executable, "-m", __spec__.name, str(other[0])], check=False)
    told["died"] = died.returncode
    remind(timezone.localdate())
    told["sent_after_death"] = send_reminders(other[0])
    told["letters_after_death"] = letters_to(cast.worker_person.email)
    print(json.dumps(told))


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What each of four threads, each with a connection of its own, was answered; an exception as words."""
    begin = Barrier(AT_ONCE)

    def run(_: int) -> Any:
        begin.wait(timeout=10)
        try:
            with silence():
                return act()
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def letters_to(address: str) -> int:
    folder = Path(settings.EMAIL_FILE_PATH)
    return sum(path.read_text().count(f"To: {address}") for path in folder.glob("*"))


def die(reminder_pk: int) -> None:
    """Killed after the mail left and before anything else happened."""
    leave = emails.send

    def leave_and_die(*args: Any, **kwargs: Any) -> None:
        leave(*args, **kwargs)
        os._exit(9)

    emails.send = leave_and_die
    send_reminders(reminder_pk)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        die(int(sys.argv[1]))
    else:
        main()
