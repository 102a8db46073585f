"""The paper for the meeting: four pages at most, tagged, from the frozen words alone, and made once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from coordination.access import SYSTEM
from coordination.policies import Overtaken, Refused
from directory.actions import upkeep
from planning.actions import report_papers
from planning.actions.report_papers import claim_paper, finish_paper, render_report, sweep_papers
from planning.actions.reports import make_paper_again
from planning.models import GapReport
from planning.reports.paper import LENGTHS, MOST_PAGES, html_of, print_report
from tests.cast import Cast
from tests.planning.reporting import asked, assessed, issued

pytestmark = pytest.mark.django_db
LONG = "This is one of very many sentences that somebody wrote down, and it is as long as sentences are. " * 2


def report_of(cast: Cast) -> GapReport:
    assessed(cast, accommodation=80, finance=40)
    upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=12)
    asked(cast)
    return GapReport.objects.get(pk=issued(cast).pk)


def crowded(snapshot: dict[str, Any], many: int) -> dict[str, Any]:
    """The same prison with far too much of everything."""
    priority = {
        "title": LONG[:150], "target": LONG, "owner": "Gwen Governor", "due_on": "2026-12-01", "state": "open",
        "state_words": "Being worked on", "late": False, "outcome": "", "call": "", "call_closes_on": None,
        "about": [], "met_by": "",
    }  # fmt: skip
    return snapshot | {
        "priorities": [priority | {"key": key} for key in range(many)],
        "needs": [
            {"key": key, "statement": LONG, "about": [], "people": None, "times": 2, "last_on": "2026-11-01",
             "source": "Told by staff"}
            for key in range(many)
        ],
        "changes": {
            "since": {"number": 1, "day": "2026-10-01"}, "notes": [],
            **{kind: [{"key": str(key), "sentence": LONG} for key in range(many)] for kind in
               ("worse", "new", "better", "gone")},
        },
    }  # fmt: skip


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_paper_says_what_the_meeting_needs(cast: Cast) -> None:
    report = report_of(cast)
    printed = print_report(report.snapshot, report.content_hash)
    assert printed.pages <= MOST_PAGES
    assert (printed.refused, printed.complaints) == ((), ())
    text = text_of(printed.pdf)
    for words in (
        "What people need and do not get at HMP/YOI Exeter",
        "10 people a month need help with Finance",
        "May the housing team use the library on Friday?",
        "Priorities and their state",
        "This is the first report",
        "8 a month short",
        "Unmet", "Partly met", "Not known",
        "On the screen only",
        report.content_hash[:12],
    ):  # fmt: skip
        assert words in text, words


def test_the_paper_is_tagged_and_has_a_title_a_language_and_words_for_its_charts(cast: Cast) -> None:
    report = report_of(cast)
    reader = PdfReader(io.BytesIO(print_report(report.snapshot, report.content_hash).pdf))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "What people need and do not get at HMP/YOI Exeter, report 1"
    alternatives = [
        str(each["/Alt"]) for each in tagged(catalog["/StructTreeRoot"]) if each.get("/S") == "/Figure"
    ]
    assert "Accommodation: need 20, places 12" in alternatives
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def tagged(node: Any) -> Iterator[Any]:
    """The elements of the tree of tags below `node`."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from tagged(each)
    elif isinstance(node, dict):
        yield node
        yield from tagged(node.get("/K", []))


def test_the_same_report_gives_the_same_paper(cast: Cast) -> None:
    report = report_of(cast)
    assert print_report(report.snapshot, "a").pdf == print_report(report.snapshot, "a").pdf


def test_no_state_is_told_by_a_pattern_without_its_word(cast: Cast) -> None:
    html = html_of(report_of(cast).snapshot, "")
    for pattern, word in (("filled", "Unmet"), ("striped", "Partly met"), ("dotted", "Not known")):
        assert f'<td class="{pattern}"><b>{word}</b>' in html
    assert "color:" not in html


def test_what_is_too_long_is_cut_by_rule_and_the_paper_says_so(cast: Cast) -> None:
    report = report_of(cast)
    printed = print_report(crowded(report.snapshot, 40), report.content_hash)
    assert printed.pages <= MOST_PAGES
    text = text_of(printed.pdf)
    assert "more priorities" in text
    assert "more changes" in text
    # Decisions are what the meeting is for.
    assert "May the housing team use the library on Friday?" in text


def test_each_length_is_shorter_than_the_one_before() -> None:
    for longer, shorter in pairwise(LENGTHS):
        assert longer != shorter
        for name in ("decisions", "priorities", "changes", "needs", "columns"):
            assert getattr(shorter, name) <= getattr(longer, name)


def test_what_even_the_shortest_cannot_hold_is_refused_with_a_sentence(cast: Cast) -> None:
    report = report_of(cast)
    snapshot = report.snapshot | {
        "sheet": report.snapshot["sheet"] | {"urgent": [{"sentence": LONG * 12}] * 5}
    }
    with pytest.raises(Refused, match="does not fit four pages"):
        print_report(crowded(snapshot, 40), report.content_hash)


def test_a_paper_is_made_once_whoever_asks(cast: Cast, client: Any) -> None:
    report = report_of(cast)
    client.force_login(cast.governor)
    address = f"{report.get_absolute_url()}paper.pdf"
    assert client.get(address).status_code == 409
    assert render_report(by=SYSTEM, pk=report.pk)
    assert not render_report(by=SYSTEM, pk=report.pk)
    report.refresh_from_db()
    assert (report.paper, report.attempts, report.pages is not None) == ("ready", 1, True)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    with pytest.raises(Overtaken, match="there already"):
        make_paper_again(by=cast.coordinator, report=report)


def test_a_claim_that_was_taken_over_keeps_no_file(cast: Cast) -> None:
    report = report_of(cast)
    slow = claim_paper(by=SYSTEM, pk=report.pk)
    assert slow is not None
    assert claim_paper(by=SYSTEM, pk=report.pk) is None
    GapReport.objects.update(touched_at=timezone.now() - timedelta(minutes=5))
    assert sweep_papers(by=SYSTEM) == 1
    quick = claim_paper(by=SYSTEM, pk=report.pk)
    assert quick is not None
    printed = print_report(report.snapshot, report.content_hash)
    assert finish_paper(by=SYSTEM, report=quick, printed=printed)
    assert not finish_paper(by=SYSTEM, report=slow, printed=printed)
    report.refresh_from_db()
    assert report.paper == "ready"


def test_a_paper_that_kills_its_workers_is_given_up_with_a_sentence(cast: Cast) -> None:
    report = report_of(cast)
    for _ in range(report_papers.MOST_ATTEMPTS):
        assert claim_paper(by=SYSTEM, pk=report.pk)
        GapReport.objects.update(touched_at=timezone.now() - timedelta(minutes=5))
        sweep_papers(by=SYSTEM)
    report.refresh_from_db()
    assert report.paper == "failed"
    assert "died 3 times" in report.problem


def test_one_that_failed_says_so_and_is_made_again_by_the_coordinator(
    cast: Cast, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of(cast)

    def breaks(*_: Any) -> None:
        raise Refused("It does not fit.")

    monkeypatch.setattr(report_papers, "print_report", breaks)
    assert not render_report(by=SYSTEM, pk=report.pk)
    monkeypatch.undo()
    client.force_login(cast.coordinator)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "The paper could not be made. It does not fit." in page
    client.post(f"{report.get_absolute_url()}paper/")
    assert render_report(by=SYSTEM, pk=report.pk)
    assert "Paper for the meeting (PDF" in client.get(report.get_absolute_url()).content.decode()
