"""What journeys about coming in cannot click: papers that took weeks, training of other modules, days that pass.

Runs in a process of its own with the portal's environment, as tests/journeys/arranged.py does.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from coordination import clock
from coordination.models import Organisation, Posting, Prison
from coordination.roles import Role
from inductions.actions import (
    bookings,
    clearances,
    documents,
    feeds,
    people,
    records,
    sessions,
    signing,
    visits,
)
from inductions.models import (
    Booking,
    Clearance,
    ClearanceLevel,
    InductionStep,
    ModuleRule,
    Person,
    Placement,
    PolicyDocument,
    TrainingModule,
    TrainingSession,
    WorkerKind,
)
from tests.cast import approved_listing_at, session
from tests.inductions.handed_in import PDF
from tests.journeys.arranged import PRISON, named

SERVICE: Final = "Porridge at eight"
NAME: Final = "Quillon Saltmarsh"
EMAIL: Final = "quillon@saltmarsh.example.org"
# Words that stand nowhere but in what belongs to NAME.
PLACE: Final = "Saltmarsh loft"
SECRETS: Final = ("Quillon", "Saltmarsh", "SALTMARSH")
LONG_AGO: Final = timedelta(days=14)
LATER: Final = timedelta(days=35)


def at_the_prison() -> Prison:
    return Prison.objects.get(code=PRISON)


def of_the_manager() -> Organisation:
    found = Posting.objects.get(user=named(Role.MANAGER, PRISON)).organisation
    assert found
    return found


def at_ten(day: date) -> dict[str, datetime]:
    begins = timezone.make_aware(datetime.combine(day, time(10)))
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}


def arrange() -> None:
    """A service of every day, so that the gate expects its people, and NAME, with everything in order."""
    manager, coordinator = named(Role.MANAGER, PRISON), named(Role.COORDINATOR, PRISON)
    every_day = [session(weekday=weekday, place="Servery") for weekday in range(7)]
    approved_listing_at(
        at_the_prison(), of_the_manager(), manager, coordinator, name=SERVICE, sessions=every_day
    )
    with clock.set_to(timezone.now() - LONG_AGO):
        placement = people.add_at(
            by=coordinator, organisation=of_the_manager(), prison=at_the_prison(),
            values={"name": NAME, "email": EMAIL, "kind": WorkerKind.VOLUNTEER, "begins_on": clock.today()},
            placed={"movement": Placement.Movement.UNESCORTED, "line_contact": "Saltmarsh liaison"},
        )  # fmt: skip
        person = placement.engagement.person
        train(person)
        keys = papers_of(person) | what_is_booked_for(person)
    print(json.dumps(keys | {"person": person.pk, "work": placement.engagement_id, "place": placement.pk}))


def papers_of(person: Person) -> dict[str, int]:
    """Cleared and inducted, with a certificate and a policy read."""
    coordinator, prison, today = named(Role.COORDINATOR, PRISON), at_the_prison(), clock.today()
    level = ClearanceLevel.objects.get(pk="standard_plus")
    granted = {"granted_by": "Security", "granted_on": today, "expires_on": today + timedelta(days=700)}
    clearance = clearances.record_clearance(
        by=coordinator, person=person, prison=prison, level=level,
        values={"state": Clearance.State.GRANTED, "reference": "SALTMARSH-77"} | granted,
    )  # fmt: skip
    steps = InductionStep.objects.current().filter(prison=prison)
    signed = signing.sign_on_paper(by=coordinator, person=person, prison=prison, steps=steps, signed_on=today)
    record = records.record_with_evidence(
        by=coordinator, person=person, prison=prison, module=TrainingModule.objects.get(pk="prevent"),
        done_on=today, version="1", file_name="saltmarsh.pdf", content=PDF,
    )  # fmt: skip
    policy = PolicyDocument.objects.current().filter(prison=prison).first()
    assert policy and record.evidence
    documents.acknowledge_policy(by=coordinator, person=person, document=policy, on_paper=True)
    visit = visits.record_arrival(
        by=named(Role.GATE, PRISON), person=person, prison=prison, read_acct_folder=True, from_paper=True,
        arrived_at=clock.now() - timedelta(minutes=2), left_at=clock.now() - timedelta(minutes=1),
    )  # fmt: skip
    return {
        "clearance": clearance.pk, "step": signed[0].step_id, "signature": signed[0].pk, "record": record.pk,
        "file": record.evidence.pk, "visit": visit.pk,
    }  # fmt: skip


def what_is_booked_for(person: Person) -> dict[str, int | str]:
    """A place on a session that is to come, and the private address of the prison's sessions."""
    coordinator, prison = named(Role.COORDINATOR, PRISON), at_the_prison()
    planned = sessions.plan_session(
        by=coordinator, prison=prison, module=TrainingModule.objects.get(pk="fire"),
        values=at_ten(clock.today() + LATER) | {"place": PLACE, "trainers": "Saltmarsh & sons", "capacity": 3},
    )  # fmt: skip
    booking = bookings.book(by=coordinator, session=planned, person=person)
    _, token = feeds.make_feed(by=coordinator, prison=prison)
    return {
        "session": planned.pk, "booking": booking.pk, "uid": str(planned.calendar_uid), "token": token,
    }  # fmt: skip


def train(person: Person, *but: str) -> None:
    """In all that the prison asks of a volunteer: earlier, elsewhere."""
    for rule in ModuleRule.objects.filter(prison=at_the_prison(), active=True, required_of_volunteers=True):
        if rule.module_id not in but:
            records.record_earlier(
                by=named(Role.COORDINATOR, PRISON), person=person, prison=at_the_prison(),
                module=rule.module, done_on=clock.today(),
            )  # fmt: skip


def trained_elsewhere(email: str, *but: str) -> None:
    train(Person.objects.get(email=email), *but)


def days_pass(email: str) -> None:
    """The one session that they booked was yesterday. Moved while it was still to come, as the action asks."""
    booked = Booking.objects.get(person__email=email, state=Booking.State.BOOKED)
    with clock.set_to(timezone.now() - timedelta(days=2)):
        sessions.change_session(
            by=named(Role.COORDINATOR, PRISON),
            session=TrainingSession.objects.get(pk=booked.session_id),
            values=at_ten(timezone.localdate() - timedelta(days=1)),
        )
