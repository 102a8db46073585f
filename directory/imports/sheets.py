"""XLSX as lines of text. A workbook is a zip of XML: its true size is looked at before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any, Final

from coordination.policies import Refused
from directory.imports.tables import MOST_COLUMNS, as_text

MOST_UNPACKED: Final = 300_000_000
MOST_FILES: Final = 2_000
LOOKED_AT_ROWS: Final = 50
LOOKED_AT_BYTES: Final = 100_000
# A cell far below the others is read as so many empty rows before it; a file can name a row that no sheet has.
MOST_EMPTY_ROWS: Final = 50_000
# A workbook keeps its texts in one list, and the whole list is read before the first row is.
MOST_TEXTS: Final = 1_000_000
PIECE: Final = 1_000_000
_DOCTYPE: Final = b"<!DOCTYPE"
_LIST_OF_TEXTS: Final = re.compile(rb"<(?:\w+:)?sst\b")
_TEXT: Final = re.compile(rb"<(?:\w+:)?si\b")
# In these no look at the bytes finds anything; spreadsheets write UTF-8.
_SIXTEEN_BITS: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")

TOO_LARGE: Final = "The workbook is far larger inside than a list. Save the list alone as CSV."
NO_WORKBOOK: Final = "This is no XLSX file that can be opened. Save it again from the spreadsheet."


def lines(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet that holds a table. Formulas come as the value that was last calculated."""
    _check_size(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    except Exception:  # openpyxl raises many kinds for what is no workbook
        raise Refused(NO_WORKBOOK) from None
    try:
        for sheet in sheets:
            # What a program wrote as the sheet's size is often wrong, and then rows are lost.
            sheet.reset_dimensions()
        chosen = next((sheet for sheet in sheets if _holds_a_table(sheet)), None)
        rows = chosen.iter_rows(max_col=MOST_COLUMNS + 1) if chosen else ()
        for values in _filled(tuple(map(_typed, row)) for row in rows):
            yield [as_text(value) for value in values]
    except Refused:
        raise
    except Exception:
        raise Refused("The workbook is damaged further down. Save it again from the spreadsheet.") from None
    finally:
        book.close()


def _typed(cell: Any) -> Any:
    """Its value; “40%” where the sheet shows 0.4 so, because that is what was typed."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in cell.number_format:
        return f"{(Decimal(str(value)) * 100).normalize():f}%" if isfinite(value) else value
    return value


def _filled(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Without the empty ones, of which a few are in every sheet."""
    empty = 0
    for values in rows:
        empty = empty + 1 if all(value is None for value in values) else 0
        if empty > MOST_EMPTY_ROWS:
            raise Refused(
                f"The sheet has more than {MOST_EMPTY_ROWS:,} empty rows one after the other. Delete them, or save the"
                " list alone as CSV."
            )
        if not empty:
            yield values


def _holds_a_table(sheet: Any) -> bool:
    """Two rows or more with two filled cells or more: a cover sheet is not the list."""
    first = islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), LOOKED_AT_ROWS)
    return sum(sum(value not in (None, "") for value in values) > 1 for values in first) > 1


def _check_size(content: bytes) -> None:
    archive = _archive(content)
    files = archive.infolist()
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
        raise Refused(TOO_LARGE)
    if any(file.flag_bits & 0x1 for file in files):
        raise Refused("The workbook is locked with a password. Save it without one and send that.")
    try:
        for file in files:
            _check_part(archive, file)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        raise Refused(NO_WORKBOOK) from None


def _check_part(archive: zipfile.ZipFile, file: zipfile.ZipInfo) -> None:
    with archive.open(file) as part:
        begins = part.read(LOOKED_AT_BYTES)
        # No spreadsheet writes a document type: it is how a small file unfolds into a large one while it is read.
        if file.filename.endswith(".xml") and (_DOCTYPE in begins or begins.startswith(_SIXTEEN_BITS)):
            raise Refused(NO_WORKBOOK)
        if not _LIST_OF_TEXTS.search(begins):
            return
        texts, last = len(_TEXT.findall(begins)), begins
        while last and texts <= MOST_TEXTS:
            last = part.read(PIECE)
            texts += len(_TEXT.findall(last))
    if texts > MOST_TEXTS:
        raise Refused(TOO_LARGE)


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Refused(NO_WORKBOOK) from None
