"""Taking services out as a table, and bringing lists of them in."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast

READERS = "coordinator governor staff gate lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def harbour(cast: Cast) -> list[Any]:
    return ["harbour-housing"]


def file(name: str, arguments: Any = None, **personas: Any) -> list[Row]:
    """A press gives the file; a link leads to the page that says what it holds."""
    place = {"arguments": arguments} if arguments else {}
    return [Row(name, method="POST", **place, **personas), Row(name, status=302, **place, **personas)]


READS: dict[str, Any] = {"ok": READERS}
OWN: dict[str, Any] = {
    "ok": "manager worker",
    "forbidden": f"{READERS} other_coordinator".replace("staff gate ", ""),
}
ANYWHERE: dict[str, Any] = {"ok": f"{READERS} other_coordinator", "forbidden": "manager worker other_manager"}

ROWS = [
    Row("export", exeter, query="?pathway=accommodation", **READS),
    *file("export_csv", exeter, **READS),
    *file("export_xlsx", exeter, **READS),
    Row("services_export", harbour, **OWN),
    *file("services_export_csv", harbour, **OWN),
    *file("services_export_xlsx", harbour, **OWN),
    Row("export_everywhere", **ANYWHERE),
    *file("export_everywhere_csv", **ANYWHERE),
    *file("export_everywhere_xlsx", **ANYWHERE),
]
