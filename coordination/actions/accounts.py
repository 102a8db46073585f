"""What people change about themselves, and accounts that are forgotten when their time is over."""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction

from coordination import audit
from coordination.access import System
from coordination.actions.sessions import end_sessions
from coordination.emails import one_line
from coordination.models import Invitation, JoinRequest, Posting, User
from coordination.models.mail_address import NOWHERE
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Role

NAMELESS: Final = "Somebody"


@transaction.atomic
def change_own_name(*, by: User, name: str) -> User:
    """The audit says that it changed and never from what: it names people as they are today."""
    name = one_line(name)
    if not name:
        raise Refused("Enter your name.")
    check_no_prison_numbers({"name": name})
    user = User.objects.select_for_update().get(pk=by.pk)
    before = audit.values(user, ["name"])
    user.name = name
    user.save(update_fields=["name"])
    changes = audit.changes(user, before, audit.values(user, ["name"]))
    if changes:
        audit.record("change_own_name", by=by, on=user, changes=changes)
    return user


def somebody() -> User:
    """Stands where a row must name who did it and nobody may be named any more. Nobody can sign in as it."""
    user, made = User.objects.get_or_create(
        email=f"somebody@{NOWHERE}", defaults={"name": NAMELESS, "is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save()
    return user


@transaction.atomic
def forget_account(*, by: System, user: User) -> bool:
    """Takes name and address out of the account of somebody who only ever worked for organisations and has left.

    Returns False, and changes nothing, where the account has a role or had another one: what a manager or a
    coordinator decided stays theirs.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    postings = Posting.objects.filter(user=user)
    if postings.not_over().exists() or postings.exclude(role=Role.WORKER).exists():
        return False
    address, nowhere = user.email, f"somebody-{user.pk}@{NOWHERE}"
    for invitations in (
        Invitation.objects.filter(email=address),
        Invitation.objects.filter(accepted_by=user),
    ):
        invitations.update(email=nowhere, name=NAMELESS)
    JoinRequest.objects.filter(email=address).update(email=nowhere, name=NAMELESS)
    EmailAddress.objects.filter(user=user).delete()
    end_sessions(user)
    user.name, user.email, user.is_active, user.last_login = NAMELESS, nowhere, False, None
    user.set_unusable_password()
    user.save()
    audit.record("forget_account", by=by, on=user)
    return True
