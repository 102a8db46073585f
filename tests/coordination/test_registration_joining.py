"""Somebody registers what is there already: its manager says who belongs to it, or a coordinator who checked."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.actions import registration_letters as letters
from coordination.actions.joining import ask_to_join, let_join, turn_down_joining
from coordination.actions.registrations import let_in
from coordination.models import (
    Invitation,
    JoinRequest,
    Organisation,
    RegistrationChoice,
    User,
)
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, queued, said
from tests.coordination.registering import STRANGER, asked, choice_of, lines, waiting

State = RegistrationChoice.State


def fresh(choice: RegistrationChoice) -> RegistrationChoice:
    return RegistrationChoice.objects.select_related("registration__organisation").get(pk=choice.pk)


def page_of(user: User, choice: RegistrationChoice) -> str:
    return client_of(user).get(choice.get_absolute_url()).text


def post(user: User, name: str, choice: RegistrationChoice, **data: Any) -> Any:
    path = reverse(name, args=[choice.prison.code, choice.pk])
    return client_of(user).post(path, data, follow=True)


# --- An organisation that is there already ----------------------------------------------------------


def test_the_manager_is_asked_sees_the_page_and_lets_in_as_they_choose(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    choice = waiting(cast.exeter, name="Harbor Housing")
    with queued(monkeypatch) as tasks:
        sent = post(cast.coordinator, "registration_known", choice, **{"known-which": str(cast.harbour.pk)})
    assert said(sent) == ["Harbour Housing is asked whether the person belongs to it."]
    request = JoinRequest.objects.get()
    assert ("coordination.tell_of_join_request", (request.pk,)) in tasks
    letters.tell_managers(request.pk)
    assert [letter.to for letter in mailoutbox] == [[cast.manager.email]]
    assert "Nia New asks to join Harbour Housing." in lines(cast.manager)
    assert not any("asks to join" in line for line in lines(cast.other_manager) + lines(cast.worker))

    page = client_of(cast.manager).get(reverse("organisation_joining", args=[cast.harbour.slug])).text
    assert STRANGER in page
    client_of(cast.manager).post(
        reverse("let_join", args=[cast.harbour.slug, request.pk]), {"role": "manager"}
    )
    invitation = Invitation.objects.get(organisation=cast.harbour)
    assert (invitation.role, invitation.email, invitation.invited_by) == (
        Role.MANAGER, STRANGER, cast.manager,
    )  # fmt: skip
    assert last_entry("let_join").changes == {"checked_by": ["", ""], "role": ["", "manager"]}
    choice = fresh(choice)
    assert (choice.state, choice.registration.organisation) == (State.JOINS, cast.harbour)


def test_another_organisation_is_found_by_its_name(cast: Cast) -> None:
    choice = waiting(cast.exeter)
    assert "No organisation here has that name" in post(
        cast.coordinator, "registration_known", choice, **{"known-name": "Nobody"}
    ).text  # fmt: skip
    post(cast.coordinator, "registration_known", choice, **{"known-name": "the LANTERN trust"})
    assert JoinRequest.objects.get().organisation == cast.lantern


def test_not_ours_brings_the_registration_back_to_the_coordinator(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    choice = choice_of(request.registration, cast.exeter)
    letters.tell_coordinators(choice.pk)
    with queued(monkeypatch) as tasks:
        turn_down_joining(by=cast.manager, request=request)
    assert tasks == [("coordination.tell_of_registration", (choice.pk,))]
    assert fresh(choice).state == State.WAITING
    letters.tell_coordinators(choice.pk)
    assert "Harbour Housing says that whoever registered" in mailoutbox[-1].body
    assert "does not know the person: Mina Manager said so" in page_of(cast.coordinator, choice)
    assert let_in(by=cast.coordinator, choice=choice).name == "Fresh Start"


def test_while_an_organisation_is_asked_no_second_record_is_made(cast: Cast) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    there = choice_of(choice.registration, cast.guys_marsh)
    request = ask_to_join(by=cast.coordinator, choice=choice, organisation=cast.harbour)
    with pytest.raises(Refused, match="was asked and has not answered"):
        let_in(by=cast.other_coordinator, choice=there)
    with pytest.raises(Refused, match="Another coordinator has asked “Harbour Housing”"):
        ask_to_join(by=cast.other_coordinator, choice=there, organisation=cast.lantern)
    assert ask_to_join(by=cast.other_coordinator, choice=there, organisation=cast.harbour) == request
    with pytest.raises(NotPermitted):
        let_join(by=cast.other_coordinator, request=request, role=Role.WORKER, checked_by="listing")


def test_after_the_manager_let_the_person_in_another_prison_lets_in_that_organisation(cast: Cast) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    request = ask_to_join(by=cast.coordinator, choice=choice, organisation=cast.harbour)
    let_join(by=cast.manager, request=request, role=Role.WORKER)
    there = choice_of(choice.registration, cast.guys_marsh)
    assert let_in(by=cast.other_coordinator, choice=there) == cast.harbour
    assert Invitation.objects.filter(organisation=cast.harbour).count() == 1


# --- A coordinator answers for the organisation -----------------------------------------------------


def test_a_coordinator_says_through_which_published_contact_they_asked(cast: Cast) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    choice = choice_of(request.registration, cast.exeter)
    with pytest.raises(Refused, match="Say through which published contact"):
        let_join(by=cast.coordinator, request=request, role=Role.WORKER)
    assert "Choose an answer" in post(cast.coordinator, "let_registration_join", choice).text
    assert JoinRequest.objects.get().state == JoinRequest.State.WAITING
    post(cast.coordinator, "let_registration_join", choice, **{"checked-checked_by": "listing"})
    assert JoinRequest.objects.get().checked_by == "listing"
    entry = last_entry("let_join")
    assert entry.changes == {"checked_by": ["", "listing"], "role": ["", "worker"]}
    assert (entry.prison_code, entry.organisation_slug) == ("EXI", cast.harbour.slug)


@pytest.mark.parametrize(
    ("checked_by", "record"),
    [("register", {"charity_number": "1074546"}), ("website", {"website": "https://harbour.example.org"})],
)
def test_only_a_contact_that_is_on_record_counts_not_what_the_person_typed(
    cast: Cast, checked_by: str, record: dict[str, str]
) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour, website="https://trick.example.org")
    with pytest.raises(Refused, match="The portal knows no"):
        let_join(by=cast.coordinator, request=request, role=Role.WORKER, checked_by=checked_by)
    Organisation.objects.filter(pk=cast.harbour.pk).update(**record)
    assert let_join(by=cast.coordinator, request=request, role=Role.WORKER, checked_by=checked_by)


def test_from_outside_nobody_becomes_manager_beside_a_manager(cast: Cast, mailoutbox: Any) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    with pytest.raises(NotPermitted):
        let_join(by=cast.coordinator, request=request, role=Role.MANAGER, checked_by="listing")
    let_join(by=cast.coordinator, request=request, role=Role.WORKER, checked_by="listing")
    letters.tell_managers_joined(request.pk)
    (letter,) = mailoutbox
    assert letter.to == [cast.manager.email]
    assert "Carys Coordinator" in letter.body and "A contact of one of its services" in letter.body


def test_where_nobody_manages_the_coordinator_is_told_and_lets_in_a_manager(cast: Cast) -> None:
    alone = Organisation.objects.create(name="Alone", slug="alone", charity_number="1000001")
    request = asked(cast.coordinator, cast.exeter, alone)
    assert "Alone has no manager here: ask it yourself whether “Fresh Start” is theirs." in lines(
        cast.coordinator
    )
    assert not any("has no manager here" in line for line in lines(cast.other_coordinator))
    with pytest.raises(NotPermitted):
        let_join(by=cast.coordinator, request=request, role=Role.WORKER, checked_by="register")
    invitation = let_join(by=cast.coordinator, request=request, role=Role.MANAGER, checked_by="register")
    assert (invitation.role, invitation.organisation) == (Role.MANAGER, alone)


def test_a_national_lead_has_to_check_like_a_coordinator(cast: Cast) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    with pytest.raises(Refused, match="Say through which published contact"):
        let_join(by=cast.national, request=request, role=Role.WORKER)
    let_join(by=cast.national, request=request, role=Role.WORKER, checked_by="listing")
    assert JoinRequest.objects.get().checked_by == "listing"


def test_a_request_is_answered_once(cast: Cast) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    let_join(by=cast.manager, request=request, role=Role.WORKER)
    for late in (
        lambda: turn_down_joining(by=cast.coordinator, request=request),
        lambda: let_join(by=cast.coordinator, request=request, role=Role.WORKER, checked_by="listing"),
    ):
        with pytest.raises(Overtaken, match="Decided already by Mina Manager"):
            late()
    assert Invitation.objects.filter(organisation=cast.harbour).count() == 1


def test_others_may_not_answer(cast: Cast) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    for person in ("worker", "other_manager", "other_coordinator", "governor", "lead", "staff"):
        with pytest.raises(NotPermitted):
            let_join(by=getattr(cast, person), request=request, role=Role.WORKER, checked_by="listing")
        with pytest.raises(NotPermitted):
            turn_down_joining(by=getattr(cast, person), request=request)
