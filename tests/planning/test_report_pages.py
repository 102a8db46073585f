"""Pages of reports: preview, frozen, beside the live one, decisions, files without formulas, and few queries."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import HtmlElement, document_fromstring
from openpyxl import load_workbook

from directory.actions import upkeep
from planning.models import AskedDecision, GapReport
from tests.cast import Cast, approved_listing_at
from tests.planning.reporting import asked, assessed, issued

pytestmark = pytest.mark.django_db
BASE = "/prisons/EXI/gaps/"


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def coordinator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.coordinator)
    return client


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_preview_is_what_is_frozen(cast: Cast, coordinator: Client) -> None:
    assessed(cast, accommodation=80, finance=40)
    asked(cast)
    preview = page_of(coordinator, f"{BASE}reports/issue/")
    assert "This will be report 1." in preview
    for words in (
        "10 people a month need help with Finance",
        "May the housing team use the library on Friday?",
    ):
        assert words in preview
    answer = coordinator.post(f"{BASE}reports/issue/", {"seen": 0}, follow=True)
    page = answer.content.decode()
    assert "Report 1 is issued. Its paper is being made." in page
    assert parts(page) == parts(preview)


def main_of(page: str) -> HtmlElement:
    return document_fromstring(page).find(".//main")


def parts(page: str) -> list[str]:
    """Every cell and sentence of the report's own part, without its links."""
    within = main_of(page)
    found = within.xpath(".//table[@class='pl-matrix']//td | .//ol/li | .//details")
    return [" ".join(each.text_content().split()) for each in found]


def test_a_second_press_says_who_was_quicker(cast: Cast, coordinator: Client) -> None:
    issued(cast)
    page = coordinator.post(f"{BASE}reports/issue/", {"seen": 0}, follow=True).content.decode()
    assert "Report 1 was issued meanwhile. Nothing was issued now." in page
    assert GapReport.objects.count() == 1


def test_the_frozen_report_and_the_live_gaps_lead_to_each_other(cast: Cast, coordinator: Client) -> None:
    report = issued(cast)
    assert f'href="{BASE}"' in page_of(coordinator, report.get_absolute_url())
    live = page_of(coordinator, BASE)
    assert f'href="{report.get_absolute_url()}"' in live
    assert f'href="{BASE}reports/"' in live


def test_each_pathway_stands_beside_what_it_is_today(cast: Cast, coordinator: Client) -> None:
    assessed(cast, accommodation=80)
    upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=12)
    report = issued(cast)
    upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=30)
    main = main_of(page_of(coordinator, report.get_absolute_url()))
    [row] = main.xpath(".//*[@id='then-and-today']//tr[th='Accommodation']")
    then, today = (" ".join(each.text_content().split()) for each in row.xpath("./td"))
    assert then == "Partly met: Accommodation, in this report Need 20, places 12, missing 8."
    assert today == "Met: Accommodation, today Need 20, places 30, missing 0."
    for link in main.xpath(".//*[@id='then-and-today']//a/@href"):
        assert coordinator.get(link).status_code == 200, link
    # Outside what is frozen.
    assert "places 30" not in " ".join(main.xpath(".//*[@id='frozen']")[0].text_content().split())


def test_what_else_was_found_opens_the_lists_of_the_report_itself(cast: Cast, coordinator: Client) -> None:
    assessed(cast, accommodation=80, finance=80)
    report = issued(cast)
    main = main_of(page_of(coordinator, report.get_absolute_url()))
    anchors = [str(href) for href in main.xpath(".//ul[@class='pl-figures']//a/@href")]
    assert "#list-organisations" in anchors
    assert all(len(main.xpath(f".//details//*[@id='{anchor[1:]}']")) == 1 for anchor in anchors)
    urgent = [str(href) for href in main.xpath(".//ol[contains(@class, 'pl-urgent')]//a/@href")]
    gap = f"{report.get_absolute_url()}one/?pathway=finance"
    assert gap in urgent
    assert coordinator.get(gap).status_code == 200


def test_then_and_today_hides_few_people_on_both_sides(cast: Cast, coordinator: Client) -> None:
    assessed(cast, accommodation=12)
    main = main_of(page_of(coordinator, issued(cast).get_absolute_url()))
    [row] = main.xpath(".//*[@id='then-and-today']//tr[th='Accommodation']")
    assert [each.text_content().count("Need not shown") for each in row.xpath("./td")] == [1, 1]


def test_every_square_of_the_frozen_matrix_opens_what_was_counted(cast: Cast, coordinator: Client) -> None:
    assessed(cast, accommodation=80)
    upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=12)
    report = issued(cast)
    upkeep.set_places(by=cast.manager, listing=cast.approved, a_month=99)
    main = main_of(page_of(coordinator, report.get_absolute_url()))
    links = [str(href) for href in main.xpath(".//table[@class='pl-matrix']//a/@href")]
    assert len(links) > 10
    for link in sorted(set(links)):
        assert coordinator.get(link).status_code == 200, link
    page = page_of(coordinator, f"{report.get_absolute_url()}one/?pathway=accommodation")
    for words in (
        "80 people at any one time (Needs analysis",
        "Housing advice",
        "Harbour Housing",
        "12",
        "Partly met",
    ):
        assert words in page
    assert "99" not in main_of(page).text_content()
    assert coordinator.get(f"{report.get_absolute_url()}one/?pathway=nothing").status_code == 404


def test_a_governor_settles_what_was_asked(cast: Cast, client: Client) -> None:
    question = asked(cast)
    client.force_login(cast.governor)
    assert "Say what was decided" in page_of(client, f"{BASE}reports/")
    address = f"{BASE}decisions/{question.pk}/settle/"
    assert "Write what was decided." in client.post(address, {"answer": " "}).content.decode()
    client.post(address, {"answer": "Yes, from May."})
    question.refresh_from_db()
    assert (question.answer, question.settled_by) == ("Yes, from May.", cast.governor)
    page = client.post(address, {"answer": "No."}).content.decode()
    assert "Gwen Governor settled this meanwhile: Yes, from May." in page
    assert "None is open." in page_of(client, f"{BASE}reports/")


def test_a_question_with_a_prison_number_keeps_the_words_on_the_form(cast: Cast, coordinator: Client) -> None:
    page = coordinator.post(f"{BASE}decisions/ask/", {"question": "May A1234BC move?"}).content.decode()
    assert "looks like a prison number" in page
    assert "May A1234BC move?" in page
    assert not AskedDecision.objects.exists()


def test_a_prison_without_data_looks_unknown_and_not_fine(cast: Cast, coordinator: Client) -> None:
    report = issued(cast)
    page = page_of(coordinator, report.get_absolute_url())
    assert "Nobody has said yet what people here need" in page
    assert not [cell for cell in report.snapshot["sheet"]["cells"] if cell["state"] == "met"]


def evil(cast: Cast) -> GapReport:
    """A service whose name a spreadsheet would count."""
    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="=HYPERLINK(1)", pathways=["finance"]
    )
    return issued(cast)


def test_no_cell_of_the_files_is_a_formula(cast: Cast, coordinator: Client) -> None:
    report = evil(cast)
    text = coordinator.get(f"{report.get_absolute_url()}tables.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell[:1] in "=+@" and cell]
    answer = coordinator.get(f"{report.get_absolute_url()}tables.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert len(book.sheetnames) == 16
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert coordinator.get(f"{report.get_absolute_url()}tables.pdf").status_code == 404


def test_as_many_queries_for_twelve_reports_as_for_two(cast: Cast, coordinator: Client) -> None:
    for _ in range(2):
        issued(cast)
    few = queries_of(coordinator, f"{BASE}reports/")
    for _ in range(10):
        issued(cast)
        AskedDecision.objects.create(prison=cast.exeter, question="May we?", asked_by=cast.coordinator)
    assert queries_of(coordinator, f"{BASE}reports/") == few


def test_as_many_queries_for_many_services_as_for_few(cast: Cast, coordinator: Client) -> None:
    def add(count: int, first: int) -> None:
        for number in range(first, first + count):
            approved_listing_at(
                cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=f"Service {number}"
            )

    assessed(cast, accommodation=80)
    add(2, 1)
    first = issued(cast)
    preview, frozen = (
        queries_of(coordinator, url) for url in (f"{BASE}reports/issue/", first.get_absolute_url())
    )
    add(6, 3)
    second = issued(cast)
    assert queries_of(coordinator, f"{BASE}reports/issue/") == preview
    assert queries_of(coordinator, second.get_absolute_url()) == frozen


def test_as_many_queries_for_many_runs_as_for_one(cast: Cast, client: Client) -> None:
    from planning.models import ReportRun

    client.force_login(cast.national)

    def make() -> None:
        ReportRun.objects.create(day="2026-11-01", began_by=cast.national, state="done")

    make()
    few = queries_of(client, "/gap-reports/")
    for _ in range(8):
        make()
    assert queries_of(client, "/gap-reports/") == few
