"""A prison at which nothing has happened yet, and an organisation that writes to it.

Runs in a process of its own with the portal's environment, as tests/journeys/arranged.py does.
"""

from __future__ import annotations

from typing import Final

from coordination.actions.invitations import accept_invitation, invite
from coordination.models import Posting, Prison, User
from coordination.roles import Role
from tests.cast import PASSWORD, listing_at
from tests.journeys.arranged import named

CODE: Final = "LEI"
EMAIL: Final = "first.day@prison.example.org"
SERVICE: Final = "Lantern making"


def appoint() -> None:
    """A coordinator who has just accepted the invitation."""
    national = User.objects.get(email="national@demo.example.org")
    prison = Prison.objects.get(code=CODE)
    invitation = invite(by=national, role=Role.COORDINATOR, prison=prison, email=EMAIL, name="Freya Firstday")
    accept_invitation(by=None, invitation=invitation, name="Freya Firstday", password=PASSWORD)


def write() -> None:
    """What a manager does on pages of their own: see test_manager."""
    manager = named(Role.MANAGER, "EXI")
    organisation = Posting.objects.get(user=manager).organisation
    assert organisation
    listing_at(
        Prison.objects.get(code=CODE), organisation, manager, name=SERVICE,
        summary="We make paper lanterns with offenders.", how_to_ask="Send an app that says lanterns.",
    )  # fmt: skip
