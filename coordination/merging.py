"""What coordination keeps of an organisation, for the day on which two records become one (see offers.py)."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from coordination.actions import merged_rows
from coordination.models import JoinRequest, Organisation, Prison, RegistrationChoice, User
from coordination.offers import Pair

MOVES: Final = frozenset(
    [
        "coordination.Invitation.organisation",
        "coordination.JoinRequest.organisation",
        "coordination.Organisation.merged_into",
        "coordination.Organisation_areas.organisation",
        "coordination.Organisation_led_by.organisation",
        "coordination.Posting.organisation",
        "coordination.Registration.organisation",
    ]
)
move = merged_rows.move


def touched_prisons(organisation: Organisation) -> QuerySet[Prison]:
    """Where a coordinator let it in, be it that it has sent nothing there yet."""
    accepted = RegistrationChoice.objects.filter(
        registration__organisation=organisation, state=RegistrationChoice.State.ACCEPTED
    )
    return Prison.objects.filter(pk__in=accepted.order_by().values("prison")).order_by("name")


def summary(organisation: Organisation) -> list[tuple[str, str]]:
    postings = organisation.postings.not_over().filter(user__is_active=True)
    people = postings.order_by().values("user").distinct().count()
    invited = organisation.invitations.open().count()
    asks = organisation.join_requests.filter(state=JoinRequest.State.WAITING).count()
    return [
        ("People with access", str(people)),
        ("Invitations that nobody has taken up", str(invited)),
        ("Requests to join that wait", str(asks)),
        ("Registrations", str(organisation.registrations.count())),
    ]


def to_look_at(user: User, kept: Organisation, moved: dict[str, list[int]]) -> list[Pair]:
    return []
