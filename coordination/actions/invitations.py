"""Invite somebody to a role, cancel, send again, accept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from coordination import access, audit, clock, emails
from coordination.access import NotPermitted
from coordination.actions.first_managers import note_first_manager
from coordination.actions.holding import hold
from coordination.models import Invitation, Organisation, Posting, Prison, PrisonSet, User
from coordination.models.user import normalise_email
from coordination.policies import (
    Refused,
    check_invitation_is_open,
    check_no_prison_numbers,
    has_manager_or_invitation,
)
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role

SEND = "coordination.send_invitation"


def _require_may_grant(
    by: User, role: Role, *, prison: Prison | None = None, organisation: Organisation | None = None
) -> None:
    """The role must be one that `by` may hand out at that place (see roles.GRANTABLE)."""
    if role in access.standing_of(by).grantable(prison=prison, organisation=organisation):
        return
    if organisation and role == Role.MANAGER and access.permitted(by, Permission.ADD_ORGANISATION):
        if not has_manager_or_invitation(organisation):
            return
        raise Refused(f"{organisation} has a manager already, who invites the others. Ask the manager.")
    raise NotPermitted(
        f"You may not give the role “{role.label}” at {prison or organisation or 'every prison'}."
    )


def _current(email: str, role: str, target: Mapping[str, object]) -> bool:
    return Posting.objects.not_over().filter(user__email=email, role=role, **target).exists()


@transaction.atomic
def invite(
    *,
    by: User,
    role: Role | str,
    email: str,
    name: str,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
    prison_set: PrisonSet | None = None,
    ends_on: date | None = None,
) -> Invitation:
    """Writes an invitation for a fortnight and queues its e-mail. An earlier open one for the same is cancelled."""
    role = Role(role)
    hold(prison, organisation)
    _require_may_grant(by, role, prison=prison, organisation=organisation)
    return write_invitation(
        by=by, role=role, email=email, name=name, prison=prison, organisation=organisation,
        prison_set=prison_set, ends_on=ends_on,
    )  # fmt: skip


def write_invitation(
    *,
    by: User,
    role: Role,
    email: str,
    name: str,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
    prison_set: PrisonSet | None = None,
    ends_on: date | None = None,
) -> Invitation:
    """For `invite`, and for an action that holds the place and asked by a rule of its own whether `by` may."""
    check_no_prison_numbers({"name": name})
    if ends_on and ends_on < clock.today():
        raise Refused("The last day of access is in the past. Choose a later day, or leave it empty.")
    email = normalise_email(email)
    target = {"prison": prison, "organisation": organisation, "prison_set": prison_set}
    if _current(email, role, target):
        raise Refused(f"{email} already has this role here. Nothing was sent.")
    for earlier in Invitation.objects.open().filter(email=email, role=role, **target):
        _cancel(earlier, by)
    invitation = Invitation(
        email=email,
        name=emails.one_line(name),
        role=role,
        ends_on=ends_on,
        invited_by=by,
        expires_at=clock.now(),
        token_hash=secrets.token_hex(32),
        **target,
    )
    invitation.save()
    invitation.issue(clock.now())
    invitation.save()
    changes = {"role": ["", role.value]}
    audit.record("invite", by=by, on=invitation, prison=prison, organisation=organisation, changes=changes)
    queue_on_commit(SEND, invitation.pk)
    note_first_manager(by=by, invitation=invitation)
    return invitation


def _require_may_manage(by: User, invitation: Invitation) -> None:
    """Who may hand out the role may also take the invitation back; so may who invited a first manager."""
    role = Role(invitation.role)
    place: dict[str, Any] = {"prison": invitation.prison, "organisation": invitation.organisation}
    if role in access.standing_of(by).grantable(**place):
        return
    sent_it = invitation.invited_by_id == by.pk and access.permitted(by, Permission.ADD_ORGANISATION)
    if not (sent_it and invitation.organisation):
        raise NotPermitted(f"You may not change this invitation to the role “{role.label}”.")


def _locked(invitation: Invitation) -> Invitation:
    # Without a join: PostgreSQL joins what was there before it waited, and a merge may have moved it meanwhile.
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _cancel(invitation: Invitation, by: User) -> None:
    invitation.cancelled_at = clock.now()
    invitation.save()
    audit.record(
        "cancel_invitation",
        by=by,
        on=invitation,
        prison=invitation.prison,
        organisation=invitation.organisation,
    )


@transaction.atomic
def cancel_invitation(*, by: User, invitation: Invitation) -> Invitation:
    """Its link works no more."""
    invitation = _locked(invitation)
    _require_may_manage(by, invitation)
    check_invitation_is_open(invitation, expired_too=False)
    _cancel(invitation, by)
    return invitation


@transaction.atomic
def send_invitation_again(*, by: User, invitation: Invitation) -> Invitation:
    """Another fortnight and a new link; the earlier link works no more. An expired invitation opens again."""
    invitation = _locked(invitation)
    _require_may_manage(by, invitation)
    check_invitation_is_open(invitation, expired_too=False)
    invitation.issue(clock.now())
    invitation.save()
    audit.record(
        "send_invitation_again",
        by=by, on=invitation, prison=invitation.prison, organisation=invitation.organisation,
    )  # fmt: skip
    queue_on_commit(SEND, invitation.pk)
    return invitation


@transaction.atomic
def accept_invitation(
    *, by: User | None, invitation: Invitation, name: str = "", password: str = ""
) -> Posting:
    """Makes the posting, and the account where there is none. The holder of the link stands for the e-mail.

    `by` is the signed-in user, or None for somebody new, who then gives a name and a password.
    """
    invitation = _locked(invitation)
    check_invitation_is_open(invitation)
    user = by or _new_account(invitation, name, password)
    if user.email != invitation.email:
        raise Refused(f"This invitation is for {invitation.email}, and you are signed in as {user.email}.")
    target = {
        "prison": invitation.prison, "organisation": invitation.organisation, "prison_set": invitation.prison_set,
    }  # fmt: skip
    same = Posting.objects.not_over().filter(user=user, role=invitation.role, **target).first()
    posting = same or Posting.objects.create(
        user=user, role=invitation.role, begins_on=clock.today(), ends_on=invitation.ends_on, **target
    )
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save()
    audit.record(
        "accept_invitation",
        by=user, on=posting, prison=invitation.prison, organisation=invitation.organisation,
        changes={"role": ["", invitation.role]},
    )  # fmt: skip
    return posting


def _new_account(invitation: Invitation, name: str, password: str) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise Refused(
            "There is an account with this e-mail address. Sign in first, then accept the invitation."
        )
    check_no_prison_numbers({"name": name})
    return create_account(email=invitation.email, name=name, password=password)


def create_account(*, email: str, name: str, password: str | None) -> User:
    """An account whose e-mail address is proven: by the link that was sent there, or by whoever sets the portal up."""
    user = User.objects.create_user(email=email, password=password, name=emails.one_line(name))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def deliver_invitation(invitation_pk: int) -> bool:
    """For the task: sends the e-mail of an invitation that is still open and notes that it left."""
    invitation = Invitation.objects.open().filter(pk=invitation_pk).select_related("invited_by").first()
    if invitation is None:
        return False
    emails.invitation(invitation)
    Invitation.objects.filter(pk=invitation.pk, invited_at=invitation.invited_at).update(sent_at=clock.now())
    return True


def invitation_of(token: str) -> Invitation | None:
    """Whatever has become of it. Whoever holds the link may know of it, signed in or not."""
    rows = Invitation.objects.with_token(token)
    return rows.select_related("invited_by", "prison", "organisation", "prison_set").first()


def account_of(invitation: Invitation) -> User | None:
    """The account that the invited address has already."""
    return User.objects.filter(email=invitation.email).first()


def roles_offered(
    by: User, *, prison: Prison | None = None, organisation: Organisation | None = None
) -> list[Role]:
    """Roles that `invite` would take from this user at this place, for the form."""
    roles = access.standing_of(by).grantable(prison=prison, organisation=organisation)
    if organisation and not roles and access.permitted(by, Permission.ADD_ORGANISATION):
        return [] if has_manager_or_invitation(organisation) else [Role.MANAGER]
    return roles
