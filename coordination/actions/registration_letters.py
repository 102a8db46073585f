"""The letters about registrations and about joining; each leaves once, and a lost one is queued again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from coordination import clock, emails
from coordination.actions.told_once import tell_once
from coordination.models import JoinRequest, Posting, Registration, RegistrationChoice, User
from coordination.queueing import queue_on_commit
from coordination.roles import Role

# What has not left by then was lost.
OVERDUE: Final = timedelta(minutes=5)


def deliver_link(registration_pk: int) -> bool:
    """Sends the link to confirm the address, and notes that it left. Nothing for one that is confirmed or too old."""
    registration = Registration.objects.unconfirmed().filter(pk=registration_pk).first()
    if registration is None:
        return False
    account = User.objects.filter(email=registration.contact_email, is_active=True).first()
    emails.verify_registration(registration, account)
    Registration.objects.filter(pk=registration_pk).update(sent_at=clock.now())
    return True


def tell_contact(choice_pk: int) -> bool:
    """What a prison decided, once. Nothing where the decision was taken back or the contact is forgotten."""
    untold = RegistrationChoice.objects.filter(pk=choice_pk, decided_at__isnull=False, told_at=None)
    choice = untold.select_related("registration", "prison").first()
    if choice is None or not choice.registration.contact_email:
        return False
    emails.registration_decided(choice)
    RegistrationChoice.objects.filter(pk=choice_pk, decided_at=choice.decided_at).update(told_at=clock.now())
    return True


def queue_unsent() -> int:
    """Letters that the queue lost: the rows know which left."""
    before = clock.now() - OVERDUE
    links = Registration.objects.unconfirmed().filter(sent_at=None, registered_at__lt=before)
    decided = RegistrationChoice.objects.filter(told_at=None, decided_at__lt=before)
    wanted = list(links.values_list("pk", flat=True))
    for pk in wanted:
        queue_on_commit("coordination.send_registration_link", pk)
    untold = list(decided.exclude(registration__contact_email="").values_list("pk", flat=True))
    for pk in untold:
        queue_on_commit("coordination.tell_registration_decided", pk)
    return len(wanted) + len(untold)


def tell_coordinators(choice_pk: int) -> int:
    """How many were told. Nobody, where somebody has decided meanwhile."""
    rows = RegistrationChoice.objects.waiting().filter(pk=choice_pk)
    choice = rows.select_related("registration", "prison").first()
    if choice is None:
        return 0
    answered = JoinRequest.objects.filter(
        registration=choice.registration_id, state=JoinRequest.State.REFUSED
    ).select_related("organisation").first()  # fmt: skip
    not_theirs = answered.organisation.name if answered else ""
    occasion = f"registration-back-{answered.pk}" if answered else "registration"
    return tell_once(
        f"{occasion}:{choice_pk}", _posted(role=Role.COORDINATOR, prison=choice.prison),
        lambda to: emails.registration_waits(to, choice, not_theirs=not_theirs),
    )  # fmt: skip


def tell_managers(request_pk: int) -> int:
    """Of somebody who asks to join. Nobody, where it was answered meanwhile."""
    return _tell_managers("asks-to-join", JoinRequest.State.WAITING, request_pk, emails.join_request)


def tell_managers_joined(request_pk: int) -> int:
    """Of somebody whom a coordinator let in."""
    return _tell_managers("joined", JoinRequest.State.ACCEPTED, request_pk, emails.somebody_joined)


def _tell_managers(
    occasion: str, state: JoinRequest.State, pk: int, send: Callable[[User, JoinRequest], None]
) -> int:
    rows = JoinRequest.objects.filter(pk=pk, state=state)
    request = rows.select_related("organisation", "prison", "decided_by").first()
    if request is None:
        return 0
    managers = _posted(role=Role.MANAGER, organisation=request.organisation)
    return tell_once(f"{occasion}:{pk}", managers, lambda to: send(to, request))


def _posted(**posted: object) -> list[User]:
    return [posting.user for posting in Posting.objects.current().filter(**posted).select_related("user")]
