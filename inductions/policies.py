"""May this happen in this state? `check_x` raises a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from coordination import clock
from coordination.models import Organisation, Prison, User
from coordination.models.user import normalise_email
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from directory.models import Listing
from inductions.models import (
    AccessStop,
    Booking,
    Clearance,
    Engagement,
    InductionStep,
    Person,
    Placement,
    StepSignature,
    TrainingRecord,
    TrainingSession,
    Visit,
)

NAME_STAYS: Final = (
    "Prisons know this person by their name. If it is wrong or has changed, the coordinator puts it right."
)
ADDRESS_STAYS: Final = "Prisons know this person, so the coordinator changes their e-mail address."
NOT_ASKED_ABOUT: Final = "This is not the person whom you were asked about. Fill the form in again."


class MayBeKnown(Refused):
    """Whoever was typed in may be one of `people`. The asker says so or says no; whose they are is not told."""

    def __init__(self, people: list[Person]) -> None:
        super().__init__(
            "Somebody who may be this person is known already. Say below whether it is the same one."
        )
        self.people = people


class ThereAlready(Refused):
    """What was typed in stands in the person's record already."""


# What is a fact about an organisation, never about somebody named (domain.md).
LIVED: Final = re.compile(
    r"lived[\s-]+experience|by[\s-]+experience|\b(ex|former|reformed)[\s-]*(offender|prisoner|inmate|convict)"
    r"|\bconvict(ed|ions?)\b|criminal record|\bserved time\b",
    re.IGNORECASE,
)
NEVER_LIVED: Final = (
    "Write what they do. What somebody has lived through, and convictions, are never recorded of a person."
)
# The number of a DBS certificate has twelve figures.
CERTIFICATE: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")

# Nobody who comes in today did anything for it before this year: whoever typed less left out two figures.
FIRST_YEAR = 1980


def check_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Refused("The last day is before the first. Change one of the two.")


def check_person(name: str, *texts: str) -> None:
    """Free text about a worker: no number of a person in prison, and a name."""
    if not name.strip():
        raise Refused("Give the person’s name.")
    check_no_prison_numbers({"name": name, "the form": "\n".join(texts)})
    if LIVED.search(" ".join(texts)):
        raise Refused(NEVER_LIVED)


def is_known_by_name(person: Person) -> bool:
    """A prison has decided on them, or let them in: from then on the name stands for what it found."""
    return any(
        model._default_manager.filter(person=person).exists() for model in (Clearance, AccessStop, Visit)
    )


def check_name_stays(person: Person, name: str) -> None:
    """Otherwise somebody else comes in on a clearance, by a name that their own photo ID bears out."""
    if " ".join(name.split()) != person.name and is_known_by_name(person):
        raise Refused(NAME_STAYS)


def check_address_stays(person: Person, email: str) -> None:
    """Whoever has the address gets the account, and with it what prisons decided, refusals too."""
    if normalise_email(email) == person.email:
        return
    if any(model._default_manager.filter(person=person).exists() for model in (Clearance, AccessStop)):
        raise Refused(ADDRESS_STAYS)


def check_whose_address(by: object, name: str, email: str) -> None:
    """Nobody types their own address for somebody else: the record would become their own."""
    own = isinstance(by, User) and normalise_email(email) == by.email != ""
    if own and name.casefold().split() != by.name.casefold().split():  # type: ignore[attr-defined]
        raise Refused("This is your own e-mail address. Give theirs, or leave it empty.")


def check_is_held(person: Person) -> None:
    if person.anonymised_at:
        raise Refused("This record was made anonymous when its time was over. Add the person anew.")


def check_retention_is_over(person: Person, over: Iterable[Person]) -> None:
    if person not in over:
        raise Refused("The time for which this record is kept is not over.")


def check_not_engaged_already(person: Person, organisation: Organisation) -> None:
    if Engagement.objects.not_over().filter(person=person, organisation=organisation).exists():
        raise ThereAlready(f"This person works for {organisation} already. Open their record to change it.")


def check_placement(engagement: Engagement, prison: Prison, begins_on: date, ends_on: date | None) -> None:
    if prison.status == Prison.Status.CLOSED:
        raise Refused(f"{prison} has closed. Choose another prison.")
    if engagement.ends_on and engagement.ends_on < begins_on:
        raise Refused("Their work for the organisation is over by then. Add them to it anew first.")
    check_placement_dates(
        Placement(engagement=engagement, prison=prison, begins_on=begins_on, ends_on=ends_on)
    )


def check_placement_dates(placement: Placement) -> None:
    """In order, and not twice at once at one prison for one organisation."""
    check_order(placement.begins_on, placement.ends_on)
    others = Placement.objects.filter(engagement=placement.engagement, prison=placement.prison)
    others = others.exclude(pk=placement.pk).exclude(ends_on__lt=placement.begins_on)
    if placement.ends_on:
        others = others.exclude(begins_on__gt=placement.ends_on)
    if others.exists():
        raise ThereAlready(
            f"This person works at {placement.prison} already in that time. Change that entry, or end it first."
        )


def check_is_not_widened(placement: Placement, begins_on: date, ends_on: date | None) -> None:
    """By an organisation: what the prison ended stays ended, and only the prison lets anybody go about alone longer."""
    longer = begins_on < placement.begins_on or (ends_on or date.max) > (placement.ends_on or date.max)
    if not longer:
        return
    if placement.ends_on and placement.ends_on < clock.today():
        raise Refused("This work is over. Add the prison to their record anew, or ask its coordinator.")
    if placement.movement != Placement.Movement.ESCORTED:
        raise Refused(
            f"Only {placement.prison} lets somebody who is not escorted work there for longer. Ask its coordinator."
        )


def check_taken_in(organisation: Organisation, prison: Prison) -> None:
    """An organisation brings people only to a prison that took it in: by a service in its directory, or by a person
    whom the coordinator added. Otherwise anybody's word would stand on the gate's sheet (docs/adr/0050).
    """
    if not prisons_that_took_in(organisation, [prison.pk]):
        raise Refused(
            f"{organisation} has no service and nobody at {prison} yet. Ask its coordinator to add this person."
        )


def prisons_open_to(organisation: Organisation) -> QuerySet[Prison]:
    """Where the organisation's manager may say that somebody works."""
    prisons = Prison.objects.taking_services()
    return prisons.filter(pk__in=prisons_that_took_in(organisation, prisons.values("pk")))


def prisons_that_took_in(organisation: Organisation, prisons: Iterable[int] | QuerySet) -> set[int]:
    """Keys of those of the prisons that took the organisation in."""
    listed = Listing.objects.published().filter(service__organisation=organisation, prison__in=prisons)
    placed = Placement.objects.on(clock.today()).filter(
        engagement__organisation=organisation, prison__in=prisons
    )
    return set(listed.values_list("prison", flat=True)) | set(placed.values_list("prison", flat=True))


# --- Training -------------------------------------------------------------------------------------


def check_session_times(session: TrainingSession) -> None:
    if session.ends_at <= session.starts_at:
        raise Refused("The session ends before it begins. Change one of the two times.")


def check_moved_to(session: TrainingSession) -> None:
    """Everybody booked is told of the new time, so it has to be one to which they can still come."""
    if session.starts_at <= clock.now():
        raise Refused("The new time has passed already. Choose one that is still to come.")


def check_bookable(session: TrainingSession) -> None:
    if session.state == TrainingSession.State.CANCELLED:
        raise Overtaken("This session was cancelled. Choose another one.")
    if session.state != TrainingSession.State.PLANNED or session.starts_at <= clock.now():
        raise Refused("This session has begun or is over. Choose another one.")


def works_at(person: Person, prison: Prison, day: date) -> bool:
    """On that day, or from a later one on."""
    return Placement.objects.not_over_by(day).filter(engagement__person=person, prison=prison).exists()


def check_works_at(person: Person, prison: Prison, day: date) -> None:
    if not works_at(person, prison, day):
        raise Refused(f"{person} does not work at {prison}. Add the prison to their record first.")


def check_may_cancel(booking: Booking) -> None:
    if booking.state not in (Booking.State.BOOKED, Booking.State.WAITING):
        raise Overtaken(f"This booking cannot be cancelled: {booking.get_state_display().lower()}.")


def check_settle(session: TrainingSession) -> None:
    """Attendance and “did not run” are typed in once the session has begun."""
    if session.state == TrainingSession.State.CANCELLED:
        raise Overtaken("This session was cancelled. Nothing was changed.")
    if session.starts_at > clock.now():
        raise Refused("This session has not begun. Record who came when it has.")


def check_record(done_on: date, texts: Iterable[str] = ()) -> None:
    if done_on > clock.today():
        raise Refused("That day is still to come. Give the day on which it was done.")
    check_no_prison_numbers({"the record": "\n".join(texts)})


def check_verify(record: TrainingRecord, by_pk: int | None) -> None:
    if record.verified_at:
        raise Overtaken("This record is verified already. Nothing was changed.")
    if record.struck_at:
        raise Overtaken("This record was struck out. Nothing was changed.")
    if record.recorded_by_id == by_pk:
        raise Refused("You wrote this record. A second person must look at it and verify it.")


def check_strike(record: TrainingRecord, reason: str) -> None:
    if record.struck_at:
        raise Overtaken("This record was struck out already. Nothing was changed.")
    if not reason.strip():
        raise Refused("Write why the record is wrong. It stays, struck out, with your reason.")
    check_no_prison_numbers({"reason": reason})


# --- Induction ------------------------------------------------------------------------------------


def check_sign(step: InductionStep, person: Person, signed_on: date) -> None:
    if step.ended_on:
        raise Overtaken("This step was taken out of the checklist or reworded. Open the checklist again.")
    if signed_on > clock.today():
        raise Refused("That day is still to come. Give the day on which it was done.")
    if signed_on.year < FIRST_YEAR:
        raise Refused("That day is too long ago. Look at the year.")
    if StepSignature.objects.filter(step__in=wordings_of(step), person=person, struck_at=None).exists():
        raise Overtaken("This step is signed already. Nothing was changed.")


def wordings_of(step: InductionStep) -> list[int]:
    """Keys of the step and of those that it took the place of: who signed one of them need not sign again."""
    before = dict(
        InductionStep.objects.filter(prison=step.prison_id, replaces__isnull=False).values_list(
            "pk", "replaces"
        )
    )
    keys = [step.pk]
    while earlier := before.get(keys[-1]):
        keys.append(earlier)
    return keys


def check_review(review_on: date | None) -> None:
    if review_on and review_on <= clock.today():
        raise Refused(
            "The review date is not after today. Give the day on which somebody must look at it again."
        )


# --- Clearance and the gate -----------------------------------------------------------------------


def check_reference(reference: str) -> None:
    if CERTIFICATE.search(re.sub(r"[\s-]", "", reference)):
        raise Refused(
            "This looks like the number of a DBS certificate, which is never kept. Write the file reference of the"
            " application, or leave it empty."
        )


def check_clearance_dates(clearance: Clearance) -> None:
    today = clock.today()
    for day in (clearance.applied_on, clearance.decided_on, clearance.granted_on):
        if day and day > today:
            raise Refused("That day is still to come. Give the day on which it happened.")
    if clearance.state == Clearance.State.GRANTED and not (clearance.granted_on and clearance.expires_on):
        raise Refused("Give the first and the last day of the clearance, as they stand in the decision.")
    if clearance.applied_on and clearance.decided_on and clearance.decided_on < clearance.applied_on:
        raise Refused("The decision is before the application. Change one of the two days.")
    check_order(clearance.granted_on, clearance.expires_on)


def check_undecided(clearance: Clearance) -> None:
    if clearance.state != Clearance.State.APPLIED:
        raise Overtaken(
            f"This application is decided already: {clearance.get_state_display().lower()}. Nothing was changed."
        )


def check_may_correct(clearance: Clearance) -> None:
    if clearance.state == Clearance.State.WITHDRAWN:
        raise Overtaken("This clearance was withdrawn. Record a new one instead.")


def check_may_withdraw(clearance: Clearance) -> None:
    if clearance.state not in (Clearance.State.GRANTED, Clearance.State.APPLIED):
        raise Overtaken(
            f"This clearance is {clearance.get_state_display().lower()} already. Nothing was changed."
        )


def check_reliable(clearance: Clearance, prison: Prison) -> None:
    if clearance.prison_id == prison.pk:
        raise Refused("This clearance is your own prison’s. There is nothing to rely on.")
    today = clock.today()
    if clearance.state != Clearance.State.GRANTED or not clearance.expires_on or clearance.expires_on < today:
        raise Refused("This clearance is not in force. Apply for one here.")


def check_known_at(person: Person, prison: Prison) -> None:
    """The gate of a prison knows who works there, worked there or soon will, and nobody else."""
    if not Placement.objects.filter(engagement__person=person, prison=prison).exists():
        raise Refused(f"No work of {person} at {prison} is recorded. Ask the coordinator to add it.")


def check_arrives(
    person: Person, prison: Prison, arrived_at: datetime, left_at: datetime | None, *, but: int | None = None
) -> None:
    """Nobody is in twice at once: neither signed in twice nor typed in from paper over what the screen holds.

    `but`: the visit that is being changed.
    """
    others = Visit.objects.filter(person=person, prison=prison).exclude(pk=but)
    goes_on = others.filter(Q(left_at=None) | Q(left_at__gt=arrived_at) | Q(arrived_at=arrived_at))
    begun = Q(arrived_at__lt=left_at) | Q(arrived_at=arrived_at)
    there = (goes_on.filter(begun) if left_at else goes_on).order_by("arrived_at").first()
    if there is None:
        return
    since = timezone.localtime(there.arrived_at)
    words = f"{since:%H:%M} on {since.day} {since:%B}"
    if there.left_at is None:
        raise Overtaken(f"{person} has been in the prison since {words}. Nothing was changed.")
    raise Overtaken(
        f"{person} is recorded from {words} to {timezone.localtime(there.left_at):%H:%M} already. Nothing was changed."
    )
