"""Reading what people send: CSV in any encoding, XLSX and JSON, as plain rows of text.

A row is {column heading: text}; every cell is text, stripped. Nothing is judged here but the shape of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import Final

from coordination.policies import Refused
from directory.imports import nested, sheets
from directory.imports.tables import Table, table_of

# The csv module stops at 131,072 characters by default; real descriptions pasted from web pages are longer.
LONGEST_CELL: Final = 10_000_000
LARGEST_FILE: Final = 30_000_000
DELIMITERS: Final = (",", ";", "\t", "|")
ENDINGS: Final = (".csv", ".txt", ".tsv", ".xlsx", ".json")
# UTF-8 is strict enough to fail on anything else; Windows-1252 is what Excel writes here.
ENCODINGS: Final = ("utf-8-sig", "cp1252", "latin-1")
LOOKED_AT_LINES: Final = 20
PIECE: Final = 1_000_000


def read_table(name: str, content: bytes) -> Table:
    """By the name's ending. Refused, with a sentence, for what cannot be read; also while the rows are read."""
    if not content.strip():
        raise Refused("The file is empty. Choose it again, or save it once more from the spreadsheet.")
    if len(content) > LARGEST_FILE:
        raise Refused(f"The file has more than {LARGEST_FILE // 1_000_000} MB. Divide it into several files.")
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise Refused(
            "Only CSV, XLSX and JSON files can be read. Save the list as one of these and choose it again."
        )
    if ending == ".xlsx":
        return table_of(sheets.lines(content))
    if content[:4] == b"PK\x03\x04":
        raise Refused("This file is named as text but is a workbook. Name it with .xlsx at its end.")
    if ending == ".json":
        return nested.table(decoded(content))
    return table_of(_csv_lines(content, encoding_of(content)))


def encoding_of(content: bytes) -> str:
    """As a spreadsheet or a web site may have saved it; the last of ENCODINGS decodes everything."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    return next(encoding for encoding in ENCODINGS if _decodes(content, encoding))


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def decoded(content: bytes) -> str:
    """The whole text; NUL characters are dropped."""
    return content.decode(encoding_of(content), errors="replace").replace("\0", "")


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    """One after the other, so that a long file is not in memory three times. Line breaks stay as they are."""
    for line in io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline=""):
        yield line.replace("\0", "")


def _csv_lines(content: bytes, encoding: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    first = next(_lines(content, encoding), "")
    skipped = 0
    if first[:4].lower() == "sep=" and len(first) > 4:
        # Excel's own way to say it, in a line of its own.
        delimiter, skipped = first[4], 1
    else:
        delimiter = _delimiter(content, encoding)
    _check_closed(islice(_lines(content, encoding), skipped, None), delimiter)
    try:
        yield from csv.reader(islice(_lines(content, encoding), skipped, None), delimiter=delimiter)
    except csv.Error:
        raise Refused(
            f"A cell of the file has more than {LONGEST_CELL:,} characters. Shorten it and send the file again."
        ) from None


def _check_closed(lines: Iterator[str], delimiter: str) -> None:
    """A quotation mark that nothing closes would swallow every row after it into one cell."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for _ in reader:
            begins = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Refused(
                f"The file breaks off inside a cell of the row that begins in line {begins}. Open it in the"
                " spreadsheet, save it as CSV again and send that."
            ) from None


def _delimiter(content: bytes, encoding: str) -> str:
    """Whichever parts the first lines into most columns, and into the same number of them."""

    def worth(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(_lines(content, encoding), delimiter=delimiter)
        try:
            widths = [len(line) for line in islice(reader, LOOKED_AT_LINES) if line]
        except csv.Error:
            return 0.0, 0
        if not widths or widths[0] < 2:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths) * widths[0], widths[0]

    return max(DELIMITERS, key=worth)
