"""Training sessions of the demonstration: planned, booked, held, or fallen out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.utils import timezone

from inductions.actions.bookings import book
from inductions.actions.sessions import cancel_session, plan_session, record_attendance, record_not_run
from inductions.demo.stage import Event, Stage, read
from inductions.models import TrainingSession

PLANNED, BOOKED, AFTERWARDS = 4, 6, 14
# Bookings come in so many days after the session was planned.
BOOKED_AFTER: Final = 3


def events(stage: Stage) -> Iterator[Event]:
    for given in read("sessions.toml")["sessions"]:
        planned: list[TrainingSession] = []
        yield given["planned"], PLANNED, partial(plan, stage, given, planned)
        booked = given["planned"] + BOOKED_AFTER
        yield booked, BOOKED, partial(take_places, stage, given, planned, booked)
        if "cancelled" in given:
            yield given["settled"], AFTERWARDS, partial(fall_out, stage, given, planned)
        elif "came" in given or "not_run" in given:
            yield given["on"], AFTERWARDS, partial(settle, stage, given, planned)


def plan(stage: Stage, given: dict[str, Any], planned: list[TrainingSession]) -> None:
    begins = time.fromisoformat(given.get("at", "10:00"))
    starts_at = timezone.make_aware(datetime.combine(stage.working_day(given["on"]), begins))
    columns = ("place", "trainers", "capacity", "co_delivered", "co_deliverers")
    values = {name: given[name] for name in columns if name in given}
    with stage.world.at(given["planned"], PLANNED):
        session = plan_session(
            by=stage.world.coordinators[given["prison"]], prison=stage.world.prisons[given["prison"]],
            module=stage.modules[given["module"]],
            values=values | {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=given.get("hours", 2))},
        )  # fmt: skip
    planned.append(session)


def take_places(stage: Stage, given: dict[str, Any], planned: list[TrainingSession], days: int) -> None:
    with stage.world.at(days, BOOKED):
        for who in given.get("booked", []):
            book(by=stage.world.coordinators[given["prison"]], session=planned[0], person=stage.people[who])


def settle(stage: Stage, given: dict[str, Any], planned: list[TrainingSession]) -> None:
    by = stage.world.coordinators[given["prison"]]
    with stage.world.at(given["on"], AFTERWARDS):
        if "not_run" in given:
            record_not_run(by=by, session=planned[0], reason=given["not_run"], note=given.get("note", ""))
        else:
            record_attendance(
                by=by, session=planned[0], came=[stage.people[who] for who in given["came"]],
                absent=[stage.people[who] for who in given.get("absent", [])],
            )  # fmt: skip


def fall_out(stage: Stage, given: dict[str, Any], planned: list[TrainingSession]) -> None:
    with stage.world.at(given["settled"], AFTERWARDS):
        by = stage.world.coordinators[given["prison"]]
        cancel_session(by=by, session=planned[0], reason=given["cancelled"], note=given.get("note", ""))
