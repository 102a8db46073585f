"""Evidence on the people who come in: at a prison, the lists behind it, prisons side by side."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast

READS = "coordinator governor lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


ROWS = [
    *(
        Row(name, exeter, ok=READS, forbidden="staff gate")
        for name in ("people_evidence", "people_evidence_csv", "people_evidence_xlsx")
    ),
    # Names: for those who look after the people of the prison.
    Row("people_behind", exeter, ok="coordinator governor", forbidden="staff gate lead national"),
    Row("sessions_behind", exeter, ok="coordinator governor", forbidden="staff gate lead national"),
    *(
        Row(name, ok=f"{READS} other_coordinator", forbidden="staff gate manager worker other_manager")
        for name in ("compare_prisons", "compare_prisons_csv", "compare_prisons_xlsx")
    ),
]
