"""What forums offer to the bulletin: approved words of the period at the prison, and days to come. Nothing else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.offers import offers
from forums import bulletin
from forums.actions import events, meetings, outcomes
from forums.models import Meeting, Outcome
from tests.cast import Cast
from tests.forums import making
from tests.forums.test_outcomes import approved

A_YEAR = timedelta(days=365)


def offered(cast: Cast, kind: str = "", **days: timedelta) -> list[Any]:
    today = timezone.localdate()
    found = bulletin.items(cast.exeter, today + days.get("first", -A_YEAR), today + days.get("last", A_YEAR))
    return [item for item in found if not kind or item.kind == kind]


def test_coordination_finds_the_offer() -> None:
    assert bulletin in offers("bulletin")


def test_only_what_is_approved_and_not_taken_off_at_the_prison_is_offered(cast: Cast) -> None:
    approved(cast, elsewhere=True)
    making.outcome(cast)
    outcomes.withdraw_outcome(by=cast.coordinator, outcome=approved(cast))
    assert offered(cast) == []
    outcome = approved(cast)
    [item] = offered(cast)
    assert (item.key, item.lines, item.on) == (
        f"said_and_done:{outcome.pk}", (outcome.you_said, outcome.we_did), timezone.localdate()
    )  # fmt: skip


def test_it_is_of_the_period_with_its_first_and_its_last_day(cast: Cast) -> None:
    approved(cast)
    none, day = timedelta(), timedelta(days=1)
    assert len(offered(cast, first=none, last=none)) == 1
    assert offered(cast, first=day, last=A_YEAR) == []
    assert offered(cast, first=-A_YEAR, last=-day) == []


def test_meetings_and_events_to_come_stand_by_their_day_and_fallen_ones_not_at_all(cast: Cast) -> None:
    meeting, event = making.meeting(cast, in_days=21), making.event(cast, in_days=7)
    off = making.event(cast, in_days=9)
    events.cancel_event(by=cast.coordinator, event=off, reason="No gym.")
    dropped = making.meeting(cast, in_days=3, of=meeting.forum)
    meetings.cancel_meeting(by=cast.coordinator, meeting=dropped, reason=Meeting.Reason.NO_ROOM)
    assert [item.key for item in offered(cast)] == [f"event:{event.pk}", f"meeting:{meeting.pk}"]
    assert [item.heading for item in offered(cast)] == ["Partnership day", "Voluntary sector forum"]


def test_a_title_that_says_how_to_reach_somebody_gives_way_to_the_kind_of_the_forum(cast: Cast) -> None:
    meeting = making.meeting(cast)
    for title in ("Ring 01632 960123", "With A1234BC"):
        Meeting.objects.filter(pk=meeting.pk).update(title=title)
        assert [item.heading for item in offered(cast)] == ["Voluntary sector forum"]
    Meeting.objects.filter(pk=meeting.pk).update(title="A day for everybody")
    assert [item.heading for item in offered(cast)] == ["A day for everybody"]


def test_every_column_that_it_reads_is_one_that_everyone_may_be_told(cast: Cast) -> None:
    """By the queries themselves: nothing but keys, conditions and columns that are classified as everyone's."""
    making.meeting(cast)
    making.event(cast)
    approved(cast)
    with CaptureQueriesContext(connection) as queries:
        assert len(offered(cast)) == 3
    assert len(queries) == 3
    asked = {
        column
        for query in queries
        for column in query["sql"].split(" FROM ")[0].removeprefix("SELECT ").replace('"', "").split(", ")
    }
    allowed = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if hasattr(model, "disclosure") and model._meta.app_label in ("forums", "coordination")
        for field in model._meta.concrete_fields
        if model.disclosure.audience_of(field.name) == "everyone" or field.primary_key
    }
    assert {column.split(" AS ")[0] for column in asked} - allowed == set()


def test_what_is_offered_is_plain_data_and_the_same_number_of_queries_for_many(cast: Cast) -> None:
    approved(cast)
    [item] = offered(cast)
    assert all(isinstance(part, str) for part in (item.key, item.kind, item.heading, *item.lines))
    with pytest.raises(FrozenInstanceError):
        item.heading = "Something else"
    for _ in range(11):
        approved(cast)
    Outcome.objects.update(approved_at=F("approved_at"))
    with CaptureQueriesContext(connection) as queries:
        assert len(offered(cast)) == 12
    assert len(queries) == 3
