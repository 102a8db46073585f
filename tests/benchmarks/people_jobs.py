"""One piece of work about people who come in, in a process of its own, so that the memory it took is its own.

`DATABASE_URL=... python -m tests.benchmarks.people_jobs gathering EXI` prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.actions import reminders  # noqa: E402
from coordination.models import Prison, Reminder  # noqa: E402
from coordination.publishing import print_pdf  # noqa: E402
from inductions import reminders as inductions_reminders  # noqa: E402
from inductions.gate import papers  # noqa: E402
from inductions.people_evidence import digest  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402

SHEETS: Final = 12
MAILS: Final = 60
MEGABYTE: Final = 1024


class Statements:
    """How many were sent, without keeping them: what is measured is memory."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


def gathering(code: str) -> list[float]:
    """Milliseconds of each: everything the sheet says, from the database to its HTML."""
    prison = Prison.objects.get(code=code)
    return [_milliseconds(lambda: papers.sheet_html(prison, timezone.now())) for _ in range(SHEETS)]


def laying_out(code: str) -> list[float]:
    """Of the HTML as a PDF: it asks the database for nothing."""
    html = papers.sheet_html(Prison.objects.get(code=code), timezone.now())
    return [_milliseconds(lambda: print_pdf(html)) for _ in range(2)]


def reminding() -> list[float]:
    """The whole run of a day: written down, and a mail queued for each person. With the week, whatever day it is."""
    inductions_reminders.THURSDAY = 6
    return [_milliseconds(lambda: reminders.remind(timezone.localdate()))]


def telling_the_week() -> list[float]:
    """The digest alone, as it is worked out; nothing is written down."""
    return [_milliseconds(lambda: sum(1 for _ in digest.of_the_week(timezone.localdate())))]


def mailing() -> list[float]:
    """One mail with everything of a person, kept in memory instead of handed over."""
    first = Reminder.objects.unsent().order_by("pk")[:MAILS].values_list("pk", flat=True)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        return [_milliseconds(lambda key=key: reminders.send_reminders(key)) for key in list(first)]


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def most_memory() -> float:
    """Megabytes at the worst moment of this program. `ru_maxrss` would begin with what the caller had."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / MEGABYTE
    raise LookupError("This system does not say how much memory a process took.")


WORK: Final[dict[str, Callable[..., list[float]]]] = {
    "gathering": gathering,
    "laying out": laying_out,
    "reminding": reminding,
    "telling the week": telling_the_week,
    "mailing": mailing,
}


def main(name: str, *arguments: str) -> dict[str, Any]:
    connection.ensure_connection()
    statements, written = Statements(), Reminder.objects.count()
    with connection.execute_wrapper(statements):
        times = WORK[name](*arguments)
    return {
        "median_ms": median(times),
        "p95_ms": p95(times),
        "statements": statements.count / len(times),
        "megabytes": most_memory(),
        "reminders": Reminder.objects.count() - written,
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
