"""Prisons side by side: for leads. Who has solved a gap: for whoever sees the gaps of a prison."""

from __future__ import annotations

from typing import Any

from tests.access_table import SIGNED_IN, Row
from tests.cast import Cast

LEADS = "lead national"
REST = " ".join(each for each in SIGNED_IN.split() if each not in LEADS.split())


def csv(cast: Cast) -> list[Any]:
    return ["csv"]


def here(cast: Cast) -> list[Any]:
    return ["EXI"]


ROWS = [
    Row("compare_gaps", ok=LEADS, forbidden=REST),
    Row("compare_gaps_table", csv, ok=LEADS, forbidden=REST),
    Row("stakeholders", ok=LEADS, forbidden=REST),
    Row("solved_elsewhere", here, ok="coordinator governor lead national", forbidden="staff gate",
        query="?pathway=accommodation"),
]  # fmt: skip
