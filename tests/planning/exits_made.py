"""Managed exits, made through the actions at either prison of the cast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from coordination import clock
from planning.actions import exits
from planning.models import ManagedExit
from tests.cast import Cast


def begun(cast: Cast, *, elsewhere: bool = False, days: int = 100, **changes: Any) -> ManagedExit:
    prison = cast.guys_marsh if elsewhere else cast.exeter
    return exits.begin_exit(
        by=cast.national, prison=prison, closes_on=clock.today() + timedelta(days=days), **changes
    )


def ticked(cast: Cast, *, elsewhere: bool = False) -> Any:
    return exits.tick_step(by=cast.national, step=begun(cast, elsewhere=elsewhere).steps.all()[0])
