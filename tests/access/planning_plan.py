"""The action plan, its steps, and what an inspector asks."""

from __future__ import annotations

from typing import Any

from planning.models import Indicator
from tests.access_table import Row
from tests.cast import Cast
from tests.planning import plan_made as making

READERS = "coordinator governor lead national"
OTHERS = "staff gate"
DECIDE = "coordinator governor"
LOOK_ON = "governor lead national"


def here(cast: Cast) -> list[Any]:
    return ["EXI"]


def begun(cast: Cast) -> list[Any]:
    making.plan(cast)
    return ["EXI"]


def step(cast: Cast) -> list[Any]:
    return ["EXI", making.step(cast).pk]


def own(cast: Cast) -> list[Any]:
    return ["EXI", making.own_step(cast).pk]


def done(cast: Cast) -> list[Any]:
    return ["EXI", making.done_step(cast).pk]


def linked(cast: Cast) -> list[Any]:
    link = making.linked(cast)
    return ["EXI", link.step_id, link.pk]


def elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.step(cast, elsewhere=True).pk]


def linked_elsewhere(cast: Cast) -> list[Any]:
    """A link of the other prison under a step of one's own."""
    return ["EXI", making.step(cast).pk, making.linked(cast, elsewhere=True).pk]


def source(cast: Cast) -> dict[str, Any]:
    return {"source": "directory.first_map"}


NO = f"{OTHERS} lead national"

LEADS_ALL = "national"
NOT_THEY = "coordinator governor staff gate lead manager worker other_coordinator other_manager"


def expectation(cast: Cast) -> list[Any]:
    return ["women"]


def indicator(cast: Cast) -> list[Any]:
    return [Indicator.objects.get(expectation="women", number=1).pk]


ROWS = [
    Row("expectations", ok=LEADS_ALL, forbidden=NOT_THEY),
    Row("change_expectation", expectation, ok=LEADS_ALL, forbidden=NOT_THEY),
    Row("change_expectation", expectation, "POST", ok=LEADS_ALL, forbidden=NOT_THEY, status=302,
        data=lambda cast: {"edition": "An edition", "sentence": "Needs are met", "number": "12"}),
    Row("change_indicator", indicator, ok=LEADS_ALL, forbidden=NOT_THEY),
    Row("change_indicator", indicator, "POST", ok=LEADS_ALL, forbidden=NOT_THEY, status=302,
        data=lambda cast: {"sentence": "Needs are known", "months": "6", "evidence": ["needs_assessment"]}),
    Row("action_plan", here, ok=READERS, forbidden=OTHERS),
    Row("action_plan", begun, ok=READERS, forbidden=OTHERS),
    Row("set_level", here, ok=DECIDE, forbidden=NO),
    Row("set_level", here, "POST", ok=DECIDE, forbidden=NO, status=302, data=lambda cast: {"level": "silver"}),
    Row("set_named_manager", here, ok=DECIDE, forbidden=NO),
    Row("set_named_manager", here, "POST", ok=DECIDE, forbidden=NO, status=302,
        data=lambda cast: {"manager_role": "Head of reducing reoffending"}),
    Row("add_plan_step", begun, ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}"),
    Row("add_plan_step", begun, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302,
        data=lambda cast: {"title": "Visit the library", "level": "bronze"}),
    Row("plan_step", step, ok=READERS, forbidden=OTHERS, crossed=elsewhere),
    Row("plan_step", own, ok=READERS, forbidden=OTHERS, crossed=elsewhere),
    Row("change_plan_step", step, ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", crossed=elsewhere),
    Row("change_plan_step", step, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302,
        data=lambda cast: {"owner_role": "Librarian"}, crossed=elsewhere),
    Row("link_evidence", step, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302, data=source,
        crossed=elsewhere),
    Row("unlink_evidence", linked, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302,
        crossed=linked_elsewhere),
    Row("finish_plan_step", own, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302,
        crossed=elsewhere),
    Row("reopen_plan_step", done, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302,
        crossed=elsewhere),
    Row("leave_out_plan_step", step, ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", crossed=elsewhere),
    Row("leave_out_plan_step", step, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302,
        data=lambda cast: {"reason": "There is no room."}, crossed=elsewhere),
    Row("inspection_evidence", here, ok=READERS, forbidden=OTHERS),
    Row("inspection_paper", here, ok=READERS, forbidden=OTHERS),
]  # fmt: skip
