"""Reminders at 75 and at 90 days, once each: who is written to, what the letter says, and what a failure does."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from coordination import clock
from coordination.models import JobRun, Organisation, Posting, Prison, User
from coordination.roles import Role
from directory import emails
from directory.actions import confirming, reminding, withdraw
from directory.models import ConfirmationReminder, Listing
from tests.cast import CONTACT, Cast, approved_listing_at
from tests.directory.growing_old import aged, another

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[str, int]]:
    rows = ConfirmationReminder.objects.select_related("listing__service").order_by("pk")
    return [(row.listing.service.name, row.after_days) for row in rows]


def sweep() -> list[tuple[str, str]]:
    """(to, subject) of the letters that left."""
    mail.outbox.clear()
    reminding.send_reminders()
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def plain() -> str:
    [letter] = mail.outbox
    return str(letter.body)


# --- Who is due -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "expected"), [(74, []), (75, [75]), (89, [75]), (90, [90]), (92, [90])])
def test_of_one_listing_one_reminder_is_noted(cast: Cast, days: int, expected: list[int]) -> None:
    """At day 92, where no clock ran before, it is one letter and not two."""
    aged(cast.approved, days)
    reminding.note_due()
    assert [after for _, after in noted()] == expected


def test_it_is_noted_once_however_often_the_clock_rings(cast: Cast) -> None:
    aged(cast.approved, 75)
    assert [reminding.note_due() for _ in range(3)] == [1, 0, 0]


def test_after_75_comes_90_and_then_nothing(cast: Cast) -> None:
    aged(cast.approved, 76)
    reminding.note_due()
    on = Listing.objects.get(pk=cast.approved.pk).confirmed_on
    assert on
    for days in range(77, 200, 7):
        ConfirmationReminder.objects.update(confirmed_on=timezone.localdate() - timedelta(days=days))
        aged(cast.approved, days)
        reminding.note_due()
    assert noted() == [("Housing advice", 75), ("Housing advice", 90)]


def test_a_new_confirmation_begins_a_new_round(cast: Cast) -> None:
    aged(cast.approved, 75)
    reminding.note_due()
    confirming.confirm_listing(by=cast.manager, listing=cast.approved)
    assert reminding.note_due() == 0
    aged(cast.approved, 90)
    assert reminding.note_due() == 1


def test_two_clocks_do_no_harm(cast: Cast) -> None:
    aged(cast.approved, 75)
    assert [reminding.remind_daily(), reminding.remind_daily()] == [True, False]
    assert JobRun.objects.filter(job="directory.remind_to_confirm").count() == 1
    assert len(noted()) == 1


@pytest.mark.parametrize("reason", ["withdrawn", "over", "closed"])
def test_nobody_is_asked_about_what_is_no_longer_running(cast: Cast, reason: str) -> None:
    aged(cast.approved, 80)
    if reason == "withdrawn":
        withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    elif reason == "over":
        over = another_that_ends(cast)
        aged(over, 80)
        aged(cast.approved, 1)
    else:
        Prison.objects.filter(pk=cast.exeter.pk).update(status=Prison.Status.CLOSED)
    assert reminding.note_due() == 0


def another_that_ends(cast: Cast) -> Listing:
    return approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Over",
        ends_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip


# --- The letter -----------------------------------------------------------------------------------


def test_a_manager_gets_one_letter_with_everything_due(cast: Cast) -> None:
    aged(cast.approved, 91)
    for name in ("Choir", "Art", "Chess"):
        another(cast, name, 80)
    another(cast, "Fresh", 3)
    reminding.note_due()
    assert sweep() == [("manager@cast.example.org", "Voluntary sector coordination: are these still right?")]
    for name in ("Housing advice", "Choir", "Art", "Chess"):
        assert name in plain()
    assert "Fresh" not in plain()
    assert plain().count("/still-right/") == 1
    assert sweep() == []


def test_the_letter_is_in_words_and_in_html_and_says_nothing_for_staff(cast: Cast) -> None:
    aged(cast.approved, 75)
    reminding.note_due()
    assert sweep() == [("manager@cast.example.org", "Voluntary sector coordination: is this still right?")]
    [(html, kind)] = mail.outbox[0].alternatives  # type: ignore[attr-defined]
    assert kind == "text/html"
    for body in (plain(), str(html)):
        assert "Housing advice" in body
        assert "HMP/YOI Exeter" in body
        assert "/still-right/" in body
        for secret in (*CONTACT.values(), "E-mail the referral form", "Carys"):
            assert secret not in body


def test_the_letter_shows_the_approved_name_alone(cast: Cast) -> None:
    """What the organisation wrote since has been read by nobody, and a letter may be passed on."""
    aged(cast.approved, 75)
    cast.approved.service.name = "Not read by anybody"
    cast.approved.service.save()
    reminding.note_due()
    sweep()
    assert "Not read by anybody" not in plain()


def test_every_manager_gets_their_own_link(cast: Cast) -> None:
    second = second_manager(cast.harbour)
    aged(cast.approved, 75)
    reminding.note_due()
    assert [to for to, _ in sweep()] == ["manager@cast.example.org", second.email]
    links = {
        line for letter in mail.outbox for line in str(letter.body).splitlines() if "/still-right/" in line
    }
    assert len(links) == 2


def second_manager(organisation: Organisation) -> User:
    user = User.objects.create_user(email="second@cast.example.org", password="x" * 20, name="Sam Second")
    Posting.objects.create(user=user, role=Role.MANAGER, organisation=organisation)
    return user


def test_a_manager_of_two_organisations_gets_one_letter_that_names_both(cast: Cast) -> None:
    Posting.objects.create(user=cast.manager, role=Role.MANAGER, organisation=cast.lantern)
    aged(cast.approved, 75)
    aged(cast.elsewhere, 75)
    reminding.note_due()
    assert [to for to, _ in sweep()] == ["manager@cast.example.org", "other.manager@cast.example.org"]
    first, second = (str(letter.body) for letter in mail.outbox)
    assert "Housing advice, HMP/YOI Exeter (Harbour Housing)" in first
    assert "Lantern lights, HMP Guys Marsh (Lantern Trust)" in first
    assert "Housing advice" not in second


def test_only_people_with_access_now_are_written_to(cast: Cast) -> None:
    aged(cast.approved, 75)
    reminding.note_due()
    cast.manager.postings.update(ended_at=timezone.now(), ended_by=cast.national)
    assert sweep() == []
    # Whoever is appointed within the week is told.
    second = second_manager(cast.harbour)
    assert [to for to, _ in sweep()] == [second.email]


def test_a_very_large_organisation_gets_more_letters_and_no_endless_address(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "MOST_IN_A_LETTER", 2)
    for name in ("Choir", "Art"):
        another(cast, name, 80)
    aged(cast.approved, 80)
    reminding.note_due()
    assert len(sweep()) == 2
    said = "".join(str(letter.body) for letter in mail.outbox)
    assert [said.count(f"- {name},") for name in ("Choir", "Art", "Housing advice")] == [1, 1, 1]


# --- When mail fails ------------------------------------------------------------------------------


def fails_for(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    real = emails.still_right

    def refuse(to: User, reminders: Any) -> None:
        if to.email == address:
            raise SMTPRecipientsRefused({address: (450, b"later")})
        real(to, reminders)

    monkeypatch.setattr(emails, "still_right", refuse)


def test_a_letter_that_was_refused_is_sent_later_and_the_others_not_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = second_manager(cast.harbour)
    aged(cast.approved, 75)
    aged(cast.elsewhere, 75)
    reminding.note_due()
    with monkeypatch.context() as patch:
        fails_for(patch, cast.manager.email)
        with pytest.raises(SMTPRecipientsRefused):
            sweep()
        assert [letter.to[0] for letter in mail.outbox] == ["other.manager@cast.example.org", second.email]
    open_rows = ConfirmationReminder.objects.filter(sent_at=None)
    assert [row.listing_id for row in open_rows] == [cast.approved.pk]
    assert [to for to, _ in sweep()] == [cast.manager.email]
    assert not open_rows.all().exists()


def test_a_letter_that_a_dead_worker_took_is_sent_after_a_while(cast: Cast) -> None:
    aged(cast.approved, 75)
    reminding.note_due()
    [row] = ConfirmationReminder.objects.all()
    key = f"reminded:{row.pk}:{cast.manager.pk}"
    cache.set(key, "taken", reminding.TAKEN_FOR)
    assert sweep() == []
    assert not ConfirmationReminder.objects.filter(sent_at__isnull=False).exists()
    cache.delete(key)  # What its time limit does.
    assert len(sweep()) == 1


def test_a_queue_that_was_away_loses_no_letter(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    aged(cast.approved, 75)
    with django_capture_on_commit_callbacks(execute=False) as queued:
        reminding.note_due()
    assert len(queued) == 1
    assert len(sweep()) == 1


def test_a_letter_that_failed_for_a_week_is_given_up(cast: Cast) -> None:
    aged(cast.approved, 75)
    reminding.note_due()
    ConfirmationReminder.objects.update(due_on=timezone.localdate() - timedelta(days=8))
    assert sweep() == []


def test_what_was_confirmed_before_the_letter_left_is_not_asked(cast: Cast) -> None:
    aged(cast.approved, 75)
    reminding.note_due()
    confirming.confirm_listing(by=cast.coordinator, listing=cast.approved)
    assert sweep() == []


def test_where_the_first_letter_never_left_the_second_names_the_service_once(cast: Cast) -> None:
    aged(cast.approved, 90)
    on = timezone.localdate() - timedelta(days=90)
    ConfirmationReminder.objects.create(listing=cast.approved, confirmed_on=on, after_days=75)
    reminding.note_due()
    assert len(noted()) == 2
    assert len(sweep()) == 1
    assert plain().count("Housing advice") == 1
    assert not ConfirmationReminder.objects.filter(sent_at=None).exists()


def test_the_same_number_of_queries_for_two_services_and_for_ten(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def due(names: list[str]) -> None:
        ConfirmationReminder.objects.all().delete()
        cache.clear()
        for name in names:
            another(cast, name, 80)

    due(["One", "Two"])
    with CaptureQueriesContext(connection) as few:
        reminding.note_due()
        reminding.send_reminders()
    due([f"Service {number}" for number in range(8)])
    with django_assert_num_queries(len(few)):
        reminding.note_due()
        reminding.send_reminders()


def test_the_clock_of_a_demonstration_notes_nothing_ahead(cast: Cast) -> None:
    aged(cast.approved, 80)
    with clock.set_to(timezone.now() - timedelta(days=10)):
        assert reminding.note_due() == 0
