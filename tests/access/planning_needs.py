"""What sources say of needs: the coordinator's to record, everybody's who oversees the prison to read."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.access_table import Row
from tests.cast import Cast
from tests.directory.typing_in import date_boxes
from tests.planning import sources_made as making

READERS = "coordinator governor lead national"
OTHERS = "governor staff gate lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def template(cast: Cast) -> list[Any]:
    return ["EXI", "csv"]


def source(cast: Cast) -> list[Any]:
    return ["EXI", making.source(cast).pk]


def source_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.source(cast, elsewhere=True).pk]


def pin(cast: Cast) -> list[Any]:
    return ["EXI", making.pin(cast).pk]


def pin_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.pin(cast, elsewhere=True).pk]


def typed(cast: Cast) -> dict[str, Any]:
    return {
        "kind": "survey", "source": "Survey", "population": "500", **date_boxes("dated_on", timezone.localdate())
    }  # fmt: skip


def sent(cast: Cast) -> dict[str, Any]:
    return typed(cast) | {"file": SimpleUploadedFile("needs.csv", b"Pathway,People\nAccommodation,40\n")}


def reason(cast: Cast) -> dict[str, Any]:
    return {"topic": "facts", "reason": "It was counted."}


def managed(name: str, arguments: Any, data: Any, crossed: Any = None) -> list[Row]:
    who = {"ok": "coordinator", "forbidden": OTHERS, "crossed": crossed}
    return [
        Row(name, arguments, **who),
        Row(name, arguments, method="POST", status=302, data=data, **who),
    ]


ROWS = [
    Row("needs_assessments", exeter, ok=READERS, forbidden="staff gate"),
    Row("needs_assessment", source, ok=READERS, forbidden="staff gate", crossed=source_elsewhere),
    Row("needs_template", template, ok="coordinator", forbidden=OTHERS),
    *managed("record_needs_assessment", exeter, typed),
    *managed("import_needs", exeter, sent),
    *managed("change_needs_assessment", source, typed, source_elsewhere),
    *managed("take_back_needs_assessment", source, reason, source_elsewhere),
    *managed("pin_source", source, reason, source_elsewhere),
    Row(
        "unpin_source", pin, method="POST", ok="coordinator", forbidden=OTHERS, status=302,
        crossed=pin_elsewhere,
    ),
]  # fmt: skip
