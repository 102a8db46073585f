"""Rows as a file: CSV as a stream, XLSX row by row into a temporary file. No cell is a formula in either."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter

from coordination.plain_text import formula_safe
from directory.exports.cells import COLUMNS, HEADINGS, Exported, cells_of

# A spreadsheet takes the file for UTF-8 only where it begins with the mark.
MARK: Final = "\ufeff"
CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Excel's own format for text: what somebody types later is no date and loses no leading nought.
TEXT: Final = "@"
KEPT_IN_MEMORY: Final = 1024 * 1024


class _Echo:
    """A file that hands back what is written to it, so that csv can write to a stream."""

    def write(self, line: str) -> str:
        return line


def csv_lines(batches: Iterable[list[Exported]]) -> Iterator[str]:
    """One piece of text for each batch; the first begins with the mark and the headings."""
    writer: Any = csv.writer(_Echo())
    yield MARK + writer.writerow(HEADINGS)
    for batch in batches:
        yield "".join(writer.writerow(map(formula_safe, cells_of(row))) for row in batch)


def xlsx_file(batches: Iterable[list[Exported]], *, title: str) -> IO[bytes]:
    """An open temporary file at its beginning, gone when it is closed."""
    book = Workbook(write_only=True)
    # Excel allows 31 characters and none of these in the name of a sheet.
    sheet = book.create_sheet(title.translate(str.maketrans("", "", "[]:*?/\\"))[:31])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}1"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    plain = NamedStyle("Text", number_format=TEXT, alignment=Alignment(vertical="top", wrap_text=True))
    heading = NamedStyle(
        "Heading", number_format=TEXT, font=Font(bold=True), alignment=Alignment(wrap_text=True)
    )
    sheet.append([_cell(sheet, words, heading) for words in HEADINGS])
    for batch in batches:
        for row in batch:
            sheet.append([_cell(sheet, formula_safe(text), plain) for text in cells_of(row)])
    # The response closes it, and with that it is gone.
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, text: str, style: NamedStyle) -> WriteOnlyCell | None:
    """A cell of text; an empty one takes no room in the file."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.style = style
    return cell
