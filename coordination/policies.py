"""A miss of policy: not now, not in this state. The message is a sentence that the user can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination import clock
from coordination.models import Invitation, Posting, Prison, User
from coordination.plain_text import contact_details, prison_numbers
from coordination.roles import Role

if TYPE_CHECKING:
    from coordination.models import Organisation


class Refused(Exception):
    """Raised by actions and `check_x` functions. `str()` is shown to the user as it stands."""


class Overtaken(Refused):
    """Somebody else was quicker. The page shows what they did; nothing of the user's is lost."""


def check_no_prison_numbers(texts: dict[str, str]) -> None:
    """`texts` is {words for the field: what was typed}. Refuses numbers of people in prison (A1234BC)."""
    for place, text in texts.items():
        for found in prison_numbers(text):
            raise Refused(f"{prison_number_sentence(found.text)} It is in “{place}”.")


def check_no_contact_details(texts: dict[str, str]) -> None:
    """Of what is printed for people in prison. `texts` is {words for the field: what was typed}."""
    for place, text in texts.items():
        for found in contact_details(text):
            raise Refused(
                f"“{found.text}” is {found.kind}. Take it out of “{place}”: it is printed for people in prison."
            )


def prison_number_sentence(found: str) -> str:
    return (
        f"“{found}” looks like a prison number. Take it out: nothing about a person in prison is kept here."
    )


def check_invitation_is_open(invitation: Invitation, *, expired_too: bool = True) -> None:
    """May it still be accepted? With `expired_too` False: may it still be sent again or cancelled?"""
    if invitation.accepted_at:
        raise Refused("This invitation was accepted already. Sign in to use the portal.")
    if invitation.cancelled_at:
        raise Refused("This invitation was cancelled. Ask the person who invited you.")
    if expired_too and invitation.expires_at <= clock.now():
        raise Refused("This invitation is too old. Ask the person who invited you to send it again.")
    if invitation.ends_on and invitation.ends_on < clock.today():
        raise Refused(
            "The last day of the access that this invitation gives has passed. A new one is needed."
        )


def has_manager_or_invitation(organisation: Organisation) -> bool:
    """Is somebody at the organisation able to invite the others, or about to be?"""
    of_managers = {"organisation": organisation, "role": Role.MANAGER}
    return (
        Posting.objects.current().filter(**of_managers).exists()
        or Invitation.objects.open().filter(**of_managers).exists()
    )


def is_only_coordinator(user: User, prison: Prison) -> bool:
    """Would the prison be left without anybody who decides?"""
    coordinators = Posting.objects.current().filter(prison=prison, role=Role.COORDINATOR)
    return coordinators.filter(user=user).exists() and not coordinators.exclude(user=user).exists()


def check_not_oneself(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise Refused(
            "This is your own access. Ask another coordinator, the governor or a national lead to end it,"
            " so that nobody shuts themselves out by mistake."
        )
