"""Users and their postings, by the way that real ones come: invited, then accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from coordination.actions.first_coordinator import appoint_first
from coordination.actions.invitations import accept_invitation, cancel_invitation, create_account, invite
from coordination.actions.postings import end_posting
from coordination.actions.prisons import add_prison_set
from coordination.demo.world import World, backdate
from coordination.models import Invitation, Posting, Prison, PrisonSet, User
from coordination.reference.demonstration import ACCOUNTS, PASSWORD, Account
from coordination.roles import Reach, Role, reach_of

BEGAN = -1100
# Where somebody coordinates since the other day: days of the invitation.
CAME_LATELY = {"BLI": -8}
SETS = {
    "South West prisons": ["EXI", "GMI", "DAI", "EWI"],
    "Women’s prisons": ["AGI", "BZI", "DHI", "DWI", "ESI", "EWI", "FHI", "LNI", "NHI", "PFI", "SDI", "STI"],
}


def take_up(invitation: Invitation) -> User:
    """The invited person accepts. The account has no password of its own: see `set_passwords`."""
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = create_account(email=invitation.email, name=invitation.name, password=None)
        backdate(user, created_at=invitation.invited_at)
    accept_invitation(by=user, invitation=invitation)
    return user


def bring(world: World, days: int, *, by: User, turn: int = 0, **invited: Any) -> User:
    """Invited one day, there the next."""
    with world.at(days, turn) as moment:
        invitation = invite(by=by, **invited)
        backdate(invitation, sent_at=moment + timedelta(minutes=1))
    with world.at(days + 1, turn):
        return take_up(invitation)


def add_those_who_oversee(world: World) -> None:
    """The national lead, who appoints coordinators and a lead over a set of prisons."""
    national, lead = (next(a for a in ACCOUNTS if a.role == role) for role in (Role.NATIONAL, Role.LEAD))
    with world.at(BEGAN) as moment:
        world.national = appoint_first(email=national.email, name=national.name, password=None).user
        backdate(world.national, created_at=moment)
        sets = {name: _set(world, name, codes) for name, codes in SETS.items()}
    bring(
        world, BEGAN + 1, by=world.national, role=lead.role, email=lead.email, name=lead.name,
        prison_set=sets["South West prisons"],
    )  # fmt: skip
    for turn, account in enumerate(_accounts(Role.COORDINATOR)):
        days = CAME_LATELY.get(account.prison, BEGAN + 3)
        user = bring(world, days, by=world.national, turn=turn, **_of(world, account))
        world.coordinators[account.prison] = user


def _set(world: World, name: str, codes: list[str]) -> PrisonSet:
    """Also of prisons that are not played: lists and comparisons show them with nothing recorded."""
    prisons = list(Prison.objects.filter(code__in=codes))
    assert len(prisons) == len(codes), codes
    return add_prison_set(by=world.national, name=name, prisons=prisons)


def add_those_at_prisons(world: World) -> None:
    """Governors, staff, gate; and what a page of people is there to show."""
    others = (Role.GOVERNOR, Role.STAFF, Role.GATE)
    for turn, account in enumerate(account for role in others for account in _accounts(role)):
        by = world.coordinators[account.prison]
        bring(world, BEGAN + 20 + turn, by=by, **_of(world, account))
    _colleagues(world)
    _open_invitations(world)


def _colleagues(world: World) -> None:
    """Somebody who came, who left, who stands in for a while."""
    exeter, guys_marsh = world.prisons["EXI"], world.prisons["GMI"]
    for days, prison, name, role, last_day in (
        (-300, exeter, "Leanne Uglow", Role.STAFF, None),
        (-260, exeter, "Adeel Hussain", Role.STAFF, None),
        (-120, exeter, "Rowan Beer", Role.COORDINATOR, world.day(20)),
        (-75, exeter, "Kevin Sercombe", Role.GATE, None),
        (-5, exeter, "Nia Corrigan", Role.STAFF, None),
        (-4, guys_marsh, "Todd Harker", Role.STAFF, None),
    ):
        by = world.coordinators[prison.code]
        bring(world, days, by=by, role=role, prison=prison, name=name, email=mailbox(name), ends_on=last_day)
    left = Posting.objects.get(user__name="Leanne Uglow", prison=exeter)
    with world.at(-34):
        end_posting(by=world.coordinators["EXI"], posting=left)


def mailbox(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@prison.example.org"


def _open_invitations(world: World) -> None:
    """One that waits, one that nobody answered in its fortnight, one taken back."""
    exeter, coordinator = world.prisons["EXI"], world.coordinators["EXI"]
    for days, name in ((-2, "Petra Lindqvist"), (-40, "Simon Yelland"), (-6, "Jo Wrong-Address")):
        with world.at(days) as moment:
            made = invite(by=coordinator, role=Role.STAFF, prison=exeter, name=name, email=mailbox(name))
            backdate(made, sent_at=moment + timedelta(minutes=1))
    with world.at(-5):
        cancel_invitation(by=coordinator, invitation=made)


def add_workers(world: World) -> None:
    """Workers are invited by their own manager."""
    for account in _accounts(Role.WORKER):
        bring(world, -200, by=world.managers[account.organisation], **_of(world, account))


def set_passwords() -> None:
    """Hashed once for all: argon2 is slow on purpose. Nobody else in the demonstration has a password."""
    emails = [account.email for account in ACCOUNTS]
    User.objects.filter(email__in=emails).update(password=make_password(PASSWORD))


def _accounts(role: Role) -> list[Account]:
    return [account for account in ACCOUNTS if account.role == role]


def _of(world: World, account: Account) -> dict[str, Any]:
    """What `invite` takes of an account."""
    place: dict[str, Any] = {}
    if reach_of(account.role) == Reach.PRISON:
        place["prison"] = world.prisons[account.prison]
    elif reach_of(account.role) == Reach.ORGANISATION:
        place["organisation"] = world.organisations[account.organisation]
    return {"role": account.role, "email": account.email, "name": account.name} | place
