"""Two at once, with connections of their own: a withdrawn entry is never confirmed, and one click counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from coordination.policies import Overtaken, Refused
from directory.actions import confirming, reminding, withdraw
from directory.actions.corrections import report_correction, settle_correction
from directory.models import ConfirmationReminder, Correction, Listing, ListingEvent
from tests.cast import Cast
from tests.directory.growing_old import aged, another, asked
from tests.directory.test_at_once import fresh
from tests.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
ROUNDS = 3


@pytest.mark.parametrize("turn", range(ROUNDS))
@pytest.mark.parametrize("urgently", [False, True])
def test_confirmed_while_it_is_withdrawn(everybody: Cast, urgently: bool, turn: int) -> None:
    """Whoever comes first: an entry that is withdrawn is not confirmed after that."""
    old = aged(everybody.approved, 91)
    [reminder] = asked(old)

    def take_out() -> Listing:
        return withdraw.withdraw_listing(
            by=everybody.coordinator, listing=old, reason="It moved.", urgently=urgently
        )

    confirmed, withdrawn = at_once(
        lambda: confirming.confirm_reminded(by=everybody.manager, reminder=reminder), take_out
    )
    assert isinstance(withdrawn, Listing), withdrawn
    kinds = list(ListingEvent.objects.filter(listing=old).order_by("pk").values_list("kind", flat=True))
    assert kinds[-1].startswith("withdrawn")
    if isinstance(confirmed, Refused):
        assert "was withdrawn" in str(confirmed)
        assert fresh(old).confirmed_on == old.confirmed_on
        assert "confirmed" not in kinds
    else:
        assert isinstance(confirmed, Listing), confirmed
        assert kinds[-2] == "confirmed"
        assert fresh(old).confirmed_on == timezone.localdate()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_clicks_at_once_are_one_confirmation(everybody: Cast, turn: int) -> None:
    old = aged(everybody.approved, 91)
    [reminder] = asked(old)

    def click() -> Listing:
        return confirming.confirm_reminded(by=everybody.manager, reminder=reminder)

    results = at_once(click, click, click)
    assert sorted(type(result).__name__ for result in results) == ["Listing", "Overtaken", "Overtaken"]
    assert ListingEvent.objects.filter(listing=old, kind="confirmed").count() == 1


def test_two_who_confirm_everything_in_another_order_do_not_wait_for_ever(everybody: Cast) -> None:
    listings = [aged(everybody.approved, 91), *(another(everybody, f"Service {n}", 91) for n in range(6))]
    results = at_once(
        lambda: confirming.confirm_listings(by=everybody.manager, listings=listings),
        lambda: confirming.confirm_listings(by=everybody.coordinator, listings=listings[::-1]),
    )
    assert [len(done) for done, _ in results] == [7, 7]
    today = timezone.localdate()
    assert not Listing.objects.filter(pk__in=[each.pk for each in listings]).unconfirmed(today).exists()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_clocks_at_once_note_one_reminder(everybody: Cast, turn: int) -> None:
    aged(everybody.approved, 91)
    results = at_once(reminding.note_due, reminding.note_due, reminding.remind_daily)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert ConfirmationReminder.objects.count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_workers_at_once_send_one_letter(everybody: Cast, turn: int, mailoutbox: list[object]) -> None:
    aged(everybody.approved, 91)
    reminding.note_due()
    at_once(reminding.send_reminders, reminding.send_reminders)
    assert len(mailoutbox) == 1
    reminding.send_reminders()
    assert len(mailoutbox) == 1
    assert not ConfirmationReminder.objects.filter(sent_at=None).exists()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_told_twice_at_once_is_one_correction_and_settled_once(everybody: Cast, turn: int) -> None:
    def tell() -> Correction:
        return report_correction(by=everybody.staff, listing=everybody.approved, topic="gone")

    results = at_once(tell, tell, tell)
    assert len({result.pk for result in results}) == 1
    [made] = Correction.objects.all()
    settled = at_once(
        lambda: settle_correction(by=everybody.manager, correction=made, answer="One."),
        lambda: settle_correction(by=everybody.coordinator, correction=made, answer="Two."),
    )
    assert sum(isinstance(result, Overtaken) for result in settled) == 1


def test_told_while_it_is_withdrawn(everybody: Cast) -> None:
    """Either order is fine, and none waits for ever."""
    told, withdrawn = at_once(
        lambda: report_correction(by=everybody.staff, listing=everybody.approved, topic="gone"),
        lambda: withdraw.withdraw_listing(
            by=everybody.coordinator, listing=everybody.approved, reason="It moved.", urgently=True
        ),
    )
    assert isinstance(withdrawn, Listing), withdrawn
    assert isinstance(told, Correction | Refused), told
    assert timezone.now() - withdrawn.withdrawn_at < timedelta(minutes=1)  # type: ignore[operator]
