"""Bringing in lists of people."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from inductions.actions.import_people import read_people_list, try_out
from tests.access_table import Row
from tests.cast import Cast

LIST = b"Name,Organisation,Kind\nNora New,Harbour Housing,volunteer\n"
OTHERS = "governor staff gate lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def brought(cast: Cast) -> list[Any]:
    made = read_people_list(by=cast.coordinator, prison=cast.exeter, file_name="list.csv", content=LIST)
    return ["EXI", try_out(by=cast.coordinator, brought=made, columns=made.columns).pk]


def brought_elsewhere(cast: Cast) -> list[Any]:
    made = read_people_list(
        by=cast.other_coordinator, prison=cast.guys_marsh, file_name="list.csv", content=LIST
    )
    return ["EXI", made.pk]


def a_list(cast: Cast) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("list.csv", LIST)}


def columns(cast: Cast) -> dict[str, Any]:
    return {"column_0": "name", "column_1": "organisation", "column_2": "kind"}


def row(name: str, method: str, **more: Any) -> Row:
    return Row(name, brought, method, ok="coordinator", forbidden=OTHERS, crossed=brought_elsewhere, **more)


ROWS = [
    Row("workers_import", exeter, ok="coordinator", forbidden=OTHERS),
    Row("workers_import", exeter, "POST", ok="coordinator", forbidden=OTHERS, status=302, data=a_list),
    row("workers_import_list", "GET"),
    row("workers_import_list", "POST", status=302, data=columns),
    row("workers_import_bring", "POST", status=302),
    row("workers_import_drop", "POST", status=302),
]
