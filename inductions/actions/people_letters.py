"""Whoever is typed in by somebody else is told what is held, and may be invited to an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from coordination import access, audit, clock
from coordination.actions import invitations
from coordination.models import Invitation, Organisation, Posting, User
from coordination.policies import Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role
from inductions import emails, policies
from inductions.actions.people import TELL
from inductions.models import Engagement, Person

# By then the queue has lost it.
LOST_AFTER: Final = timedelta(minutes=5)


@transaction.atomic
def tell_person(person_pk: int) -> bool:
    """One letter for everything that is new. The row is held while it is handed over: nobody is told twice."""
    person = Person.objects.select_for_update().filter(pk=person_pk, told_at=None).exclude(email="").first()
    if person is None:
        return False
    Person.objects.filter(pk=person.pk).update(told_at=clock.now())
    emails.what_is_held(person, whom_to_ask(person))
    return True


def queue_untold() -> int:
    """What the queue lost is queued again: the rows know who was told."""
    untold = Person.objects.filter(told_at=None, added_at__lt=clock.now() - LOST_AFTER).exclude(email="")
    keys = list(untold.values_list("pk", flat=True))
    for key in keys:
        queue_on_commit(TELL, key)
    return len(keys)


def who_looks_after(person: Person) -> QuerySet[Posting]:
    """Those who can change or end what is held: the managers of the person's organisations, and the coordinators where
    they work."""
    engaged = Engagement.objects.not_over().filter(person=person)
    current = Posting.objects.current().select_related("user", "organisation", "prison")
    return current.filter(
        Q(role=Role.MANAGER, organisation__in=engaged.values("organisation"))
        | Q(role=Role.COORDINATOR, prison__in=engaged.values("placements__prison"))
    ).order_by("-role", "user__name", "pk")


def whom_to_ask(person: Person) -> list[tuple[str, str, str]]:
    """(name, role, e-mail address) of them."""
    rows = who_looks_after(person)
    return [(row.user.name, f"{row.get_role_display()}, {row.place}", row.user.email) for row in rows]


@transaction.atomic
def invite_worker(*, by: User, person: Person, organisation: Organisation) -> Invitation:
    """To an account as a worker of the organisation. Accepted, it is tied to the record by its address."""
    access.require(by, Permission.MANAGE_OWN_WORKERS, organisation=organisation)
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    if not Engagement.objects.not_over().filter(person=person, organisation=organisation).exists():
        raise Refused(f"{person} does not work for {organisation} any more.")
    if not person.email:
        raise Refused(f"There is no e-mail address of {person} yet. Add it first.")
    # An account keeps the address that it was made with, whatever was corrected since.
    address = person.user.email if person.user else person.email
    invitation = invitations.invite(
        by=by, role=Role.WORKER, email=address, name=person.name, organisation=organisation
    )
    audit.record("invite_worker", by=by, on=person, organisation=organisation)
    return invitation


def account_state(person: Person, organisation: Organisation) -> str:
    """“account”, “invited”, “none” or “no address”: of a worker's account at the organisation."""
    if person.user_id and Posting.objects.not_over().filter(user=person.user_id, organisation=organisation):
        return "account"
    if not person.email:
        return "no address"
    open_ones = Invitation.objects.open().filter(organisation=organisation, email=person.email)
    return "invited" if open_ones.exists() else "none"
