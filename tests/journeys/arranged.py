"""What journeys begin from, made through the actions in the portal's own database.

Runs in a process of its own with the portal's environment: `manage.py shell -c "...; arrange()"` prints it as JSON.
Each journey has a service of its own, so that none waits for another.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from coordination import clock
from coordination.actions.invitations import accept_invitation, invite
from coordination.models import Posting, Prison, User
from coordination.roles import Role
from directory.actions import write
from directory.models import Listing
from tests.cast import PASSWORD, approved_listing_at, content, listing_at

PRISON: Final = "EXI"
PROCEDURE: Final = "Fill in the pink form and leave it in the tray of the {name} desk."
# Journeys that begin from a text that waits, and those that begin from an accepted service.
WAITING: Final = ("Kite workshop", "Quiet corner", "Letters home", "Silent film", "Hidden garden plan")
ACCEPTED: Final = ("Choir on Tuesdays", "Paper boats", "Evening chess", "Hidden garden", "Kitchen table")
# Accepted so many days ago and not confirmed since.
OLD: Final = {"Silver band": 95, "Brass band": 80}


# A colleague of the coordinator of Exeter, whom the demonstration does not have.
SECOND_COORDINATOR: Final = "second.coordinator@prison.example.org"


def named(role: Role, prison: str) -> User:
    place = "exeter" if prison == "EXI" else "guysmarsh"
    return User.objects.get(email=f"{role.value}.{place}@demo.example.org")


def words_of(name: str) -> dict[str, Any]:
    """A text in which every sentence that a journey looks for is this service's own."""
    return {
        "name": name,
        "summary": f"Come to {name} and meet people who have done it before.",
        "how_to_ask": f"Send an app that says {name}.",
        "staff_procedure": PROCEDURE.format(name=name),
    }


def keys_of(listing: Listing) -> dict[str, Any]:
    pending = listing.revisions.pending().first()
    return {
        "listing": listing.pk,
        "service": listing.service_id,
        "entry": listing.entry_number,
        "revision": pending.pk if pending else None,
        "texts": list(listing.revisions.values_list("pk", flat=True)),
    }


def arrange() -> None:
    prison = Prison.objects.get(code=PRISON)
    manager, coordinator = named(Role.MANAGER, PRISON), named(Role.COORDINATOR, PRISON)
    organisation = Posting.objects.get(user=manager).organisation
    assert organisation
    name = "Bronwen Second"
    invitation = invite(
        by=coordinator, role=Role.COORDINATOR, prison=prison, email=SECOND_COORDINATOR, name=name
    )
    accept_invitation(by=None, invitation=invitation, name=name, password=PASSWORD)
    made = {name: listing_at(prison, organisation, manager, **words_of(name)) for name in WAITING}
    for name in ACCEPTED:
        made[name] = approved_listing_at(prison, organisation, manager, coordinator, **words_of(name))
    for name, days in OLD.items():
        with clock.set_to(timezone.now() - timedelta(days=days)):
            made[name] = approved_listing_at(prison, organisation, manager, coordinator, **words_of(name))
    changed = made["Choir on Tuesdays"]
    newest = changed.approved_revision
    assert newest
    wording = content(**words_of("Choir on Tuesdays")) | {
        "summary": "Come and sing. Nobody is asked to sing alone."
    }
    write.submit_revision(by=manager, listing=changed, content=wording, seen=newest.pk)
    print(json.dumps({name: keys_of(listing) for name, listing in made.items()}))
