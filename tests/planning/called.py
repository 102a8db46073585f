"""Priorities and calls, made through the actions at either prison of the cast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coordination import clock
from coordination.models import Organisation, Pathway, Posting
from coordination.roles import Role
from directory.models import Listing
from planning.actions import calls, expressions, priorities
from planning.actions.priorities import About
from planning.models import Call, Expression, Priority
from tests.cast import Cast, approved_listing_at

IN = timedelta(days=30)


def values(**changes: Any) -> dict[str, Any]:
    return {
        "title": "More places for housing", "target": "20 places a month.", "owner": None,
        "owner_role": "Head of resettlement", "due_on": clock.today() + IN,
    } | changes  # fmt: skip


def call_values(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Housing advice wanted", "wanted": "Advice on C wing, in the evening.", "people_a_month": 20,
        "lot_size": 1500, "lots": 1, "closes_on": clock.today() + IN,
    } | changes  # fmt: skip


OFFER = {
    "offer": "Two evenings a month.",
    "people_a_month": 10,
    "starts_on": None,
    "cost": 900,
    "needs": "A room.",
}


def keeper(cast: Cast, elsewhere: bool) -> Any:
    return cast.other_coordinator if elsewhere else cast.coordinator


def priority(cast: Cast, *, elsewhere: bool = False, about: About | None = None, **changes: Any) -> Priority:
    about = about or About(pathway=Pathway.objects.get(code="accommodation"))
    prison = cast.guys_marsh if elsewhere else cast.exeter
    return priorities.adopt_priority(
        by=keeper(cast, elsewhere), prison=prison, about=about, values=values(**changes)
    )


def draft(cast: Cast, *, elsewhere: bool = False, **changes: Any) -> Call:
    return calls.begin_call(
        by=keeper(cast, elsewhere),
        priority=priority(cast, elsewhere=elsewhere),
        values=call_values(**changes),
    )


def opened(cast: Cast, *told: Organisation, elsewhere: bool = False, **changes: Any) -> Call:
    """To Harbour, or elsewhere to Lantern, where nobody else is named."""
    told = told or (cast.lantern if elsewhere else cast.harbour,)
    return calls.open_call(
        by=keeper(cast, elsewhere), call=draft(cast, elsewhere=elsewhere, **changes),
        organisations=dict.fromkeys(told, "works here already"),
    )  # fmt: skip


def answered(cast: Cast, call: Call, *, elsewhere: bool = False, **changes: Any) -> Expression:
    organisation, by = (cast.lantern, cast.other_manager) if elsewhere else (cast.harbour, cast.manager)
    return expressions.send_expression(by=by, call=call, organisation=organisation, values=OFFER | changes)


def closed(call: Call) -> Call:
    """As its last day has passed, by the job of the clock."""
    Call.objects.filter(pk=call.pk).update(closes_on=clock.today() - timedelta(days=1))
    assert calls.close_calls() >= 1
    call.refresh_from_db()
    return call


def waiting(cast: Cast, *, elsewhere: bool = False, **changes: Any) -> Expression:
    """An answer to a call that has closed."""
    found = answered(cast, opened(cast, elsewhere=elsewhere, **changes), elsewhere=elsewhere)
    closed(found.call)
    return Expression.objects.get(pk=found.pk)


def chosen(cast: Cast, *, elsewhere: bool = False, **changes: Any) -> Expression:
    return expressions.decide_expression(
        by=keeper(cast, elsewhere), expression=waiting(cast, elsewhere=elsewhere, **changes), chosen=True,
        reason="It fits.",
    )  # fmt: skip


def manager_of(cast: Cast, organisation: Organisation, user: Any) -> None:
    Posting.objects.create(user=user, role=Role.MANAGER, organisation=organisation, begins_on=clock.today())


def without_account() -> Organisation:
    return Organisation.objects.create(name="Kettle and Cake", slug="kettle-and-cake")


def new_listing(cast: Cast, **changes: Any) -> Listing:
    """A service of Harbour's that was approved at Exeter just now."""
    changes = {"name": "Housing in the evening"} | changes
    return approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, **changes)
