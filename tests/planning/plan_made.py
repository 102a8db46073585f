"""Action plans and what hangs on them, made through the actions at either prison of the cast."""

from __future__ import annotations

from typing import Any

from coordination.models import Prison, User
from planning.actions import plan as actions
from planning.models import ActionPlan, PlanEvidence, PlanStep
from tests.cast import Cast


def keeper(cast: Cast, elsewhere: bool = False) -> User:
    return cast.other_coordinator if elsewhere else cast.coordinator


def prison(cast: Cast, elsewhere: bool = False) -> Prison:
    return cast.guys_marsh if elsewhere else cast.exeter


def plan(cast: Cast, elsewhere: bool = False, level: str = "bronze") -> ActionPlan:
    return actions.set_plan_level(by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), level=level)


def step(cast: Cast, elsewhere: bool = False, code: str = "mapping") -> PlanStep:
    """Of an activity. The first service of either prison is in its directory, and so is found for `mapping`."""
    return plan(cast, elsewhere).steps.get(activity=code)


def own_step(cast: Cast, elsewhere: bool = False, **changes: Any) -> PlanStep:
    plan(cast, elsewhere)
    values = {"title": "Visit the library", "level": "bronze"} | changes
    return actions.add_plan_step(by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), values=values)


def linked(
    cast: Cast, elsewhere: bool = False, code: str = "mapping", source: str = "directory.first_map"
) -> PlanEvidence:
    return actions.link_evidence(by=keeper(cast, elsewhere), step=step(cast, elsewhere, code), source=source)


def done_step(cast: Cast, elsewhere: bool = False) -> PlanStep:
    return actions.finish_plan_step(by=keeper(cast, elsewhere), step=linked(cast, elsewhere).step)
