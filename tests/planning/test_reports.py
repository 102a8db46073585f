"""Reports: what is frozen in them stays, and small numbers that a person can follow by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.models.immutable import ImmutableError
from coordination.policies import Overtaken, Refused
from directory.actions import upkeep, withdraw
from directory.editions.snapshot import content_hash
from directory.models import Listing
from planning.actions.reports import settle_decision
from planning.gaps.findings import findings
from planning.models import GapReport
from planning.reports.frozen_inputs import from_plain, to_plain
from planning.reports.live import found_at, labels
from planning.reports.paper import html_of
from planning.reports.sheet import sheet
from planning.reports.tables import tables_of
from planning.views.report_words import cell_address, shown
from tests.cast import Cast, approved_listing_at
from tests.planning.reporting import JUNE, MARCH, asked, assessed, cell, issued, on

pytestmark = pytest.mark.django_db


def in_march(cast: Cast) -> GapReport:
    """80 need help with housing at any one time and stay four months: 20 a month. One service has 12 places a month."""
    with on(MARCH):
        assessed(cast, accommodation=80, finance=40)
        upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=12)
        asked(cast)
        return issued(cast)


def test_numbers_are_those_that_a_person_finds_by_hand(cast: Cast) -> None:
    report = in_march(cast)
    housing, money = cell(report.snapshot, "accommodation"), cell(report.snapshot, "finance")
    assert report.snapshot["sheet"]["facts"]["stay_days"]["words"] == "122"
    assert (housing["needed"]["exact"], housing["own"]["places"]["exact"]) == ("20", "12")
    assert (housing["state"], housing["at_least"]["exact"], housing["at_most"]["exact"]) == (
        "partly",
        "8",
        "8",
    )
    assert (money["needed"]["exact"], money["state"], money["at_most"]["exact"]) == ("10", "unmet", "10")
    assert cell(report.snapshot, "health")["state"] == "unknown"
    sentences = [each["sentence"] for each in report.snapshot["sheet"]["urgent"]]
    assert sentences[0].startswith("10 people a month need help with Finance")
    assert sentences[1] == "Accommodation: places for 8 people a month are missing."


def test_a_report_of_march_reads_the_same_in_june(cast: Cast, client: Any) -> None:
    """After its services were changed, withdrawn and deleted, and what was said of needs changed."""
    report = in_march(cast)
    client.force_login(cast.governor)
    address = report.get_absolute_url()

    def read() -> list[str]:
        """What the pages say, without the tokens of their forms."""
        pages = (address, f"{address}one/?pathway=accommodation", f"{address}tables.csv")
        return [client.get(url).content.decode().partition("<main")[2] for url in pages[:2]] + [
            client.get(pages[2]).content.decode()
        ]

    before = read()
    snapshot = json.dumps(GapReport.objects.get(pk=report.pk).snapshot, sort_keys=True)
    with on(JUNE):
        gone = approved_listing_at(
            cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Late", pathways=["finance"]
        )
        upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=100)
        withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It ended.")
        assessed(cast, dated_on=date(2026, 5, 1), accommodation=4, finance=4, health=40)
    # No action deletes a listing; a hand in the database might.
    Listing.objects.filter(pk=gone.pk).update(approved_revision=None)
    kept = GapReport.objects.get(pk=report.pk)
    assert json.dumps(kept.snapshot, sort_keys=True) == snapshot
    assert content_hash(kept.snapshot) == kept.content_hash
    assert read() == before
    with CaptureQueriesContext(connection) as queries:
        shown(kept.snapshot, cell_address(address))
        tables_of(kept.snapshot)
        html_of(kept.snapshot, kept.content_hash)
    # What became of services is not even asked: they may be deleted.
    assert len(queries) == 0
    page = before[0]
    assert "Accommodation: places for 8 people a month are missing." in page
    assert "Housing advice" in page
    assert "Late" not in page
    with on(JUNE):
        assert cell(issued(cast).snapshot, "accommodation")["state"] == "unmet"


def test_the_numbers_can_be_counted_again_from_the_frozen_inputs(cast: Cast) -> None:
    report = in_march(cast)
    report.refresh_from_db()
    again = sheet(findings(from_plain(report.snapshot["inputs"]), {}), labels())
    assert json.loads(json.dumps(again)) == report.snapshot["sheet"]


def test_inputs_come_back_as_they_were(cast: Cast) -> None:
    with on(MARCH):
        assessed(cast, accommodation=80)
    inputs = found_at([cast.exeter], MARCH)[cast.exeter.pk].inputs
    assert inputs.offers
    assert from_plain(json.loads(json.dumps(to_plain(inputs)))) == inputs


def test_an_issued_report_is_neither_changed_nor_deleted(cast: Cast) -> None:
    report = in_march(cast)
    with pytest.raises(ImmutableError):
        report.save()
    with pytest.raises(ImmutableError):
        report.delete()
    with pytest.raises(ImmutableError):
        GapReport.objects.filter(pk=report.pk).update(snapshot={})
    with pytest.raises(ImmutableError):
        GapReport.objects.all().delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row triggers of ours")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE planning_gapreport SET snapshot = '{}'",
        "UPDATE planning_gapreport SET number = 7",
        "UPDATE planning_gapreport SET content_hash = ''",
        "UPDATE planning_gapreport SET issued_by_id = NULL, day = day + 1",
        "DELETE FROM planning_gapreport",
    ],
)
def test_the_database_refuses_what_goes_round_the_models(cast: Cast, statement: str) -> None:
    in_march(cast)
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planning_gapreport SET paper = 'failed', problem = 'No paper'")


def test_numbers_count_up_by_prison(cast: Cast) -> None:
    assert [issued(cast).number, issued(cast).number, issued(cast, elsewhere=True).number] == [1, 2, 1]


def test_a_second_press_issues_no_second_report(cast: Cast) -> None:
    issued(cast, seen=0)
    with pytest.raises(Overtaken, match="Report 1 was issued meanwhile"):
        issued(cast, seen=0)
    assert GapReport.objects.count() == 1


def test_a_governor_issues_no_report_and_a_lead_settles_nothing(cast: Cast) -> None:
    from planning.actions.reports import ask_decision, issue_report

    for act in (
        lambda: issue_report(by=cast.governor, prison=cast.exeter),
        lambda: issue_report(by=cast.other_coordinator, prison=cast.exeter),
        lambda: ask_decision(by=cast.governor, prison=cast.exeter, question="May we?"),
        lambda: settle_decision(by=cast.lead, asked=asked(cast), answer="Yes."),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_decision_stands_on_every_report_until_it_is_settled(cast: Cast) -> None:
    question = asked(cast)
    first, second = issued(cast), issued(cast)
    assert [each["question"] for each in second.snapshot["decisions"]["asked"]] == [question.question]
    settle_decision(by=cast.governor, asked=question, answer="Yes, from May.")
    third, fourth = issued(cast), issued(cast)
    assert first.snapshot["decisions"]["settled"] == []
    assert third.snapshot["decisions"]["asked"] == []
    assert [each["answer"] for each in third.snapshot["decisions"]["settled"]] == ["Yes, from May."]
    assert fourth.snapshot["decisions"]["settled"] == []
    with pytest.raises(Overtaken, match="Gwen Governor settled this meanwhile: Yes, from May"):
        settle_decision(by=cast.coordinator, asked=question, answer="No.")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("  ", "Write what is to be decided"), ("May A1234BC go there?", "looks like a prison number")],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(cast: Cast, question: str, sentence: str) -> None:
    from planning.actions.reports import ask_decision

    with pytest.raises(Refused, match=sentence):
        ask_decision(by=cast.coordinator, prison=cast.exeter, question=question)
    asked(cast)
    with pytest.raises(Refused, match="asked already"):
        asked(cast)


def test_the_words_of_a_snapshot_never_enter_the_audit(cast: Cast) -> None:
    in_march(cast)
    entry = AuditEntry.objects.get(verb="issue_report")
    assert (entry.prison_code, entry.changes) == ("EXI", {})


def test_tables_hold_what_the_report_says(cast: Cast) -> None:
    tables = {table.caption: table for table in tables_of(in_march(cast).snapshot)}
    housing = next(
        row
        for row in tables["Need beside places"].rows
        if row[:3] == ["Accommodation", "Everybody", "Any stage"]
    )
    columns = tables["Need beside places"].columns
    told = dict(zip(columns, housing, strict=True))
    assert (told["State"], told["Need a month"], told["Places a month"]) == ("Partly met", 20, 12)
    assert (told["Missing at least"], told["Missing at most"]) == (8, 8)
    health = next(row for row in tables["Need beside places"].rows if row[0] == "Health care")
    assert dict(zip(columns, health, strict=True))["Need a month"] == "Not known"
    assert [row[0] for row in tables["Services"].rows] == ["Housing advice"]
    assert tables["Release areas"].note == "Where people go on release is not known."
    assert all(len(row) == len(table.columns) for table in tables.values() for row in table.rows)
