"""Ideas of organisations, on either side."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast
from tests.forums import making

READERS = "coordinator governor lead national"
LOOK_ON = "governor lead national"
NOT_HERE = "staff gate"
# Of the organisation's pages: who sees every organisation and is of none.
SEE_ORGANISATIONS = "coordinator governor lead national other_coordinator"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def harbour(cast: Cast) -> list[Any]:
    return ["harbour-housing"]


def idea(cast: Cast) -> list[Any]:
    return ["EXI", making.idea(cast).pk]


def idea_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.idea(cast, elsewhere=True).pk]


def own_idea(cast: Cast) -> list[Any]:
    return ["harbour-housing", making.idea(cast).pk]


def anothers_idea(cast: Cast) -> list[Any]:
    return ["harbour-housing", making.idea(cast, elsewhere=True).pk]


def the_idea(cast: Cast) -> dict[str, Any]:
    return {
        "prison": cast.exeter.pk,
        "kind": "idea",
        "title": "A band",
        "text": "We would like to begin one.",
    }


def a_meeting(cast: Cast) -> dict[str, Any]:
    return {"meeting": making.meeting(cast).pk}


ROWS = [
    Row("ideas", exeter, ok=READERS, forbidden=NOT_HERE),
    Row("idea", idea, ok=f"{READERS} manager worker", crossed=idea_elsewhere),
    Row("answer_idea", idea, ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}", crossed=idea_elsewhere),
    Row("answer_idea", idea, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}", status=302,
        data=lambda cast: {"answer": "yes", "text": "Yes, in spring."}, crossed=idea_elsewhere),
    Row("put_idea_on_agenda", idea, ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}", crossed=idea_elsewhere),
    Row("put_idea_on_agenda", idea, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}", status=302,
        data=a_meeting, crossed=idea_elsewhere),
    Row("set_idea_days", exeter, ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}"),
    Row("set_idea_days", exeter, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {NOT_HERE}", status=302,
        data=lambda cast: {"working_days": 10}),
    Row("own_ideas", harbour, ok="manager worker", forbidden=SEE_ORGANISATIONS),
    Row("send_idea", harbour, ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}"),
    Row("send_idea", harbour, "POST", ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}", status=302,
        data=the_idea),
    Row("take_back_idea", own_idea, "POST", ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}", status=302,
        crossed=anothers_idea),
    # Each sees the prisons of their own; whoever reads forums nowhere is told so.
    Row("ideas_waited", ok=f"{READERS} other_coordinator", forbidden=f"{NOT_HERE} manager worker other_manager"),
]  # fmt: skip
