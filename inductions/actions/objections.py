"""Objecting to a record without an account, and what those who look after it say was done."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import SYSTEM
from coordination.actions.told_once import tell_once
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from inductions import emails, policies
from inductions.actions.people_letters import LOST_AFTER, who_looks_after
from inductions.models import Engagement, Objection, Person, Placement

TELL: Final = "inductions.tell_of_objection"


@transaction.atomic
def object_to_record(*, person: Person, what: str, words: str = "") -> Objection:
    """By whoever holds the link of the letter. Said twice it is one objection; it ends nothing by itself."""
    check_no_prison_numbers({"what you wrote": words})
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    if Objection.objects.open().filter(person=person).exists():
        raise Overtaken("You have said so already. Nothing was changed.")
    objection = Objection.objects.create(person=person, what=what, words=one_line(words), said_at=clock.now())
    for prison in _prisons_of(person) or [None]:
        audit.record("object_to_record", by=SYSTEM, on=objection, prison=prison)
    queue_on_commit(TELL, objection.pk)
    return objection


def _prisons_of(person: Person) -> list[Prison | None]:
    engaged = Engagement.objects.not_over().filter(person=person)
    placed = Placement.objects.exclude(ends_on__lt=clock.today()).filter(engagement__in=engaged)
    return list(Prison.objects.filter(pk__in=placed.values("prison")))


@transaction.atomic
def tell_of_objection(objection_pk: int) -> int:
    """A letter to each manager and coordinator concerned, once. Returns how many left."""
    rows = Objection.objects.open().select_for_update().filter(pk=objection_pk, told_at=None)
    objection = rows.first()
    if objection is None:
        return 0
    users = {each.user for each in who_looks_after(objection.person)}
    told = tell_once(
        f"objection:{objection.pk}", users, lambda user: emails.somebody_objects(user, objection)
    )
    objection.told_at = clock.now()
    objection.save(update_fields=["told_at"])
    return told


def queue_untold() -> int:
    """What the queue lost is queued again."""
    untold = Objection.objects.open().filter(told_at=None, said_at__lt=clock.now() - LOST_AFTER)
    keys = list(untold.values_list("pk", flat=True))
    for key in keys:
        queue_on_commit(TELL, key)
    return len(keys)


def may_settle(by: User, person: Person) -> bool:
    """A manager of an organisation, or a coordinator of a prison, where the person works or worked."""
    standing = access.standing_of(by)
    placed = Placement.objects.filter(
        engagement__person=person, prison__in=standing.prisons_where(Permission.MANAGE_WORKERS)
    )
    own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
    return placed.exists() or Engagement.objects.filter(person=person, organisation__in=own).exists()


@transaction.atomic
def settle_objection(*, by: User, objection: Objection, outcome: str) -> Objection:
    """What was done about it. One answer is enough: whoever else was told finds it settled."""
    objection = (
        Objection.objects.select_for_update(of=("self",)).select_related("person").get(pk=objection.pk)
    )
    if not may_settle(by, objection.person):
        raise access.NotPermitted(
            "Only a manager or a coordinator of this person settles what they object to."
        )
    if objection.settled_at:
        raise Overtaken("Somebody has settled this already. Nothing was changed.")
    objection.settled_at, objection.settled_by, objection.outcome = clock.now(), by, outcome
    objection.save(update_fields=["settled_at", "settled_by", "outcome"])
    for prison in _prisons_of(objection.person) or [None]:
        audit.record("settle_objection", by=by, on=objection, prison=prison)
    return objection
