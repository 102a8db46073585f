"""Who may hand out what, and the page that says so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from coordination import access
from coordination.roles import GRANTABLE, GRANTS, Permission, Reach, Role, reach_of
from tests.cast import Cast
from tests.coordination.markup import parsed, words

# Kept from whoever makes a thing, so that somebody else is asked: an invitation to it stands in the audit.
ASKED_OF_SOMEBODY_ELSE = {Permission.APPROVE_BULLETINS}


@pytest.mark.parametrize("giver", [role for role in GRANTABLE if reach_of(role) != Reach.EVERYWHERE])
def test_nobody_hands_out_more_than_they_have_but_for_being_asked(giver: Role) -> None:
    for given in GRANTABLE[giver]:
        assert GRANTS[given].permissions - GRANTS[giver].permissions <= ASKED_OF_SOMEBODY_ELSE
        assert reach_of(given) == reach_of(giver)


def test_who_hands_out_roles_may_invite_there() -> None:
    invites = {
        Reach.PRISON: Permission.INVITE_TO_PRISON,
        Reach.ORGANISATION: Permission.INVITE_TO_ORGANISATION,
    }
    for giver, given in GRANTABLE.items():
        for reach in {reach_of(role) for role in given} & set(invites):
            assert invites[reach] in GRANTS[giver].permissions


def test_only_those_three_hand_out_roles() -> None:
    assert set(GRANTABLE) == {Role.COORDINATOR, Role.MANAGER, Role.NATIONAL}


@pytest.mark.parametrize(
    ("person", "at_exeter", "at_harbour", "across"),
    [
        ("coordinator", {"coordinator", "governor", "staff", "gate"}, set(), set()),
        ("other_coordinator", set(), set(), set()),
        ("governor", set(), set(), set()),
        ("lead", set(), set(), set()),
        ("manager", set(), {"manager", "worker"}, set()),
        ("other_manager", set(), set(), set()),
        ("worker", set(), set(), set()),
        (
            "national", {"coordinator", "governor", "staff", "gate"}, {"manager", "worker"},
            {"lead", "national"},
        ),
    ],
)  # fmt: skip
def test_what_each_person_may_hand_out(
    cast: Cast, person: str, at_exeter: set[str], at_harbour: set[str], across: set[str]
) -> None:
    standing = access.standing_of(getattr(cast, person))
    assert set(standing.grantable(prison=cast.exeter)) == at_exeter
    assert set(standing.grantable(organisation=cast.harbour)) == at_harbour
    assert set(standing.grantable()) == across


def test_everywhere_is_asked_of_national_leads_alone(cast: Cast) -> None:
    access.require_everywhere(cast.national, Permission.STOP_ACCESS)
    with pytest.raises(access.NotPermitted, match="Only a national lead"):
        access.require_everywhere(cast.governor, Permission.STOP_ACCESS)


def test_a_visitor_reads_every_role_and_every_permission_in_sentences(client: Client, cast: Cast) -> None:
    page = words(parsed(client.get(reverse("roles")).text))
    for role, description in GRANTS.items():
        assert role.label in page
        assert description.sentence in page
    for permission in Permission:
        assert permission.label in page
