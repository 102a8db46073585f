"""What journeys about coming in cannot click: papers that took weeks, training of other modules, days that pass.

Runs in a process of its own with the portal's environment, as tests/journeys/arranged.py does.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.models import Organisation, Posting, Prison
from coordination.roles import Role
from inductions.actions import (
    bookings,
    clearances,
    documents,
    feeds,
    import_people,
    objections,
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
    Objection,
    Person,
    Placement,
    PolicyDocument,
    Reading,
    TrainingModule,
    TrainingRecord,
    TrainingSession,
    Visit,
    WorkerKind,
)
from inductions.objection_links import token_for
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
    of_person = {"engagement_pk": placement.engagement_id, "placement_pk": placement.pk}
    print(json.dumps(keys | of_person | {"person": person.pk, "slug": of_the_manager().slug, "code": PRISON}))


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
        "clearance": clearance.pk, "step_pk": signed[0].step_id, "signature_pk": signed[0].pk,
        "record_pk": record.pk, "file": record.evidence.pk, "visit": visit.pk, "policy": policy.pk,
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
        "session": planned.pk, "booking_pk": booking.pk, "uid": str(planned.calendar_uid), "token": token,
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


def more_to_look_at() -> None:
    """Prints {name of a URL: address} where its page needs another thing than one of NAME."""
    prison, coordinator = at_the_prison(), named(Role.COORDINATOR, PRISON)
    planned = TrainingSession.objects.filter(prison=prison, state=TrainingSession.State.PLANNED)
    past = planned.filter(starts_at__lt=timezone.now())[0].pk
    # Of the demonstration: somebody cleared at another prison, and a record that waits for a second person.
    elsewhere = Clearance.objects.get(person__name="Winifred Ashplant")
    record = TrainingRecord.objects.get(person__name="Tobiah Wrench", module="key_talk")
    undecided = Clearance.objects.filter(prison=prison, state=Clearance.State.APPLIED)[0]
    reading = Reading.objects.filter(rule__prison=prison)[0]
    inside = Visit.objects.inside().filter(prison=prison)[0]
    content = b"Name,Organisation\nUna Fernside,Twelve Lamps\n"
    brought = import_people.read_people_list(
        by=coordinator, prison=prison, file_name="list.csv", content=content
    )
    person = Person.objects.get(email=EMAIL)
    objection = objections.object_to_record(person=person, what=Objection.What.WRONG)
    more: dict[str, list[Any]] = {
        "training_attendance": [PRISON, past],
        "training_not_run": [PRISON, past],
        "clearance_rely": [elsewhere.person_id, PRISON, elsewhere.pk],
        "clearance_decide": [undecided.person_id, PRISON, undecided.pk],
        "record_verify": [record.person_id, PRISON, record.pk],
        "reading": [reading.pk],
        "reading_publish": [PRISON, reading.rule.module_id],
        "gate_leave": [PRISON, inside.pk],
        "workers_import_list": [PRISON, brought.pk],
        "objection": [person.pk, objection.pk],
        "what_is_held": [token_for(person)],
    }
    print(json.dumps({name: reverse(name, args=keys) for name, keys in more.items()}))
