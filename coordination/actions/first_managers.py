"""Somebody from outside brings an organisation its first manager: the other prisons that it works at are told.

A manager changes at once what staff read there: contacts, room, what is confirmed.
"""

from __future__ import annotations

from typing import Final

from coordination import access, audit, emails
from coordination.actions.told_once import tell_once
from coordination.models import Invitation, Organisation, Posting, Prison, User
from coordination.offers import offers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role

TELL: Final = "coordination.tell_of_first_manager"


def note_first_manager(*, by: User, invitation: Invitation) -> None:
    """Into the audit of each of these prisons, and a letter to its coordinators. Nothing where `by` is of the
    organisation, or may give the role anyway: a national lead speaks for every prison.
    """
    organisation = invitation.organisation
    if organisation is None or invitation.role != Role.MANAGER:
        return
    if Role.MANAGER in access.standing_of(by).grantable(organisation=organisation):
        return
    told = other_prisons(by, organisation)
    for prison in told:
        audit.record(
            "invite_first_manager", by=by, on=invitation, prison=prison, organisation=organisation,
            changes={"role": ["", invitation.role]},
        )  # fmt: skip
    if told:
        queue_on_commit(TELL, invitation.pk)


def other_prisons(by: User, organisation: Organisation) -> list[Prison]:
    """Where it is seen, but for the prisons for which `by` may speak."""
    own = access.standing_of(by).prisons_where(Permission.ADD_ORGANISATION).values("pk")
    seen = {
        prison.pk: prison
        for module in offers("merging")
        for prison in module.touched_prisons(organisation).exclude(pk__in=own)
    }
    return list(seen.values())


def tell_of_first_manager(invitation_pk: int) -> int:
    """How many were told: nobody of an invitation that was taken back meanwhile."""
    rows = Invitation.objects.filter(pk=invitation_pk, cancelled_at=None)
    invitation = rows.select_related("invited_by", "organisation").first()
    if invitation is None or invitation.organisation is None:
        return 0
    prisons = other_prisons(invitation.invited_by, invitation.organisation)
    posted = Posting.objects.current().filter(role=Role.COORDINATOR, prison__in=prisons)
    people = {posting.user for posting in posted.select_related("user")}
    return tell_once(
        f"first-manager:{invitation_pk}", sorted(people, key=lambda each: each.pk),
        lambda to: emails.first_manager(to, invitation),
    )  # fmt: skip
