"""What is not kept of strangers, and that no letter to them is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.actions import jobs
from coordination.actions import registration_letters as letters
from coordination.actions.joining import let_join
from coordination.actions.registrations import clear_old_registrations, let_in, turn_down
from coordination.models import (
    AuditEntry,
    JoinRequest,
    Registration,
    RegistrationChoice,
    User,
)
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, queued
from tests.coordination.registering import STRANGER, asked, choice_of, unconfirmed, waiting

State = RegistrationChoice.State


def fresh(choice: RegistrationChoice) -> RegistrationChoice:
    return RegistrationChoice.objects.select_related("registration__organisation").get(pk=choice.pk)


def page_of(user: User, choice: RegistrationChoice) -> str:
    return client_of(user).get(choice.get_absolute_url()).text


def post(user: User, name: str, choice: RegistrationChoice, **data: Any) -> Any:
    path = reverse(name, args=[choice.prison.code, choice.pk])
    return client_of(user).post(path, data, follow=True)


# --- What is not kept -------------------------------------------------------------------------------


def aged(days: int, **columns: str) -> None:
    """Whatever happened, happened so many days ago."""
    at = timezone.now() - timedelta(days=days)
    Registration.objects.update(registered_at=at)
    RegistrationChoice.objects.exclude(decided_at=None).update(decided_at=at)
    JoinRequest.objects.exclude(decided_at=None).update(decided_at=at)


def test_what_nobody_confirmed_goes_after_a_fortnight(cast: Cast) -> None:
    unconfirmed(cast.exeter)
    waits = waiting(cast.exeter, name="Waits")
    aged(13)
    assert clear_old_registrations() == 0
    aged(15)
    assert clear_old_registrations() == 1
    assert Registration.objects.get() == waits.registration
    assert last_entry("clear_old_registrations").actor == ""


def test_who_stood_behind_a_decided_registration_is_forgotten_after_ninety_days(cast: Cast) -> None:
    choice = waiting(cast.exeter, cast.guys_marsh)
    turn_down(by=cast.coordinator, choice=choice, reason="No.")
    aged(91)
    assert clear_old_registrations() == 0, "one prison has not decided"
    turn_down(by=cast.other_coordinator, choice=choice_of(choice.registration, cast.guys_marsh), reason="No.")
    aged(89)
    assert clear_old_registrations() == 0
    aged(91)
    assert clear_old_registrations() == 1
    kept = Registration.objects.get()
    assert (kept.contact_name, kept.contact_role, kept.contact_email, kept.name) == (
        "",
        "",
        "",
        "Fresh Start",
    )
    page = page_of(cast.coordinator, choice)
    assert "Not kept any more" in page and STRANGER not in page
    assert clear_old_registrations() == 0
    assert letters.queue_unsent() == 0


def test_while_an_organisation_is_asked_the_contact_is_kept_and_then_forgotten(cast: Cast) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    aged(200)
    assert clear_old_registrations() == 0
    let_join(by=cast.manager, request=request, role=Role.WORKER)
    aged(91)
    assert clear_old_registrations() == 1
    request.refresh_from_db()
    assert (request.name, request.email) == ("", "")


def test_the_clock_clears_once_a_day(cast: Cast) -> None:
    unconfirmed(cast.exeter)
    aged(15)
    assert jobs.daily()
    assert not Registration.objects.exists()


def test_a_decision_whose_letter_was_lost_is_told_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    choice = waiting(cast.exeter)
    turn_down(by=cast.coordinator, choice=choice, reason="No.")
    Registration.objects.update(sent_at=timezone.now())
    RegistrationChoice.objects.update(decided_at=timezone.now() - timedelta(minutes=6))
    with queued(monkeypatch) as tasks:
        letters.queue_unsent()
    assert tasks == [("coordination.tell_registration_decided", (choice.pk,))]
    letters.tell_contact(choice.pk)
    assert letters.queue_unsent() == 0
    assert len(mailoutbox) == 1


def test_the_audit_holds_no_name_and_no_address_of_the_contact(cast: Cast) -> None:
    request = asked(cast.coordinator, cast.exeter, cast.harbour)
    let_join(by=cast.coordinator, request=request, role=Role.WORKER, checked_by="listing")
    let_in(
        by=cast.coordinator, choice=waiting(cast.exeter, contact_email="b@example.org"), although_alike=True
    )
    written = " ".join(str(entry.changes) for entry in AuditEntry.objects.all())
    assert "Nia" not in written and "@" not in written
