"""The demonstration's prisons, people and organisations; features add theirs in their own `demo`.

Everything goes through the actions, each at its own moment of the past, so that history, audit and pages agree.
"""

from __future__ import annotations

from coordination.actions.wings import add_wing
from coordination.demo import organisations, people, registrations
from coordination.demo.world import World
from coordination.models import Prison

# Plausible, and not how these prisons are built.
WINGS = {
    "EXI": ["A wing", "B wing", "C wing", "D wing", "First night centre", "Healthcare unit"],
    "GMI": ["Ash", "Beech", "Cedar", "Hazel", "Care and separation unit"],
    "DAI": ["A wing", "B wing", "D wing"],
    "EWI": ["House 1", "House 2", "House 3", "Mother and baby unit"],
    "CFI": ["A wing", "B wing", "C wing", "First night centre"],
    # Just begun: its coordinator came last week and has named the first wings.
    "BLI": ["A wing", "B wing"],
}
NAMED_ON = {"BLI": -4}


def seed(world: World) -> None:
    """Fills `world` for the features that come after."""
    world.prisons = {prison.code: prison for prison in Prison.objects.filter(code__in=WINGS)}
    people.add_those_who_oversee(world)
    for code, names in WINGS.items():
        with world.at(NAMED_ON.get(code, people.BEGAN + 6)):
            for name in names:
                add_wing(by=world.coordinators[code], prison=world.prisons[code], name=name)
    people.add_those_at_prisons(world)
    organisations.add_all(world)
    people.add_workers(world)
    registrations.add_all(world)
    people.set_passwords()
