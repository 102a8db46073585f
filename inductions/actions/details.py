"""Name and contact details put right, by the person or for them; and the account that belongs to a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import IntegrityError, transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from coordination.rate_limit import once_more
from coordination.roles import Permission
from inductions import policies
from inductions.actions.people import let_know
from inductions.models import Engagement, Person, Placement

PERSON_COLUMNS = ["name", "email", "phone"]
# Somebody who works for two organisations is rare; twenty a day are a list being tried.
MOST_QUESTIONS: Final = 20
A_DAY: Final = 24 * 60 * 60
MANY_QUESTIONS: Final = (
    "Many of those whom you typed in today are known already. Ask the coordinator to add the others, or go on"
    " tomorrow."
)


@transaction.atomic
def correct_own_details(*, by: User, person: Person, values: dict[str, str]) -> Person:
    """A person puts right how they are reached. The name too, until a prison has checked it."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id != by.pk:
        raise access.NotPermitted("Only the person may change their own contact details here.")
    policies.check_name_stays(person, values.get("name", person.name))
    _write_details(person, values)
    audit.record("correct_own_details", by=by, on=person)
    return person


@transaction.atomic
def correct_details(
    *, by: User, person: Person, organisation: Organisation, values: dict[str, str]
) -> Person:
    """For whoever has no account. By the manager of an organisation that they work for, or by a coordinator."""
    _require_may_correct(by, person, organisation)
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    if not Engagement.objects.filter(person=person, organisation=organisation).exists():
        raise access.NotPermitted(f"This person does not work for {organisation}.")
    if person.user_id and person.user_id != by.pk:
        raise Refused(f"{person} has an account and keeps these details right. Ask them to change it.")
    address = person.email
    if not coordinates(by, person):
        policies.check_name_stays(person, values.get("name", person.name))
        policies.check_address_stays(person, values.get("email", address))
    policies.check_whose_address(by, values.get("name", person.name), values.get("email", ""))
    _write_details(person, values)
    if person.email != address and person.user_id is None:
        person.user = User.objects.filter(email=person.email, person=None).first() if person.email else None
        person.save(update_fields=["user"])
        let_know(by, person)
    audit.record("correct_details", by=by, on=person, organisation=organisation)
    return person


@transaction.atomic
def correct_name(*, by: User, person: Person, prison: Prison, name: str) -> Person:
    """By a coordinator where the person works, who has seen the photo ID. Whoever has an account is told."""
    access.require(by, Permission.MANAGE_WORKERS, prison=prison)
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    policies.check_known_at(person, prison)
    if one_line(name) != person.name:
        _write_details(person, {"name": name})
        let_know(by, person)
        audit.record("correct_name", by=by, on=person, prison=prison)
    return person


def coordinates(by: User, person: Person) -> bool:
    prisons = access.standing_of(by).prisons_where(Permission.MANAGE_WORKERS)
    return Placement.objects.filter(engagement__person=person, prison__in=prisons).exists()


def _require_may_correct(by: User, person: Person, organisation: Organisation) -> None:
    """The organisation; or whoever coordinates every prison where the person works, for anybody, or is about to."""
    if access.permitted(by, Permission.MANAGE_OWN_WORKERS, organisation=organisation):
        return
    prisons = Prison.objects.filter(
        pk__in=Placement.objects.not_over_by(clock.today()).filter(engagement__person=person).values("prison")
    )
    if not prisons:
        access.require(by, Permission.MANAGE_OWN_WORKERS, organisation=organisation)
    for prison in prisons:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)


def may_correct(by: User, person: Person, organisation: Organisation) -> bool:
    """For a link: would `correct_details` let this user?"""
    try:
        _require_may_correct(by, person, organisation)
    except access.NotPermitted:
        return False
    return True


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


@transaction.atomic
def note_question(*, by: User, people: Iterable[Person], organisation: Organisation) -> int:
    """An organisation asked whether somebody is known whom it may not see: how many, written down.

    The question tells that an address is known. Nobody gets to ask it of a list of addresses.
    """
    keys = {each.pk for each in people}
    strangers = len(keys) - Person.objects.visible_to(by).filter(pk__in=keys).count()
    if not strangers or access.standing_of(by).may(Permission.MANAGE_WORKERS):
        return 0
    if not once_more("known-person", str(by.pk), at_most=MOST_QUESTIONS, seconds=A_DAY):
        raise Refused(MANY_QUESTIONS)
    audit.record("note_question", by=by, on=organisation, organisation=organisation)
    return strangers


@transaction.atomic
def adopt_account(user: User) -> int:
    """Ties a new account to the record with its proven e-mail address. Returns how many rows (0 or 1)."""
    if not user.email or Person.objects.filter(user=user).exists():
        return 0
    adopted = Person.objects.filter(email=user.email, user=None).update(user=user)
    if adopted:
        audit.record("adopt_account", by=user, on=Person.objects.get(user=user))
    return adopted
