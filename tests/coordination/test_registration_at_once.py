"""Two people decide on one registration at once, with connections of their own."""

from __future__ import annotations

import pytest
from django.db import connection

from coordination.actions.joining import ask_to_join, let_join, turn_down_joining
from coordination.actions.registrations import let_in, register, turn_down, verify
from coordination.models import (
    AuditEntry,
    Invitation,
    JoinRequest,
    Organisation,
    Registration,
    RegistrationChoice,
)
from coordination.policies import Overtaken
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.registering import asked, choice_of, typed, unconfirmed, waiting
from tests.coordination.test_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]


def kinds(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


@pytest.mark.parametrize("turn", range(3))
def test_of_a_yes_and_a_no_at_one_prison_one_holds(everybody: Cast, turn: int) -> None:
    choice = waiting(everybody.exeter)
    results = at_once(
        lambda: let_in(by=everybody.coordinator, choice=choice),
        lambda: turn_down(by=everybody.second_coordinator, choice=choice, reason="No."),
    )
    assert sum(isinstance(result, Overtaken) for result in results) == 1, results
    let_it_in = isinstance(results[0], Organisation)
    choice.refresh_from_db()
    assert choice.state == ("accepted" if let_it_in else "refused")
    assert Organisation.objects.filter(name="Fresh Start").count() == int(let_it_in)
    assert Invitation.objects.filter(organisation__name="Fresh Start").count() == int(let_it_in)


def test_two_yes_at_one_prison_make_one_organisation(everybody: Cast) -> None:
    choice = waiting(everybody.exeter)
    results = at_once(
        lambda: let_in(by=everybody.coordinator, choice=choice),
        lambda: let_in(by=everybody.second_coordinator, choice=choice),
        lambda: let_in(by=everybody.coordinator, choice=choice),
    )
    assert kinds(results) == ["Organisation", "Overtaken", "Overtaken"]
    assert Organisation.objects.filter(name="Fresh Start").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_the_yes_of_two_prisons_is_for_one_organisation_and_one_manager(everybody: Cast, turn: int) -> None:
    choice = waiting(everybody.exeter, everybody.guys_marsh)
    there = choice_of(choice.registration, everybody.guys_marsh)
    results = at_once(
        lambda: let_in(by=everybody.coordinator, choice=choice),
        lambda: let_in(by=everybody.other_coordinator, choice=there),
    )
    assert kinds(results) == ["Organisation", "Organisation"]
    assert results[0] == results[1]
    assert Organisation.objects.filter(name="Fresh Start").count() == 1
    assert Invitation.objects.filter(organisation__name="Fresh Start").count() == 1
    assert set(RegistrationChoice.objects.values_list("state", flat=True)) == {"accepted"}


def test_the_link_pressed_twice_at_once_confirms_once(everybody: Cast) -> None:
    registration = unconfirmed(everybody.exeter)
    results = at_once(*[lambda: verify(registration=registration)] * 3)
    assert kinds(results) == ["Refused", "Refused", "Registration"]
    assert AuditEntry.objects.filter(verb="verify_registration").count() == 1


def test_a_manager_and_a_coordinator_who_answer_at_once_answer_once(everybody: Cast) -> None:
    request = asked(everybody.coordinator, everybody.exeter, everybody.harbour)
    results = at_once(
        lambda: let_join(by=everybody.manager, request=request, role=Role.WORKER),
        lambda: turn_down_joining(by=everybody.coordinator, request=request),
    )
    assert sum(isinstance(result, Overtaken) for result in results) == 1, results
    let_them_in = isinstance(results[0], Invitation)
    request.refresh_from_db()
    assert request.state == ("accepted" if let_them_in else "refused")
    assert Invitation.objects.filter(organisation=everybody.harbour).count() == int(let_them_in)
    waits = RegistrationChoice.objects.waiting().filter(registration=request.registration).exists()
    assert waits is not let_them_in


def test_an_organisation_is_asked_once_about_one_address(everybody: Cast) -> None:
    first = waiting(everybody.exeter)
    second = waiting(everybody.exeter, name="Fresh Start again")
    results = at_once(
        *(
            lambda choice=choice: ask_to_join(
                by=everybody.coordinator, choice=choice, organisation=everybody.harbour
            )
            for choice in (first, second)
        )
    )
    assert kinds(results) == ["JoinRequest", "Refused"]
    assert JoinRequest.objects.count() == 1


def test_registering_at_once_loses_nobody(everybody: Cast) -> None:
    results = at_once(
        *(
            lambda name=name: register(values=typed(name=name), prisons=[everybody.exeter])
            for name in ("One", "Two", "Three")
        )
    )
    assert kinds(results) == ["Registration"] * 3
    assert Registration.objects.count() == 3
