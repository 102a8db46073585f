"""Papers of an issue as they lie on the table: tagged, black on white, nothing near an edge, and no item torn apart."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pdfua
import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader

from bulletins.papers import newsletter, notice_board
from bulletins.papers.links import on_paper, typed
from bulletins.wording import html_of
from coordination.policies import Refused
from coordination.private_files import private_storage
from coordination.publishing import Printed
from tests.bulletins.papers_made import SENTENCE, board
from tests.bulletins.papers_made import newsletter as wings
from tests.directory.printing import everything_in, fonts_of, pages_of, sizes_of, words_of

FIFTEEN_MM = 15 / 25.4 * 72
HOSTILE = '<img src="file:///etc/passwd"><style>@import url(http://127.0.0.1:9/x.css)</style>'


def coloured(kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), (200, 60, 20)).save(buffer, format=kind)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def picture() -> str:
    return private_storage().save("bulletins/paper test.png", ContentFile(coloured()))


def with_picture(name: str) -> dict[str, Any]:
    plain = board(*[SENTENCE * 9] * 8)
    shown = {"file": name, "words": "A room with a piano", "credit": "A. Volunteer"}
    for item in plain["sections"][0]["items"][::3]:
        item["picture"] = shown
    return plain | {"pictures": [1]}


@pytest.fixture(scope="module")
def papers(picture: str) -> dict[str, Printed]:
    return {
        "board": notice_board.print_notice_board(with_picture(picture)),
        "wings": newsletter.print_newsletter(wings(*[SENTENCE * 5] * 14)),
        "long names": notice_board.print_notice_board(
            board(SENTENCE, place="A very long name of prisons " * 4)
        ),
        "long wings": newsletter.print_newsletter(
            wings(SENTENCE, prison="HMP/YOI Long" * 5, prison_welsh="W" * 60)
        ),
    }


def test_a_checker_of_tagged_files_finds_nothing(papers: dict[str, Printed], tmp_path: Path) -> None:
    for name, printed in papers.items():
        path = tmp_path / "paper.pdf"
        path.write_bytes(printed.pdf)
        assert [finding.message for finding in pdfua.validate(path).findings] == [], name
        assert (printed.refused, printed.complaints) == ((), ()), name


def test_each_has_a_title_a_language_and_our_type(papers: dict[str, Printed]) -> None:
    titles = {}
    for name, printed in papers.items():
        reader = PdfReader(io.BytesIO(printed.pdf))
        titles[name] = str(reader.metadata.title if reader.metadata else "")
        assert reader.root_object["/Lang"] == "en-GB"
        fonts = fonts_of(printed.pdf)
        assert fonts and all(fonts.values()) and all("Atkinson" in font for font in fonts), fonts
    assert all(titles.values())
    assert {name: titles[name] for name in ("board", "wings")} == {
        "board": "News of November, HMP/YOI Exeter, issue 7, 1 to 30 November 2026",
        "wings": "News from HMP/YOI Exeter, 1 to 30 November 2026",
    }


def test_each_is_black_on_white_also_where_a_picture_has_colours(papers: dict[str, Printed]) -> None:
    for name, printed in papers.items():
        command = ["pdftoppm", "-r", "30", "-png", "-f", "1", "-l", "1", "-"]
        done = subprocess.run(command, input=printed.pdf, stdout=subprocess.PIPE, check=True)
        red, green, blue = Image.open(io.BytesIO(done.stdout)).convert("RGB").split()
        assert red.tobytes() == green.tobytes() == blue.tobytes(), name
    reader = PdfReader(io.BytesIO(papers["board"].pdf))
    shown = [image for page in reader.pages for image in page.images]
    assert {each.image.mode for each in shown if each.image} == {"L"}


def test_each_is_a4_and_leaves_fifteen_millimetres(papers: dict[str, Printed]) -> None:
    for name, printed in papers.items():
        command = ["pdftotext", "-bbox", "-", "-"]
        done = subprocess.run(command, input=printed.pdf, stdout=subprocess.PIPE, check=True).stdout.decode()
        sizes = set(re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', done))
        assert {(round(float(w), 1), round(float(h), 1)) for w, h in sizes} == {(595.3, 841.9)}, name
        boxes = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', done)
        left, top, right, bottom = (list(map(float, edge)) for edge in zip(*boxes, strict=True))
        assert min(left) >= FIFTEEN_MM and min(top) >= FIFTEEN_MM, name
        assert max(right) <= 595.3 - FIFTEEN_MM and max(bottom) <= 841.9 - FIFTEEN_MM, name


def test_every_page_of_the_notice_board_says_what_it_belongs_to(papers: dict[str, Printed]) -> None:
    pages = pages_of(papers["board"].pdf)
    assert len(pages) == papers["board"].pages > 2
    for number, page in enumerate(pages, 1):
        assert "Bulletin of HMP/YOI Exeter, issue 7, 1 to 30 November 2026. Printed 2 December 2026." in page
        assert f"Page {number} of {len(pages)}" in page


def test_every_page_of_the_newsletter_says_issue_day_and_when_to_ask_for_a_new_one(
    papers: dict[str, Printed],
) -> None:
    pages = pages_of(papers["wings"].pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "Issue 7. Printed 2 December 2026." in page
        assert "Ask for a new one after 2 March 2027." in page
        assert f"Page {number}" in page


def test_nothing_in_the_newsletter_is_smaller_than_fourteen_points(papers: dict[str, Printed]) -> None:
    assert min(sizes_of(papers["wings"].pdf)) >= 14


def test_an_item_never_splits_over_pages_when_it_fits_one() -> None:
    texts = [f"Alpha{number}. {SENTENCE * (number % 7 + 3)} Omega{number}." for number in range(1, 15)]
    boards, wing = board(*texts), wings(*texts)
    for printed in (notice_board.print_notice_board(boards), newsletter.print_newsletter(wing)):
        pages = pages_of(printed.pdf)
        assert len(pages) > 2
        for number in range(1, 15):
            (begins,) = [at for at, page in enumerate(pages) if f"Heading {number} " in page]
            (first,) = [at for at, page in enumerate(pages) if f"Alpha{number}." in page]
            (last,) = [at for at, page in enumerate(pages) if f"Omega{number}." in page]
            assert begins == first == last


def test_one_that_is_longer_than_a_page_is_printed_whole() -> None:
    printed = notice_board.print_notice_board(board(f"Alpha. {SENTENCE * 120} Omega."))
    said = " ".join(pages_of(printed.pdf))
    assert "Alpha." in said and "Omega." in said and printed.pages > 1


def test_a_heading_of_a_section_stands_with_its_first_item() -> None:
    sections = [
        {"label": f"Section{n}", "items": board(SENTENCE * 14)["sections"][0]["items"]} for n in range(9)
    ]
    pages = pages_of(notice_board.print_notice_board(board(sections=sections)).pdf)
    assert len(pages) > 1
    assert not any(re.search(r"Section\d Bulletin of", page) for page in pages)


@pytest.mark.parametrize(
    ("typed_in", "printed"),
    [
        ("See [the plan](https://www.example.org/plan?a=1&b=2).", "See the plan (www.example.org/plan?a=1&b=2)."),
        ("Write to [Anna](mailto:anna@example.org).", "Write to Anna (anna@example.org)."),
        ("[https://example.org/](https://example.org/)", "https://example.org/"),
        ("[*anna@example.org*](mailto:anna@example.org)", "anna@example.org"),
        ("[two](https://a.example/b) [links](https://c.example/)", "two (a.example/b) links (c.example)"),
    ],
)  # fmt: skip
def test_a_link_is_printed_as_the_address_that_one_types(typed_in: str, printed: str) -> None:
    pdf = notice_board.print_notice_board(board(typed_in)).pdf
    assert f"Heading 1 {printed}" in pages_of(pdf)[0]
    assert not [page for page in PdfReader(io.BytesIO(pdf)).pages if "/Annots" in page]


def test_a_page_of_ours_is_named_by_its_address() -> None:
    plain = board("Text")
    plain["sections"][0]["items"][0]["url"] = "https://portal.example/prisons/EXI/services/"
    said = pages_of(notice_board.print_notice_board(plain).pdf)[0]
    assert "More, once you have signed in: portal.example/prisons/EXI/services/" in said
    assert "portal.example/bulletins/join/" in said


def test_no_link_is_left_whatever_was_frozen() -> None:
    assert on_paper('<a href="javascript:x">y</a><script>z</script><a>w</a>') == (
        'y (<span class="address">javascript:x</span>)w'
    )
    assert typed("https://example.org") == "example.org"
    assert "<a" not in on_paper(html_of("[a](https://example.org/?q=<b>)"))


def test_a_picture_is_shown_with_its_words_and_whose_it_is(papers: dict[str, Printed]) -> None:
    assert "A room with a piano" in everything_in(papers["board"].pdf)
    assert words_of(papers["board"].pdf).count("Picture: A. Volunteer") == 3
    assert [each for each in papers["board"].asked if each.startswith("given:")]


def test_a_picture_that_is_lost_stops_the_paper_with_its_name() -> None:
    with pytest.raises(Refused, match="“A room with a piano” is not where it was kept"):
        notice_board.print_notice_board(with_picture("bulletins/lost.png"))


def test_the_same_snapshot_gives_the_same_bytes(papers: dict[str, Printed], picture: str) -> None:
    assert notice_board.print_notice_board(with_picture(picture)).pdf == papers["board"].pdf
    assert newsletter.print_newsletter(wings(*[SENTENCE * 5] * 14)).pdf == papers["wings"].pdf


def test_what_somebody_typed_is_printed_as_words_and_fetches_nothing() -> None:
    plain = board(HOSTILE, title=HOSTILE[:120], greeting=HOSTILE)
    plain["sections"][0]["items"][0]["heading"] = HOSTILE
    wing = wings(HOSTILE, prison=HOSTILE[:60])
    wing["items"][0]["heading"] = HOSTILE
    for printed in (notice_board.print_notice_board(plain), newsletter.print_newsletter(wing)):
        assert printed.refused == ()
        allowed = r"static:(fonts/print|print|symbols)/[\w-]+\.(ttf|css|svg)"
        assert all(re.fullmatch(allowed, each) for each in printed.asked)
        assert "<img" in words_of(printed.pdf)
