"""Prisons that close and open: decided by national leads, read by whoever sees the plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coordination import clock
from coordination.models import Prison
from tests.access_table import Row
from tests.cast import Cast
from tests.planning import exits_made as making

READERS = "coordinator governor lead national"
OTHERS = "staff gate"
NO = "coordinator governor lead staff gate"


def here(cast: Cast) -> list[Any]:
    return ["EXI"]


def begun(cast: Cast) -> list[Any]:
    return ["EXI", making.begun(cast).pk]


def last_day(cast: Cast) -> list[Any]:
    return ["EXI", making.begun(cast, days=0).pk]


def elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.begun(cast, elsewhere=True).pk]


def step(cast: Cast) -> list[Any]:
    found = making.begun(cast)
    return ["EXI", found.pk, found.steps.all()[0].pk]


def ticked(cast: Cast) -> list[Any]:
    found = making.ticked(cast)
    return ["EXI", found.managed_exit_id, found.pk]


def step_elsewhere(cast: Cast) -> list[Any]:
    """A step of the other prison's exit under an exit of one's own."""
    return ["EXI", making.begun(cast).pk, making.begun(cast, elsewhere=True).steps.all()[0].pk]


def ticked_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.begun(cast).pk, making.ticked(cast, elsewhere=True).pk]


def planned(cast: Cast) -> list[Any]:
    Prison.objects.filter(pk=cast.exeter.pk).update(status=Prison.Status.PLANNED)
    return ["EXI"]


def closing(cast: Cast) -> dict[str, Any]:
    day = clock.today() + timedelta(days=100)
    return {
        "closes_on_day": day.day,
        "closes_on_month": day.month,
        "closes_on_year": day.year,
        "temporary": "no",
    }


ROWS = [
    Row("managed_exits", ok=f"{READERS} other_coordinator", forbidden=f"{OTHERS} manager worker other_manager"),
    Row("begin_managed_exit", here, ok="national", forbidden=NO),
    Row("begin_managed_exit", here, "POST", ok="national", forbidden=NO, status=302, data=closing),
    Row("managed_exit", begun, ok=READERS, forbidden=OTHERS, crossed=elsewhere),
    Row("tick_exit_step", step, ok="coordinator national", forbidden=f"governor lead {OTHERS}", crossed=step_elsewhere),
    Row("tick_exit_step", step, "POST", ok="coordinator national", forbidden=f"governor lead {OTHERS}", status=302,
        crossed=step_elsewhere),
    Row("untick_exit_step", ticked, "POST", ok="coordinator national", forbidden=f"governor lead {OTHERS}", status=302,
        crossed=ticked_elsewhere),
    Row("call_off_managed_exit", begun, ok="national", forbidden=NO, crossed=elsewhere),
    Row("call_off_managed_exit", begun, "POST", ok="national", forbidden=NO, status=302, crossed=elsewhere),
    Row("close_prison", last_day, ok="national", forbidden=NO, crossed=elsewhere),
    Row("close_prison", last_day, "POST", ok="national", forbidden=NO, status=302, crossed=elsewhere),
    Row("prison_to_open", planned, ok=READERS, forbidden=OTHERS),
]  # fmt: skip
