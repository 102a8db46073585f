"""The named cast: people, places and services at two prisons, so that a leak from one to the other shows.

Built once a database (see conftest) and found again by name. Services are made through the actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F, QuerySet

from coordination.models import Organisation, Posting, Prison, PrisonSet, User, Wing
from coordination.roles import Role
from directory.actions import decide, upkeep, write
from directory.models import Listing, Revision
from inductions.actions import people as inductions_people
from inductions.models import Person, WorkerKind

PASSWORD = "correct horse battery staple"


@dataclass
class Cast:
    """Everybody and everything by name. Exeter's people first; the others sit at Guys Marsh."""

    exeter: Prison
    guys_marsh: Prison
    south_west: PrisonSet
    harbour: Organisation
    lantern: Organisation
    coordinator: User
    second_coordinator: User
    governor: User
    staff: User
    gate: User
    lead: User
    national: User
    manager: User
    worker: User
    other_coordinator: User
    other_manager: User
    approved: Listing
    pending: Listing
    elsewhere: Listing
    # Who comes in: the record of `worker`, a volunteer without an account, and one at Guys Marsh.
    worker_person: Person
    volunteer: Person
    other_volunteer: Person

    @property
    def pending_revision(self) -> Revision:
        return self.pending.revisions.pending().get()


PEOPLE: dict[str, tuple[str, Role, dict[str, str]]] = {
    "coordinator": ("Carys Coordinator", Role.COORDINATOR, {"prison": "exeter"}),
    "second_coordinator": ("Callum Coordinator", Role.COORDINATOR, {"prison": "exeter"}),
    "governor": ("Gwen Governor", Role.GOVERNOR, {"prison": "exeter"}),
    "staff": ("Stella Staff", Role.STAFF, {"prison": "exeter"}),
    "gate": ("Gareth Gate", Role.GATE, {"prison": "exeter"}),
    "lead": ("Leo Lead", Role.LEAD, {"prison_set": "south_west"}),
    "national": ("Nadia National", Role.NATIONAL, {}),
    "manager": ("Mina Manager", Role.MANAGER, {"organisation": "harbour"}),
    "worker": ("Walid Worker", Role.WORKER, {"organisation": "harbour"}),
    "other_coordinator": ("Olga Othercoordinator", Role.COORDINATOR, {"prison": "guys_marsh"}),
    "other_manager": ("Omar Othermanager", Role.MANAGER, {"organisation": "lantern"}),
}


def email_of(person: str) -> str:
    return f"{person.replace('_', '.')}@cast.example.org"


def content(**changes: Any) -> dict[str, Any]:
    """Worded content that may be approved as it stands; change what the test is about."""
    return {
        "name": "Housing advice",
        "summary": "We help you find a place to live before you leave prison.",
        "pathways": ["accommodation"],
        "groups": [],
        "sex": "anyone",
        "minimum_age": None,
        "maximum_age": None,
        "other_rules": "",
        "stages": ["last_twelve_weeks"],
        "usual_wait_days": 14,
        "least_time_days": None,
        "hands_over_to": None,
        "delivery_ways": ["one_to_one"],
        "languages": ["en"],
        "wings": [],
        "every_wing": True,
        "by_appointment": False,
        "ways_to_ask": ["app"],
        "how_to_ask": "Send an app to the housing team.",
        "staff_procedure": "E-mail the referral form to the adviser.",
        "evidence": "",
        "cost": "",
        "funded_until": None,
        "starts_on": None,
        "ends_on": None,
        "sessions": [session()],
    } | changes


def session(**changes: Any) -> dict[str, Any]:
    return {
        "pattern": "weekly",
        "weekday": 1,
        "week_of_month": None,
        "counted_from": None,
        "begins": time(10, 0),
        "ends": time(11, 30),
        "place": "Library",
    } | changes


CONTACT = {
    "name": "Hana Harbour",
    "role": "Adviser",
    "email": "hana@harbour.example.org",
    "phone": "01632 960123",
}


def listing_at(prison: Prison, organisation: Organisation, manager: User, **changes: Any) -> Listing:
    """A new service of the organisation, sent to the prison and waiting for a decision."""
    wording = content(**changes)
    service = write.begin_service(
        by=manager, organisation=organisation, name=wording["name"], prisons=[prison]
    )
    listing = service.listings.get(prison=prison)
    write.submit_revision(by=manager, listing=listing, content=wording)
    return listing


def approved_listing_at(
    prison: Prison, organisation: Organisation, manager: User, coordinator: User, **changes: Any
) -> Listing:
    """The same, accepted by the coordinator, with a contact."""
    listing = listing_at(prison, organisation, manager, **changes)
    decide.accept_revision(by=coordinator, revision=listing.revisions.pending().get())
    upkeep.set_contacts(by=manager, listing=listing, contacts=[CONTACT])
    return Listing.objects.get(pk=listing.pk)


def person_at(
    prison: Prison, organisation: Organisation, manager: User, name: str, email: str = "", **changes: Any
) -> Person:
    """Somebody at work for the organisation at the prison since 2020, escorted at all times."""
    since = date(2020, 1, 1)
    values = {"name": name, "email": email, "kind": WorkerKind.VOLUNTEER, "begins_on": since} | changes
    engagement = inductions_people.add_person(by=manager, organisation=organisation, values=values)
    inductions_people.place_at(by=manager, engagement=engagement, prison=prison, values={"begins_on": since})
    return Person.objects.get(pk=engagement.person_id)


COMING_IN: dict[str, tuple[str, str, str, str, dict[str, Any]]] = {
    "worker_person": ("Walid Worker", "exeter", "harbour", "manager", {
        "email": "worker@cast.example.org", "kind": WorkerKind.STAFF, "role_title": "Adviser"
    }),
    "volunteer": ("Vera Volunteer", "exeter", "harbour", "manager", {
        "email": "vera.volunteer@cast.example.org", "phone": "01632 960456"
    }),
    "other_volunteer": ("Otto Othervolunteer", "guys_marsh", "lantern", "other_manager", {
        "email": "otto.othervolunteer@cast.example.org"
    }),
}  # fmt: skip


def build() -> Cast:
    """Writes the whole cast. Needs the reference data that migrating brings."""
    exeter, guys_marsh = (Prison.objects.get(code=code) for code in ("EXI", "GMI"))
    for prison in (exeter, guys_marsh):
        for position, name in enumerate(("A wing", "B wing", "C wing"), 1):
            Wing.objects.create(prison=prison, name=name, position=position)
    south_west = PrisonSet.objects.create(name="Exeter alone")
    south_west.prisons.set([exeter])
    places: dict[str, Any] = {
        "exeter": exeter,
        "guys_marsh": guys_marsh,
        "south_west": south_west,
        "harbour": Organisation.objects.create(name="Harbour Housing", slug="harbour-housing"),
        "lantern": Organisation.objects.create(name="Lantern Trust", slug="lantern-trust"),
    }
    hashed = make_password(PASSWORD)
    people = {}
    for person, (name, role, tied_to) in PEOPLE.items():
        user = User.objects.create(email=email_of(person), name=name, password=hashed)
        Posting.objects.create(
            user=user,
            role=role,
            begins_on=date(2020, 1, 1),
            **{key: places[at] for key, at in tied_to.items()},
        )
        people[person] = user
    harbour, lantern = places["harbour"], places["lantern"]
    listings = {
        "approved": approved_listing_at(exeter, harbour, people["manager"], people["coordinator"]),
        "pending": listing_at(exeter, harbour, people["manager"], name="Debt clinic", pathways=["finance"]),
        "elsewhere": approved_listing_at(
            guys_marsh, lantern, people["other_manager"], people["other_coordinator"], name="Lantern lights"
        ),
    }
    coming_in = {
        key: person_at(places[prison], places[organisation], people[manager], name, **more)
        for key, (name, prison, organisation, manager, more) in COMING_IN.items()
    }
    return Cast(**places, **people, **listings, **coming_in)


def found(key: str, rows: QuerySet[Any], wanted: Mapping[str, str]) -> dict[str, Any]:
    """The one row of each name, in one query."""
    by_key: dict[str, Any] = {}
    for row in rows:
        value = getattr(row, key)
        assert value not in by_key, f"{value} is there twice"
        by_key[value] = row
    return {name: by_key[value] for name, value in wanted.items()}


def load() -> Cast | None:
    """The cast that `build` wrote, read afresh; none where it was not built."""
    emails = {person: email_of(person) for person in PEOPLE}
    users = User.objects.filter(email__in=emails.values())
    if not users:
        return None
    prisons = {"exeter": "EXI", "guys_marsh": "GMI"}
    organisations = {"harbour": "harbour-housing", "lantern": "lantern-trust"}
    services = {"approved": "Housing advice", "pending": "Debt clinic", "elsewhere": "Lantern lights"}
    names = {key: person[0] for key, person in COMING_IN.items()}
    listings = Listing.objects.filter(service__name__in=services.values())
    named = listings.annotate(called=F("service__name"))
    everything: dict[str, Any] = {
        "south_west": PrisonSet.objects.get(name="Exeter alone"),
        **found("code", Prison.objects.filter(code__in=prisons.values()), prisons),
        **found("slug", Organisation.objects.filter(slug__in=organisations.values()), organisations),
        **found("called", named, services),
        **found("email", users, emails),
        **found("name", Person.objects.filter(name__in=names.values()), names),
    }
    assert set(everything) == {field.name for field in fields(Cast)}
    return Cast(**everything)


def build_or_load() -> Cast:
    """Built in a database that has none yet, else found."""
    return load() or build()
