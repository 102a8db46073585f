"""Who may be added, where they work, and what of them may be changed by whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import QuerySet

from coordination import clock
from coordination.models import Organisation, Prison, User
from coordination.models.user import normalise_email
from coordination.policies import Refused, check_no_prison_numbers
from directory.models import Listing
from inductions.models import (
    AccessStop,
    Clearance,
    Engagement,
    Person,
    Placement,
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
