"""Calls for offers, on either side. Lantern, where `other_manager` is, was not told of Exeter's calls."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast
from tests.planning import called as making

READERS = "coordinator governor lead national"
LOOK_ON = "governor lead national"
OTHERS = "staff gate"
# Of the organisation's pages: who sees every organisation and is of none.
SEE_ORGANISATIONS = "coordinator governor lead national other_coordinator"


def priority(cast: Cast) -> list[Any]:
    return ["EXI", making.priority(cast).pk]


def priority_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.priority(cast, elsewhere=True).pk]


def draft(cast: Cast) -> list[Any]:
    return [making.draft(cast).pk]


def opened(cast: Cast) -> list[Any]:
    return [making.opened(cast).pk]


def waiting(cast: Cast) -> list[Any]:
    found = making.waiting(cast)
    return [found.call_id, found.pk]


def under_anothers_call(cast: Cast) -> list[Any]:
    """An answer to Guys Marsh's call, under a call of Exeter's."""
    return [making.opened(cast).pk, making.waiting(cast, elsewhere=True).pk]


def told_without_account(cast: Cast) -> list[Any]:
    """Harbour, whose manager reads the call, and an organisation of which nobody has an account."""
    call = making.opened(cast, cast.harbour, making.without_account())
    return [call.pk, call.told.exclude(organisation=cast.harbour).get().pk]


def told_of_anothers_call(cast: Cast) -> list[Any]:
    """Whom Guys Marsh told, under a call of Exeter's."""
    return [making.opened(cast).pk, making.opened(cast, elsewhere=True).told.get().pk]


def chosen(cast: Cast) -> list[Any]:
    found = making.chosen(cast)
    return [found.call_id, found.pk]


def chosen_with_service(cast: Cast) -> list[Any]:
    """Without a service that came of it there is no page to choose one."""
    found = chosen(cast)
    making.new_listing(cast)
    return found


def harbour(cast: Cast) -> list[Any]:
    return ["harbour-housing"]


def to_answer(cast: Cast) -> list[Any]:
    return ["harbour-housing", making.opened(cast).pk]


def came_to_another(cast: Cast) -> list[Any]:
    return ["harbour-housing", making.opened(cast, elsewhere=True).pk]


def sent(cast: Cast) -> list[Any]:
    return ["harbour-housing", making.answered(cast, making.opened(cast)).call_id]


def sent_by_another(cast: Cast) -> list[Any]:
    return [
        "harbour-housing", making.answered(cast, making.opened(cast, elsewhere=True), elsewhere=True).call_id
    ]  # fmt: skip


def typed(cast: Cast) -> dict[str, Any]:
    values = making.call_values()
    return values | {"closes_on": values["closes_on"].isoformat()}


def new_service(cast: Cast) -> dict[str, Any]:
    return {"listing": making.new_listing(cast).pk}


ROWS = [
    Row("begin_call", priority, ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", crossed=priority_elsewhere),
    Row("begin_call", priority, "POST", ok="coordinator", forbidden=f"{LOOK_ON} {OTHERS}", status=302, data=typed,
        crossed=priority_elsewhere),
    # A draft is nobody's but the prison's; once open, the organisation that was told reads it.
    Row("call", draft, ok=READERS),
    Row("call", opened, ok=f"{READERS} manager"),
    Row("change_call", draft, ok="coordinator", forbidden=LOOK_ON),
    Row("change_call", draft, "POST", ok="coordinator", forbidden=LOOK_ON, status=302, data=typed),
    Row("open_call", draft, ok="coordinator", forbidden=LOOK_ON),
    Row("open_call", draft, "POST", ok="coordinator", forbidden=LOOK_ON, status=302,
        data=lambda cast: {"region": [cast.lantern.pk]}),
    Row("cancel_call", opened, ok="coordinator", forbidden=f"{LOOK_ON} manager"),
    Row("cancel_call", opened, "POST", ok="coordinator", forbidden=f"{LOOK_ON} manager", status=302,
        data=lambda cast: {"reason": "The money is gone."}),
    Row("type_in_answer", told_without_account, ok="coordinator", forbidden=f"{LOOK_ON} manager",
        crossed=told_of_anothers_call),
    Row("type_in_answer", told_without_account, "POST", ok="coordinator", forbidden=f"{LOOK_ON} manager", status=302,
        data=lambda cast: {"offer": "Two evenings a month."}, crossed=told_of_anothers_call),
    Row("expression", waiting, ok=READERS, forbidden="manager", crossed=under_anothers_call),
    Row("shortlist_expression", waiting, "POST", ok="coordinator", forbidden=f"{LOOK_ON} manager", status=302,
        crossed=under_anothers_call),
    Row("decide_expression", waiting, ok="coordinator", forbidden=f"{LOOK_ON} manager", crossed=under_anothers_call),
    Row("decide_expression", waiting, "POST", ok="coordinator", forbidden=f"{LOOK_ON} manager", status=302,
        data=lambda cast: {"decision": "chosen", "reason": "It fits."}, crossed=under_anothers_call),
    Row("fill_call", chosen_with_service, ok="coordinator", forbidden=f"{LOOK_ON} manager",
        crossed=under_anothers_call),
    Row("fill_call", chosen, "POST", ok="coordinator", forbidden=f"{LOOK_ON} manager", status=302, data=new_service,
        crossed=under_anothers_call),
    Row("own_calls", harbour, ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}"),
    Row("answer_call", to_answer, ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}", crossed=came_to_another),
    Row("answer_call", to_answer, "POST", ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}", status=302,
        data=lambda cast: {"do": "send", "offer": "Two evenings a month."}, crossed=came_to_another),
    Row("take_back_answer", sent, "POST", ok="manager", forbidden=f"worker {SEE_ORGANISATIONS}", status=302,
        crossed=sent_by_another),
]  # fmt: skip
