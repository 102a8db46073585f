"""An organisation that nobody invited: it registers, proves its e-mail address, and each prison decides alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from coordination import access, audit, clock
from coordination.access import SYSTEM, System
from coordination.actions.invitations import invite
from coordination.actions.organisations import add_organisation
from coordination.emails import one_line
from coordination.models import (
    JoinRequest,
    Organisation,
    Prison,
    Registration,
    RegistrationChoice,
    User,
)
from coordination.models.registration import CONTACT_KEPT, LINK_WORKS, UNCONFIRMED_KEPT
from coordination.models.user import normalise_email
from coordination.policies import (
    Refused,
    check_choice_waits,
    check_no_prison_numbers,
    check_nobody_was_asked,
    check_registration,
    check_registration_link,
    check_speaks_for_own_prison,
)
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role

SEND: Final = "coordination.send_registration_link"
TELL_COORDINATORS: Final = "coordination.tell_of_registration"
TELL_CONTACT: Final = "coordination.tell_registration_decided"
ON_ONE_LINE: Final = ("name", "contact_name", "contact_role")
COLUMNS: Final = [
    "name", "kind", "charity_number", "company_number", "website", "postcode", "offers", "contact_name",
    "contact_role", "contact_email",
]  # fmt: skip
# What becomes the organisation's own record.
OF_THE_ORGANISATION: Final = COLUMNS[:6]


@transaction.atomic
def register(
    *, by: User | System = SYSTEM, values: dict[str, Any], prisons: Iterable[Prison]
) -> Registration:
    """Keeps what a stranger typed and queues the e-mail with the link. `values` holds COLUMNS.

    The same sent twice is kept once, and its e-mail is sent again. Nothing here depends on whether the address has
    an account or the organisation a record: whoever asks learns neither.
    """
    prisons = list(prisons)
    check_registration(values, prisons)
    values = values | {name: one_line(values.get(name, "")) for name in ON_ONE_LINE}
    values["contact_email"] = normalise_email(values["contact_email"])
    registration = _sent_before(values, prisons)
    if registration is None:
        now = clock.now()
        registration = Registration(**values, registered_at=now, expires_at=now + timedelta(days=LINK_WORKS))
        registration.full_clean()
        registration.save()
        RegistrationChoice.objects.bulk_create(
            RegistrationChoice(registration=registration, prison=prison) for prison in prisons
        )
    queue_on_commit(SEND, registration.pk)
    return registration


def _sent_before(values: dict[str, Any], prisons: list[Prison]) -> Registration | None:
    """The very same, with a link that still works: the button was pressed twice."""
    wanted = {prison.pk for prison in prisons}
    for same in Registration.objects.unconfirmed().filter(**values):
        if wanted == set(same.choices.values_list("prison", flat=True)):
            return same
    return None


def registration_of(pk: int, token: str) -> Registration | None:
    """Whatever has become of it, for whoever holds the link."""
    found = Registration.objects.filter(pk=pk).first()
    return found if found and constant_time_compare(found.token(), token) else None


@transaction.atomic
def verify(*, by: User | System = SYSTEM, registration: Registration) -> Registration:
    """The holder of the link stands for the address. From now on the chosen prisons see it."""
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    check_registration_link(registration)
    registration.verified_at = clock.now()
    registration.save(update_fields=["verified_at"])
    for choice in registration.choices.select_related("prison"):
        audit.record("verify_registration", by=SYSTEM, on=choice, prison=choice.prison)
        queue_on_commit(TELL_COORDINATORS, choice.pk)
    return registration


def held(choice: RegistrationChoice) -> RegistrationChoice:
    """The choice afresh, locked with its registration, in this order everywhere."""
    registration = Registration.objects.select_for_update().get(pk=choice.registration_id)
    rows = RegistrationChoice.objects.select_related("prison", "decided_by").select_for_update(of=("self",))
    choice = rows.get(pk=choice.pk)
    choice.registration = registration
    return choice


def settle(choice: RegistrationChoice, state: RegistrationChoice.State, by: User, reason: str = "") -> None:
    choice.state, choice.reason = state, reason
    choice.decided_at, choice.decided_by, choice.told_at = clock.now(), by, None
    choice.save()
    queue_on_commit(TELL_CONTACT, choice.pk)


def decide_anew(request: JoinRequest) -> None:
    """The prisons that waited for this answer decide again; their coordinators are told. Call inside a transaction."""
    asked = RegistrationChoice.objects.select_for_update().filter(
        registration=request.registration_id, state=RegistrationChoice.State.JOINS
    )
    for choice in asked:
        choice.state = RegistrationChoice.State.WAITING
        choice.decided_at = choice.decided_by = choice.told_at = None
        choice.save()
        queue_on_commit(TELL_COORDINATORS, choice.pk)


@transaction.atomic
def let_in(*, by: User, choice: RegistrationChoice, although_alike: bool = False) -> Organisation:
    """The first yes of all prisons makes the organisation and invites the contact as its manager.

    A later yes is for that organisation. Raises Overtaken when somebody decided meanwhile, Refused for a likely double
    unless `although_alike` says that it is another one.
    """
    access.require(by, Permission.DECIDE_REGISTRATION, prison=choice.prison)
    choice = held(choice)
    check_choice_waits(choice)
    registration = choice.registration
    check_nobody_was_asked(registration)
    if registration.organisation is None:
        registration.organisation = _make_organisation(by, registration, although_alike)
        registration.save(update_fields=["organisation"])
    organisation = registration.organisation
    settle(choice, RegistrationChoice.State.ACCEPTED, by)
    audit.record(
        "let_registration_in", by=by, on=choice, prison=choice.prison, organisation=organisation,
        changes={"state": [RegistrationChoice.State.WAITING, choice.state]},
    )  # fmt: skip
    return organisation


def _make_organisation(by: User, registration: Registration, although_alike: bool) -> Organisation:
    values = {name: getattr(registration, name) for name in OF_THE_ORGANISATION}
    organisation = add_organisation(by=by, values=values, although_alike=although_alike)
    invite(
        by=by, role=Role.MANAGER, organisation=organisation, email=registration.contact_email,
        name=registration.contact_name,
    )  # fmt: skip
    return organisation


@transaction.atomic
def turn_down(*, by: User, choice: RegistrationChoice, reason: str) -> RegistrationChoice:
    """At this prison alone. The organisation gets the reason by e-mail."""
    access.require(by, Permission.DECIDE_REGISTRATION, prison=choice.prison)
    choice = held(choice)
    check_choice_waits(choice)
    if not reason.strip():
        raise Refused("Write the reason: the organisation gets it.")
    check_no_prison_numbers({"the reason": reason})
    check_speaks_for_own_prison(reason, choice.prison)
    settle(choice, RegistrationChoice.State.REFUSED, by, reason.strip())
    audit.record(
        "turn_registration_down", by=by, on=choice, prison=choice.prison,
        changes={"state": [RegistrationChoice.State.WAITING, choice.state]},
    )  # fmt: skip
    return choice


@transaction.atomic
def clear_old_registrations(*, by: System = SYSTEM) -> int:
    """What nobody confirmed goes after a fortnight; who stood behind what is decided is forgotten after ninety days."""
    now = clock.now()
    unconfirmed = Registration.objects.filter(
        verified_at=None, registered_at__lt=now - timedelta(days=UNCONFIRMED_KEPT)
    )
    gone = unconfirmed.count()
    unconfirmed.delete()
    forgotten = _forget_contacts(now - timedelta(days=CONTACT_KEPT))
    if gone or forgotten:
        changes = {"unconfirmed registrations": [gone, 0], "contacts kept": [forgotten, 0]}
        audit.record("clear_old_registrations", by=by, changes=changes)
    return gone + forgotten


def _forget_contacts(before: Any) -> int:
    """Of registrations on which every prison decided before then, and of answered requests to join."""
    open_choices = RegistrationChoice.objects.filter(
        Q(state=RegistrationChoice.State.WAITING) | Q(decided_at__gte=before)
    )
    asked = JoinRequest.objects.filter(Q(state=JoinRequest.State.WAITING) | Q(decided_at__gte=before))
    settled = (
        Registration.objects.filter(verified_at__isnull=False)
        .exclude(contact_email="")
        .exclude(pk__in=open_choices.values("registration"))
        .exclude(pk__in=asked.exclude(registration=None).values("registration"))
    )
    forgotten = settled.update(contact_name="", contact_role="", contact_email="")
    answered = JoinRequest.objects.exclude(state=JoinRequest.State.WAITING).filter(decided_at__lt=before)
    answered.exclude(email="").update(name="", email="")
    return forgotten
