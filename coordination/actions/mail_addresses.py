"""What becomes known of an address: mail does not arrive there, or its owner called it unwanted.

Told by the mail provider, or by the mail server while it takes a mail. A message that comes twice counts once; one of
before a coordinator lifted the stop changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.access import SYSTEM
from coordination.models import MailAddress, MailEvent, Prison, User
from coordination.models.mail_address import forms_of, hidden
from coordination.models.user import normalise_email
from coordination.policies import Overtaken
from coordination.roles import Permission

Kind = MailEvent.Kind
# Long enough for a provider to repeat itself; what it said stays on the address.
EVENTS_KEPT: Final = timedelta(days=90)


@transaction.atomic
def record_event(
    *, event_id: str, email: str, kind: str, message_id: str = "", said: str = "", at: datetime | None = None
) -> bool:
    """False for a message that came before, or that is older than the lifting of a stop."""
    email, at = normalise_email(email), at or clock.now()
    _, new = MailEvent.objects.get_or_create(
        event_id=event_id,
        defaults={
            "email": email, "kind": kind, "message_id": message_id[:200], "said": said[:300], "happened_at": at,
        },
    )  # fmt: skip
    if not new:
        return False
    if kind == Kind.DELIVERED:
        # Most addresses never failed and have no row.
        return bool(MailAddress.objects.of(email).update(soft_bounces=0, soft_bounced_on=None))
    address = _held(email)
    if address.lifted_at and at <= address.lifted_at:
        return False
    _count(address, kind, at, said)
    address.save()
    return True


def _held(email: str) -> MailAddress:
    """The row of a normalised address, made where there is none, locked; one that was hidden has its address again."""
    while True:
        MailAddress.objects.filter(email=hidden(email)).update(email=email)
        found, made = MailAddress.objects.get_or_create(email=email)
        if made and MailAddress.objects.filter(email=hidden(email)).exists():
            found.delete()  # It was hidden between the two lines above.
            continue
        # Hidden or deleted while the lock was waited for: then once more.
        held = MailAddress.objects.select_for_update().filter(pk=found.pk).first()
        if held and held.email == email:
            return held


def _count(address: MailAddress, kind: str, at: datetime, said: str) -> None:
    stopped = bool(address.hard_bounced_at or address.complained_at)
    if kind == Kind.COMPLAINT:
        address.complained_at = address.complained_at or at
    elif kind == Kind.HARD:
        address.hard_bounced_at = address.hard_bounced_at or at
    elif address.soft_bounced_on != timezone.localdate(at):
        # A mailbox that is full today is tried several times today.
        address.soft_bounces = min(address.soft_bounces + 1, MailAddress.SOFT_UNTIL_HARD)
        address.soft_bounced_on = timezone.localdate(at)
        if address.soft_bounces >= MailAddress.SOFT_UNTIL_HARD:
            address.hard_bounced_at = address.hard_bounced_at or at
    address.said = " ".join(said.split())[:300] or address.said
    if not stopped and (address.hard_bounced_at or address.complained_at):
        address.lifted_at = address.lifted_by = None
        audit.record("stop_mail", by=SYSTEM, on=address)


@transaction.atomic
def lift_stop(*, by: User, prison: Prison, address: MailAddress) -> MailAddress:
    """Mail goes there again. The caller has shown that the address is of somebody at the prison."""
    access.require(by, Permission.MANAGE_BULLETINS, prison=prison)
    address = MailAddress.objects.select_for_update().get(pk=address.pk)
    if not address.hard_bounced_at and not address.complained_at:
        raise Overtaken("Somebody lifted this already: mail goes there again.")
    address.hard_bounced_at = address.complained_at = address.soft_bounced_on = None
    address.soft_bounces, address.said = 0, ""
    address.lifted_at, address.lifted_by = clock.now(), by
    address.save()
    audit.record("lift_mail_stop", by=by, on=address, prison=prison)
    return address


def stopped_among(emails: Iterable[str]) -> list[tuple[str, MailAddress]]:
    """Of these addresses, those to which something does not go: (normalised address, its row)."""
    rows = MailAddress.objects.exclude(hard_bounced_at=None, complained_at=None)
    wanted = forms_of({normalise_email(email) for email in emails})
    return [(wanted[row.email], row) for row in rows.select_related("lifted_by") if row.email in wanted]


def clear_old_events() -> int:
    return MailEvent.objects.filter(happened_at__lt=clock.now() - EVENTS_KEPT).delete()[0]
