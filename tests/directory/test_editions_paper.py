"""Both directories as they lie on the table: read from the finished PDF."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pdfua
import pytest
from PIL import Image
from pypdf import PdfReader

from coordination import publishing
from coordination.publishing import Printed
from directory.editions import papers
from tests.directory.papers_made import entry, many, paper
from tests.directory.printing import everything_in, fonts_of, pages_of, sizes_of, words_of

KINDS = ("people", "staff")
FIFTEEN_MM = 15 / 25.4 * 72


@pytest.fixture(scope="module")
def printed() -> dict[str, Printed]:
    """Fourteen entries in three chapters, one of them also for another pathway, one with a helpline."""
    entries = many(14)
    entries[3] |= {
        "chapters": ["accommodation", "finance"],
        "helpline": "0808 157 0000",
        "helpline_hours": "Always",
    }
    entries[5] |= {"hands_over_to": {"number": 2, "name": "Service 2"}}
    return {kind: papers.print_edition(paper(kind, entries)) for kind in KINDS}


def one(**changes: Any) -> Printed:
    return papers.print_edition(paper("people", [entry(1, **changes)]))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_was_refused_and_nothing_is_complained_about(kind: str, printed: dict[str, Printed]) -> None:
    assert printed[kind].refused == ()
    assert printed[kind].complaints == ()
    assert all(address.startswith("static:") for address in printed[kind].asked)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_what_it_is_and_how_old(kind: str, printed: dict[str, Printed]) -> None:
    pages = pages_of(printed[kind].pdf)
    assert len(pages) == printed[kind].pages > 4
    for number, page in enumerate(pages, 1):
        assert "Edition 7. Printed 4 May 2026." in page
        assert "Ask for a new one after 2 August 2026." in page
        assert f"Page {number}" in page
    for page in pages[1:]:
        assert "HMP/YOI Exeter" in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_a4_and_leaves_fifteen_millimetres(kind: str, printed: dict[str, Printed]) -> None:
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=printed[kind].pdf, stdout=subprocess.PIPE, check=True
    ).stdout.decode()
    sizes = set(re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', done))
    assert {(round(float(w), 1), round(float(h), 1)) for w, h in sizes} == {(595.3, 841.9)}
    boxes = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', done)
    assert boxes
    left, top, right, bottom = (list(map(float, edge)) for edge in zip(*boxes, strict=True))
    assert min(left) >= FIFTEEN_MM
    assert max(right) <= 595.3 - FIFTEEN_MM
    assert min(top) >= FIFTEEN_MM
    assert max(bottom) <= 841.9 - FIFTEEN_MM


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_printed_in_black_and_white(kind: str, printed: dict[str, Printed]) -> None:
    for number in (1, 2, 5):
        command = ["pdftoppm", "-r", "30", "-f", str(number), "-l", str(number), "-"]
        done = subprocess.run(command, input=printed[kind].pdf, stdout=subprocess.PIPE, check=True)
        red, green, blue = Image.open(io.BytesIO(done.stdout)).convert("RGB").split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_never_splits_over_pages(kind: str, printed: dict[str, Printed]) -> None:
    pages = pages_of(printed[kind].pdf)
    for number in range(1, 15):
        first = [place for place, page in enumerate(pages, 1) if f"Alpha{number} " in page]
        last = [place for place, page in enumerate(pages, 1) if f"Omega{number} " in page]
        assert first == last == [papers.entry_pages(printed[kind])[str(number)]]


def test_without_the_rule_the_same_services_would_split() -> None:
    """So that the test above could fail."""
    html = papers.html_of(paper("people", many(14)))
    loose = html.replace("</head>", "<style>.entry { break-inside: auto !important }</style></head>")
    pages = pages_of(publishing.print_pdf(loose).pdf)
    whole = [any(f"Alpha{n} " in page and f"Omega{n} " in page for page in pages) for n in range(1, 15)]
    assert not all(whole)


def test_a_service_longer_than_a_page_is_printed_whole_over_two() -> None:
    words = " ".join(f"word{number}" for number in range(900))
    found = words_of(one(summary=words).pdf)
    assert all(re.search(rf"\bword{number}\b", found) for number in range(900))


@pytest.mark.parametrize("kind", KINDS)
def test_the_contents_and_the_index_name_the_right_pages(kind: str, printed: dict[str, Printed]) -> None:
    anchors = printed[kind].anchors
    pages = pages_of(printed[kind].pdf)
    heading = {"people": "What is in this book", "staff": "Contents"}[kind]
    contents = next(page for page in pages[1:] if heading in page)
    for code, label in (("accommodation", "Accommodation"), ("finance", "Finance, benefit and debt")):
        assert f"{label} {anchors[f'chapter-{code}']}" in contents
        assert label in pages[anchors[f"chapter-{code}"] - 1]
    index = " ".join(pages[anchors["organisations"] - 1 :])
    for number in range(1, 15):
        assert f"number {number}, page {anchors[f'entry-{number}']}" in index


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_stands_in_full_once_and_is_referred_to_elsewhere(
    kind: str, printed: dict[str, Printed]
) -> None:
    whole = " ".join(pages_of(printed[kind].pdf))
    assert whole.count("Alpha4 begins") == 1
    assert f"4 Service 4, page {printed[kind].anchors['entry-4']}" in whole


def test_staff_see_what_comes_next_with_its_page(printed: dict[str, Printed]) -> None:
    page = printed["staff"].anchors["entry-2"]
    assert f"Hands over to: 2 Service 2, page {page}." in " ".join(pages_of(printed["staff"].pdf))


def test_people_in_prison_get_nothing_under_fourteen_points(printed: dict[str, Printed]) -> None:
    sizes = sizes_of(printed["people"].pdf)
    assert min(sizes) >= 14, sizes
    assert min(sizes_of(printed["staff"].pdf)) < 14  # the measure does measure


def test_people_in_prison_read_the_fixed_help_first(printed: dict[str, Printed]) -> None:
    cover, helps = pages_of(printed["people"].pdf)[:2]
    assert "This book is not for urgent help." in cover
    said = ["Tell any officer", "Press the cell bell", "Listener", "Samaritans: 116 123", "0808 157 0000"]
    places = [helps.index(words) for words in said]
    assert places == sorted(places)
    assert f"Service 4 (number 4, page {printed['people'].anchors['entry-4']})" in helps


def test_the_fixed_help_depends_on_no_service() -> None:
    helps = pages_of(one().pdf)[1]
    assert "Samaritans: 116 123" in helps
    assert "Free helplines" not in helps


def test_only_freephone_numbers_are_called_free() -> None:
    free = ("0800 1111", "0800 123 456", "0808 157 0000", "0808-2000-247", "116 123")
    assert all(papers.is_freephone(number) for number in free)
    dear = ("0300 123 4567", "01632 960123", "0845 123 4567", "11612", "0800", "1160808 157 0000")
    assert not any(papers.is_freephone(number) for number in dear)
    words = " ".join(pages_of(one(helpline="0300 123 4567").pdf))
    assert "Other helplines These calls can cost you money." in words
    assert "Free helpline" not in words


def test_the_paper_for_people_names_no_contact_procedure_or_staff_fact(printed: dict[str, Printed]) -> None:
    """The template gets entries with staff facts here and has no place for them."""
    whole = everything_in(printed["people"].pdf)
    for secret in (
        "Hana",
        "hana@example.org",
        "960123",
        "E-mail the form",
        "Last twelve weeks",
        "1 May 2026",
    ):
        assert secret not in whole
        assert secret in everything_in(printed["staff"].pdf)


@pytest.mark.parametrize("kind", KINDS)
def test_all_type_is_ours_and_inside_the_file(kind: str, printed: dict[str, Printed]) -> None:
    fonts = fonts_of(printed[kind].pdf)
    assert fonts
    assert all(fonts.values())
    assert all("Atkinson" in name for name in fonts), fonts


def test_welsh_words_are_printed_in_the_same_type() -> None:
    welsh = one(
        name="Cymorth i deuluoedd Llŷn", organisation="Tŵr a Gŵyr", summary="Rydyn ni’n helpu â dŵr, tŷ, ïod."
    )
    words = words_of(welsh.pdf)
    assert "Cymorth i deuluoedd Llŷn" in words
    assert "Tŵr a Gŵyr" in words
    assert all("Atkinson" in name for name in fonts_of(welsh.pdf))


def test_a_welsh_prison_shows_both_names() -> None:
    prison = {"code": "CFI", "name": "HMP Cardiff", "name_welsh": "Carchar Caerdydd"}
    cover = pages_of(papers.print_edition(paper("staff", [entry(1)], prison=prison)).pdf)[0]
    assert "HMP Cardiff" in cover
    assert "Carchar Caerdydd" in cover


def test_the_file_has_a_title_a_language_and_an_outline(printed: dict[str, Printed]) -> None:
    reader = PdfReader(io.BytesIO(printed["people"].pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Help and services in this prison, HMP/YOI Exeter, edition 7"
    assert reader.root_object["/Lang"] == "en-GB"
    assert any("Accommodation" in str(item) for item in reader.outline)


@pytest.mark.parametrize("kind", KINDS)
def test_a_checker_of_tagged_files_finds_nothing(
    kind: str, printed: dict[str, Printed], tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(printed[kind].pdf)
    assert [finding.message for finding in pdfua.validate(path).findings] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_snapshot_gives_the_same_bytes(kind: str, printed: dict[str, Printed]) -> None:
    entries = many(14)
    entries[3] |= {
        "chapters": ["accommodation", "finance"],
        "helpline": "0808 157 0000",
        "helpline_hours": "Always",
    }
    entries[5] |= {"hands_over_to": {"number": 2, "name": "Service 2"}}
    assert papers.print_edition(paper(kind, entries)).pdf == printed[kind].pdf


def test_a_label_too_long_for_the_head_is_cut_there_and_whole_in_the_chapter() -> None:
    label = "Everything that has to do with work, learning, courses and certificates of any kind"
    chapters = [{"code": "accommodation", "label": label, "symbol": ""}]
    # Enough for a page on which no other chapter stands before it.
    snapshot = paper("people", [entry(number) for number in range(1, 6)], chapters=chapters)
    pages = pages_of(papers.print_edition(snapshot).pdf)
    assert any(label in page for page in pages)
    assert any("Everything that has to do with work, …" in page for page in pages)


def test_a_pathway_without_a_drawing_prints_without_one() -> None:
    chapters = [{"code": "accommodation", "label": "Homes", "symbol": "../../../etc/passwd"}]
    printed = papers.print_edition(paper("people", [entry(1)], chapters=chapters))
    assert printed.refused == ()
    assert not any("passwd" in address for address in printed.asked)


def test_an_entry_without_a_pathway_stands_under_other_help() -> None:
    printed = papers.print_edition(paper("people", [entry(1, chapters=[])]))
    assert "chapter-other" in printed.anchors
    assert "Alpha1" in words_of(printed.pdf)


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_where_only_where_a_place_is_named(kind: str) -> None:
    session = {"when": "Every Tuesday, 10:00 to 11:30", "next": "2026-05-05", "place": "Library"}
    named = papers.print_edition(paper(kind, [entry(1, sessions=[session])]))
    hidden = papers.print_edition(paper(kind, [entry(1, sessions=[session | {"place": ""}])]))
    assert "When and where:" in words_of(named.pdf)
    assert "5 May 2026" in words_of(named.pdf)
    assert "When:" in words_of(hidden.pdf)
    assert "and where" not in words_of(hidden.pdf)


def test_closed_waiting_and_later_services_say_so() -> None:
    words = " ".join(
        pages_of(one(room="This is full at the moment.", starts_on="2026-06-01", ends_on="2026-07-01").pdf)
    )
    for sentence in (
        "This is full at the moment.",
        "This starts on 1 June 2026.",
        "This ends on 1 July 2026.",
    ):
        assert sentence in words


HOSTILE = (
    '<img src="file:///etc/passwd"><svg><image href="http://127.0.0.1:9/x"/></svg>'
    "<style>@import url(http://127.0.0.1:9/x.css); * { background: url(data:image/png,x) }</style>"
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_somebody_typed_is_printed_as_words_and_fetches_nothing(kind: str) -> None:
    """Every text of a snapshot, at every depth, is hostile."""

    def hostile(value: Any, key: str = "") -> Any:
        if key in ("kind", "code", "ask_symbol", "symbol", "chapters") or key.endswith(
            ("_on", "_until", "next")
        ):
            return value
        if isinstance(value, dict):
            return {name: hostile(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [hostile(inner, key) for inner in value]
        return HOSTILE if isinstance(value, str) else value

    whole = paper(
        kind, [entry(1, helpline="x", evidence="x", cost="x", wings="x", other_rules="x", room="x")]
    )
    whole["entries"] = [hostile(each) for each in whole["entries"]]
    whole |= {"prison": hostile(whole["prison"]), "ask": HOSTILE, "language": "en-GB"}
    whole["chapters"] = [chapter | {"label": HOSTILE, "symbol": HOSTILE} for chapter in whole["chapters"]]
    printed = papers.print_edition(whole)
    assert printed.refused == ()
    assert all(
        re.fullmatch(r"static:(fonts/print|print|symbols)/[\w-]+\.(ttf|css|svg)", each)
        for each in printed.asked
    )
    assert "file:///etc/passwd" in words_of(printed.pdf)
