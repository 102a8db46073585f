"""What a reader wishes: no bulletins, only those of some prisons, or no sections of a kind.

Asked for by whoever holds the link of a mail to the address, so there is nobody else to ask for a permission.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from bulletins.models import BulletinIssue, Delivery, Reader
from bulletins.sending.claims import lock_by_key
from coordination import audit, clock
from coordination.access import SYSTEM, System
from coordination.models import Pathway, Prison, User
from coordination.models.mail_address import forms_of, hidden
from coordination.models.user import normalise_email


def held_reader(email: str) -> Reader:
    """The row of the address, made where there is none, locked. Call inside a transaction.

    One that was hidden (ADR 0076) has its address again: its owner speaks.
    """
    email = normalise_email(email)
    while True:
        Reader.objects.filter(email=hidden(email)).update(email=email)
        found, made = Reader.objects.get_or_create(email=email)
        if made and Reader.objects.filter(email=hidden(email)).exists():
            found.delete()  # It was hidden between the two lines above.
            continue
        # Hidden or deleted while the lock was waited for: then once more.
        held = Reader.objects.select_for_update().filter(pk=found.pk).first()
        if held and held.email == email:
            return held


def reader_of(email: str) -> Reader | None:
    """What the address said so far, for whoever holds its link."""
    return Reader.objects.filter(email__in=forms_of([normalise_email(email)])).first()


def leave_bulletins(*, email: str, by: User | System = SYSTEM) -> Reader:
    """No bulletins any more, nor what waits at this moment. A second time changes nothing.

    In two transactions, the wish first: a lane that takes rows after it reads it (`sending.stops`), and what a lane
    took before it is found by the second. So once this returns, only a mail that was being handed over to the mail
    server leaves. `by`: whoever is signed in; else whoever holds the link.
    """
    reader = _leave(email, by)
    take_out(reader.email)
    return reader


@transaction.atomic
def _leave(email: str, by: User | System) -> Reader:
    reader = held_reader(email)
    if reader.left_at is None:
        reader.left_at = reader.changed_at = clock.now()
        reader.save(update_fields=["left_at", "changed_at"])
        audit.record("leave_bulletins", by=by, on=reader)
    return reader


@transaction.atomic
def take_out(email: str) -> int:
    """Rows that have not begun to leave, also those that a lane holds already; how many."""
    state = Delivery.State
    # By the index of issue and address: rows of all the years are millions. An issue that begins now asks by itself.
    over = [BulletinIssue.State.SENT, BulletinIssue.State.CANCELLED]
    issues = list(BulletinIssue.objects.exclude(state__in=over).order_by().values_list("pk", flat=True))
    rows = Delivery.objects.filter(issue__in=issues, email=email, state__in=[state.QUEUED, state.CLAIMED])
    lock_by_key(rows)
    return rows.update(
        state=state.LEFT_OUT, reason=Delivery.Reason.UNSUBSCRIBED, settled_at=clock.now(), claim=None,
        claimed_at=None,
    )  # fmt: skip


@transaction.atomic
def set_wishes(
    *,
    email: str,
    prisons: Iterable[Prison] | None,
    sections_left_out: Iterable[str],
    pathways: Iterable[Pathway],
    by: User | System = SYSTEM,
) -> Reader:
    """`prisons` None: all at which the reader works, volunteers or joined. Ends having left. `by` as above."""
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
    audit.record("set_bulletin_wishes", by=by, on=reader)
    return reader
