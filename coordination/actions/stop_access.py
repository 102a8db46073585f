"""Stop access now: one action, no reason asked. And closing an account everywhere, for a national lead."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.holding import hold
from coordination.actions.postings import end_now
from coordination.actions.sessions import end_sessions
from coordination.models import Invitation, Posting, Prison, User
from coordination.policies import Refused, check_not_oneself
from coordination.roles import Permission


@transaction.atomic
def stop_access_now(*, by: User, user: User, prison: Prison) -> int:
    """Ends all that the user holds at the prison, takes back open invitations to them and by them, signs them out.

    Returns how many postings ended. Postings elsewhere stay: their own coordinators and managers decide.
    """
    hold(prison)
    access.require(by, Permission.STOP_ACCESS, prison=prison)
    check_not_oneself(by, user)
    postings = list(Posting.objects.not_over().select_for_update().filter(user=user, prison=prison))
    if not postings:
        raise Refused(f"{user} has no access at {prison} that could be stopped. Nothing was changed.")
    for posting in postings:
        end_now(posting, by)
    invitations = Invitation.objects.open().filter(prison=prison)
    (invitations.filter(email=user.email) | invitations.filter(invited_by=user)).update(
        cancelled_at=clock.now()
    )
    end_sessions(user)
    audit.record("stop_access_now", by=by, on=user, prison=prison)
    return len(postings)


@transaction.atomic
def close_account(*, by: User, user: User) -> None:
    """Ends everything that the user holds anywhere, and the account with it."""
    access.require_everywhere(by, Permission.STOP_ACCESS)
    check_not_oneself(by, user)
    if not user.is_active:
        raise Refused(f"The account of {user} is closed already. Nothing was changed.")
    for posting in Posting.objects.not_over().select_for_update().filter(user=user):
        end_now(posting, by)
    invitations = Invitation.objects.open()
    (invitations.filter(email=user.email) | invitations.filter(invited_by=user)).update(
        cancelled_at=clock.now()
    )
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    audit.record("close_account", by=by, on=user, changes={"is_active": [True, False]})


@transaction.atomic
def reopen_account(*, by: User, user: User) -> None:
    """The account may sign in again. Its postings stay ended: invite the person anew."""
    access.require_everywhere(by, Permission.STOP_ACCESS)
    if user.is_active:
        raise Refused(f"The account of {user} is open. Nothing was changed.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("reopen_account", by=by, on=user, changes={"is_active": [False, True]})
