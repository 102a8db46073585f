"""The forums of the demonstration, seeded on the prisons, people and services that others seed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from coordination.demo.world import World
from coordination.models import Pathway, Prison
from coordination.plain_text import contact_details, prison_numbers
from coordination.small_counts import LEAST
from directory.models import Listing, NeedOrigin
from forums.demo.stage import Stage, read
from forums.heard import told_of
from forums.minuted import content_hash
from forums.models import (
    Action,
    AgendaItem,
    ApprovedMinutes,
    FeedbackSlip,
    FocusQuestion,
    Forum,
    Idea,
    Meeting,
    Minutes,
    MinutesAddendum,
    Outcome,
    PartnershipEvent,
    RaisedNeed,
    Representative,
    Stall,
)
from tests.coordination.demonstrated import Demonstration, demonstration  # noqa: F401
from tests.coordination.test_demonstration import FICTION

PRISONS = ("EXI", "GMI")
pytestmark = [pytest.mark.usefixtures("demonstration", "db")]


def year_of(code: str) -> models.QuerySet[Meeting]:
    """Meetings of the monthly forum that lie behind us."""
    forum = Forum.objects.get(prison__code=code, frequency=Forum.Frequency.MONTHLY)
    return forum.meetings.filter(starts_at__lt=timezone.now())


def test_nobody_is_written_to_about_the_past(demonstration: Demonstration) -> None:  # noqa: F811
    assert demonstration.queued_by["forums.demo"] == []


@pytest.mark.parametrize("code", PRISONS)
def test_a_monthly_forum_met_for_a_year_and_some_of_its_meetings_fell_out_for_a_reason(code: str) -> None:
    meetings = list(year_of(code))
    assert len(meetings) == 12
    days = sorted(meeting.starts_at for meeting in meetings)
    assert all(25 <= (after - before).days <= 31 for before, after in pairwise(days))
    states = Counter(meeting.state for meeting in meetings)
    assert states[Meeting.State.CANCELLED] >= 1 and states[Meeting.State.NOT_RUN] >= 1
    assert states[Meeting.State.PLANNED] == 0
    assert all(meeting.reason for meeting in meetings if meeting.state != Meeting.State.HELD)


@pytest.mark.parametrize("code", PRISONS)
def test_one_meeting_is_to_come_with_an_open_agenda_and_letters_that_went_out(code: str) -> None:
    meeting = Meeting.objects.get(forum__prison__code=code, starts_at__gt=timezone.now())
    assert meeting.starts_at.isoweekday() <= 5
    invitations = meeting.invitations.all()
    assert invitations and all(row.sent_at and row.sequence is not None for row in invitations)
    assert meeting.items.standing().exclude(carried_action=None).exists()
    replies = {row.reply for row in invitations}
    assert replies == {"coming", "apologies", "none"}


def test_at_exeter_a_proposed_item_waits_for_the_coordinator() -> None:
    waiting = AgendaItem.objects.filter(state=AgendaItem.State.PROPOSED)
    assert {item.meeting.forum.prison.code for item in waiting} == {"EXI"}
    assert AgendaItem.objects.filter(state=AgendaItem.State.DECLINED).exists()


def test_minutes_are_in_every_state_at_exeter_and_one_correction_waits() -> None:
    here = Minutes.objects.filter(meeting__forum__prison__code="EXI")
    assert set(here.values_list("state", flat=True)) == set(Minutes.State.values)
    circulated = here.get(state=Minutes.State.CIRCULATED)
    assert circulated.corrections.filter(settled_at=None).count() == 1
    assert circulated.correct_until and circulated.correct_until >= timezone.localdate()
    assert MinutesAddendum.objects.filter(minutes__in=here).count() == 1


def test_minutes_that_were_approved_are_frozen_with_what_was_said_and_promised() -> None:
    frozen = list(ApprovedMinutes.objects.all())
    assert len(frozen) >= 15
    assert all(content_hash(each.content) == each.content_hash for each in frozen)
    assert all(item["discussion"] for each in frozen for item in each.content["items"])
    with_actions = [each for each in frozen if any(item["actions"] for item in each.content["items"])]
    assert len(with_actions) >= 10


def test_actions_are_in_every_state_owned_by_each_kind_of_owner_and_some_are_late() -> None:
    here = Action.objects.filter(prison__code="EXI")
    assert set(here.values_list("state", flat=True)) == set(Action.State.values)
    assert here.overdue().count() >= 2
    assert here.exclude(owner=None).exists()
    assert here.exclude(owner_organisation=None).exists()
    assert here.exclude(owner_role="").exists()
    raised = set(here.values_list("raised_by", flat=True))
    assert {"Representatives, B wing", "Representatives, C wing"} <= raised


def test_what_is_open_stands_on_the_next_agenda() -> None:
    for meeting in Meeting.objects.filter(starts_at__gt=timezone.now()):
        carried = set(meeting.items.values_list("carried_action", flat=True)) - {None}
        unfinished = meeting.forum.actions.unfinished().filter(meeting__starts_at__lt=meeting.starts_at)
        assert set(unfinished.values_list("pk", flat=True)) <= carried


def test_two_focus_groups_were_asked_about_all_seven_pathways() -> None:
    asked: dict[int, set[str]] = {}
    for question in FocusQuestion.objects.exclude(pathway=None):
        asked.setdefault(question.meeting_id, set()).add(question.pathway_id)
    seven = set(Pathway.objects.filter(women_only=False).values_list("pk", flat=True))
    assert len(asked) == 2 and all(pathways == seven for pathways in asked.values())
    assert len(seven) == 7
    assert not FocusQuestion.objects.filter(answers=None).exists()
    assert FocusQuestion.objects.exclude(group=None).exists()


def test_most_wings_have_a_representative_and_some_have_none() -> None:
    for code, without in (
        ("EXI", {"D wing", "Healthcare unit"}),
        ("GMI", {"Hazel", "Care and separation unit"}),
    ):
        wings = set(Prison.objects.get(code=code).wings.values_list("name", flat=True))
        current = Representative.objects.current().filter(prison__code=code, wing__isnull=False)
        assert wings - set(current.values_list("wing__name", flat=True)) == without
    assert Representative.objects.filter(holders=0).exists()
    assert Representative.objects.exclude(until=None).exists()


def test_of_some_sixty_slips_sums_of_some_services_are_told_and_of_others_none() -> None:
    assert 55 <= FeedbackSlip.objects.count() <= 70
    counted = Counter(FeedbackSlip.objects.exclude(listing=None).values_list("listing", flat=True))
    told = told_of(counted)
    names = set(Listing.objects.filter(pk__in=told).values_list("approved_revision__name", flat=True))
    assert {"Recovery group", "Job coach through the gate", "Garden and growing"} <= names
    kept_back = set(counted) - set(told)
    assert len(kept_back) >= 4
    assert all(counted[listing] < LEAST for listing in kept_back)


def test_needs_say_where_they_came_from() -> None:
    raised = RaisedNeed.objects.all()
    assert {bool(row.question_id) for row in raised} == {True, False}
    assert raised.exclude(slip=None).exists() and raised.exclude(recommendation="").exists()
    assert NeedOrigin.objects.filter(need__in=raised.values("need")).count() == raised.count()


def test_you_said_we_did_is_approved_and_waits() -> None:
    here = Outcome.objects.filter(prison__code="EXI")
    assert here.approved().count() >= 8
    assert here.filter(approved_at=None).count() >= 2
    assert Outcome.objects.filter(prison__code="GMI").approved().exists()


def test_ideas_are_answered_in_time_and_late_wait_in_time_and_late_and_stand_on_an_agenda() -> None:
    here = Idea.objects.filter(prison__code="EXI")
    assert here.late().count() == 1
    assert here.waited_longer().count() == 2
    assert here.answered().count() == 3
    assert here.waiting().exclude(agenda_item=None).count() == 1
    assert here.exclude(taken_back_at=None).count() == 1
    assert set(here.answered().values_list("answer", flat=True)) == {"yes", "partly", "not_now"}


def test_one_partnership_event_took_place_one_is_to_come_and_one_was_cancelled() -> None:
    assert set(PartnershipEvent.objects.values_list("state", flat=True)) == set(PartnershipEvent.State.values)
    held = PartnershipEvent.objects.get(state=PartnershipEvent.State.HELD)
    assert held.visitors_count == 143 and held.actions.count() == 2
    assert set(held.stalls.values_list("reply", flat=True)) == {Stall.Reply.CAME, Stall.Reply.DID_NOT_COME}
    # One stall did not count, so that no sum is told of all.
    assert held.contacts_count is None
    coming = PartnershipEvent.objects.get(state=PartnershipEvent.State.PLANNED)
    assert set(coming.stalls.values_list("reply", flat=True)) == {"invited", "coming", "not_coming"}


def test_everything_lies_in_order_on_whatever_day_it_is_filled() -> None:
    """Weekends move what falls on them; an agenda is put together before its meeting, whatever day it is today."""
    texts = read("meetings.toml")
    first = timezone.localdate()
    for number in range(60):
        stage = Stage(World(today=first + timedelta(days=number)))
        for year in texts.values():
            days = [stage.day(given["on"]) for given in year]
            assert days == sorted(days) and len(set(days)) == len(days)
        coming = [stage.day(year[-1]["on"]) for year in texts.values() if year[-1]["on"] > 0]
        assert all(day > stage.world.today and day.isoweekday() <= 5 for day in coming)


def test_all_contact_details_are_fiction_and_no_text_holds_a_prison_number() -> None:
    stray, numbers = [], []
    for model in apps.get_app_config("forums").get_models():
        for field in model._meta.fields:
            if isinstance(field, (models.CharField, models.TextField)) and "hash" not in field.name:
                for text in model._default_manager.values_list(field.name, flat=True):
                    stray += [d.text for d in contact_details(text or "") if not FICTION.fullmatch(d.text)]
                    numbers += [text] if prison_numbers(text or "") else []
    assert stray == []
    assert numbers == []
