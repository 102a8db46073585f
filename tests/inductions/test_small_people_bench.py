"""What `make bench ARGS=people` measures, small and without a clock: as many queries for many people as for few, alone
and among others, and reminders whose memory does not grow with the prisons."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination import queueing
from coordination.actions import reminders
from coordination.models import Reminder
from inductions import reminders as inductions_reminders
from inductions.gate import papers
from inductions.models import TrainingRecord
from tests.benchmarks import people, people_pages
from tests.benchmarks.people_filling import RECORDS_A_PERSON, Crowd

pytestmark = pytest.mark.django_db
FEW, MANY = 20, 120
OTHERS = ("BLI", "BMI", "CFI", "EEI", "FNI")  # Open ones: at others nobody is reminded.


def test_a_prison_takes_as_many_queries_for_many_people_as_for_few_alone_and_among_others() -> None:
    crowd = Crowd()
    crowd.furnish("EXI", people=FEW)
    crowd.add("EXI", FEW)
    alone = queries(crowd, "EXI")
    crowd.furnish("GMI", people=MANY)
    crowd.furnish("DAI", people=FEW)
    crowd.add("GMI", MANY)
    crowd.add("DAI", FEW, also_at="GMI")
    assert queries(crowd, "EXI") == alone
    assert queries(crowd, "GMI") == alone
    assert alone["gate sheet"] < 25
    assert TrainingRecord.objects.count() >= (2 * FEW + MANY) * RECORDS_A_PERSON


def queries(crowd: Crowd, code: str) -> dict[str, int]:
    """Of each page, and of all that the sheet says."""
    pages = people_pages.addresses(code, people_pages.organisation_of(crowd, code))
    found = {
        page: people_pages.queries_of(people_pages.client_of(user), path)
        for page, (user, path) in pages.items()
        if page not in people.QUERIES_DIFFER
    }
    with CaptureQueriesContext(connection) as captured:
        papers.sheet_html(crowd.places[code].prison, timezone.now())
    return found | {"gate sheet": len(captured)}


def test_reminders_take_no_more_memory_for_six_prisons_than_for_one_and_come_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 20)
    monkeypatch.setattr(inductions_reminders, "THURSDAY", 6)  # With the week, whatever day it is.
    crowd = Crowd()
    crowd.furnish("EXI", people=40)
    crowd.add("EXI", 40)
    run()  # What is loaded once for all stays.
    Reminder.objects.all().delete()
    one = peak_of(run)
    written = Reminder.objects.count()
    for code in OTHERS:
        crowd.furnish(code, people=40)
        crowd.add(code, 40)
    Reminder.objects.all().delete()
    six = peak_of(run)
    assert Reminder.objects.count() > 4 * written > 0
    # What waits for Python to collect it counts, too; what is held of all prisons at once takes six times as much.
    assert six < 2.5 * one
    everything = Reminder.objects.count()
    run()
    assert Reminder.objects.count() == everything


def run() -> None:
    with queueing.silence():
        reminders.remind(timezone.localdate())


def peak_of(work: Callable[[], None]) -> int:
    """Bytes that Python held at the worst moment of it, beyond what it held before."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


PAGE = {
    "database": "sqlite", "everywhere": 200, "here": 200, "page": "gate", "queries": 20, "median_ms": 40.0,
    "p95_ms": 50.0, "ratio": 2.0,
}  # fmt: skip
JOB = {
    "database": "sqlite", "everywhere": 200, "here": 200, "work": "reminding", "statements": 30.0, "median_ms": 90.0,
    "p95_ms": 90.0, "megabytes": 100.0, "reminders": 80,
}  # fmt: skip


@pytest.mark.parametrize(
    ("page", "job", "sentence"),
    [
        ({}, {}, None),
        ({"queries": 21}, {}, "gate on sqlite takes 20 or 21 queries, by the number of people."),
        ({"ratio": 4.1}, {}, "gate with 200 people among 20000 on sqlite takes 2.0 times as long as with 200 alone."),
        ({"here": 2000, "ratio": 29.0}, {}, None),
        (
            {"here": 2000, "ratio": 31.0}, {},
            "gate with 2000 people among 20000 on sqlite takes 15.5 times as long as with 200 alone.",
        ),
        ({}, {"megabytes": 126.0}, "reminding for 20000 people on sqlite takes 1.26 times the memory that 200 take."),
        ({}, {"reminders": 0}, "Nothing was written down at 20000 people on sqlite."),
        ({}, {"work": "reminding again", "megabytes": 100.0}, "The second run of the day wrote 80 rows on sqlite."),
    ],
)  # fmt: skip
def test_each_limit_that_is_not_kept_is_said(
    page: dict[str, Any], job: dict[str, Any], sentence: str | None
) -> None:
    large = {"everywhere": 20000}
    measured = {
        "pages": [PAGE, PAGE | large | page],
        "jobs": [JOB, JOB | large | {"here": 20000} | job],
        "records": 400000, "filled": 60.0, "load": 0.5,
    }  # fmt: skip
    assert people.report([measured]) == ([sentence] if sentence else [])
