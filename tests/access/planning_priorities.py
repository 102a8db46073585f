"""What a prison decided to work on."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast
from tests.planning import called as making

READERS = "coordinator governor lead national"
ADOPT = "coordinator governor"
OTHERS = "staff gate"
NEVER = f"lead national {OTHERS}"


def here(cast: Cast) -> list[Any]:
    return ["EXI"]


def one(cast: Cast) -> list[Any]:
    return ["EXI", making.priority(cast).pk]


def elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.priority(cast, elsewhere=True).pk]


def typed(cast: Cast) -> dict[str, Any]:
    day = making.values()["due_on"].isoformat()
    return {"title": "More", "target": "20 a month", "owner_role": "Head of resettlement", "due_on": day}


ROWS = [
    Row("priorities", here, ok=READERS, forbidden=OTHERS),
    Row("adopt_priority", here, ok=ADOPT, forbidden=NEVER),
    Row("adopt_priority", here, ok=ADOPT, forbidden=NEVER, query="?pathway=accommodation"),
    Row("adopt_priority", here, "POST", ok=ADOPT, forbidden=NEVER, status=302, query="?pathway=accommodation",
        data=typed),
    Row("priority", one, ok=READERS, forbidden=OTHERS, crossed=elsewhere),
    Row("change_priority", one, ok=ADOPT, forbidden=NEVER, crossed=elsewhere),
    Row("change_priority", one, "POST", ok=ADOPT, forbidden=NEVER, status=302, data=typed, crossed=elsewhere),
    Row("settle_priority", one, ok=ADOPT, forbidden=NEVER, crossed=elsewhere),
    Row("settle_priority", one, "POST", ok=ADOPT, forbidden=NEVER, status=302, crossed=elsewhere,
        data=lambda cast: {"state": "ended", "outcome": "No room for it."}),
    # Without an address of something begun it leads back to the priority.
    Row("follow_up", one, ok=ADOPT, forbidden=NEVER, status=302, crossed=elsewhere),
    Row("follow_up", one, "POST", ok=ADOPT, forbidden=NEVER, status=302, crossed=elsewhere,
        data=lambda cast: {"begun": "/prisons/EXI/gaps/"}),
]  # fmt: skip
