"""What each feature offers as evidence: of the prison and the days asked for, counted by the month, without a name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletins import evidence as of_bulletins
from bulletins.models import BulletinIssue, BulletinPaper
from coordination import clock
from coordination.access import standing_of
from coordination.models import Posting, PrisonSet
from coordination.months import by_month
from coordination.offers import Evidence, offers
from coordination.roles import Permission as P
from directory import evidence as of_directory
from directory.actions.confirming import confirm_listing
from directory.models import Edition, ImportRun, ListingEvent, Query
from forums import evidence as of_forums
from forums.models import Outcome, PartnershipEvent, Representative
from inductions import evidence as of_inductions
from inductions.actions import documents, sessions, signing
from planning import evidence as of_planning
from planning.actions import plan as plans
from planning.models import GapReport, NeedsAssessment, Priority
from planning.plans.telling import on_paper, opens, told
from tests.bulletins import making as bulletins_made
from tests.cast import Cast
from tests.forums import making as forums_made
from tests.inductions import inducting
from tests.inductions.trained import held_yesterday, placed

pytestmark = pytest.mark.django_db
MODULES = [of_directory, of_inductions, of_forums, of_bulletins, of_planning]


def found(module: Any, cast: Cast, kind: str, *, days: int = 365, elsewhere: bool = False) -> list[Evidence]:
    today = clock.today()
    prison = cast.guys_marsh if elsewhere else cast.exeter
    every = module.found(prison, today - timedelta(days=days), today)
    assert [each.on for each in every] == sorted((each.on for each in every), reverse=True)
    assert {each.kind for each in every} <= set(module.KINDS)
    return [each for each in every if each.kind == kind]


def a_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_every_feature_offers_evidence_and_no_kind_belongs_to_two() -> None:
    assert set(MODULES) == set(offers("evidence"))
    codes = [code for module in MODULES for code in module.KINDS]
    assert len(codes) == len(set(codes))


# --- By the month -----------------------------------------------------------------------------------


def test_a_month_is_counted_whole_so_that_two_windows_tell_nobody_s_day() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 20), date(2026, 4, 1)]
    for first in (date(2026, 3, 1), date(2026, 3, 10)):
        april, march = by_month(days, first, kind="k", source="s", words="Done")
        assert (march.count, march.on, march.words) == (2, date(2026, 3, 20), "Done, March 2026")
        assert april.source == "s.2026-04"
    assert len(by_month(days, date(2026, 3, 21), kind="k", source="s", words="Done")) == 1


# --- Directory --------------------------------------------------------------------------------------


def test_services_that_were_approved_and_confirmed_are_counted_at_their_prison(cast: Cast) -> None:
    [approved] = found(of_directory, cast, "services_approved")
    # Its approval sets the day as well, and is no confirmation.
    assert found(of_directory, cast, "services_confirmed") == []
    confirm_listing(by=cast.manager, listing=cast.approved)
    [confirmed] = found(of_directory, cast, "services_confirmed")
    assert (approved.count, confirmed.count) == (1, 1)
    assert found(of_directory, cast, "services_confirmed", elsewhere=True) == []


def test_a_service_confirmed_again_still_counts_in_the_month_before(cast: Cast) -> None:
    event = {"listing": cast.approved, "kind": "confirmed", "by": cast.manager}
    for days in (0, 1, 40):
        ListingEvent.objects.create(**event, at=clock.now() - timedelta(days=days))
    months = found(of_directory, cast, "services_confirmed")
    assert [month.count for month in months] == [1] * len(months)
    assert len(months) >= 2


def test_a_withdrawn_edition_shows_nothing_more(cast: Cast) -> None:
    an_edition(cast, "staff", 1, clock.today())
    assert len(found(of_directory, cast, "edition_staff")) == 1
    an_edition(cast, "staff", 2, clock.today(), withdrawn_on=clock.today())
    assert len(found(of_directory, cast, "edition_staff")) == 1


def test_a_map_begins_with_the_first_service_and_each_list_that_was_brought_in(cast: Cast) -> None:
    ImportRun.objects.create(
        prison=cast.exeter, file_name="secret name.csv", content_hash="x", state=ImportRun.State.FINISHED,
        begun_by=cast.coordinator, finished_at=clock.now(),
    )  # fmt: skip
    rows = found(of_directory, cast, "map")
    assert {each.words for each in rows} == {
        "A list of services was brought in", "The first service entered the directory",
    }  # fmt: skip


def an_edition(cast: Cast, kind: str, number: int, on: date, **changes: Any) -> Edition:
    return Edition.objects.create(**{
        "prison": cast.exeter, "kind": kind, "number": number, "printed_on": on, "renew_on": on, "snapshot": {},
        "content_hash": "x", "state": Edition.State.READY, "file": "editions/x.pdf", "pages": 4,
    } | changes)  # fmt: skip


def test_editions_count_once_they_are_printed(cast: Cast) -> None:
    an_edition(cast, "staff", 1, clock.today())
    an_edition(cast, "people", 1, clock.today())
    an_edition(cast, "staff", 2, clock.today(), state=Edition.State.QUEUED)
    an_edition(cast, "take_down", 1, clock.today())
    assert [each.words for each in found(of_directory, cast, "edition_staff")] == [
        "Directory for staff, edition 1"
    ]
    assert len(found(of_directory, cast, "edition_people")) == 1


def test_queries_count_when_they_were_answered(cast: Cast) -> None:
    for outcome in ("answered", "answered", "nothing_found"):
        Query.objects.create(
            prison=cast.exeter, words="a bed", asked_by="officer", outcome=outcome, logged_by=cast.coordinator,
            listing=cast.approved if outcome == "answered" else None,
        )  # fmt: skip
    [month] = found(of_directory, cast, "queries_answered")
    assert (month.count, month.unit) == (2, "queries")


# --- Inductions -------------------------------------------------------------------------------------


def test_an_induction_counts_with_its_last_required_step_and_without_a_name(cast: Cast) -> None:
    first, second = inducting.step(cast), inducting.step(cast, "Met safer custody")
    inducting.step(cast, "Key talk", required=False)
    for person, steps in ((cast.volunteer, (first, second)), (cast.worker_person, (first,))):
        signing.sign_steps(
            by=cast.coordinator, person=person, prison=cast.exeter, steps=[(s, s.title) for s in steps]
        )
    [month] = found(of_inductions, cast, "inducted")
    assert (month.count, month.of_people, month.opened_by) == (1, True, P.VIEW_WORKERS)
    assert "Vera" not in month.words and "1" not in month.words.replace(str(clock.today().year), "")
    assert found(of_inductions, cast, "inducted", elsewhere=True) == []


def test_a_prison_without_a_checklist_shows_no_induction(cast: Cast) -> None:
    assert found(of_inductions, cast, "inducted") == []


def test_training_counts_with_whoever_came(cast: Cast) -> None:
    session = held_yesterday(cast)
    placed(session, cast.volunteer, cast.coordinator)
    assert found(of_inductions, cast, "training_session") == []
    sessions.record_attendance(by=cast.coordinator, session=session, came=[cast.volunteer])
    [held] = found(of_inductions, cast, "training_session")
    assert (held.count, held.words) == (1, f"Training: {session.module.label}")


def test_policies_count_when_they_are_published_and_acknowledged(cast: Cast) -> None:
    policy = inducting.policy(cast)
    inducting.policy_elsewhere(cast)
    documents.acknowledge_on_paper(by=cast.coordinator, people=[cast.volunteer], document=policy)
    assert [each.words for each in found(of_inductions, cast, "policy_published")] == [
        "Policy: Fire safety, version 1"
    ]
    [month] = found(of_inductions, cast, "policies_acknowledged")
    assert month.count == 1


# --- Forums -----------------------------------------------------------------------------------------


def test_meetings_minutes_events_and_answers_count_when_they_happened(cast: Cast) -> None:
    forums_made.approved(cast)
    forums_made.meeting(cast, elsewhere=True)
    event = forums_made.event(cast)
    answer = forums_made.outcome(cast)
    assert [each.words for each in found(of_forums, cast, "meeting")] == ["Meeting: Voluntary sector forum"]
    assert len(found(of_forums, cast, "minutes")) == 1
    assert found(of_forums, cast, "event") == found(of_forums, cast, "outcome") == []
    now = clock.now()
    PartnershipEvent.objects.filter(pk=event.pk).update(
        state="held", starts_at=now, ends_at=now + timedelta(hours=2)
    )
    Outcome.objects.filter(pk=answer.pk).update(approved_at=now, approved_by=cast.coordinator)
    assert [each.words for each in found(of_forums, cast, "event")] == ["Event: Partnership day"]
    [month] = found(of_forums, cast, "outcome")
    assert answer.you_said not in month.words
    assert of_forums.found(cast.guys_marsh, clock.today() - timedelta(days=365), clock.today()) == []


def test_representatives_count_as_long_as_they_take_part(cast: Cast) -> None:
    role = Representative.objects.create(
        prison=cast.exeter, title="Library", opportunity="trainer", holders=3,
        since=clock.today() - timedelta(days=900),
    )  # fmt: skip
    [now] = found(of_forums, cast, "representatives")
    assert (now.count, now.on) == (3, clock.today())
    Representative.objects.filter(pk=role.pk).update(until=clock.today() - timedelta(days=1))
    assert found(of_forums, cast, "representatives") == []


# --- Bulletins --------------------------------------------------------------------------------------


def sent(cast: Cast, **changes: Any) -> BulletinIssue:
    issue = bulletins_made.issue(cast, **changes)
    BulletinIssue.objects.filter(pk=issue.pk).update(
        state="sent", sending_began_at=clock.now(), finished_at=clock.now()
    )
    return issue


def test_bulletins_count_for_every_prison_that_got_them(cast: Cast) -> None:
    sent(cast, title="Here")
    sent(cast, title="The set", prison=None, prison_set=cast.south_west)
    other = PrisonSet.objects.create(name="Others")
    other.prisons.add(cast.guys_marsh)
    sent(cast, title="Not ours", prison=None, prison_set=other)
    sent(cast, title="All", prison=None)
    sent(cast, elsewhere=True, title="Theirs")
    bulletins_made.issue(cast, title="Draft")
    words = {each.words for each in found(of_bulletins, cast, "bulletin")}
    assert words == {"Bulletin: Here", "Bulletin: The set", "Bulletin: All"}


def test_a_newsletter_counts_once_however_often_it_is_printed(cast: Cast) -> None:
    issue = sent(cast)
    for code in "ab":
        BulletinPaper.objects.create(
            issue=issue,
            kind="wings",
            snapshot={},
            content_hash=code,
            state="ready",
            file="paper.pdf",
            pages=1,
            asked_by=cast.coordinator,
        )
    assert len(found(of_bulletins, cast, "newsletter")) == 1


# --- Planning ---------------------------------------------------------------------------------------


def a_source(cast: Cast, on: date) -> NeedsAssessment:
    return NeedsAssessment.objects.create(
        prison=cast.exeter, kind="survey", source="Survey", dated_on=on, period_from=on, period_to=on,
        recorded_by=cast.coordinator,
    )  # fmt: skip


def test_planning_shows_sources_reports_and_priorities_that_were_met(cast: Cast) -> None:
    today = clock.today()
    a_source(cast, today)
    a_source(cast, today - timedelta(days=800))
    GapReport.objects.create(
        prison=cast.exeter,
        number=1,
        day=today,
        formula=1,
        snapshot={},
        content_hash="x",
        issued_by=cast.governor,
    )
    facts = {
        "prison": cast.exeter, "title": "Housing", "target": "A service", "owner_role": "Head", "due_on": today,
        "adopted_by": cast.governor,
    }  # fmt: skip
    Priority.objects.create(**facts)
    Priority.objects.create(
        **facts, state="met", outcome="It is there.", settled_at=clock.now(), settled_by=cast.governor
    )
    for kind in ("needs_assessment", "gap_report", "priority_met"):
        assert len(found(of_planning, cast, kind)) == 1, kind
    assert of_planning.found(cast.guys_marsh, today, today) == []


def test_a_manager_counts_while_somebody_is_named_and_is_not_named_again(cast: Cast) -> None:
    assert found(of_planning, cast, "action_plan") == []
    plans.set_named_manager(by=cast.governor, prison=cast.exeter, manager=cast.staff)
    [manager] = found(of_planning, cast, "named_manager")
    assert cast.staff.name not in manager.words
    assert manager.words.startswith("A manager is named since ")
    ended = Posting.objects.filter(user=cast.staff)
    ended.update(ends_on=clock.today() - timedelta(days=1))
    assert found(of_planning, cast, "named_manager") == []
    ended.update(ends_on=None)
    plans.set_named_manager(by=cast.governor, prison=cast.exeter)
    assert found(of_planning, cast, "named_manager") == []


# --- Who is told how many ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "count", "said"),
    [
        ("coordinator", 3, "3 people"),
        ("governor", 1, "1 person"),
        ("lead", 3, "fewer than 5 people"),
        ("national", 4, "fewer than 5 people"),
        ("lead", 5, "5 people"),
    ],
)
def test_small_counts_of_people_are_for_who_may_open_the_list(
    cast: Cast, who: str, count: int, said: str
) -> None:
    evidence = Evidence(
        "inducted", "s", "Inductions", clock.today(), "/x/", count, "people", of_people=True,
        opened_by=P.VIEW_WORKERS,
    )  # fmt: skip
    line = told(evidence, opens(standing_of(getattr(cast, who)), cast.exeter))
    assert line.how_much == said
    assert bool(line.url) is (who in ("coordinator", "governor"))
    assert told(evidence, on_paper).how_much == ("5 people" if count == 5 else "fewer than 5 people")


def test_counts_of_things_are_told_to_everybody(cast: Cast) -> None:
    evidence = Evidence("queries_answered", "s", "Queries", clock.today(), count=1, unit="queries")
    assert told(evidence, on_paper).how_much == "1 query"


# --- Queries ----------------------------------------------------------------------------------------


def asked(module: Any, cast: Cast) -> tuple[int, int]:
    """(queries, how much was found)."""
    today = clock.today()
    with CaptureQueriesContext(connection) as captured:
        every = module.found(cast.exeter, today - timedelta(days=365), today)
    return len(captured), len(every)


def a_lot(cast: Cast, offset: int, count: int) -> None:
    step = inducting.step(cast) if not offset else None
    if step:
        signing.sign_steps(
            by=cast.coordinator, person=cast.volunteer, prison=cast.exeter, steps=[(step, step.title)]
        )
        plans.set_named_manager(by=cast.governor, prison=cast.exeter, manager=cast.staff)
        forums_made.forum(cast)
    for number in range(offset, offset + count):
        day = clock.today() - timedelta(days=20 * number)
        an_edition(cast, "staff", number + 1, day)
        Query.objects.create(
            prison=cast.exeter, words="a bed", asked_by="officer", outcome="answered", asked_on=day,
            logged_by=cast.coordinator, listing=cast.approved,
        )  # fmt: skip
        inducting.policy(cast, title=f"Policy {number}")
        a_source(cast, day)
        issue = sent(cast, title=f"Issue {number}")
        BulletinPaper.objects.create(
            issue=issue,
            kind="wings",
            snapshot={},
            content_hash="x",
            state="ready",
            file="paper.pdf",
            pages=1,
            asked_by=cast.coordinator,
        )
        event = forums_made.event(cast)
        PartnershipEvent.objects.filter(pk=event.pk).update(
            state="held",
            starts_at=a_moment(day),
            ends_at=a_moment(day) + timedelta(hours=2) + timedelta(hours=2),
        )


def test_the_number_of_queries_does_not_grow_with_what_was_done(cast: Cast) -> None:
    a_lot(cast, 0, 2)
    few = {module.__name__: asked(module, cast) for module in MODULES}
    a_lot(cast, 2, 10)
    for module in MODULES:
        queries, much = asked(module, cast)
        assert queries == few[module.__name__][0] <= 8, module.__name__
        assert much > few[module.__name__][1], module.__name__
