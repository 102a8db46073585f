"""Who opens which page of editions and copies."""

from __future__ import annotations

from typing import Any

from coordination.models import Prison
from directory.models import CopyPlace, Edition
from tests.access_table import Row
from tests.cast import Cast
from tests.directory.printing import finished

READS = "coordinator governor staff lead national"
AT_EXETER = f"{READS} gate"
NOT_THE_COORDINATOR = "governor staff lead national gate"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def edition_of(prison: Prison, **changes: Any) -> int:
    """One a test: the rows are asked once for each persona."""
    found = Edition.objects.filter(prison=prison, **changes).first()
    return (found or finished(prison, **changes)).pk


def edition(cast: Cast) -> list[Any]:
    return ["EXI", edition_of(cast.exeter)]


def failed(cast: Cast) -> list[Any]:
    return ["EXI", edition_of(cast.exeter, state="failed", problem="The disk is full.")]


def others_edition(cast: Cast) -> list[Any]:
    return ["EXI", edition_of(cast.guys_marsh)]


def others_failed(cast: Cast) -> list[Any]:
    return ["EXI", edition_of(cast.guys_marsh, state="failed", problem="The disk is full.")]


def place_of(prison: Prison) -> int:
    return CopyPlace.objects.get_or_create(prison=prison, name="Library")[0].pk


def place(cast: Cast) -> list[Any]:
    return ["EXI", place_of(cast.exeter)]


def others_place(cast: Cast) -> list[Any]:
    return ["EXI", place_of(cast.guys_marsh)]


def making(cast: Cast) -> list[Any]:
    return ["EXI", "people"]


MAKES: dict[str, Any] = {"ok": "coordinator", "forbidden": NOT_THE_COORDINATOR}

ROWS = [
    Row("editions", exeter, ok=READS, forbidden="gate"),
    Row("edition", edition, ok=READS, forbidden="gate", crossed=others_edition),
    Row("edition_progress", edition, ok=READS, forbidden="gate", crossed=others_edition),
    Row("edition_file", edition, ok=READS, forbidden="gate", crossed=others_edition),
    Row("edition_make", making, **MAKES),
    Row("edition_make", making, method="POST", status=302, data=lambda cast: {"seen": "0"}, **MAKES),
    # A failed edition is not a reader's: they do not learn that it was tried.
    Row(
        "edition_retry", failed, method="POST", status=302, crossed=others_failed, ok="coordinator", forbidden="gate"
    ),
    Row("edition_copies", edition, crossed=others_edition, **MAKES),
    Row(
        "edition_copies", edition, method="POST", status=302, crossed=others_edition,
        data=lambda cast: {f"place_{place_of(cast.exeter)}": "3"}, **MAKES,
    ),
    Row("copy_places", exeter, **MAKES),
    Row("copy_places", exeter, method="POST", status=302, data=lambda cast: {"name": "Chapel"}, **MAKES),
    Row("copy_place", place, crossed=others_place, **MAKES),
    Row(
        "copy_place", place, method="POST", status=302, crossed=others_place, data=lambda cast: {"name": "Book room"},
        **MAKES,
    ),
    Row("copy_place_end", place, method="POST", status=302, crossed=others_place, **MAKES),
]  # fmt: skip
