"""Each paper of forums as it lies on the table: tagged, in one language, black on white, nothing near an edge."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pdfua
import pytest
from django.conf import settings
from PIL import Image
from pypdf import PdfReader

from coordination.publishing import Printed
from forums.papers import minutes, posters, programme, slips, wings
from tests.directory.printing import fonts_of, words_of
from tests.forums.papers_made import PLACE, SENTENCE, page, poster, said

FIFTEEN_MM = 15 / 25.4 * 72
HOSTILE = '<img src="file:///etc/passwd"><style>@import url(http://127.0.0.1:9/x.css)</style>'
ACTION = {
    "what": "Ask for a room",
    "owner": "Head of works",
    "owner_is_a_person": False,
    "due_on": "2026-06-01",
}


def content(words: str = SENTENCE) -> dict[str, Any]:
    return {
        "meeting": {
            "name": words[:60], "forum": "Forum", "prison": "HMP/YOI Exeter", "place": words[:40], "chair": words[:40],
            "starts_at": "2026-05-05T09:00:00+00:00", "ends_at": "2026-05-05T11:00:00+00:00", "chair_role": "Head",
            "chair_is_public": False,
        },
        "attendance": [
            {"organisation": "Harbour", "name": words[:30], "role": "", "apologies": False, "name_is_public": False}
        ],
        "wings": [{"wing": "A wing", "people_count": 3}],
        "items": [
            {
                "number": number, "title": f"Item {number}", "raised_by": "B wing", "discussion": words * 8,
                "decision": words, "plain_words": words, "actions": [ACTION] * 3,
            }
            for number in range(1, 5)
        ],
        "other_actions": [ACTION],
    }  # fmt: skip


def every_paper(words: str = SENTENCE) -> dict[str, Printed]:
    stall = programme.AtStall(1, words[:60], (programme.Offered(3, words[:60]),))
    day = programme.Programme(
        PLACE, words[:60], words, "Tuesday 12 May 2026, 10:00 to 15:00", "Gym", (stall,) * 14
    )
    outcome = posters.Said(1, words, words, words[:40], "accommodation")
    slip = slips.Slip(PLACE, 12, words[:60])
    addendum = minutes.Addendum(date(2026, 6, 1), words)
    return {
        "minutes": minutes.print_minutes(
            content(words), minutes.approved(date(2026, 5, 20), "ab" * 32), [addendum]
        ),
        "draft": minutes.print_minutes(content(words), minutes.draft(datetime(2026, 5, 6, 14, 5))),
        "wings": wings.print_page(page(words, words, title=words[:60], named=(words[:20],))),
        "poster": posters.print_posters(poster(outcome, said(2), said(3), pathway=words[:40])),
        "slips": slips.print_slip(slip, 2),
        "small slips": slips.print_slip(slip, 4),
        "programme": programme.print_programme(day),
    }


@pytest.fixture(scope="module")
def papers() -> dict[str, Printed]:
    return every_paper()


def test_a_checker_of_tagged_files_finds_nothing(papers: dict[str, Printed], tmp_path: Path) -> None:
    found = {}
    for name, printed in papers.items():
        path = tmp_path / "paper.pdf"
        path.write_bytes(printed.pdf)
        found[name] = [finding.message for finding in pdfua.validate(path).findings]
    assert found == {name: [] for name in papers}


def test_each_has_a_title_a_language_and_our_type(papers: dict[str, Printed]) -> None:
    for name, printed in papers.items():
        reader = PdfReader(io.BytesIO(printed.pdf))
        assert reader.metadata and reader.metadata.title, name
        assert reader.root_object["/Lang"] == "en-GB"
        fonts = fonts_of(printed.pdf)
        assert fonts and all(fonts.values()), name
        assert all("Atkinson" in font for font in fonts), fonts
        assert (printed.refused, printed.complaints) == ((), ()), name


def test_each_is_black_on_white_on_every_page(papers: dict[str, Printed]) -> None:
    for name, printed in papers.items():
        command = ["pdftoppm", "-r", "30", "-png", "-f", "1", "-l", "1", "-"]
        done = subprocess.run(command, input=printed.pdf, stdout=subprocess.PIPE, check=True)
        red, green, blue = Image.open(io.BytesIO(done.stdout)).convert("RGB").split()
        assert red.tobytes() == green.tobytes() == blue.tobytes(), name


def test_each_is_a4_and_leaves_fifteen_millimetres(papers: dict[str, Printed]) -> None:
    for name, printed in papers.items():
        done = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"], input=printed.pdf, stdout=subprocess.PIPE, check=True
        ).stdout.decode()
        sizes = set(re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', done))
        assert {(round(float(w), 1), round(float(h), 1)) for w, h in sizes} == {(595.3, 841.9)}, name
        boxes = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', done)
        left, top, right, bottom = (list(map(float, edge)) for edge in zip(*boxes, strict=True))
        # A slip's sheet begins with type at its upper edge, whose box is a little taller than its letters.
        assert min(left) >= FIFTEEN_MM - 0.1, name
        assert max(right) <= 595.3 - FIFTEEN_MM, name
        assert min(top) >= FIFTEEN_MM - 1, name
        assert max(bottom) <= 841.9 - FIFTEEN_MM, name


def test_the_same_words_give_the_same_bytes(papers: dict[str, Printed]) -> None:
    assert wings.print_page(page(SENTENCE)).pdf == wings.print_page(page(SENTENCE)).pdf
    stamp = minutes.approved(date(2026, 5, 20), "ab" * 32)
    again = minutes.print_minutes(content(), stamp, [minutes.Addendum(date(2026, 6, 1), SENTENCE)])
    assert again.pdf == papers["minutes"].pdf


def test_what_somebody_typed_is_printed_as_words_and_fetches_nothing() -> None:
    for name, printed in every_paper(HOSTILE).items():
        assert printed.refused == (), name
        assert all(
            re.fullmatch(r"static:(fonts/print|print|symbols)/[\w-]+\.(ttf|css|svg)", each)
            for each in printed.asked
        ), name
        assert "<img" in words_of(printed.pdf), name


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("wings", "from forums.models import Attendance"),
        ("posters", "from coordination.models.user import User"),
        ("programme", "from directory.models.contact import Contact"),
        ("public", "from forums.papers.staff_names import hidden_names as named"),
    ],
)
def test_a_planted_import_of_people_or_contacts_breaks_the_contract(
    module: str, planted: str, tmp_path: Path
) -> None:
    for name in settings.OUR_APPS:
        shutil.copytree(
            Path(settings.BASE_DIR) / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(Path(settings.BASE_DIR) / "pyproject.toml", tmp_path)
    file = tmp_path / "forums" / "papers" / f"{module}.py"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{planted}\n", encoding="utf-8")
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--config", "pyproject.toml", "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "What forums print for the wings never names a contact or an account BROKEN" in done.stdout
