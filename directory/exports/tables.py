"""Tables as one file: under each other in CSV, a sheet each in XLSX. Numbers are numbers, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from coordination.plain_text import formula_safe
from directory.exports.files import KEPT_IN_MEMORY, MARK

# Excel allows 31 characters and none of these in the name of a sheet.
_NO_NAME: Final = str.maketrans("", "", "[]:*?/\\,")
WIDTHS: Final = (44, 20)
Value = str | int | float


@dataclass(frozen=True)
class FileTable:
    """A row has as many values as there are columns."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[Value]]
    note: str = ""


def csv_text(tables: Sequence[FileTable]) -> str:
    file = io.StringIO()
    writer: Any = csv.writer(file)
    file.write(MARK)
    for table in tables:
        writer.writerow([formula_safe(table.caption)])
        writer.writerow([formula_safe(column) for column in table.columns])
        for row in table.rows:
            writer.writerow([_safe(value) for value in row])
        if table.note:
            writer.writerow([formula_safe(table.note)])
        writer.writerow([])
    return file.getvalue()


def xlsx_file(tables: Sequence[FileTable]) -> IO[bytes]:
    """An open temporary file at its beginning, gone when it is closed."""
    book = Workbook(write_only=True)
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(f"{number} {table.caption}".translate(_NO_NAME)[:31])
        for at in range(1, len(table.columns) + 1):
            sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[0] if at == 1 else WIDTHS[1]
        sheet.append([_cell(sheet, table.caption, bold=True)])
        sheet.append([_cell(sheet, column, bold=True) for column in table.columns])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
        if table.note:
            sheet.append([_cell(sheet, table.note)])
    # The response closes it, and with that it is gone.
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _safe(value: Value) -> Value:
    return formula_safe(value) if isinstance(value, str) else value


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    words = isinstance(value, str)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", str(_safe(value))) if words else value)
    if words:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
