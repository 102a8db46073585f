"""The path of the first day: who looks after the prison walks it, who oversees it looks on."""

from __future__ import annotations

from tests.access_table import Row

ROWS = [
    Row("first_day", lambda cast: ["EXI"], ok="coordinator governor lead national", forbidden="staff gate"),
]
