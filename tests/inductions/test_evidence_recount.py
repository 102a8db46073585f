"""Every number of the page against a plain, slow count of the same people, and against the list that it opens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coordination.models import Organisation
from inductions import status
from inductions.gaps import checklist
from inductions.models import (
    Clearance,
    Engagement,
    ModuleRule,
    Person,
    Placement,
    TrainingRecord,
    TrainingSession,
    WorkerKind,
)
from inductions.people_evidence import Evidence, figures
from inductions.people_evidence.people import Induction, Whole
from inductions.people_evidence.tables import Cell, tables_of
from inductions.status import Status
from tests.cast import Cast
from tests.inductions.mixed_crowd import asks_for_something, fill, hold_sessions

pytestmark = pytest.mark.django_db
COUNT = 90


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    """At Exeter and, so that a leak shows, at Guys Marsh."""
    third = Organisation.objects.create(name="Third Sector Three", slug="third")
    for prison, seed in ((cast.exeter, 1), (cast.guys_marsh, 2)):
        asks_for_something(prison)
        fill(prison, [cast.harbour, cast.lantern, third], cast.coordinator, COUNT, seed)
        hold_sessions(prison, cast.coordinator, 60, seed)
    return cast


# --- The slow restatement ---------------------------------------------------------------------------


def runs(row: Placement | Engagement, day: date) -> bool:
    return row.begins_on <= day and (row.ends_on is None or row.ends_on >= day)


def works_of(cast: Cast, person: Person, day: date) -> list[Engagement]:
    return [
        work
        for work in person.engagements.all()
        if runs(work, day) and any(runs(each, day) for each in work.placements.filter(prison=cast.exeter))
    ]


def states_of(cast: Cast, person: Person, works: Iterable[Engagement], day: date) -> dict[str, Status]:
    """{module: state} of what is required of the person; each record looked at by itself."""
    found = {}
    for rule in ModuleRule.objects.filter(prison=cast.exeter, active=True):
        if not any(rule.is_required_of(work.kind) for work in works):
            continue
        days = [
            record.done_on
            for record in TrainingRecord.objects.filter(person=person, module=rule.module)
            if not record.struck_at and (record.verified_at or not rule.needs_second_person)
        ]
        asked = status.Rule(True, rule.refresh_months, rule.window_days)
        found[rule.module_id] = status.worth(asked, days, day).status
    return found


def here_on(cast: Cast, day: date) -> dict[Person, list[Engagement]]:
    every = {person: works_of(cast, person, day) for person in Person.objects.all()}
    return {person: works for person, works in every.items() if works}


# --- Against it -------------------------------------------------------------------------------------


def test_people_by_kind_and_training_are_those_of_a_slow_recount(crowd: Cast) -> None:
    day = timezone.localdate()
    here, found = here_on(crowd, day), figures(crowd.exeter, day)
    states = {person: states_of(crowd, person, works, day) for person, works in here.items()}
    assert found.people == len(here) > COUNT / 2
    assert found.kinds == {
        kind: sum(any(work.kind == kind for work in works) for works in here.values()) for kind in WorkerKind
    }
    for module in found.modules:
        code = module.rule.module_id
        counted = [each[code] for each in states.values() if code in each]
        assert module.asked == len(counted)
        assert module.parts == [
            counted.count(each) for each in (Status.CURRENT, Status.DUE_SOON, Status.EXPIRED, Status.NEVER)
        ]
    assert {module.rule.module_id for module in found.modules} == {"acct", "security", "raising_a_concern"}
    holds = [all(each.holds for each in states[person].values()) for person in here if states[person]]
    assert [found.whole[each] for each in Whole] == [
        sum(holds), len(holds) - sum(holds), len(here) - len(holds)
    ]  # fmt: skip


def test_inductions_are_those_of_the_checklists(crowd: Cast) -> None:
    day = timezone.localdate()
    found = figures(crowd.exeter, day)
    slow = dict.fromkeys(Induction, 0)
    for person in here_on(crowd, day):
        lines = [line for line in checklist(crowd.exeter, person).lines if line.step.required]
        signed = sum(line.signature is not None for line in lines)
        state = (
            Induction.COMPLETE if signed == len(lines) else Induction.BEGUN if signed else Induction.NOTHING
        )
        slow[state] += 1
    assert {each: found.induction[each] for each in Induction} == slow
    assert min(slow[each] for each in (Induction.COMPLETE, Induction.BEGUN, Induction.NOTHING)) > 0


def test_organisations_are_those_of_a_slow_recount(crowd: Cast) -> None:
    day = timezone.localdate()
    here, found = here_on(crowd, day), figures(crowd.exeter, day)
    for key, line in found.organisations.items():
        own = [person for person, works in here.items() if any(work.organisation_id == key for work in works)]
        states = [set(states_of(crowd, person, here[person], day).values()) for person in own]
        assert (line.people, line.expired, line.never, line.due_soon) == (
            len(own),
            *(
                sum(each in those for those in states)
                for each in (Status.EXPIRED, Status.NEVER, Status.DUE_SOON)
            ),
        )
        missing = [bool(checklist(crowd.exeter, person).missing) for person in own]
        assert line.not_inducted == sum(missing)
    assert set(found.organisations) == {work.organisation_id for works in here.values() for work in works}


def test_each_month_is_a_slow_recount_of_its_last_day(crowd: Cast) -> None:
    for month in figures(crowd.exeter, timezone.localdate()).months[::3]:
        here = here_on(crowd, month.day)
        states = [
            state
            for person, works in here.items()
            for state in states_of(crowd, person, works, month.day).values()
        ]
        assert (month.people, month.asked) == (len(here), len(states))
        assert month.held == sum(state.holds for state in states)


def test_clearances_and_sessions_are_those_of_a_slow_recount(crowd: Cast) -> None:
    day = timezone.localdate()
    found = figures(crowd.exeter, day)
    rows = list(Clearance.objects.filter(prison=crowd.exeter))
    waiting = [row for row in rows if row.state == "applied"]
    lately = [
        row
        for row in rows
        if row.state in ("granted", "refused")
        and row.decided_on
        and row.decided_on > day - timedelta(days=365)
    ]
    took = [(row.decided_on - row.applied_on).days for row in lately if row.decided_on and row.applied_on]
    known = found.clearances
    assert (known.waiting, known.waiting_unknown) == (
        len(waiting), sum(row.applied_on is None for row in waiting)
    )  # fmt: skip
    assert known.oldest_days == max((day - row.applied_on).days for row in waiting if row.applied_on)
    assert known.median_days == median(took)
    assert (known.decided, known.decided_unknown) == (len(took), len(lately) - len(took))
    begun = [
        row
        for row in TrainingSession.objects.filter(prison=crowd.exeter, starts_at__lt=timezone.now())
        if day - timedelta(days=365) < timezone.localdate(row.starts_at)
    ]
    held = found.sessions
    assert [held.run, held.not_run, held.cancelled, held.waits] == [
        sum(row.state == each for row in begun) for each in ("run", "not_run", "cancelled", "planned")
    ]
    assert sum(number for _, _, number in held.reasons) == held.not_run + held.cancelled


def opened(client: Client, cell: Cell) -> int:
    context: Any = client.get(cell.url).context
    return len(context["waiting"]) if "waiting" in context else context["page"].paginator.count


def test_every_number_opens_a_list_of_as_many(crowd: Cast, client: Client) -> None:
    client.force_login(crowd.governor)
    tables = tables_of(figures(crowd.exeter, timezone.localdate()), hide=False)
    cells = [cell for table in tables for row in table.rows for cell in row if cell.url]
    assert len({cell.url for cell in cells}) == len(cells) > 40
    for cell in cells:
        assert opened(client, cell) == cell.value, cell.url


def test_what_may_be_opened_leads_somewhere_and_nobody_has_no_list(crowd: Cast) -> None:
    found: Evidence = figures(crowd.exeter, timezone.localdate())
    for table in tables_of(found, hide=False):
        assert not [cell for row in table.rows for cell in row if cell.url and not cell.value], table.caption
