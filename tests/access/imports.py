"""Taking services out as a table, and bringing lists of them in."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import ImportRun
from tests.access_table import Row
from tests.cast import Cast
from tests.directory.importing_in import brought, checked, finished

READERS = "coordinator governor staff gate lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def harbour(cast: Cast) -> list[Any]:
    return ["harbour-housing"]


def file(name: str, arguments: Any = None, **personas: Any) -> list[Row]:
    """A press gives the file; a link leads to the page that says what it holds."""
    place = {"arguments": arguments} if arguments else {}
    return [Row(name, method="POST", **place, **personas), Row(name, status=302, **place, **personas)]


def run(cast: Cast) -> list[Any]:
    return ["EXI", brought(cast).pk]


def checked_run(cast: Cast) -> list[Any]:
    return ["EXI", checked(cast).pk]


def finished_run(cast: Cast) -> list[Any]:
    return ["EXI", finished(cast).pk]


def row(cast: Cast) -> list[Any]:
    return [*finished_run(cast), 2]


def run_elsewhere(cast: Cast) -> list[Any]:
    made = brought(cast, by=cast.other_coordinator, prison=cast.guys_marsh)
    assert isinstance(made, ImportRun)
    return ["EXI", made.pk]


def row_elsewhere(cast: Cast) -> list[Any]:
    return [*run_elsewhere(cast), 2]


def a_list(cast: Cast) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("list.csv", b"Charity,Project\nHarbour,Choir\n"), "source": "Folder"}


COORDINATOR: dict[str, Any] = {"ok": "coordinator", "forbidden": "governor staff gate lead national"}
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
    Row("imports", exeter, **COORDINATOR),
    Row("import_new", exeter, **COORDINATOR),
    Row("import_new", exeter, method="POST", status=302, data=a_list, **COORDINATOR),
    Row("import_run", checked_run, crossed=run_elsewhere, query="?fate=refused", **COORDINATOR),
    Row("import_mapping", run, crossed=run_elsewhere, **COORDINATOR),
    Row("import_mapping", run, method="POST", crossed=run_elsewhere, **COORDINATOR),
    Row("import_progress", run, crossed=run_elsewhere, **COORDINATOR),
    Row("import_refusals", finished_run, crossed=run_elsewhere, **COORDINATOR),
    Row("import_row", row, crossed=row_elsewhere, **COORDINATOR),
    Row("import_bring_in", checked_run, method="POST", status=302, crossed=run_elsewhere, **COORDINATOR),
    Row("import_stop", run, method="POST", status=302, crossed=run_elsewhere, **COORDINATOR),
    Row("import_delete", run, method="POST", status=302, crossed=run_elsewhere, **COORDINATOR),
]
