"""The first people of a new installation, appointed from the machine itself."""

from __future__ import annotations

from django.db import transaction

from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.actions.invitations import create_account
from coordination.models import Posting, Prison, User
from coordination.models.user import normalise_email
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Role


def has_first(role: Role) -> bool:
    return Posting.objects.current().filter(role=role).exists()


@transaction.atomic
def appoint_first(*, email: str, name: str, password: str | None, prison: Prison | None = None) -> Posting:
    """The first coordinator (with a prison), or the first national lead (without). Later ones are invited."""
    role = Role.COORDINATOR if prison else Role.NATIONAL
    if has_first(role):
        raise Refused(f"There is a {role.label.lower()} already, who invites the others from the portal.")
    check_no_prison_numbers({"name": name})
    user = User.objects.filter(email=normalise_email(email)).first()
    user = user or create_account(email=email, name=name, password=password)
    posting = Posting.objects.create(user=user, role=role, prison=prison, begins_on=clock.today())
    audit.record("appoint_first", by=SYSTEM, on=posting, prison=prison, changes={"role": ["", role.value]})
    return posting
