"""An import of 300 and of 3,000 rows on one database: time and statements a row, and the most memory it took.

Each size runs in a process of its own, which starts with an empty database:
`BENCH_ROWS=3000 DATABASE_URL=... python -m tests.benchmarks.importing` prints JSON.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import time
from typing import Any, Final

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from coordination.access import SYSTEM  # noqa: E402
from coordination.models import Prison  # noqa: E402
from directory.actions.import_rows import Step  # noqa: E402
from directory.actions.importing import begin_import, counts, start_import  # noqa: E402
from directory.models import ImportRun  # noqa: E402
from tests.benchmarks.figures import median  # noqa: E402
from tests.benchmarks.filling import SENTENCES  # noqa: E402

HEADINGS: Final = ("id", "provider", "service", "description", "category", "region", "phone")
# Lists name some providers several times; the first two letters spread their names as real ones are.
ROWS_A_PROVIDER: Final = 3
COUNTED_ROWS: Final = 20
MEGABYTE: Final = 1024


def file_of(rows: int) -> bytes:
    """Rows of about the length of a commissioned service (2,000 characters)."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for number in range(rows):
        provider = number // ROWS_A_PROVIDER
        letters = chr(97 + provider % 26) + chr(97 + provider // 26 % 26)
        text = " ".join(SENTENCES[(number + step) % len(SENTENCES)] for step in range(30))
        name = f"{letters.title()}{letters}mere Fellowship {provider}"
        writer.writerow(
            (number, name, f"Service {number}", text, "Accommodation", "South West", "01752 556606")
        )
    return file.getvalue().encode()


def main(rows: int) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    prison = Prison.objects.get(code="EXI")
    content = file_of(rows)
    run = begin_import(
        by=SYSTEM,
        prison=prison,
        prisons=[prison],
        file_name="list.csv",
        content=content,
        source_name="A list",
    )
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.CHECKED
    )  # The dry run costs the same again.
    step = Step(start_import(by=SYSTEM, run=run, queue=False))
    began = time.perf_counter()
    for _ in range(rows - COUNTED_ROWS):
        assert step.next_row()
    seconds = time.perf_counter() - began
    statements = []
    for _ in range(COUNTED_ROWS):
        with CaptureQueriesContext(connection) as queries:
            assert step.next_row()
        statements.append(len(queries))
    assert not step.next_row()
    assert counts(run)["created"] == rows, counts(run)
    return {
        "database": connection.vendor,
        "rows": rows,
        "ms a row": seconds * 1000 / (rows - COUNTED_ROWS),
        "statements a row": median(statements),
        "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
    }


if __name__ == "__main__":
    print(json.dumps(main(int(os.environ["BENCH_ROWS"]))))
