"""Add the people who come in, say where they work, and let each of them know what is held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from coordination import access, audit, clock
from coordination.access import System
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.models.user import normalise_email
from coordination.policies import Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from inductions import policies
from inductions.models import Engagement, Person, Placement

PERSON_COLUMNS = ["name", "email", "phone"]
ENGAGEMENT_COLUMNS = ["kind", "role_title", "begins_on", "ends_on"]
PLACEMENT_COLUMNS = ["begins_on", "ends_on", "line_contact", "movement"]


def require_may_add(by: User | System, organisation: Organisation, prison: Prison | None = None) -> None:
    """The organisation's manager; or the coordinator, for a prison of their own."""
    if access.permitted(by, Permission.MANAGE_OWN_WORKERS, organisation=organisation):
        return
    if prison is None:
        access.require(by, Permission.MANAGE_OWN_WORKERS, organisation=organisation)
    access.require(by, Permission.MANAGE_WORKERS, prison=prison)


def alike(*, name: str, email: str, organisation: Organisation) -> list[Person]:
    """Who this may be: the holder of the e-mail address; else people of that name at the organisation.

    The first may be unknown to the asker: show that the address is known, and never whose or from where.
    """
    email = normalise_email(email)
    if email:
        holder = list(Person.objects.filter(email=email))
        if holder:
            return holder
    named = Person.objects.filter(name__iexact=one_line(name), engagements__organisation=organisation)
    # Two people of one name and two addresses are two people.
    return list(named.filter(Q(email="") | Q(email=email)).distinct() if email else named.distinct())


@transaction.atomic
def add_person(
    *,
    by: User | System,
    organisation: Organisation,
    values: dict[str, Any],
    prison: Prison | None = None,
    same_as: Person | None = None,
    another: bool = False,
) -> Engagement:
    """A person at work for the organisation. `values`: PERSON_COLUMNS and ENGAGEMENT_COLUMNS.

    Whoever may be known already is never merged silently: Refused, until the asker says that it is the same person
    (`same_as`, whose own record stays as it is) or `another` one.
    """
    require_may_add(by, organisation, prison)
    policies.check_person(values["name"], values.get("role_title", ""), values.get("phone", ""))
    policies.check_order(values.get("begins_on"), values.get("ends_on"))
    likely = alike(name=values["name"], email=values.get("email", ""), organisation=organisation)
    if same_as is not None:
        if same_as.pk not in {each.pk for each in likely}:
            raise Refused("This is not the person whom you were asked about. Fill the form in again.")
        person = Person.objects.select_for_update().get(pk=same_as.pk)
        policies.check_is_held(person)
        policies.check_not_engaged_already(person, organisation)
    else:
        if likely and not another:
            raise Refused("Somebody who may be this person is known already. Say whether it is the same one.")
        person = _new_person(by, values)
    engagement = Engagement.objects.create(
        person=person, organisation=organisation,
        **{name: values[name] for name in ENGAGEMENT_COLUMNS if values.get(name) is not None},
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(left_on=None)
    audit.record("add_person", by=by, on=person, prison=prison, organisation=organisation)
    return engagement


def _new_person(by: User | System, values: dict[str, Any]) -> Person:
    email = normalise_email(values.get("email", ""))
    try:
        with transaction.atomic():
            person = Person.objects.create(
                name=one_line(values["name"]), email=email, phone=one_line(values.get("phone", "")),
                user=User.objects.filter(email=email, person=None).first() if email else None,
                added_at=clock.now(), added_by=by if isinstance(by, User) else None,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(
            "This e-mail address belongs to another record. If it is the same person, say so; if not, leave it empty."
        ) from None
    if person.email and person.user != by:
        queue_on_commit("inductions.tell_person", person.pk)
    return person


@transaction.atomic
def place_at(
    *, by: User | System, engagement: Engagement, prison: Prison, values: dict[str, Any]
) -> Placement:
    """Where the person works for the organisation. `values`: PLACEMENT_COLUMNS.

    Only the prison says more than escorted.
    """
    require_may_add(by, engagement.organisation, prison)
    Person.objects.select_for_update().get(pk=engagement.person_id)
    begins_on = values.get("begins_on") or clock.today()
    policies.check_placement(engagement, prison, begins_on, values.get("ends_on"))
    policies.check_person(engagement.person.name, values.get("line_contact", ""))
    movement = values.get("movement") or Placement.Movement.ESCORTED
    if movement != Placement.Movement.ESCORTED:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)
    placement = Placement.objects.create(
        engagement=engagement, prison=prison, begins_on=begins_on, ends_on=values.get("ends_on"),
        line_contact=one_line(values.get("line_contact", "")), movement=movement,
    )  # fmt: skip
    audit.record("place_at", by=by, on=placement, prison=prison, organisation=engagement.organisation)
    return placement


@transaction.atomic
def change_placement(*, by: User, placement: Placement, values: dict[str, Any]) -> Placement:
    """Dates and contact by the organisation or the prison; how somebody moves inside by the prison alone."""
    placement = (
        Placement.objects.select_for_update(of=("self",))
        .select_related("prison", "engagement__organisation", "engagement__person")
        .get(pk=placement.pk)
    )
    organisation, prison = placement.engagement.organisation, placement.prison
    require_may_add(by, organisation, prison)
    if values.get("movement", placement.movement) != placement.movement:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)
    before = audit.values(placement, PLACEMENT_COLUMNS)
    for name in PLACEMENT_COLUMNS:
        if name in values:
            setattr(placement, name, values[name])
    policies.check_order(placement.begins_on, placement.ends_on)
    policies.check_person(placement.engagement.person.name, placement.line_contact)
    changes = audit.changes(placement, before, audit.values(placement, PLACEMENT_COLUMNS))
    if changes:
        placement.save(update_fields=PLACEMENT_COLUMNS)
        audit.record(
            "change_placement", by=by, on=placement, prison=prison, organisation=organisation, changes=changes
        )
    return placement


@transaction.atomic
def end_engagement(*, by: User | System, engagement: Engagement, ends_on: date) -> Engagement:
    """The last day with the organisation, and at every prison for it. Bookings after it are given up."""
    engagement = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    access.require(by, Permission.MANAGE_OWN_WORKERS, organisation=engagement.organisation)
    policies.check_order(engagement.begins_on, ends_on)
    engagement.ends_on = ends_on
    engagement.save(update_fields=["ends_on"])
    for placement in engagement.placements.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)):
        placement.ends_on = max(ends_on, placement.begins_on)
        placement.save(update_fields=["ends_on"])
    goes_on = Engagement.objects.filter(person=engagement.person_id).filter(
        Q(ends_on=None) | Q(ends_on__gt=ends_on)
    )
    if not goes_on.exists():
        Person.objects.filter(pk=engagement.person_id).update(left_on=ends_on)
    audit.record("end_engagement", by=by, on=engagement, organisation=engagement.organisation)
    return engagement


@transaction.atomic
def correct_own_details(*, by: User, person: Person, values: dict[str, str]) -> Person:
    """A person puts right how they are reached. The name too: it is theirs."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id != by.pk:
        raise access.NotPermitted("Only the person may change their own contact details here.")
    _write_details(person, values)
    audit.record("correct_own_details", by=by, on=person)
    return person


@transaction.atomic
def correct_details(
    *, by: User, person: Person, organisation: Organisation, values: dict[str, str]
) -> Person:
    """The manager of an organisation that the person works for. Not once they look after their record themselves."""
    access.require(by, Permission.MANAGE_OWN_WORKERS, organisation=organisation)
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    if not Engagement.objects.filter(person=person, organisation=organisation).exists():
        raise access.NotPermitted(f"This person does not work for {organisation}.")
    if person.user_id and person.user_id != by.pk:
        raise Refused(f"{person} has an account and keeps these details right. Ask them to change it.")
    _write_details(person, values)
    audit.record("correct_details", by=by, on=person, organisation=organisation)
    return person


def _write_details(person: Person, values: dict[str, str]) -> None:
    policies.check_person(values.get("name", person.name), values.get("phone", ""))
    for name in PERSON_COLUMNS:
        if name in values:
            setattr(person, name, one_line(values[name]))
    try:
        with transaction.atomic():
            person.save(update_fields=PERSON_COLUMNS)
    except IntegrityError:
        raise Refused(
            "This e-mail address belongs to another record. Ask the coordinator whether there are two of one person."
        ) from None


def adopt_account(user: User) -> int:
    """Ties a new account to the record with its proven e-mail address. Returns how many rows (0 or 1)."""
    if Person.objects.filter(user=user).exists():
        return 0
    return Person.objects.filter(email=user.email, user=None).exclude(email="").update(user=user)
