"""Add the people who come in, say where they work, and let each of them know what is held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from coordination import access, audit, clock
from coordination.access import System
from coordination.actions.holding import hold
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.models.user import normalise_email
from coordination.policies import Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from inductions import policies
from inductions.actions import leaving
from inductions.actions.bookings import give_up_bookings
from inductions.models import Engagement, Person, Placement

ENGAGEMENT_COLUMNS = ["kind", "role_title", "begins_on", "ends_on"]
PLACEMENT_COLUMNS = ["begins_on", "ends_on", "line_contact", "movement"]
TELL = "inductions.tell_person"


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
    held = Person.objects.filter(anonymised_at=None)
    if email:
        holder = list(held.filter(email=email))
        if holder:
            return holder
    named = held.filter(name__iexact=one_line(name), engagements__organisation=organisation).order_by("pk")
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
    # Two who type the same person in at once: the second is asked about the first one's record.
    hold(organisation)
    texts = [values.get(name) or "" for name in ("role_title", "phone", "email")]
    policies.check_person(values["name"], *texts)
    policies.check_whose_address(by, values["name"], values.get("email") or "")
    policies.check_order(values.get("begins_on"), values.get("ends_on"))
    likely = alike(name=values["name"], email=values.get("email", ""), organisation=organisation)
    if same_as is not None:
        if same_as.pk not in {each.pk for each in likely}:
            raise Refused(policies.NOT_ASKED_ABOUT)
        person = Person.objects.select_for_update().get(pk=same_as.pk)
        policies.check_is_held(person)
        policies.check_not_engaged_already(person, organisation)
    else:
        if likely and not another:
            raise policies.MayBeKnown(likely)
        person = _new_person(by, values)
    engagement = Engagement.objects.create(
        person=person, organisation=organisation,
        **{name: values[name] for name in ENGAGEMENT_COLUMNS if values.get(name) is not None},
    )  # fmt: skip
    leaving.note_last_day(person.pk)
    let_know(by, person)
    audit.record("add_person", by=by, on=person, prison=prison, organisation=organisation)
    return engagement


def let_know(by: User | System, person: Person) -> None:
    """Whoever is typed in by somebody else is told, also of a second organisation."""
    # What a demonstration plays was told in its past.
    told_at = clock.now() if is_silent() or (person.user_id and person.user_id == by.pk) else None
    Person.objects.filter(pk=person.pk).update(told_at=told_at)
    if told_at is None and person.email:
        queue_on_commit(TELL, person.pk)


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
        # Somebody else was quicker by a moment, or the asker said that it is another one.
        raise Refused(
            "This e-mail address belongs to another record. If it is the same person, say so. If not, ask for an"
            " address of their own, or leave it empty."
        ) from None
    return person


@transaction.atomic
def place_at(
    *, by: User | System, engagement: Engagement, prison: Prison, values: dict[str, Any]
) -> Placement:
    """Where the person works for the organisation. `values`: PLACEMENT_COLUMNS.

    Only the prison says more than escorted, and only it brings in the first person of an organisation.
    """
    require_may_add(by, engagement.organisation, prison)
    policies.check_is_held(Person.objects.select_for_update().get(pk=engagement.person_id))
    begins_on = values.get("begins_on") or clock.today()
    policies.check_placement(engagement, prison, begins_on, values.get("ends_on"))
    policies.check_person(engagement.person.name, values.get("line_contact", ""))
    if not access.permitted(by, Permission.MANAGE_WORKERS, prison=prison):
        policies.check_taken_in(engagement.organisation, prison)
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
def add_at(
    *,
    by: User | System,
    organisation: Organisation,
    prison: Prison,
    values: dict[str, Any],
    placed: dict[str, Any],
    same_as: Person | None = None,
    another: bool = False,
) -> Placement:
    """`add_person` and `place_at`: both or neither. Whoever is there already only gets the prison."""
    # Before it is asked whether the person is known: what is refused anyway must not tell.
    policies.check_person(values["name"], placed.get("line_contact") or "")
    engagement = None
    if same_as is not None:
        engagement = Engagement.objects.not_over().filter(person=same_as, organisation=organisation).first()
        likely = alike(name=values["name"], email=values.get("email", ""), organisation=organisation)
        if engagement and same_as not in likely:
            raise Refused(policies.NOT_ASKED_ABOUT)
    engagement = engagement or add_person(
        by=by, organisation=organisation, values=values, prison=prison, same_as=same_as, another=another
    )
    return place_at(by=by, engagement=engagement, prison=prison, values=placed)


@transaction.atomic
def change_placement(*, by: User, placement: Placement, values: dict[str, Any]) -> Placement:
    """Dates and contact by the organisation or the prison; how somebody moves inside by the prison alone."""
    placement = (
        # Without its engagement: a merge may give it another one while we wait (ADR 0067).
        Placement.objects.select_for_update(of=("self",)).select_related("prison").get(pk=placement.pk)
    )
    organisation, prison = placement.engagement.organisation, placement.prison
    require_may_add(by, organisation, prison)
    if values.get("movement", placement.movement) != placement.movement:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)
    if not access.permitted(by, Permission.MANAGE_WORKERS, prison=prison):
        policies.check_is_not_widened(
            placement, values.get("begins_on", placement.begins_on), values.get("ends_on", placement.ends_on)
        )
    before = audit.values(placement, PLACEMENT_COLUMNS)
    for name in PLACEMENT_COLUMNS:
        if name in values:
            setattr(placement, name, values[name])
    placement.line_contact = one_line(placement.line_contact)
    policies.check_placement_dates(placement)
    policies.check_person(placement.engagement.person.name, placement.line_contact)
    changes = audit.changes(placement, before, audit.values(placement, PLACEMENT_COLUMNS))
    if changes:
        placement.save(update_fields=PLACEMENT_COLUMNS)
        if placement.ends_on:
            give_up_bookings(by=by, person=placement.engagement.person, after=placement.ends_on)
        audit.record(
            "change_placement", by=by, on=placement, prison=prison, organisation=organisation, changes=changes
        )
    return placement


@transaction.atomic
def change_engagement(*, by: User, engagement: Engagement, values: dict[str, Any]) -> Engagement:
    """The kind of work and its title. `values`: kind, role_title. What is required follows the kind from now on."""
    engagement = _engagement_held(engagement)
    _require_may_change(by, engagement)
    policies.check_person(engagement.person.name, values.get("role_title", ""))
    before = audit.values(engagement, ["kind", "role_title"])
    engagement.kind = values.get("kind", engagement.kind)
    engagement.role_title = one_line(values.get("role_title", engagement.role_title))
    changes = audit.changes(engagement, before, audit.values(engagement, ["kind", "role_title"]))
    if changes:
        engagement.save(update_fields=["kind", "role_title"])
        audit.record(
            "change_engagement", by=by, on=engagement, organisation=engagement.organisation, changes=changes
        )
    return engagement


def _engagement_held(engagement: Engagement) -> Engagement:
    """Alone: joined to an organisation that is merged in this moment, it would not come back (ADR 0067)."""
    return Engagement.objects.select_for_update().get(pk=engagement.pk)


def _require_may_change(by: User | System, engagement: Engagement) -> None:
    """The organisation; or a coordinator of every prison where the work for it is not over."""
    if access.permitted(by, Permission.MANAGE_OWN_WORKERS, organisation=engagement.organisation):
        return
    current = engagement.placements.exclude(ends_on__lt=clock.today()).select_related("prison")
    prisons = [placement.prison for placement in current]
    if not prisons:
        access.require(by, Permission.MANAGE_OWN_WORKERS, organisation=engagement.organisation)
    for prison in prisons:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)


def may_change(by: User, engagement: Engagement) -> bool:
    """For a link: would `change_engagement` and `end_engagement` let this user?"""
    try:
        _require_may_change(by, engagement)
    except access.NotPermitted:
        return False
    return True


@transaction.atomic
def end_engagement(*, by: User | System, engagement: Engagement, ends_on: date) -> Engagement:
    """The last day with the organisation, and at every prison for it. Bookings after it are given up.

    The account's role as worker of the organisation ends on the same day, or now where that day is over.
    """
    engagement = _engagement_held(engagement)
    _require_may_change(by, engagement)
    policies.check_order(engagement.begins_on, ends_on)
    engagement.ends_on = ends_on
    engagement.save(update_fields=["ends_on"])
    for placement in engagement.placements.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)):
        placement.ends_on = max(ends_on, placement.begins_on)
        placement.save(update_fields=["ends_on"])
    leaving.note_last_day(engagement.person_id)
    leaving.end_access(by, engagement)
    give_up_bookings(by=by, person=engagement.person, after=ends_on)
    audit.record("end_engagement", by=by, on=engagement, organisation=engagement.organisation)
    return engagement
