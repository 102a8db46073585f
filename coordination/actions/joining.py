"""Somebody registers an organisation that is there already: whether they belong to it, its manager says.

A coordinator may say it too, after asking the organisation through a contact that it publishes itself.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import NotPermitted
from coordination.actions.holding import hold
from coordination.actions.invitations import write_invitation
from coordination.actions.registrations import decide_anew, held, settle
from coordination.models import (
    Invitation,
    JoinRequest,
    Organisation,
    Registration,
    RegistrationChoice,
    User,
)
from coordination.policies import (
    Refused,
    check_choice_waits,
    check_join_waits,
    check_published_contact,
    has_manager_or_invitation,
)
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role

TELL_MANAGERS: Final = "coordination.tell_of_join_request"
TELL_MANAGERS_JOINED: Final = "coordination.tell_somebody_joined"


@transaction.atomic
def ask_to_join(*, by: User, choice: RegistrationChoice, organisation: Organisation) -> JoinRequest:
    """“We know this organisation”: its manager is asked whether the person belongs to it.

    A second prison that says the same joins the question that was asked.
    """
    access.require(by, Permission.DECIDE_REGISTRATION, prison=choice.prison)
    choice = held(choice)
    check_choice_waits(choice)
    registration = choice.registration
    if registration.organisation:
        raise Refused(f"This is “{registration.organisation}” already. Let it in, or turn it down.")
    organisation = organisation.merged_into or organisation
    request = _asked(registration, organisation) or _ask(choice, organisation)
    settle(choice, RegistrationChoice.State.JOINS, by)
    audit.record(
        "ask_to_join", by=by, on=choice, prison=choice.prison, organisation=organisation,
        changes={"state": [RegistrationChoice.State.WAITING, choice.state]},
    )  # fmt: skip
    return request


def _asked(registration: Registration, organisation: Organisation) -> JoinRequest | None:
    """The question that waits; one that was answered with no is put aside for a new one."""
    earlier = JoinRequest.objects.filter(registration=registration).first()
    if earlier is None:
        return None
    if earlier.state != JoinRequest.State.WAITING:
        JoinRequest.objects.filter(pk=earlier.pk).update(registration=None)
        return None
    if earlier.organisation != organisation:
        raise Refused(
            f"Another coordinator has asked “{earlier.organisation}”. Wait for the answer, or turn it down."
        )
    return earlier


def _ask(choice: RegistrationChoice, organisation: Organisation) -> JoinRequest:
    registration = choice.registration
    hold(organisation)
    same = JoinRequest.objects.waiting().filter(organisation=organisation, email=registration.contact_email)
    if same.exists():
        raise Refused(
            f"{registration.contact_name} asks to join “{organisation}” already, by another registration."
            " Decide on that one first."
        )
    request = JoinRequest.objects.create(
        organisation=organisation, prison=choice.prison, registration=registration,
        name=registration.contact_name, email=registration.contact_email, asked_at=clock.now(),
    )  # fmt: skip
    queue_on_commit(TELL_MANAGERS, request.pk)
    return request


def manages(by: User, organisation: Organisation) -> bool:
    """Is `by` of the organisation itself? Everybody else has to check."""
    return organisation.pk in access.standing_of(by).organisations_where(Permission.INVITE_TO_ORGANISATION)


def roles_to_give(by: User, organisation: Organisation) -> list[Role]:
    """The manager chooses. From outside only a first manager comes in, or somebody who can change nothing."""
    if manages(by, organisation):
        return [Role.WORKER, Role.MANAGER]
    return [Role.WORKER] if has_manager_or_invitation(organisation) else [Role.MANAGER]


def _require_may_decide(by: User, request: JoinRequest) -> bool:
    """True where `by` decides from outside: a coordinator of the prison that asked, or a national lead."""
    if manages(by, request.organisation):
        return False
    if not access.permitted(by, Permission.DECIDE_REGISTRATION, prison=request.prison):
        permission = Permission.INVITE_TO_ORGANISATION
        if not access.permitted(by, permission, organisation=request.organisation):
            raise NotPermitted(f"Your role does not include: {permission.label.lower()}.")
    return True


def _held(request: JoinRequest) -> JoinRequest:
    """Afresh and locked, after its registration and its organisation: in this order everywhere."""
    if request.registration_id:
        Registration.objects.select_for_update().get(pk=request.registration_id)
    hold(request.organisation)
    rows = JoinRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "prison", "registration", "decided_by").get(pk=request.pk)


def _answer(request: JoinRequest, state: JoinRequest.State, by: User, checked_by: str = "") -> None:
    request.state, request.checked_by = state, checked_by
    request.decided_at, request.decided_by = clock.now(), by
    request.save()


@transaction.atomic
def let_join(*, by: User, request: JoinRequest, role: Role | str, checked_by: str = "") -> Invitation:
    """Invites the person. Who is not of the organisation says through which published contact they checked.

    Raises Overtaken when somebody answered meanwhile.
    """
    role = Role(role)
    from_outside = _require_may_decide(by, request)
    request = _held(request)
    check_join_waits(request)
    organisation = request.organisation
    if from_outside:
        check_published_contact(request, checked_by)
    if role not in roles_to_give(by, organisation):
        raise NotPermitted(f"You may not give the role “{role.label}” at {organisation}.")
    invitation = write_invitation(
        by=by, role=role, organisation=organisation, email=request.email, name=request.name
    )
    _answer(request, JoinRequest.State.ACCEPTED, by, checked_by if from_outside else "")
    if request.registration and not request.registration.organisation:
        request.registration.organisation = organisation
        request.registration.save(update_fields=["organisation"])
    audit.record(
        "let_join", by=by, on=request, prison=request.prison, organisation=organisation,
        changes={"checked_by": ["", request.checked_by], "role": ["", role.value]},
    )  # fmt: skip
    if from_outside:
        queue_on_commit(TELL_MANAGERS_JOINED, request.pk)
    return invitation


@transaction.atomic
def turn_down_joining(*, by: User, request: JoinRequest) -> JoinRequest:
    """The person is not of the organisation. The prisons that asked decide anew on the registration."""
    _require_may_decide(by, request)
    request = _held(request)
    check_join_waits(request)
    _answer(request, JoinRequest.State.REFUSED, by)
    audit.record(
        "turn_down_joining", by=by, on=request, prison=request.prison, organisation=request.organisation,
        changes={"state": [JoinRequest.State.WAITING, request.state]},
    )  # fmt: skip
    decide_anew(request)
    return request
