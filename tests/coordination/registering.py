"""Strangers who register, for tests and for the access table."""

from __future__ import annotations

from typing import Any

from coordination import access, home
from coordination.actions.joining import ask_to_join
from coordination.actions.registrations import register, verify
from coordination.models import JoinRequest, Organisation, Prison, Registration, RegistrationChoice, User

STRANGER = "nia@fresh-start.example.org"


def typed(**changes: Any) -> dict[str, Any]:
    """What `register` takes."""
    return {
        "name": "Fresh Start",
        "kind": "voluntary",
        "charity_number": "1074546",
        "company_number": "",
        "website": "https://fresh-start.example.org",
        "postcode": "EX4 4QJ",
        "offers": "We cook with people and eat together.",
        "contact_name": "Nia New",
        "contact_role": "Trustee",
        "contact_email": STRANGER,
    } | changes


def posted(*prisons: Prison, **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    return typed() | {"prisons": [prison.pk for prison in prisons], "comments": ""} | changes


def unconfirmed(*prisons: Prison, **changes: Any) -> Registration:
    return register(values=typed(**changes), prisons=prisons)


def waiting(*prisons: Prison, **changes: Any) -> RegistrationChoice:
    """Confirmed; the choice at the first of the prisons."""
    registration = verify(registration=unconfirmed(*prisons, **changes))
    return choice_of(registration, prisons[0])


def choice_of(registration: Registration, prison: Prison) -> RegistrationChoice:
    return RegistrationChoice.objects.get(registration=registration, prison=prison)


def asked(by: User, prison: Prison, organisation: Organisation, **changes: Any) -> JoinRequest:
    """Somebody registered what is there, and the coordinator asked its manager."""
    return ask_to_join(by=by, choice=waiting(prison, **changes), organisation=organisation)


def lines(user: User) -> list[str]:
    """What coordination says on the user's home page."""
    return [item.sentence for item in home.items(user, access.standing_of(user))]
