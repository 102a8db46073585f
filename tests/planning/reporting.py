"""A small prison that a person can follow by hand: what tests of reports are made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, Final

from django.utils import timezone

from coordination import clock
from coordination.models import Pathway, Prison
from planning.actions.assessments import record_assessment
from planning.actions.reports import ask_decision, issue_report
from planning.bringing_in.said import Said, SaidOfPathway
from planning.models import AskedDecision, GapReport
from tests.cast import Cast

MARCH: Final = date(2026, 3, 2)
JUNE: Final = date(2026, 6, 1)


@contextmanager
def on(day: date) -> Iterator[None]:
    """Actions stamp this day."""
    with clock.set_to(timezone.make_aware(datetime.combine(day, time(12)))):
        yield


def assessed(cast: Cast, *, dated_on: date = date(2026, 2, 1), elsewhere: bool = False, **needs: int) -> None:
    """400 people, 100 come in a month, so they stay four months; `needs`: {pathway: people at any one time}."""
    prison, by = (cast.guys_marsh, cast.other_coordinator) if elsewhere else (cast.exeter, cast.coordinator)
    said = Said(
        needs=[
            SaidOfPathway(Pathway.objects.get(code=code), needing=people) for code, people in needs.items()
        ]
    )
    values = {
        "kind": "analysis", "source": "Needs analysis", "dated_on": dated_on, "period_from": dated_on,
        "period_to": dated_on, "population": 400, "receptions_a_month": 100,
    }  # fmt: skip
    record_assessment(by=by, prison=prison, values=values, said=said)


def issued(cast: Cast, elsewhere: bool = False, **more: Any) -> GapReport:
    prison, by = (cast.guys_marsh, cast.other_coordinator) if elsewhere else (cast.exeter, cast.coordinator)
    return issue_report(by=by, prison=prison, **more)


def asked(cast: Cast, elsewhere: bool = False) -> AskedDecision:
    prison, by = (cast.guys_marsh, cast.other_coordinator) if elsewhere else (cast.exeter, cast.coordinator)
    return ask_decision(by=by, prison=prison, question="May the housing team use the library on Friday?")


def cell(snapshot: dict[str, Any], pathway: str) -> dict[str, Any]:
    return next(
        each
        for each in snapshot["sheet"]["cells"]
        if (each["pathway"], each["group"], each["stage"]) == (pathway, "", "")
    )


def everywhere_open() -> int:
    return Prison.objects.filter(status=Prison.Status.OPEN).count()
