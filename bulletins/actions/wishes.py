"""What a reader wishes: no bulletins, only those of some prisons, or no sections of a kind.

Asked for by whoever holds the link of a mail to the address, so there is nobody else to ask for a permission.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from bulletins.models import Delivery, Reader
from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.models import Pathway, Prison
from coordination.models.user import normalise_email


def held_reader(email: str) -> Reader:
    """The row of the address, made where there is none, locked. Call inside a transaction."""
    found, _ = Reader.objects.get_or_create(email=normalise_email(email))
    return Reader.objects.select_for_update().get(pk=found.pk)


def reader_of(email: str) -> Reader | None:
    """What the address said so far, for whoever holds its link."""
    return Reader.objects.filter(email=normalise_email(email)).first()


@transaction.atomic
def leave_bulletins(*, email: str) -> Reader:
    """No bulletins any more, nor what waits at this moment. A second time changes nothing."""
    reader = held_reader(email)
    if reader.left_at is None:
        reader.left_at = reader.changed_at = clock.now()
        reader.save(update_fields=["left_at", "changed_at"])
        audit.record("leave_bulletins", by=SYSTEM, on=reader)
    Delivery.objects.filter(email=reader.email, state=Delivery.State.QUEUED).update(
        state=Delivery.State.LEFT_OUT, reason=Delivery.Reason.UNSUBSCRIBED, settled_at=clock.now()
    )
    return reader


@transaction.atomic
def set_wishes(
    *,
    email: str,
    prisons: Iterable[Prison] | None,
    sections_left_out: Iterable[str],
    pathways: Iterable[Pathway],
) -> Reader:
    """`prisons` None: all at which the reader works, volunteers or joined. Ends having left."""
    reader = held_reader(email)
    if reader.outsider and not reader.confirmed_at:
        # What a stranger typed in for this address is gone: its owner says here what they want.
        reader.outsider, reader.asked_at = False, None
        reader.prisons.clear()
    reader.chose_prisons = prisons is not None
    if prisons is not None:
        reader.prisons.set(prisons)
    reader.pathways.set(pathways)
    reader.sections_left_out = sorted(sections_left_out)
    reader.left_at, reader.changed_at = None, clock.now()
    reader.save()
    audit.record("set_bulletin_wishes", by=SYSTEM, on=reader)
    return reader
