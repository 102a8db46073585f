"""Whatever leaves is the same whether a group is of two people or of four: page, paper, file and drill-down."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from coordination.models import User
from directory.actions.needs import raise_need
from planning.actions.assessments import change_assessment
from planning.models import GapReport, NeedsAssessment
from planning.reports.paper import print_report
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of
from tests.planning import sources_made as making
from tests.planning.exits_made import begun
from tests.planning.reporting import issued

pytestmark = pytest.mark.django_db
FEW = (2, 4)
CELLS = (
    {"pathway": "accommodation", "group": "veterans"}, {"pathway": "accommodation", "group": "older"},
    {"pathway": "accommodation", "group": "young_adults"}, {"pathway": "accommodation"},
    {"pathway": "finance", "group": "veterans"}, {"pathway": "family", "group": "veterans"}, {"pathway": "health"},
)  # fmt: skip


def rows_of(few: int) -> Any:
    """A group of few people, one of five beside it, one of 40; a need of few people in all; an area to which few go."""
    return making.said(
        groups=[
            making.group("veterans", people=few), making.group("young_adults", people=5),
            making.group("older", people=40),
        ],
        needs=[
            making.need(needing=224), making.need(group="veterans", needing=few),
            making.need(group="older", needing=36), making.need(group="young_adults", a_month=Decimal(5)),
            making.need("finance", group="veterans", needing=few), making.need("health", needing=few),
            making.need("family", group="veterans", share=Decimal(few) / 2),
        ],
        releases=[
            making.area(making.DEVON, 60), making.area(making.EXETER, Decimal(few) / 2),
            making.area(making.WILTSHIRE, 12 - Decimal(few) / 2),
        ],
    )  # fmt: skip


def prison_of(cast: Cast, few: int) -> NeedsAssessment:
    """A report is issued with one person in the group, and another one with `few`."""
    source = making.source(cast, rows=rows_of(1))
    for pathways in (["accommodation"], ["health"]):
        approved_listing_at(
            cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=f"Veterans and {pathways[0]}",
            groups=["veterans"], pathways=pathways,
        )  # fmt: skip
    approved_listing_at(
        cast.guys_marsh, cast.lantern, cast.other_manager, cast.other_coordinator, name="A nurse",
        pathways=["health"],
    )  # fmt: skip
    issued(cast)
    change_assessment(
        by=cast.coordinator,
        assessment=source,
        values=making.values(dated_on=source.dated_on),
        said=rows_of(few),
    )
    issued(cast)
    return source


def pages_of(cast: Cast, source: NeedsAssessment) -> dict[str, tuple[User, str]]:
    """{what: (reader, address)}."""
    here, report = ["EXI"], ["EXI", 2]
    governor = {
        "gaps": reverse("gaps", args=here), "by stage": reverse("gaps", args=here, query={"by": "stage"}),
        "release areas": reverse("release_areas", args=here), "sources": reverse("needs_assessments", args=here),
        "source": source.get_absolute_url(), "equality": reverse("equality", args=here),
        "group": reverse("equality_group", args=["EXI", "veterans"]),
        "report": reverse("gap_report", args=report), "report before": reverse("gap_report", args=["EXI", 1]),
        "audit": reverse("audit", args=here), "audit file": reverse("audit_csv", args=here),
        "inspection": reverse("inspection_evidence", args=here), "plan": reverse("action_plan", args=here),
    }  # fmt: skip
    for kind in ("csv", "xlsx"):
        governor[f"equality {kind}"] = reverse("equality_table", args=["EXI", kind])
        governor[f"report {kind}"] = reverse("gap_report_table", args=[*report, kind])
    for at, cell in enumerate(CELLS):
        governor[f"cell {at}"] = reverse("gap", args=here, query=cell)
        governor[f"report cell {at}"] = reverse("gap_report_cell", args=report, query=cell)
        governor[f"adopt {at}"] = reverse("adopt_priority", args=here, query={"origin": "gap", **cell})
        governor[f"solved {at}"] = reverse("solved_elsewhere", args=here, query=cell)
    of_coordinator = (
        "gaps",
        "cell 0",
        "cell 4",
        "release areas",
        "equality",
        "report",
        "report csv",
        "equality csv",
    )
    compared = {"compared": reverse("compare_gaps")} | {
        f"compared {kind}": reverse("compare_gaps_table", args=[kind]) for kind in ("csv", "xlsx")
    }
    return (
        {name: (cast.governor, address) for name, address in governor.items()}
        | {f"{name}, coordinator": (cast.coordinator, governor[name]) for name in of_coordinator}
        | {"next report": (cast.coordinator, reverse("issue_report", args=here))}
        | {name: (cast.lead, address) for name, address in compared.items()}
        | {"exit nearby": (cast.national, begun(cast, elsewhere=True).get_absolute_url())}
    )


def read(user: User, address: str) -> str:
    response = client_of(user).get(address)
    assert response.status_code == 200, (address, response.status_code)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if ".xlsx" in address:
        book = load_workbook(io.BytesIO(content))
        return "\n".join(str(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    return str(content.decode("utf-8-sig"))


def outputs(cast: Cast, few: int) -> dict[str, str]:
    """Everything that is told, without what differs each time."""
    with transaction.atomic():
        source = prison_of(cast, few)
        found = {name: read(*each) for name, each in pages_of(cast, source).items()}
        report = GapReport.objects.get(prison=cast.exeter, number=2)
        printed = print_report(report.snapshot, report.content_hash)
        found["paper"] = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages)
        codes = [each.content_hash[:12] for each in GapReport.objects.all()]
        transaction.set_rollback(True)
    return {name: neutral(text, codes) for name, text in found.items()}


def neutral(text: str, codes: list[str]) -> str:
    for code in codes:
        text = text.replace(code, "CODE")
    text = re.sub(r'value="\w{64}"|nonce="[^"]+"', "", text)
    # Keys of rows: a database does not give them out again.
    text = re.sub(r'(href|action|id|for)="[^"]*"|value="\d+"', "", text)
    return re.sub(r"\b\d\d:\d\d(:\d\d)?\b", "", text)


@pytest.fixture
def by_few(cast: Cast) -> dict[int, dict[str, str]]:
    return {few: outputs(cast, few) for few in FEW}


def test_nothing_that_leaves_tells_two_people_from_four(by_few: dict[int, dict[str, str]]) -> None:
    first, *others = by_few.values()
    for other in others:
        assert first.keys() == other.keys()
        for name, text in first.items():
            lines = zip(text.splitlines(), other[name].splitlines(), strict=False)
            assert text == other[name], (name, [pair for pair in lines if pair[0] != pair[1]][:3])
    # What is not small stands there all the same, so that the comparison can fail.
    table = csv.reader(io.StringIO(first["equality csv"]))
    rows = {row[1]: row for row in table if len(row) == 7}
    assert [rows[name][2] for name in ("Young adults (18 to 25)", "Older people", "Veterans")] == [
        "5",
        "40",
        "Not shown",
    ]
    assert rows["Older people"][5] == "Accommodation: 9 a month"
    assert "5 people a month need it" in first["cell 2"]
    assert "9 people a month" in first["cell 1"]
    for name in (
        "report csv",
        "report xlsx",
        "cell 0",
        "report cell 0",
        "source",
        "sources",
        "release areas",
        "audit",
    ):
        assert "ot shown" in first[name], name
    for name in ("gaps", "by stage", "report", "paper", "compared"):
        assert "number not shown" in " ".join(first[name].split()), name


def test_whoever_keeps_the_sources_reads_what_was_typed_and_nobody_else_does(cast: Cast) -> None:
    source = making.source(cast, rows=rows_of(3))
    for address in (source.get_absolute_url(), reverse("needs_assessments", args=["EXI"])):
        typed, for_others = (read(user, address) for user in (cast.coordinator, cast.governor))
        assert "3 people at any one time" in typed
        assert "3 people" not in for_others
        assert "Not shown" not in typed
        assert "Numbers of people below five are not shown" in for_others


def test_a_frozen_report_holds_the_exact_rows_from_which_it_can_be_counted_again(cast: Cast) -> None:
    making.source(cast, rows=rows_of(3))
    snapshot = issued(cast).snapshot
    exact = [each for each in snapshot["inputs"]["demands"] if each["group"] == "veterans"]
    assert [each["needing"] for each in exact if each["pathway"] == "accommodation"] == [3]
    cell = next(
        each
        for each in snapshot["sheet"]["cells"]
        if (each["pathway"], each["group"]) == ("accommodation", "veterans") and not each["stage"]
    )
    assert (cell["hidden"], cell["needed"], cell["at_least"], cell["at_most"]) == (True, None, None, None)


def test_few_people_of_a_single_need_are_told_to_whoever_keeps_needs_alone(cast: Cast) -> None:
    need = raise_need(
        by=cast.coordinator, prison=cast.exeter, statement="A quiet room", source="forum", people_count=3
    )
    for address in (need.get_absolute_url(), reverse("needs", args=["EXI"])):
        assert "Fewer than 5" in read(cast.governor, address)
        assert "Fewer than 5" not in read(cast.coordinator, address)
