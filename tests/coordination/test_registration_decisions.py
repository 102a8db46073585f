"""Each coordinator decides alone; the first yes makes the organisation, and nobody decides twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination import access, navigation
from coordination.access import NotPermitted
from coordination.actions import registration_letters as letters
from coordination.actions.joining import ask_to_join
from coordination.actions.registrations import let_in, turn_down
from coordination.models import (
    Invitation,
    Organisation,
    Prison,
    Registration,
    RegistrationChoice,
    User,
)
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from tests.cast import PEOPLE, Cast
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of, last_entry, queued, said
from tests.coordination.registering import STRANGER, choice_of, lines, unconfirmed, waiting

State = RegistrationChoice.State


def fresh(choice: RegistrationChoice) -> RegistrationChoice:
    return RegistrationChoice.objects.select_related("registration__organisation").get(pk=choice.pk)


def page_of(user: User, choice: RegistrationChoice) -> str:
    return client_of(user).get(choice.get_absolute_url()).text


def post(user: User, name: str, choice: RegistrationChoice, **data: Any) -> Any:
    path = reverse(name, args=[choice.prison.code, choice.pk])
    return client_of(user).post(path, data, follow=True)


# --- Let in -----------------------------------------------------------------------------------------


def test_the_first_yes_makes_the_organisation_and_invites_its_manager(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = waiting(cast.exeter)
    with queued(monkeypatch) as tasks:
        organisation = let_in(by=cast.coordinator, choice=choice)
    invitation = Invitation.objects.get(organisation=organisation)
    assert (organisation.name, organisation.charity_number, organisation.postcode, organisation.website) == (
        "Fresh Start", "1074546", "EX4 4QJ", "https://fresh-start.example.org",
    )  # fmt: skip
    assert (invitation.role, invitation.email, invitation.invited_by) == (
        Role.MANAGER, STRANGER, cast.coordinator,
    )  # fmt: skip
    choice = fresh(choice)
    assert (choice.state, choice.decided_by) == (State.ACCEPTED, cast.coordinator)
    assert choice.registration.organisation == organisation
    assert {task for task, _ in tasks} == {
        "coordination.send_invitation", "coordination.tell_registration_decided",
    }  # fmt: skip
    assert last_entry("let_registration_in").prison_code == "EXI"


def test_a_later_yes_is_for_the_same_organisation_and_invites_nobody_again(cast: Cast) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    there = choice_of(choice.registration, cast.guys_marsh)
    organisation = let_in(by=cast.coordinator, choice=choice)
    assert let_in(by=cast.other_coordinator, choice=there) == organisation
    assert Organisation.objects.filter(name="Fresh Start").count() == 1
    assert Invitation.objects.filter(organisation=organisation).count() == 1
    assert "may send its services to HMP Guys Marsh" in page_of(cast.other_coordinator, there)


def test_one_prisons_no_leaves_the_other_to_decide(cast: Cast) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    turn_down(by=cast.coordinator, choice=choice, reason="No room this year.")
    there = choice_of(choice.registration, cast.guys_marsh)
    assert there.state == State.WAITING
    assert let_in(by=cast.other_coordinator, choice=there).name == "Fresh Start"
    page = page_of(cast.other_coordinator, there)
    assert "No room this year." not in page and "Exeter" not in page


def test_a_likely_double_is_shown_side_by_side_and_needs_a_look(cast: Cast) -> None:
    choice = waiting(cast.exeter, name="Harbour Housing Ltd", charity_number="1074546")
    page = parsed(page_of(cast.coordinator, choice))
    (table,) = select(page, "table")
    assert {"Harbour Housing", "Harbour Housing Ltd"} <= {words(cell) for cell in select(table, "th, td")}
    assert reverse("organisation", args=[cast.harbour.slug]) in {
        a.get("href") for a in select(table, "a")
    }  # fmt: skip
    assert "Same name" in words(table)
    with pytest.raises(Refused, match="There is already “Harbour Housing”"):
        let_in(by=cast.coordinator, choice=choice)
    assert "Tick that you looked" in post(cast.coordinator, "let_registration_in", choice).text
    assert fresh(choice).state == State.WAITING
    post(cast.coordinator, "let_registration_in", choice, **{"in-although_alike": "on"})
    assert fresh(choice).registration.organisation != cast.harbour
    assert fresh(choice).state == State.ACCEPTED


def test_an_address_that_has_an_account_is_let_in_by_the_same_way(cast: Cast) -> None:
    choice = waiting(cast.exeter, contact_email=cast.manager.email)
    organisation = let_in(by=cast.coordinator, choice=choice)
    assert Invitation.objects.get(organisation=organisation).email == cast.manager.email


# --- Turn down --------------------------------------------------------------------------------------


def test_a_reason_is_needed_is_kept_and_is_sent(cast: Cast, mailoutbox: Any) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    assert "Write the reason" in post(cast.coordinator, "turn_registration_down", choice).text
    assert fresh(choice).state == State.WAITING
    sent = post(cast.coordinator, "turn_registration_down", choice, **{"down-reason": "No room this year."})
    assert said(sent) == ["Turned down. The organisation gets your reason by e-mail."]
    assert letters.tell_contact(choice.pk) and not letters.tell_contact(choice.pk)
    (letter,) = mailoutbox
    assert letter.to == [STRANGER]
    assert "No room this year." in letter.body and "HMP/YOI Exeter" in letter.body
    assert "Guys Marsh" not in letter.body and "Carys" not in letter.body
    assert last_entry("turn_registration_down").changes == {"state": ["waiting", "refused"]}


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("We visit A1234BC already.", "looks like a prison number"),
        ("HMP Guys Marsh said no as well.", "Speak for HMP/YOI Exeter alone"),
        ("hmp guys marsh has room.", "Speak for HMP/YOI Exeter alone"),
    ],
)
def test_a_reason_tells_of_nobody_else(cast: Cast, reason: str, sentence: str) -> None:
    choice = waiting(cast.exeter)
    response = post(cast.coordinator, "turn_registration_down", choice, **{"down-reason": reason})
    summary = words(select(parsed(response.text), ".govuk-error-summary")[0])
    assert sentence in summary
    assert fresh(choice).state == State.WAITING


def test_a_reason_may_name_the_own_prison_and_use_its_words(cast: Cast) -> None:
    choice = waiting(cast.exeter)
    turn_down(by=cast.coordinator, choice=choice, reason="HMP/YOI Exeter has no room. Send us a new plan.")
    assert fresh(choice).state == State.REFUSED


def test_who_was_turned_down_may_register_again(cast: Cast) -> None:
    turn_down(by=cast.coordinator, choice=waiting(cast.exeter), reason="Not now.")
    again = waiting(cast.exeter)
    assert again in RegistrationChoice.objects.visible_to(cast.coordinator).waiting()
    assert "The same e-mail address registered also:" in page_of(cast.coordinator, again)


# --- Twice, and by the wrong people -----------------------------------------------------------------


def test_the_second_of_two_reads_what_the_first_decided(cast: Cast) -> None:
    choice = waiting(cast.exeter)
    let_in(by=cast.coordinator, choice=choice)
    for late in (
        lambda: let_in(by=cast.second_coordinator, choice=choice),
        lambda: turn_down(by=cast.second_coordinator, choice=choice, reason="No."),
        lambda: ask_to_join(by=cast.second_coordinator, choice=choice, organisation=cast.harbour),
    ):
        with pytest.raises(Overtaken, match=r"Decided already by Carys Coordinator, at .*: let in\."):
            late()
    sent = post(cast.second_coordinator, "turn_registration_down", choice, **{"down-reason": "No."})
    assert "Decided already by Carys Coordinator" in said(sent)[0]
    assert fresh(choice).state == State.ACCEPTED


@pytest.mark.parametrize("person", [name for name in PEOPLE if "coordinator" not in name])
def test_only_coordinators_decide(cast: Cast, person: str) -> None:
    choice, by = waiting(cast.exeter), getattr(cast, person)
    for act in (
        lambda: let_in(by=by, choice=choice),
        lambda: turn_down(by=by, choice=choice, reason="No."),
        lambda: ask_to_join(by=by, choice=choice, organisation=cast.harbour),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert fresh(choice).state == State.WAITING


def test_a_coordinator_decides_for_no_other_prison(cast: Cast) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    with pytest.raises(NotPermitted):
        let_in(by=cast.other_coordinator, choice=choice)
    assert client_of(cast.other_coordinator).get(choice.get_absolute_url()).status_code == 404
    crossed = reverse("registration", args=["GMI", choice.pk])
    assert client_of(cast.other_coordinator).get(crossed).status_code == 404


# --- Home, the bar and the list ---------------------------------------------------------------------


def test_home_and_the_bar_count_what_waits_at_the_own_prison(cast: Cast) -> None:
    waiting(cast.exeter)
    waiting(cast.exeter, cast.guys_marsh, name="Second", contact_email="s@example.org")
    unconfirmed(cast.exeter, name="Third")
    two = "2 organisations registered and wait for your decision at HMP/YOI Exeter."
    assert two in lines(cast.coordinator)
    assert "1 organisation registered and waits for your decision at HMP Guys Marsh." in lines(
        cast.other_coordinator
    )
    standing = access.standing_of(cast.coordinator)
    counts = {e.label: e.count for e in navigation.entries(cast.coordinator, standing, cast.exeter)}
    assert counts["Registrations"] == 2
    for person in ("lead", "governor", "national", "staff", "manager"):
        user = getattr(cast, person)
        assert not any("registered" in line for line in lines(user))
        entries = navigation.entries(user, access.standing_of(user), cast.exeter)
        assert "Registrations" not in {entry.label for entry in entries}


def test_the_national_lead_reads_how_many_wait_where_nobody_decides_and_no_name(cast: Cast) -> None:
    nobody = Prison.objects.get(code="BXI")
    waiting(cast.exeter, nobody)
    waiting(nobody, name="Second", contact_email="s@example.org")
    found = [line for line in lines(cast.national) if "has no coordinator: " in line]
    assert found == [
        "HMP Brixton has no coordinator: 2 organisations registered and wait, and nobody can decide."
    ]
    assert not any("has no coordinator: " in line for line in lines(cast.lead) + lines(cast.coordinator))
    waiting(*Prison.objects.filter(code__in=["BLI", "DHI", "LII"]), contact_email="t@example.org")
    assert [line for line in lines(cast.national) if "nobody can decide" in line] == [
        "5 organisations registered and wait at 4 prisons without a coordinator: nobody can decide."
    ]


def test_the_list_has_the_oldest_first_and_says_how_long(cast: Cast) -> None:
    old = waiting(cast.exeter, name="Old one", contact_email="o@example.org")
    waiting(cast.exeter, name="New one")
    Registration.objects.filter(pk=old.registration_id).update(verified_at=timezone.now() - timedelta(days=9))
    turn_down(
        by=cast.coordinator, choice=waiting(cast.exeter, name="Done", contact_email="d@example.org"),
        reason="No.",
    )  # fmt: skip
    page = client_of(cast.coordinator).get(reverse("registrations", args=["EXI"])).text
    assert page.index("Old one") < page.index("New one") < page.index("Done")
    assert "for 9 days" in page


def test_the_list_asks_the_database_no_more_for_twelve_than_for_two(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        browser = client_of(cast.coordinator)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(reverse("registrations", args=["EXI"]))
        return len(seen)

    def fill(count: int, start: int) -> None:
        for number in range(start, start + count):
            words_of = {"name": f"Name {number}", "contact_email": f"n{number}@example.org"}
            if number % 2:
                turn_down(by=cast.coordinator, choice=waiting(cast.exeter, **words_of), reason="No.")
            else:
                waiting(cast.exeter, **words_of)

    fill(4, 0)
    few = queries()
    fill(12, 4)
    assert queries() == few
