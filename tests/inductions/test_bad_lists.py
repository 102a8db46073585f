"""Lists of people that are badly made: a sentence that says what to do, and nothing half-saved."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from inductions.actions import import_people
from inductions.models import (
    Engagement,
    Person,
    Placement,
    TrainingRecord,
    WorkerImport,
    WorkerImportRow,
)
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.inductions.handed_in import DOCX, PDF, PNG, ZIP, archive
from tests.inductions.test_import_people import HEAD, fates, read, sentence

pytestmark = pytest.mark.django_db
HEADINGS = HEAD.strip().split(",")


def workbook(*rows: list[Any]) -> bytes:
    book: Any = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def bomb() -> bytes:
    """A workbook whose only sheet unfolds to 400 MB."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as real,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in real.infolist():
            made.writestr(part.filename, real.read(part))
        with made.open("xl/worksheets/sheet2.xml", "w") as sheet:
            for _ in range(400):
                sheet.write(bytes(1_000_000))
    return found.getvalue()


def saved() -> tuple[int, ...]:
    models: tuple[Any, ...] = (Person, Engagement, Placement, TrainingRecord, WorkerImport, WorkerImportRow)
    return tuple(model.objects.count() for model in models)


def posted(cast: Cast, name: str, content: bytes) -> Any:
    return signed_in(cast.coordinator).post(
        reverse("workers_import", args=["EXI"]), {"file": SimpleUploadedFile(name, content)}
    )


GOOD = f"{HEAD}Nora New,Harbour Housing,Volunteer,,,,\n".encode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", b"", "The file is empty. Choose the list again"),
        ("list.csv", b" \r\n\r\n", "The file is empty. Choose it again"),
        ("list.csv", HEAD.encode(), "The list has headings and no rows."),
        ("list.csv", b"Name\nNora New\n", "The file has one column only."),
        ("list.csv", b"nora@example.org,Harbour Housing,Volunteer\nx,y,z\n", "holds somebody and not headings"),
        ("list.csv", b"Nora,5/3/2026,Volunteer\nx,y,z\n", "holds somebody and not headings"),
        ("list.csv", b'Name,Kind\n"Nora New,Volunteer\n', "The file breaks off inside a cell"),
        ("list.csv", ZIP, "This file is named as text but is a workbook."),
        ("list.xlsx", ZIP, "This is no XLSX file that can be opened."),
        ("list.xlsx", DOCX, "This is no XLSX file that can be opened."),
        ("list.xlsx", b"PK\x03\x04" + bytes(40), "This is no XLSX file that can be opened."),
        ("list.xlsx", GOOD, "This is no XLSX file that can be opened."),
        ("list.xlsx", archive({"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "This is no XLSX file"),
        ("list.pdf", PDF, "Only CSV, XLSX and JSON files can be read."),
        ("list.png", PNG, "Only CSV, XLSX and JSON files can be read."),
        ("list", GOOD, "Only CSV, XLSX and JSON files can be read."),
        ("A1234BC.csv", GOOD, "looks like a prison number"),
        ("list.csv", b"Name,A1234BC,Kind\nNora,x,y\n", "looks like a prison number"),
        ("list.csv", GOOD + GOOD[len(HEAD) :] * 500, "The list has more than 500 rows."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_a_sentence_at_its_box_and_keeps_nothing(
    cast: Cast, name: str, content: bytes, words: str
) -> None:
    before = saved()
    response = posted(cast, name, content)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert words in response.content.decode()
    assert saved() == before


def test_a_workbook_that_unfolds_to_hundreds_of_megabytes_is_not_unfolded(cast: Cast) -> None:
    content, before = bomb(), saved()
    assert len(content) < 1_000_000
    response = posted(cast, "list.xlsx", content)
    assert "The workbook is far larger inside than a list" in response.content.decode()
    assert saved() == before


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_a_list_in_any_encoding_a_spreadsheet_writes_is_read_as_it_was_typed(
    cast: Cast, encoding: str
) -> None:
    brought = read(cast, f"{HEAD}Zoë Brontë,{cast.harbour.name},staff,,,,\n".encode(encoding))
    assert fates(brought) == ["created"]
    assert import_people.bring_in(by=cast.coordinator, brought=brought) == 0
    assert Person.objects.filter(name="Zoë Brontë").count() == 1


def test_bytes_that_no_encoding_has_and_nul_are_no_crash(cast: Cast) -> None:
    row = f"No\x00ra N\x81ew,{cast.harbour.name},staff,,,,\n"
    brought = read(cast, HEAD.encode() + row.encode("latin-1"))
    assert fates(brought) == ["created"]
    import_people.bring_in(by=cast.coordinator, brought=brought)
    assert Person.objects.filter(name="Nora N ew").count() == 1


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "+cmd|x", "-cmd", "'=1+1"])
@pytest.mark.parametrize("column", ["Name", "Organisation", "Email"])
def test_a_formula_in_a_cell_is_refused_with_its_column(cast: Cast, formula: str, column: str) -> None:
    cells = {"Name": "Nora New", "Organisation": cast.harbour.name, "Kind": "staff", "Email": ""} | {
        column: formula
    }
    before = saved()[:4]
    brought = read(cast, ",".join(cells.get(heading, "") for heading in HEADINGS) + "\n")
    assert fates(brought) == ["refused"]
    assert "is a formula. Put what it comes to in its place." in sentence(brought)
    import_people.bring_in(by=cast.coordinator, brought=brought)
    assert saved()[:4] == before


def test_a_formula_of_a_workbook_comes_as_what_it_was_worth(cast: Cast) -> None:
    """Nobody calculated it, so it is worth nothing, and a name is needed."""
    brought = read(cast, workbook(["=CMD()", cast.harbour.name, "staff"]), "list.xlsx")
    assert fates(brought) == ["refused"]
    assert "The cell for “Name” is empty" in sentence(brought)


@pytest.mark.parametrize("column", HEADINGS)
def test_a_cell_of_145_000_characters_is_refused_and_not_kept_whole(cast: Cast, column: str) -> None:
    cells = {"Name": "Nora New", "Organisation": cast.harbour.name, "Kind": "staff"} | {column: "N" * 145_000}
    brought = read(cast, ",".join(cells.get(heading, "") for heading in HEADINGS) + "\n")
    row = brought.rows.get()
    assert max(map(len, row.cells.values())) < 400
    before = saved()[:4]
    if column == "Notes":
        assert row.fate == "created"
        return
    assert row.fate == "refused"
    assert "characters. Shorten it." in row.sentence
    import_people.bring_in(by=cast.coordinator, brought=brought)
    assert saved()[:4] == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/list.csv", "list.csv"),
        ("C:\\Users\\me\\list.csv", "list.csv"),
        ("li\u202etxt.csv", "li txt.csv"),
        ("two\r\nlines.csv", "two lines.csv"),
        ("n" * 300 + ".csv", "n" * 146 + ".csv"),
    ],
)
def test_the_name_of_the_file_is_one_plain_line_without_its_folders(cast: Cast, name: str, kept: str) -> None:
    assert read(cast, GOOD, name).file_name == kept


def test_a_name_with_signs_that_turn_the_line_round_is_kept_without_them(cast: Cast) -> None:
    brought = read(cast, f"Nora\u202e New\u200f,{cast.harbour.name},staff,,,,\n")
    import_people.bring_in(by=cast.coordinator, brought=brought)
    assert Person.objects.filter(name="Nora New").exists()


def test_a_column_chosen_twice_and_a_needed_one_left_out_are_told_at_the_page(cast: Cast) -> None:
    brought = read(cast, f"Nora New,{cast.harbour.name},Volunteer,,,,\n")
    client = signed_in(cast.coordinator)
    for data, words in (
        ({"column_0": "name", "column_1": "name", "column_2": "kind"}, "“Name” means the same"),
        ({"column_0": "name", "column_2": "kind"}, "Choose the column for “Organisation”"),
        ({"column_0": "name", "column_1": "organisation", "column_2": "kind", "column_4": "module"},
         "A column of trainings needs one for their days"),
        ({"column_0": "nothing"}, "Choose an answer"),
    ):  # fmt: skip
        response = client.post(brought.get_absolute_url(), data)
        assert response.status_code == 200
        assert words in response.content.decode(), words
    assert WorkerImport.objects.get().columns == brought.columns
