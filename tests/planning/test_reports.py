"""Reports: what is frozen in them stays, and small numbers that a person can follow by hand."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from coordination.access import NotPermitted
from coordination.models import AuditEntry, Pathway, Prison, User
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
from planning.reports.older import read
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


def everything_of(report: GapReport, client: Any) -> dict[str, Any]:
    """The frozen part of the page, one cell, both files and the words of the paper."""
    address = report.get_absolute_url()
    page = client.get(address).content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{address}tables.xlsx").getvalue()))
    return {
        "page": page.partition("<main")[2].partition('<section id="then-and-today"')[0],
        "cell": client.get(f"{address}one/?pathway=accommodation").content.decode().partition("<main")[2],
        "csv": client.get(f"{address}tables.csv").content,
        "xlsx": [(tab.title, list(tab.values)) for tab in book],
        "paper": html_of(read(report.snapshot), report.content_hash),
    }  # fmt: skip


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="rows of the history are deleted past its triggers"
)
def test_a_report_of_march_reads_the_same_in_june(cast: Cast, client: Any) -> None:
    """After its services were changed, withdrawn and deleted, names were changed, and other needs were said."""
    with on(MARCH):
        gone = approved_listing_at(
            cast.exeter,
            cast.harbour,
            cast.manager,
            cast.coordinator,
            name="Debt advice",
            pathways=["finance"],
        )
    report = in_march(cast)
    client.force_login(cast.governor)
    before = everything_of(report, client)
    assert "Debt advice" in before["page"]
    assert b"Debt advice" in before["csv"]
    with on(JUNE):
        upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=100)
        withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It ended.")
        assessed(cast, dated_on=date(2026, 5, 1), accommodation=4, finance=4, health=40)
    delete_for_good(gone)
    Pathway.objects.filter(pk="accommodation").update(label="Somewhere to live")
    Prison.objects.filter(pk=cast.exeter.pk).update(name="HMP Elsewhere")
    User.objects.filter(pk=report.issued_by_id).update(name="Somebody Else")
    type(cast.harbour).objects.filter(pk=cast.harbour.pk).update(name="Harbour Homes")
    cast.exeter.wings.update(ended_on=MARCH)
    kept = GapReport.objects.get(pk=report.pk)
    after = everything_of(kept, client)
    for part, words in before.items():
        assert after[part] == words, part
    assert content_hash(kept.snapshot) == report.content_hash
    assert "Accommodation: places for 8 people a month are missing." in after["page"]
    assert "Housing advice" in after["page"]
    with CaptureQueriesContext(connection) as queries:
        shown(kept.snapshot, cell_address(report.get_absolute_url()))
        tables_of(kept.snapshot)
        html_of(kept.snapshot, kept.content_hash)
    # What became of services is not even asked.
    assert len(queries) == 0
    with on(JUNE):
        assert cell(issued(cast).snapshot, "accommodation")["state"] == "unmet"


def delete_for_good(listing: Listing) -> None:
    """As a hand in the database might: no action of the portal deletes a service, and triggers guard its history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # What was written before is checked while it is there.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM directory_listing WHERE id = %s", [listing.pk])
        cursor.execute("DELETE FROM directory_service WHERE id = %s", [listing.service_id])
        cursor.execute("DELETE FROM directory_revision WHERE listing_id = %s", [listing.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert not Listing.objects.filter(pk=listing.pk).exists()


def test_the_numbers_can_be_counted_again_from_the_frozen_inputs(cast: Cast) -> None:
    report = in_march(cast)
    report.refresh_from_db()
    again = sheet(findings(from_plain(report.snapshot["inputs"]), {}), labels())
    assert json.loads(json.dumps(again)) == report.snapshot["sheet"]


STORED: Final = Path(__file__).parent / "data" / "report_of_format_1.json"


def as_it_was_stored(cast: Cast, number: int = 1) -> GapReport:
    """Issued before small numbers were marked, calls were counted, and the issuer's name was frozen."""
    snapshot = json.loads(STORED.read_text(encoding="utf-8"))
    return GapReport.objects.create(
        prison=cast.exeter, number=number, day=MARCH, formula=1, snapshot=snapshot, issued_by=cast.coordinator,
        content_hash=content_hash(snapshot),
    )  # fmt: skip


def test_a_report_of_the_first_format_is_still_read(cast: Cast, client: Any) -> None:
    report = as_it_was_stored(cast)
    kept = json.dumps(report.snapshot)
    assert report.snapshot["format"] == 1
    assert not any(
        "hidden" in row for row in (*report.snapshot["sheet"]["cells"], *report.snapshot["sheet"]["releases"])
    )
    client.force_login(cast.governor)
    address = report.get_absolute_url()
    pages = {
        name: client.get(f"{address}{name}")
        for name in ("", "one/?pathway=accommodation", "tables.csv", "tables.xlsx")
    }
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)
    page = pages[""].content.decode()
    assert "Accommodation: places for 8 people a month are missing." in page
    assert f"Issued by {cast.coordinator.name}" in page
    assert "Accommodation,Everybody,Any stage,Partly met,20" in pages["tables.csv"].content.decode()
    assert "Devon,60,60,Nobody" in pages["tables.csv"].content.decode()
    assert "8 a month short" in html_of(read(report.snapshot), report.content_hash)
    # Reading it changes nothing of it.
    assert json.dumps(report.snapshot) == kept


def test_the_next_report_is_compared_with_one_of_the_first_format(cast: Cast) -> None:
    as_it_was_stored(cast)
    with on(JUNE):
        newer = issued(cast)
    assert (newer.number, newer.snapshot["format"]) == (2, 2)
    assert newer.snapshot["changes"]["since"]["number"] == 1


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
