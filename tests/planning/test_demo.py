"""The planning of the demonstration: a prison with good data, one with old data, one of which nothing is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coordination.access import SYSTEM
from coordination.models import Group, Pathway, Prison
from directory.models import Listing
from planning.actions.report_papers import sweep_papers
from planning.demo.texts import texts
from planning.gaps.confidence import Confidence, confidence
from planning.gaps.findings import Findings
from planning.gaps.matrix import State, totals
from planning.models import (
    ActionPlan,
    AskedDecision,
    Call,
    Expression,
    GapReport,
    ManagedExit,
    NeedsAssessment,
    Priority,
)
from planning.reports.live import found_at
from tests.coordination.demonstrated import demonstration

__all__ = ["demonstration"]
pytestmark = pytest.mark.usefixtures("demonstration", "db")


def found(code: str) -> Findings:
    prison = Prison.objects.get(code=code)
    return found_at([prison], timezone.localdate())[prison.pk]


def trust(code: str) -> set[Confidence]:
    each = found(code)
    return {confidence(demand, each.inputs.day) for demand in each.inputs.demands}


def test_exeter_has_something_met_something_partly_and_something_unmet_or_short() -> None:
    states = {cell.state for cell in found("EXI").cells.values()}
    assert {State.MET, State.PARTLY} <= states
    assert Confidence.HIGH in trust("EXI")
    assert found("EXI").releases


def test_guys_marsh_knows_only_what_a_forum_said_three_years_ago() -> None:
    assert trust("GMI") == {Confidence.LOW}
    [source] = NeedsAssessment.objects.filter(prison__code="GMI")
    assert source.dated_on < timezone.localdate() - timedelta(days=3 * 365)


def test_of_cardiff_nothing_is_known_and_nothing_looks_fine() -> None:
    assert not NeedsAssessment.objects.filter(prison__code="CFI").exists()
    assert {cell.state for cell in totals(found("CFI").cells)} == {State.UNKNOWN}


def test_services_of_exeter_have_places_in_each_way_that_they_are_counted() -> None:
    rows = Listing.objects.published().filter(prison__code="EXI")
    assert rows.filter(places_unlimited=True).count() == 2
    assert rows.exclude(places_a_month=None).count() >= 10
    assert rows.exclude(places_a_session=None).count() >= 5
    # Elsewhere nobody typed any: not known, and so no number.
    assert {each.places_in_words for each in Listing.objects.published().filter(prison__code="CFI")} == {
        Listing().places_in_words
    }


def test_two_sources_disagree_and_the_older_one_counts_because_it_is_pinned() -> None:
    [finance] = [each for each in totals(found("EXI").cells) if each.pathway == "finance"]
    assert finance.demand is not None
    assert finance.demand.kind == NeedsAssessment.Kind.ANALYSIS


def test_a_report_was_issued_three_months_ago_and_one_now() -> None:
    first, last = GapReport.objects.filter(prison__code="EXI").order_by("number")
    assert timedelta(days=80) < last.day - first.day < timedelta(days=100)
    assert last.snapshot["sheet"] != first.snapshot["sheet"]


def test_one_decision_is_settled_and_one_waits() -> None:
    assert sorted(bool(asked.settled_at) for asked in AskedDecision.objects.all()) == [False, True]


def test_an_open_call_has_answers_and_priorities_are_open_and_ended() -> None:
    call = Call.objects.get()
    assert call.state == Call.State.OPEN
    assert {each.state for each in call.expressions.all()} == {Expression.State.SENT}
    assert call.expressions.count() == 2
    assert not call.told.exclude(letter_due_at=None).exists()
    states = list(Priority.objects.values_list("state", flat=True))
    assert sorted(states) == sorted([Priority.State.OPEN, Priority.State.OPEN, Priority.State.ENDED])


def test_the_plan_shows_by_what_its_steps_were_done() -> None:
    plan = ActionPlan.objects.get(prison__code="EXI")
    done = plan.steps.exclude(done_on=None)
    assert done.count() >= 4
    assert all(step.evidence.exists() for step in done)


def test_codes_of_the_texts_are_those_of_the_lists() -> None:
    needs = [row for given in texts()["sources"] for row in given.get("needs", [])]
    assert {row["pathway"] for row in needs} <= set(Pathway.objects.values_list("pk", flat=True))
    named = {row["group"] for row in needs if "group" in row}
    assert named <= set(Group.objects.values_list("pk", flat=True))


def test_dartmoor_closed_with_a_managed_exit_of_which_one_step_is_open() -> None:
    dartmoor = Prison.objects.get(code="DAI")
    [found] = ManagedExit.objects.filter(prison=dartmoor)
    assert dartmoor.status == Prison.Status.CLOSED_TEMPORARILY
    assert found.closed_at and timezone.localdate(found.closed_at) >= found.closes_on
    assert len(found.impact["services"]) > 10
    assert found.impact["population"] == 598
    assert found.impact["places"]["places"]["exact"] != "0"
    assert [step.code for step in found.steps.filter(done_on=None)] == ["review"]


def test_the_papers_of_the_reports_wait_to_be_made() -> None:
    assert set(GapReport.objects.values_list("paper", flat=True)) == {GapReport.Paper.WAITING}
    assert sweep_papers(by=SYSTEM) >= GapReport.objects.filter(day__lt=timezone.localdate()).count() > 0
