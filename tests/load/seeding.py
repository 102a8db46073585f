"""Twenty people and their services in the portal's own database, made through the actions.

`python -m tests.load.seeding` runs in the environment of a running portal and prints the people as JSON.
It makes rows for tests alone, so it refuses a database that has users already.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, time
from typing import Any

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402

from coordination.models import Organisation, Posting, Prison, User, Wing  # noqa: E402
from coordination.queueing import silence  # noqa: E402
from coordination.roles import Role  # noqa: E402
from directory.actions import decide, write  # noqa: E402
from directory.models import Listing  # noqa: E402

PASSWORD = "a password for twenty people"
PRISONS = ("EXI", "GMI")
SERVICES_A_MANAGER = 2


def seed(managers: int, coordinators: int) -> list[dict[str, Any]]:
    """Each manager has an organisation with two services at both prisons; coordinators share the prisons."""
    prisons = [Prison.objects.get(code=code) for code in PRISONS]
    for prison in prisons:
        Wing.objects.create(prison=prison, name="A wing", position=1)
    hashed = make_password(PASSWORD)
    deciding = [
        _person(f"coordinator{number}", hashed, Role.COORDINATOR, prison=prisons[number % len(prisons)])
        for number in range(max(coordinators, len(prisons)))
    ]
    people = [
        {"role": "coordinator", "email": user.email, "prison": user.postings.get().prison.code}
        for user in deciding[:coordinators]
    ]
    by_prison = {user.postings.get().prison.code: user for user in deciding}
    for number in range(managers):
        people.append(_manager(number, hashed, prisons, by_prison))
    return [each | {"password": PASSWORD} for each in people]


def _manager(number: int, hashed: str, prisons: list[Prison], deciding: dict[str, User]) -> dict[str, Any]:
    organisation = Organisation.objects.create(name=f"Fellowship {number}", slug=f"fellowship-{number}")
    user = _person(f"manager{number}", hashed, Role.MANAGER, organisation=organisation)
    listings = []
    for turn in range(SERVICES_A_MANAGER):
        wording = content(f"Advice {number}.{turn}")
        service = write.begin_service(
            by=user, organisation=organisation, name=wording["name"], prisons=prisons
        )
        for listing in service.listings.all():
            revision = write.submit_revision(by=user, listing=listing, content=wording)[0]
            decide.accept_revision(by=deciding[listing.prison.code], revision=revision)
            listings.append(_address(listing))
    return {"role": "manager", "email": user.email, "organisation": organisation.slug, "listings": listings}


def _address(listing: Listing) -> dict[str, Any]:
    return {"listing": listing.pk, "service": listing.service_id, "prison": listing.prison.code}


def _person(name: str, hashed: str, role: Role, **place: Any) -> User:
    user = User.objects.create(email=f"{name}@load.example.org", name=name.title(), password=hashed)
    Posting.objects.create(user=user, role=role, begins_on=date(2020, 1, 1), **place)
    return user


def content(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "summary": "We help you find a place to live before you leave prison.",
        "pathways": ["accommodation"],
        "sex": "anyone",
        "other_rules": "",
        "stages": ["last_twelve_weeks"],
        "delivery_ways": ["one_to_one"],
        "languages": ["en"],
        "every_wing": True,
        "by_appointment": False,
        "ways_to_ask": ["app"],
        "how_to_ask": "Send an app to the housing team.",
        "staff_procedure": "E-mail the referral form to the adviser.",
        "evidence": "",
        "cost": "",
        "sessions": [
            {"pattern": "weekly", "weekday": 1, "begins": time(10), "ends": time(11), "place": "Library"}
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--managers", type=int, required=True)
    parser.add_argument("--coordinators", type=int, required=True)
    wanted = parser.parse_args()
    if User.objects.exists():
        sys.exit("This database has users: it is not one to throw away.")
    # What was written before the users come would only fill the queue with letters.
    with silence(), transaction.atomic():
        people = seed(wanted.managers, wanted.coordinators)
    print(json.dumps(people))


if __name__ == "__main__":
    main()
