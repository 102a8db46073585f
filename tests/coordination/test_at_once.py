"""Two people at once, with connections of their own: one account, one posting, and never a prison left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from coordination import access
from coordination.actions import invitations, jobs
from coordination.actions.organisations import add_organisation
from coordination.actions.postings import end_posting
from coordination.actions.stop_access import stop_access_now
from coordination.actions.wings import add_wing
from coordination.models import Invitation, Organisation, Posting, User
from coordination.policies import Refused
from coordination.roles import Role
from tests.cast import Cast
from tests.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]


def kinds(results: list[Any]) -> set[type]:
    return {type(result) for result in results}


def coordinators_of(cast: Cast) -> int:
    return Posting.objects.current().filter(prison=cast.exeter, role=Role.COORDINATOR).count()


def test_an_invitation_pressed_twice_makes_one_account_and_one_posting(everybody: Cast) -> None:
    invitation = invitations.invite(
        by=everybody.coordinator, role=Role.STAFF, prison=everybody.exeter, email="n@example.org", name="N"
    )

    def accept() -> Posting:
        return invitations.accept_invitation(
            by=None, invitation=invitation, name="N", password="eleven blue boats"
        )

    results = at_once(accept, accept, accept)
    assert sorted(type(result).__name__ for result in results) == ["Posting", "Refused", "Refused"]
    assert User.objects.filter(email="n@example.org").count() == 1
    assert Posting.objects.filter(user__email="n@example.org").count() == 1


def test_two_coordinators_who_end_each_other_leave_one(everybody: Cast) -> None:
    first, second = everybody.coordinator, everybody.second_coordinator
    postings = {user.pk: Posting.objects.get(user=user) for user in (first, second)}
    results = at_once(
        lambda: end_posting(by=first, posting=postings[second.pk]),
        lambda: end_posting(by=second, posting=postings[first.pk]),
    )
    assert coordinators_of(everybody) == 1
    assert kinds(results) == {Posting, access.NotPermitted}


def test_two_coordinators_who_stop_each_other_leave_one(everybody: Cast) -> None:
    first, second, prison = everybody.coordinator, everybody.second_coordinator, everybody.exeter
    results = at_once(
        lambda: stop_access_now(by=first, user=second, prison=prison),
        lambda: stop_access_now(by=second, user=first, prison=prison),
    )
    assert coordinators_of(everybody) == 1
    assert kinds(results) == {int, access.NotPermitted}


def test_a_first_manager_is_invited_once(everybody: Cast) -> None:
    fresh = Organisation.objects.create(name="Fresh Start", slug="fresh-start")

    def by(user: User, email: str) -> Callable[[], Invitation]:
        return lambda: invitations.invite(
            by=user, role=Role.MANAGER, organisation=fresh, email=email, name="N"
        )

    results = at_once(
        by(everybody.coordinator, "a@example.org"), by(everybody.other_coordinator, "b@example.org")
    )
    assert kinds(results) == {Invitation, Refused}
    assert Invitation.objects.open().filter(organisation=fresh).count() == 1


def test_the_same_invitation_sent_twice_leaves_one_open(everybody: Cast) -> None:
    def invite() -> Invitation:
        return invitations.invite(
            by=everybody.coordinator,
            role=Role.STAFF,
            prison=everybody.exeter,
            email="n@example.org",
            name="N",
        )

    assert kinds(at_once(invite, invite)) == {Invitation}
    assert Invitation.objects.open().filter(email="n@example.org").count() == 1


def test_an_organisation_added_twice_at_once_stands_once(everybody: Cast) -> None:
    def add() -> Organisation:
        return add_organisation(by=everybody.coordinator, values={"name": "Fresh Start"})

    results = at_once(add, add, add)
    assert sorted(type(result).__name__ for result in results) == ["Organisation", "Refused", "Refused"]
    assert Organisation.objects.filter(name="Fresh Start").count() == 1


def test_a_wing_added_twice_at_once_stands_once(everybody: Cast) -> None:
    def add() -> Any:
        return add_wing(by=everybody.coordinator, prison=everybody.exeter, name="D wing")

    everybody.exeter.wings.update(ended_on="2020-01-01")
    results = at_once(add, add)
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Wing"]
    assert everybody.exeter.wings.filter(name="D wing").count() == 1


def test_two_clocks_at_once_do_the_work_once(everybody: Cast) -> None:
    done: list[int] = []
    results = at_once(*[lambda: jobs.once_a_day("test", lambda: done.append(1))] * 4)
    assert sorted(results) == [False, False, False, True]
    assert done == [1]
