"""Minutes: written at their prison, read by the forum once they are out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coordination import clock
from forums.actions.minutes import say_wrong
from forums.models import Minutes
from tests.access_table import Arguments, Row
from tests.cast import Cast
from tests.forums import making

KEEPS = "coordinator"
# Members of the forum, and those who look after the prison, read what is out.
READS = "coordinator governor lead national manager worker"
MEMBERS = "coordinator manager worker"
LOOK_ON = "governor lead national"
# They know that the prison has forums, and may not look at them.
OTHER_STAFF = "staff gate"
NOT_WRITERS = f"{LOOK_ON} manager worker {OTHER_STAFF}"


def of(make: Callable[..., Minutes], elsewhere: bool = False) -> Arguments:
    def arguments(cast: Cast) -> list[Any]:
        return ["EXI", make(cast, elsewhere).meeting_id]

    return arguments


def correction(elsewhere: bool = False) -> Arguments:
    def arguments(cast: Cast) -> list[Any]:
        minutes = making.circulated(cast, elsewhere)
        by = cast.other_manager if elsewhere else cast.manager
        return ["EXI", minutes.meeting_id, say_wrong(by=by, minutes=minutes, text="It was on a Monday.").pk]

    return arguments


def day(cast: Cast) -> dict[str, Any]:
    return {"correct_until": clock.today().isoformat()}


def words(cast: Cast) -> dict[str, Any]:
    return {"text": "It was on a Monday."}


def step(name: str, make: Callable[..., Minutes], ok: str, *, forbidden: str, data: Any) -> list[Row]:
    rows = []
    for method, status in (("GET", 200), ("POST", 302)):
        rows.append(
            Row(
                name, of(make), method, ok=ok, forbidden=forbidden, status=status,
                data=data if method == "POST" else dict_of_nothing, crossed=of(make, elsewhere=True),
            )
        )  # fmt: skip
    return rows


def dict_of_nothing(cast: Cast) -> dict[str, Any]:
    return {}


ROWS = [
    Row("minutes", of(making.circulated), ok=READS, forbidden=OTHER_STAFF,
        crossed=of(making.circulated, elsewhere=True)),
    Row("minutes", of(making.approved), ok=READS, forbidden=OTHER_STAFF,
        crossed=of(making.approved, elsewhere=True)),
    # A draft is for its writers: nobody else learns that there is one.
    Row("minutes", of(making.draft), ok=KEEPS, forbidden=OTHER_STAFF,
        crossed=of(making.draft, elsewhere=True)),
    *step("write_minutes", making.draft, KEEPS, forbidden=NOT_WRITERS, data=dict_of_nothing),
    *step("circulate_minutes", making.draft, KEEPS, forbidden=NOT_WRITERS, data=day),
    *step("say_minutes_wrong", making.circulated, MEMBERS, forbidden=f"{LOOK_ON} {OTHER_STAFF}", data=words),
    Row("settle_minutes_correction", correction(), "POST", ok=KEEPS, forbidden=NOT_WRITERS, status=302,
        data=lambda cast: {"taken_up": "yes"}, crossed=correction(elsewhere=True)),
    # Nobody approves without having seen what stands.
    Row("approve_minutes", of(making.circulated), ok=KEEPS, forbidden=NOT_WRITERS,
        crossed=of(making.circulated, elsewhere=True)),
    Row("approve_minutes", of(making.circulated), "POST", ok=KEEPS, forbidden=NOT_WRITERS,
        crossed=of(making.circulated, elsewhere=True)),
    *step("add_minutes_addendum", making.approved, KEEPS, forbidden=NOT_WRITERS, data=words),
]  # fmt: skip
