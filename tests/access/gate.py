"""Clearances, stopping somebody at the gate, and the gate itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inductions.actions.clearances import rely_on
from inductions.actions.stopping import stop_person_now
from inductions.actions.visits import record_arrival
from inductions.models import Person, Visit
from tests.access_table import Row
from tests.cast import Cast
from tests.inductions.clearing import ago, also_at, applied, granted, today

LOOKS = "coordinator governor"
# Who knows the prison and has no business with the clearances of those who work there.
KNOWS = "staff gate lead national"
GATE = "coordinator governor gate"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def volunteer(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, "EXI"]


def elsewhere(cast: Cast) -> list[Any]:
    """Somebody of Guys Marsh under Exeter's address."""
    return [cast.other_volunteer.pk, "EXI"]


def waits(cast: Cast) -> list[Any]:
    return [*volunteer(cast), applied(cast.coordinator, cast.volunteer, cast.exeter).pk]


def in_force(cast: Cast) -> list[Any]:
    return [*volunteer(cast), granted(cast.coordinator, cast.volunteer, cast.exeter).pk]


def in_force_there(cast: Cast) -> list[Any]:
    """A clearance of Guys Marsh under Exeter's address: it is decided on there."""
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    return [*volunteer(cast), granted(cast.other_coordinator, cast.volunteer, cast.guys_marsh).pk]


def waits_there(cast: Cast) -> list[Any]:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    return [*volunteer(cast), applied(cast.other_coordinator, cast.volunteer, cast.guys_marsh).pk]


def relied_on(cast: Cast) -> list[Any]:
    [*_, key] = in_force_there(cast)
    clearance = cast.volunteer.clearances.get(pk=key)
    return [
        *volunteer(cast),
        rely_on(by=cast.coordinator, clearance=clearance, prison=cast.exeter).pk,
    ]


def relied_on_there(cast: Cast) -> list[Any]:
    """A reliance of Guys Marsh on Exeter under Exeter's address."""
    [*_, key] = in_force(cast)
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    clearance = cast.volunteer.clearances.get(pk=key)
    return [
        *volunteer(cast),
        rely_on(by=cast.other_coordinator, clearance=clearance, prison=cast.guys_marsh).pk,
    ]


def stopped(cast: Cast) -> list[Any]:
    stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)
    return volunteer(cast)


def comes(cast: Cast) -> list[Any]:
    return ["EXI", cast.volunteer.pk]


def inside(who: str, gate: str, prison: str) -> Callable[[Cast], list[Any]]:
    def arguments(cast: Cast) -> list[Any]:
        person: Person = getattr(cast, who)
        visit: Visit = record_arrival(
            by=getattr(cast, gate), person=person, prison=getattr(cast, prison), read_acct_folder=True
        )
        return ["EXI", visit.pk]

    return arguments


is_in = inside("volunteer", "gate", "exeter")
is_in_there = inside("other_volunteer", "other_coordinator", "guys_marsh")


def day(name: str, value: Any) -> dict[str, Any]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def application(cast: Cast) -> dict[str, Any]:
    return {"level": "ctc", "state": "applied"}


def grant(cast: Cast) -> dict[str, Any]:
    return {"state": "granted", **day("granted_on", ago(1)), **day("expires_on", today())}


NOT_THE_COORDINATOR = f"governor {KNOWS}"

ROWS = [
    Row("clearances", volunteer, ok=LOOKS, forbidden=KNOWS, crossed=elsewhere),
    Row("clearances", volunteer, method="POST", ok="coordinator", status=302, forbidden=NOT_THE_COORDINATOR,
        data=application, crossed=elsewhere),
    Row("clearance_decide", waits, ok="coordinator", forbidden=NOT_THE_COORDINATOR, crossed=waits_there),
    Row("clearance_decide", waits, method="POST", ok="coordinator", status=302,
        forbidden=NOT_THE_COORDINATOR, data=grant, crossed=waits_there),
    Row("clearance_correct", in_force, ok="coordinator", forbidden=NOT_THE_COORDINATOR, crossed=in_force_there),
    Row("clearance_correct", in_force, method="POST", ok="coordinator", status=302,
        forbidden=NOT_THE_COORDINATOR, data=grant, crossed=in_force_there),
    Row("clearance_withdraw", in_force, ok="coordinator", forbidden=NOT_THE_COORDINATOR, crossed=in_force_there),
    Row("clearance_withdraw", in_force, method="POST", ok="coordinator", status=302,
        forbidden=NOT_THE_COORDINATOR, crossed=in_force_there),
    # Another prison's that is in force may be relied on; one that is not is not found.
    Row("clearance_rely", in_force_there, ok="coordinator", forbidden=NOT_THE_COORDINATOR, crossed=waits_there),
    Row("clearance_rely", in_force_there, method="POST", ok="coordinator", status=302,
        forbidden=NOT_THE_COORDINATOR, crossed=waits_there),
    Row("reliance_end", relied_on, method="POST", ok="coordinator", status=302,
        forbidden=NOT_THE_COORDINATOR, crossed=relied_on_there),
    Row("person_name", volunteer, ok="coordinator", forbidden=NOT_THE_COORDINATOR, crossed=elsewhere),
    Row("person_name", volunteer, method="POST", ok="coordinator", status=302, forbidden=NOT_THE_COORDINATOR,
        data=lambda cast: {"name": "Vera Volunteer-Jones"}, crossed=elsewhere),
    Row("stop_person", volunteer, ok=LOOKS, forbidden="staff gate lead", crossed=elsewhere),
    Row("stop_person", volunteer, method="POST", ok=LOOKS, status=302, forbidden="staff gate lead",
        crossed=elsewhere),
    Row("lift_person_stop", stopped, method="POST", ok=LOOKS, status=302, forbidden="staff gate lead",
        crossed=elsewhere),
    Row("prison_clearances", exeter, ok=LOOKS, forbidden=KNOWS),
    Row("gate", exeter, ok=GATE, forbidden="staff lead national", query="?name=vera"),
    Row("gate_arrive", comes, method="POST", ok="coordinator gate", status=302,
        forbidden="governor staff lead national", crossed=lambda cast: ["EXI", cast.other_volunteer.pk]),
    Row("gate_leave", is_in, ok="coordinator gate", forbidden="governor staff lead national", crossed=is_in_there),
    Row("gate_leave", is_in, method="POST", ok="coordinator gate", status=302,
        forbidden="governor staff lead national", crossed=is_in_there),
    Row("gate_sheet", exeter, ok=GATE, forbidden="staff lead national"),
    Row("roll_call", exeter, ok=GATE, forbidden="staff lead national"),
    Row("gate_paper", exeter, ok="coordinator gate", forbidden="governor staff lead national"),
    Row("gate_paper", exeter, method="POST", ok="coordinator gate", status=302,
        forbidden="governor staff lead national",
        data=lambda cast: {"other1-name": "Vera Volunteer", "other1-arrived": "00:00", "other1-left": "00:00"}),
]  # fmt: skip
