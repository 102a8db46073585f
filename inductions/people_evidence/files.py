"""The tables of the evidence as one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from directory.exports import tables as files
from inductions.people_evidence.tables import Table


def csv_text(tables: Sequence[Table]) -> str:
    return files.csv_text(_plain(tables))


def xlsx_file(tables: Sequence[Table]) -> IO[bytes]:
    """An open temporary file at its beginning, gone when it is closed."""
    return files.xlsx_file(_plain(tables))


def _plain(tables: Sequence[Table]) -> list[files.FileTable]:
    """Values without the lists behind them."""
    return [
        files.FileTable(
            table.caption, table.columns, [[cell.value for cell in row] for row in table.rows], table.note
        )
        for table in tables
    ]
