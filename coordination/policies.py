"""A miss of policy: not now, not in this state. The message is a sentence that the user can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from coordination import clock
from coordination.models import (
    Invitation,
    JoinRequest,
    Posting,
    Prison,
    Registration,
    RegistrationChoice,
    User,
)
from coordination.models.registration import PRISONS_AT_MOST
from coordination.plain_text import contact_details, prison_numbers
from coordination.roles import Role

if TYPE_CHECKING:
    from coordination.models import Organisation, OrganisationMerge


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


def check_not_merged(organisation: Organisation) -> None:
    """Nothing is written to a record that was merged into another."""
    if organisation.merged_into:
        raise Refused(
            f"The record of “{organisation}” was merged into “{organisation.merged_into}”. Do it there instead."
        )


def check_merge_waits(merge: OrganisationMerge) -> None:
    if merge.state != merge.State.WAITING:
        how = merge.get_state_display().lower()
        raise Overtaken(f"{merge.settled_by} was quicker: {how}. Nothing was changed now.")


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


# --- Organisations that register themselves -------------------------------------------------------

# What a stranger types that is shown to coordinators as words; each place has its own box for contact details.
WORDED_BY_A_STRANGER: Final = {
    "name": "the name of the organisation",
    "offers": "what you offer",
    "contact_name": "your name",
    "contact_role": "your role",
}


def contact_detail_sentence(kind: str, text: str) -> str:
    return f"“{text}” is {kind}. Leave it out here: the form has boxes for how to reach you."


def check_registration(values: dict[str, str], prisons: Iterable[Prison]) -> None:
    texts = {place: values.get(name, "") for name, place in WORDED_BY_A_STRANGER.items()}
    check_no_prison_numbers(texts | {"website": values.get("website", "")})
    for text in texts.values():
        for found in contact_details(text):
            raise Refused(contact_detail_sentence(found.kind, found.text))
    chosen = list(prisons)
    if not chosen or len(chosen) > PRISONS_AT_MOST:
        raise Refused(f"Choose one prison at least and {PRISONS_AT_MOST} at most.")
    for prison in chosen:
        if prison.status == Prison.Status.CLOSED:
            raise Refused(f"{prison} has closed and takes no services.")


def check_registration_link(registration: Registration) -> None:
    """May the address still be confirmed?"""
    if registration.verified_at:
        raise Refused("This e-mail address is confirmed already. The coordinators have your registration.")
    if registration.expires_at <= clock.now():
        raise Refused("This link is too old. Register again: it takes a few minutes.")


def _told(what: str, by: User | None, at: datetime | None) -> str:
    """`Decided already by Carys Coordinator, at 14:05 on 3 March: let in.`"""
    local = timezone.localtime(at)
    return f"Decided already by {by}, at {local:%H:%M} on {local.day} {local:%B}: {what.lower()}."


def check_choice_waits(choice: RegistrationChoice) -> None:
    if choice.state != RegistrationChoice.State.WAITING:
        raise Overtaken(_told(choice.get_state_display(), choice.decided_by, choice.decided_at))


def check_join_waits(request: JoinRequest) -> None:
    if request.state != JoinRequest.State.WAITING:
        raise Overtaken(_told(request.get_state_display(), request.decided_by, request.decided_at))


def check_nobody_was_asked(registration: Registration) -> None:
    """While an organisation is asked whether the person is theirs, no second record of it is made."""
    asked = JoinRequest.objects.waiting().filter(registration=registration).first()
    if asked:
        raise Refused(
            f"A coordinator thinks that this is “{asked.organisation}”, which was asked and has not answered."
            " Say that it is the same one, turn it down, or wait."
        )


def check_speaks_for_own_prison(text: str, prison: Prison) -> None:
    """A reason goes to the organisation: what it asked of other prisons, and what they said, is theirs to tell."""
    for other in Prison.objects.exclude(pk=prison.pk):
        named = re.compile(rf"\bHM\w+(?:/\w+)?\s+{re.escape(other.short_name)}\b", re.I)
        if found := named.search(text):
            raise Refused(f"Speak for {prison} alone: leave “{found[0]}” out of the reason.")


def check_published_contact(request: JoinRequest, checked_by: str) -> None:
    """Through a contact that stands somewhere the person could not have written it."""
    organisation = request.organisation
    if checked_by not in JoinRequest.CheckedBy.values or not checked_by:
        raise Refused("Say through which published contact you asked the organisation.")
    if checked_by == JoinRequest.CheckedBy.REGISTER and not (
        organisation.charity_number or organisation.company_number
    ):
        raise Refused(
            f"The portal knows no register number of {organisation}. Check through another contact."
        )
    if checked_by == JoinRequest.CheckedBy.WEBSITE and not organisation.website:
        raise Refused(f"The portal knows no website of {organisation}. Check through another contact.")
