"""Files as people send them: every encoding, every separator, broken ones refused with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from coordination.plain_text import formula_safe
from coordination.policies import Refused
from directory.imports.reading import read_table
from directory.imports.tables import SPILLED

WORDS = "name;what\nCaffè Perdono;Help – “now”\n"


def rows_of(name: str, content: bytes | str) -> list[dict[str, str]]:
    table = read_table(name, content.encode() if isinstance(content, str) else content)
    return list(table.rows)


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, lines in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same_words(encoding: str) -> None:
    assert rows_of("list.csv", WORDS.encode(encoding)) == [{"name": "Caffè Perdono", "what": "Help – “now”"}]


def test_bytes_that_windows_does_not_know_are_read_all_the_same() -> None:
    assert rows_of("list.csv", b"name,what\nCaf\xe9,\x81x\n") == [{"name": "Café", "what": "\x81x"}]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_separator_is_found_even_where_cells_hold_another(mark: str) -> None:
    other = ";" if mark == "," else ","
    text = f'a{mark}b{mark}c\n"1{other}2{other}3{other}4"{mark}x{mark}y\n'
    assert rows_of("list.csv", text) == [{"a": f"1{other}2{other}3{other}4", "b": "x", "c": "y"}]


def test_the_separator_that_excel_announces_is_taken() -> None:
    assert rows_of("list.csv", "sep=|\na|b\n1,2,3|4\n") == [{"a": "1,2,3", "b": "4"}]


def test_a_cell_longer_than_the_csv_module_allows_is_whole() -> None:
    [row] = rows_of("list.csv", f"a,b\n{'x' * 200_000},y\n")
    assert (len(row["a"]), row["b"]) == (200_000, "y")


def test_a_line_break_in_quotation_marks_stays_in_its_cell() -> None:
    assert rows_of("list.csv", 'a,b\n"one\ntwo",3\n4,5\n') == [
        {"a": "one\ntwo", "b": "3"},
        {"a": "4", "b": "5"},
    ]


def test_uneven_rows_lose_nothing() -> None:
    assert rows_of("list.csv", "a,b\n1\n1,2,3,,4\n\n,,\n") == [
        {"a": "1", "b": ""},
        {"a": "1", "b": "2", SPILLED: "3 4"},
    ]


def test_headings_that_stand_twice_or_are_empty_have_names_of_their_own() -> None:
    table = read_table("list.csv", b"Name,,Name, Name ,Last\n1,2,3,4,5\n")
    assert table.headings == ("Name", "Column 2", "Name (2)", "Name (3)", "Last")
    assert list(next(table.rows).values()) == ["1", "2", "3", "4", "5"]


def test_a_title_above_the_table_is_passed_over() -> None:
    assert rows_of("list.csv", "Our services 2026,,\n\na,b,c\n1,2,3\n") == [{"a": "1", "b": "2", "c": "3"}]


@pytest.mark.parametrize("text", ["=1+1", "+44 1632", "-5", "@home", "'tis so", "''=x"])
def test_what_an_export_made_harmless_is_read_as_it_was(text: str) -> None:
    [row] = rows_of("list.csv", f'a,b\n"{formula_safe(text)}",x\n')
    assert row["a"] == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"  \n ", "The file is empty"),
        ("list.pdf", b"%PDF", "Only CSV, XLSX and JSON"),
        ("list.csv", b"PK\x03\x04abc", "Name it with .xlsx"),
        ("list.csv", b"one\ntwo\n", "one column only"),
        ("list.csv", b",\n,\n", "no line of column headings"),
        ("list.csv", b'a,b\n1,2\n"3,4\n5,6\n', "breaks off inside a cell of the row that begins in line 3"),
        ("list.xlsx", b"not a workbook", "no XLSX file that can be opened"),
        ("list.json", b'{"a": [', "breaks off or is wrong in line 1"),
        ("list.json", b'{"a": 1}', "holds no list of services"),
        ("list.json", b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        list(read_table(name, content).rows)


def test_cells_of_a_workbook_are_texts_as_somebody_would_type_them() -> None:
    content = workbook(
        [["Cover sheet"]],
        [["Name", "Number", "Day", "At", "Moment", "Share", "Yes"],
         ["A", 1074546.0, date(2026, 3, 5), time(9, 5), datetime(2026, 3, 5, 9, 5), 0.5, True],
         [None, None, None, None, None, None, None],
         ["B", None, None, None, None, None, False]],
    )  # fmt: skip
    assert rows_of("list.xlsx", content) == [
        {"Name": "A", "Number": "1074546", "Day": "2026-03-05", "At": "09:05", "Moment": "2026-03-05 09:05",
         "Share": "0.5", "Yes": "yes"},
        {"Name": "B", "Number": "", "Day": "", "At": "", "Moment": "", "Share": "", "Yes": "no"},
    ]  # fmt: skip


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with some bytes of one of its files replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for each in before.namelist():
            data = before.read(each)
            if each == part:
                assert old in data
                data = data.replace(old, new)
            after.writestr(each, data)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_formula_comes_as_the_value_that_was_calculated() -> None:
    content = workbook([["a", "b"], ["x", "=1+1"]])
    counted = changed(content, SHEET, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    assert rows_of("list.xlsx", counted) == [{"a": "x", "b": "2"}]


def test_rows_beyond_the_size_that_a_program_wrote_are_read() -> None:
    content = workbook([["a", "b"], ["1", "2"], ["3", "4"]])
    wrong = changed(content, SHEET, b'ref="A1:B3"', b'ref="A1"')
    assert len(rows_of("list.xlsx", wrong)) == 2


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.imports.sheets.MOST_UNPACKED", 5_000)
    with pytest.raises(Refused, match="far larger inside"):
        rows_of("list.xlsx", workbook([["a", "b"], ["1", "x"]]))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_that_brings_entities_of_its_own_is_refused(part: str) -> None:
    content = workbook([["a", "b"], ["1", "x"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.read(part)[:40]
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    cut = start.index(b"?>") + 2 if start.startswith(b"<?xml") else 0
    planted = changed(content, part, start, start[:cut] + bomb + start[cut:])
    with pytest.raises(Refused, match="no XLSX file that can be opened"):
        rows_of("list.xlsx", planted)


def test_json_finds_the_list_inside_and_flattens_what_is_nested() -> None:
    found = {
        "totalPages": 1,
        "contents": [
            {"name": "A", "organization": {"name": "O", "tags": ["x", "y"]},
             "phones": [{"number": "1"}, {"number": "2"}]},
            {"name": "B", "free": True, "schedules": [{"byday": "MO"}]},
        ],
    }  # fmt: skip
    assert rows_of("list.json", json.dumps(found)) == [
        {"name": "A", "organization.name": "O", "organization.tags": "x|y", "phones.number": "1|2", "free": "",
         "schedules.byday": ""},
        {"name": "B", "organization.name": "", "organization.tags": "", "phones.number": "", "free": "yes",
         "schedules.byday": "MO"},
    ]  # fmt: skip


# --- Files that somebody made to hold the portal up -----------------------------------------------


def test_a_million_columns_are_refused_before_they_are_compared_with_each_other() -> None:
    with pytest.raises(Refused, match="more than 300 columns"):
        rows_of("list.csv", "name," * 200_000 + "\n1,2\n")


def repacked(**parts: bytes) -> bytes:
    """A small workbook with a part put in place of its own; `parts` by the last piece of their name."""
    small = zipfile.ZipFile(io.BytesIO(workbook([["a", "b"], ["1", "2"]])))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in small.namelist():
            made.writestr(name, parts.pop(name.rpartition("/")[2].partition(".")[0], small.read(name)))
        for name, content in parts.items():
            made.writestr(f"xl/{name}.xml", content)
    return file.getvalue()


def test_a_cell_below_every_row_that_a_sheet_can_have_is_refused_and_not_waited_for() -> None:
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>x</t></is></c>'
        f'<c r="B{row}" t="inlineStr"><is><t>y</t></is></c></row>'
        for row in (1, 2, 999_999_999)
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    )
    with pytest.raises(Refused, match="empty rows"):
        rows_of("list.xlsx", repacked(sheet1=sheet.encode()))


def test_a_workbook_with_millions_of_texts_is_refused_before_they_are_read() -> None:
    texts = b"<sst>" + b"<si/>" * 1_000_001 + b"</sst>"
    with pytest.raises(Refused, match="far larger inside"):
        read_table("list.xlsx", repacked(sharedStrings=texts))


def test_a_document_type_is_found_in_any_spelling_of_its_letters() -> None:
    sheet = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'.encode(
        "utf-16"
    )
    with pytest.raises(Refused, match="no XLSX file"):
        read_table("list.xlsx", repacked(sheet1=sheet))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('[{"a": 1e999, "b": "x"}]', [{"a": "inf", "b": "x"}]),
        ('[{"a": NaN, "b": "x"}]', [{"a": "nan", "b": "x"}]),
        (r'[{"a\u0000": "half \ud800 a sign", "b": "x"}]', [{"a": "half ? a sign", "b": "x"}]),
    ],
)
def test_json_that_no_database_keeps_is_read_as_text_that_every_one_keeps(
    text: str, read: list[dict[str, str]]
) -> None:
    assert rows_of("list.json", text) == read


@pytest.mark.parametrize(
    "text", ['[{"a": ' + "1" * 5_000 + ', "b": 1}]', '{"a":' * 900 + '[{"x": 1}]' + "}" * 900]
)
def test_json_that_python_cannot_hold_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="The JSON"):
        rows_of("list.json", text)
