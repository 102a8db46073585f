"""“Stop access now”: one person at one prison's gate, without a reason, and open again."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from inductions.models import AccessStop, Person, Reliance


@transaction.atomic
def stop_person_now(*, by: User, person: Person, prison: Prison) -> AccessStop:
    """From this moment the gate's answer is no. No reason is asked and none can be given."""
    access.require(by, Permission.STOP_ACCESS, prison=prison)
    Person.objects.select_for_update().get(pk=person.pk)
    there = AccessStop.objects.in_force().filter(person=person, prison=prison).first()
    if there:
        return there
    stop = AccessStop.objects.create(person=person, prison=prison, stopped_at=clock.now(), stopped_by=by)
    audit.record("stop_person_now", by=by, on=stop, prison=prison)
    relying = Reliance.objects.in_force().filter(clearance__person=person, clearance__prison=prison)
    for pk in relying.values_list("pk", flat=True):
        # They are told whom to contact. What they decide is theirs.
        queue_on_commit("inductions.tell_relying_prison", pk)
    return stop


@transaction.atomic
def lift_stop(*, by: User, stop: AccessStop) -> AccessStop:
    stop = AccessStop.objects.select_for_update(of=("self",)).select_related("prison").get(pk=stop.pk)
    access.require(by, Permission.STOP_ACCESS, prison=stop.prison)
    if stop.lifted_at:
        raise Overtaken("Access was opened again already. Nothing was changed.")
    stop.lifted_at, stop.lifted_by = clock.now(), by
    stop.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("lift_stop", by=by, on=stop, prison=stop.prison)
    return stop
