"""“You said, we did”: written, approved, taken off."""

from __future__ import annotations

from typing import Any

from forums.actions.outcomes import approve_outcome, withdraw_outcome
from tests.access_table import Row
from tests.cast import Cast
from tests.forums import making
from tests.forums.test_outcomes import SAID

READERS = "coordinator governor lead national"
LOOK_ON = "governor lead national"
NOT_HERE = "staff gate"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def approved(cast: Cast) -> list[Any]:
    outcome = making.outcome(cast)
    approve_outcome(by=cast.coordinator, outcome=outcome)
    return ["EXI", outcome.pk]


def waiting(cast: Cast) -> list[Any]:
    return ["EXI", making.outcome(cast).pk]


def taken_off(cast: Cast) -> list[Any]:
    return ["EXI", withdraw_outcome(by=cast.coordinator, outcome=making.outcome(cast)).pk]


def of_the_other_prison(cast: Cast) -> list[Any]:
    outcome = making.outcome(cast, elsewhere=True)
    approve_outcome(by=cast.other_coordinator, outcome=outcome)
    return ["EXI", outcome.pk]


def _changing(name: str, arguments: Any, **more: Any) -> Row:
    return Row(
        name, arguments, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}", status=302, **more
    )


ROWS = [
    Row("outcomes", exeter, ok=READERS, forbidden=NOT_HERE),
    Row("write_outcome", exeter, ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}"),
    _changing("write_outcome", exeter, data=lambda cast: SAID),
    Row("outcome", approved, ok=READERS, forbidden=NOT_HERE, crossed=of_the_other_prison),
    # What is not approved is the coordinator's alone.
    Row("outcome", waiting, ok="coordinator", forbidden=NOT_HERE),
    Row("reword_outcome", approved, ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}",
        crossed=of_the_other_prison),
    _changing("reword_outcome", approved, data=lambda cast: SAID, crossed=of_the_other_prison),
    _changing("approve_outcome", waiting, crossed=of_the_other_prison),
    _changing("withdraw_outcome", approved, crossed=of_the_other_prison),
    _changing("put_back_outcome", taken_off, crossed=of_the_other_prison),
]  # fmt: skip
