"""Partnership events: planned, changed, answered, recorded."""

from __future__ import annotations

from typing import Any

from forums.actions.events import invite_organisations
from tests.access_table import Row
from tests.cast import Cast
from tests.forums import making
from tests.forums.test_events import asked, begun
from tests.forums.test_events_pages import typed

READERS = "coordinator governor lead national"
LOOK_ON = "governor lead national"
NOT_HERE = "staff gate"
SEE_ORGANISATIONS = "coordinator governor lead national other_coordinator"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def harbour(cast: Cast) -> list[Any]:
    return ["harbour-housing"]


def event(cast: Cast) -> list[Any]:
    return ["EXI", asked(cast).event_id]


def nobody_asked(cast: Cast) -> list[Any]:
    return ["EXI", making.event(cast).pk]


def event_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", asked(cast, elsewhere=True).event_id]


def over(cast: Cast) -> list[Any]:
    return ["EXI", begun(making.event(cast)).pk]


def stall(cast: Cast) -> list[Any]:
    found = asked(cast)
    return ["EXI", found.event_id, found.pk]


def stall_elsewhere(cast: Cast) -> list[Any]:
    """Of an event of the other prison, under one of this prison."""
    return ["EXI", asked(cast).event_id, asked(cast, elsewhere=True).pk]


def without_stalls(cast: Cast) -> list[Any]:
    made = making.event(cast)
    invite_organisations(by=cast.coordinator, event=made, organisations=[])
    return ["EXI", made.pk]


def _both(name: str, arguments: Any, data: Any, **more: Any) -> list[Row]:
    right = {"ok": "coordinator", "forbidden": f"{LOOK_ON} {NOT_HERE}"}
    return [
        Row(name, arguments, **right, **more),
        Row(name, arguments, "POST", status=302, data=data, **right, **more),
    ]


ROWS = [
    Row("partnership_events", exeter, ok=READERS, forbidden=NOT_HERE),
    Row("partnership_event", event, ok=f"{READERS} manager worker", crossed=event_elsewhere),
    # An organisation that was not asked does not know of it.
    Row("partnership_event", nobody_asked, ok=READERS),
    *_both("plan_event", exeter, lambda cast: typed()),
    *_both("change_event", event, lambda cast: typed(place="Chapel"), crossed=event_elsewhere),
    *_both("cancel_event", event, lambda cast: {"reason": "No gym."}, crossed=event_elsewhere),
    *_both("invite_to_event", nobody_asked, lambda cast: {"organisations": [cast.harbour.pk]},
           crossed=event_elsewhere),
    *_both("number_stalls", without_stalls, lambda cast: {}, crossed=event_elsewhere),
    *_both("record_event", over, lambda cast: {}, crossed=event_elsewhere),
    Row("answer_for_stall", stall, ok="coordinator manager", forbidden=f"{LOOK_ON} worker",
        crossed=stall_elsewhere),
    Row("answer_for_stall", stall, "POST", ok="coordinator manager", forbidden=f"{LOOK_ON} worker", status=302,
        data=lambda cast: {"coming": "yes"}, crossed=stall_elsewhere),
    Row("own_events", harbour, ok="manager worker", forbidden=SEE_ORGANISATIONS),
]  # fmt: skip
