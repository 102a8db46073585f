"""What is missing at a prison, the lists behind each figure, and whom services reach by characteristic and group."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast

READERS = "coordinator governor lead national"
OTHERS = "staff gate"


def here(cast: Cast) -> list[Any]:
    return ["EXI"]


LISTS = (
    "losing", "sequence", "unreached_wings", "clashing_sessions", "duplications", "release_areas", "market",
    "equality",
)  # fmt: skip

ROWS = [
    Row("gaps", here, ok=READERS, forbidden=OTHERS),
    Row("gap", here, ok=READERS, forbidden=OTHERS, query="?pathway=accommodation"),
    *(Row(name, here, ok=READERS, forbidden=OTHERS) for name in LISTS),
    *(
        Row("equality_table", lambda cast, kind=kind: ["EXI", kind], ok=READERS, forbidden=OTHERS)
        for kind in ("csv", "xlsx")
    ),
    Row("equality_group", lambda cast: ["EXI", "veterans"], ok=READERS, forbidden=OTHERS),
]
