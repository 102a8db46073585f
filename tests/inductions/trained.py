"""Sessions, rules, texts and records, made through the actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from coordination.models import Prison, User
from inductions.actions import records, rules, sessions
from inductions.forms.module_rules import KINDS, SHOWN
from inductions.models import (
    Booking,
    ModuleRule,
    Person,
    Reading,
    TrainingModule,
    TrainingRecord,
    TrainingSession,
)
from tests.cast import Cast

QUESTION = {"question": "Whom do you tell?", "answers": ["An officer, now", "Nobody"], "right": 0}


def module(code: str = "acct") -> TrainingModule:
    return TrainingModule.objects.get(pk=code)


def london(*parts: int) -> datetime:
    return timezone.make_aware(datetime(*parts))  # type: ignore[arg-type]


def a_session(
    cast: Cast, *, at: Prison | None = None, by: User | None = None, **changes: Any
) -> TrainingSession:
    """ACCT at Exeter, in a week, two hours, three places."""
    starts_at = changes.pop("starts_at", timezone.now() + timedelta(days=7))
    values = {
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "place": "Visits hall on B wing",
        "trainers": "Terry Trainer", "co_delivered": True, "co_deliverers": 2, "capacity": 3,
    }  # fmt: skip
    taught = module(changes.pop("module", "acct"))
    prison = at or cast.exeter
    return sessions.plan_session(
        by=by or cast.coordinator, prison=prison, module=taught, values=values | changes
    )


def held_yesterday(cast: Cast, **changes: Any) -> TrainingSession:
    return a_session(cast, starts_at=timezone.now() - timedelta(days=1), **changes)


def elsewhere(cast: Cast, **changes: Any) -> TrainingSession:
    return a_session(cast, at=cast.guys_marsh, by=cast.other_coordinator, **changes)


def placed(session: TrainingSession, person: Person, by: User) -> Booking:
    """Booked whatever the hour: for sessions that have begun."""
    return Booking.objects.create(session=session, person=person, state=Booking.State.BOOKED, booked_by=by)


def a_rule(cast: Cast, code: str = "acct", **values: Any) -> ModuleRule:
    """Required of staff and volunteers at Exeter."""
    asked = {"required_of_staff": True, "required_of_volunteers": True} | values
    return rules.set_rule(by=cast.coordinator, prison=cast.exeter, module=module(code), values=asked)


def a_reading(cast: Cast, version: str = "1", **more: Any) -> Reading:
    rule = a_rule(cast, "raising_a_concern", delivery=ModuleRule.Delivery.READ)
    if there := Reading.objects.filter(rule=rule, version=version).first():
        return there
    return rules.publish_reading(
        by=cast.coordinator, rule=rule, version=version,
        text="Tell an officer at once.\n\nThen tell safer custody.", questions=[QUESTION], **more,
    )  # fmt: skip


def a_record(cast: Cast, person: Person, done_on: date | None = None, code: str = "acct") -> TrainingRecord:
    return records.record_earlier(
        by=cast.coordinator, person=person, prison=cast.exeter, module=module(code),
        done_on=done_on or timezone.localdate() - timedelta(days=3),
    )  # fmt: skip


def rules_form(**changes: Any) -> dict[str, Any]:
    """The page of rules as it is sent. `changes`: {"acct-refresh_months": 12}."""
    data: dict[str, Any] = {}
    start = ModuleRule()
    for each in TrainingModule.in_use():
        for name in SHOWN:
            value = getattr(start, name)
            if value not in (None, False):
                data[f"{each.pk}-{name}"] = value
    assert KINDS
    return data | changes


def session_form(**changes: Any) -> dict[str, Any]:
    return {
        "module": "acct", "day_day": "4", "day_month": "5", "day_year": "2099", "begins": "10:00", "ends": "12:00",
        "place": "Chapel", "trainers": "", "capacity": "12",
    } | changes  # fmt: skip
