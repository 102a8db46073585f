"""Organisations that nobody invited: two wait at Exeter, one of them there already; one was let in last week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from coordination.actions.registrations import let_in, register, verify
from coordination.demo.world import World, backdate
from coordination.models import Invitation, Registration, RegistrationChoice

WITHIN_MINUTES: Final = timedelta(minutes=1)
LATER: Final = 8


@dataclass(frozen=True)
class Stranger:
    """`let_in` is the day on which the first chosen prison said yes; None where it still waits."""

    day: int
    prisons: tuple[str, ...]
    typed: dict[str, Any]
    let_in: int | None = None


STRANGERS: Final = (
    Stranger(
        -9, ("EXI",), let_in=-7,
        typed={
            "name": "Tidewater Choirs", "charity_number": "9900197",
            "website": "https://tidewater-choirs.example.org",
            "offers": "We sing with people on the wings every other week, and keep a place in our choirs outside"
            " for whoever comes to us after release.",
            "contact_name": "Agnes Polwhele", "contact_role": "Founder",
            "contact_email": "agnes@tidewater-choirs.example.org",
        },
    ),
    Stranger(
        -4, ("EXI", "GMI"),
        typed={
            "name": "Second Wind Cycle Workshops", "charity_number": "9900024",
            "website": "https://www.second-wind-cycles.example.org/prisons",
            "offers": "People mend donated bicycles with us and learn a trade. We would like to begin with six people"
            " on one afternoon a week.",
            "contact_name": "Marlon Treace", "contact_role": "Workshop lead",
            "contact_email": "marlon@second-wind-cycles.example.org",
        },
    ),
    Stranger(
        -2, ("EXI",),
        typed={
            "name": "Lamb and Larder", "company_number": "99001980",
            "offers": "A cookery course of ten evenings with a certificate in food hygiene. Our trainers have worked"
            " with young adults for years.",
            "contact_name": "Ifeoma Larder", "contact_role": "Director",
            "contact_email": "ifeoma@lamb-and-larder.example.org",
        },
    ),
)  # fmt: skip
NOTHING: Final = {
    "kind": "voluntary",
    "charity_number": "",
    "company_number": "",
    "website": "",
    "postcode": "",
}


def add_all(world: World) -> None:
    for turn, stranger in enumerate(STRANGERS):
        _register(world, stranger, turn)


def _register(world: World, stranger: Stranger, turn: int) -> None:
    with world.at(stranger.day, turn) as moment:
        prisons = [world.prisons[code] for code in stranger.prisons]
        registration = register(values=NOTHING | stranger.typed, prisons=prisons)
        backdate(registration, sent_at=moment + WITHIN_MINUTES)
        verify(registration=registration)
    if stranger.let_in is not None:
        _let_in(world, registration, stranger.prisons[0], stranger.let_in)


def _let_in(world: World, registration: Registration, code: str, day: int) -> None:
    choice = RegistrationChoice.objects.get(registration=registration, prison__code=code)
    # Later on the day: two days before a Monday may both be the same Friday.
    with world.at(day, LATER) as moment:
        organisation = let_in(by=world.coordinators[code], choice=choice)
        backdate(organisation, created_at=moment)
        backdate(choice, told_at=moment + WITHIN_MINUTES)
        backdate(Invitation.objects.get(organisation=organisation), sent_at=moment + WITHIN_MINUTES)
