"""When an issue is sent: typed as the clock on the wall in London says it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bulletins.actions import audience, scheduling, sending, writing
from bulletins.forms.sending import ScheduleForm, moment_in_london
from bulletins.models import Audience, BulletinIssue
from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from tests.bulletins import making
from tests.bulletins.test_approving import chosen
from tests.cast import Cast
from tests.coordination.pages import client_of, said

pytestmark = pytest.mark.django_db
State = BulletinIssue.State


def in_days(days: int) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(second=0, microsecond=0)


def scheduled(cast: Cast, **changes: Any) -> BulletinIssue:
    return scheduling.schedule(by=cast.coordinator, issue=making.issue(cast, **changes), send_at=in_days(3))


# --- The moment -----------------------------------------------------------------------------------


def test_the_same_hour_is_another_moment_in_summer() -> None:
    winter, summer = moment_in_london(date(2027, 1, 4), time(9)), moment_in_london(date(2027, 7, 5), time(9))
    assert winter.astimezone(UTC) == datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert summer.astimezone(UTC) == datetime(2027, 7, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (date(2027, 3, 28), time(1), "There is no 01:00"),
        (date(2027, 3, 28), time(1, 59), "There is no 01:59 on this day: the clocks go forward"),
        (date(2027, 10, 31), time(1), "01:00 comes twice on this day: the clocks go back"),
        (date(2027, 10, 31), time(1, 59), "01:59 comes twice"),
    ],
)
def test_an_hour_that_does_not_exist_or_comes_twice_is_said(day: date, at: time, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        moment_in_london(day, at)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_minutes_on_both_sides_of_a_change_of_the_clocks_are_taken(day: date) -> None:
    for at in (time(0, 59), time(2)):
        assert timezone.localtime(moment_in_london(day, at)).time() == at


def test_the_form_says_it_below_the_time(cast: Cast) -> None:
    typed = {"day_day": "31", "day_month": "10", "day_year": "2027", "at": "1.30", "version": "1"}
    form = ScheduleForm(typed, issue=making.issue(cast))
    assert not form.is_valid()
    assert form.errors["at"] == [
        "01:30 comes twice on this day: the clocks go back from 02:00 to 01:00. Choose another time."
    ]


# --- The actions ----------------------------------------------------------------------------------


def test_words_are_frozen_and_can_only_change_in_a_draft(cast: Cast) -> None:
    issue = scheduled(cast)
    assert (issue.state, issue.content.version) == (State.SCHEDULED, 1)
    with pytest.raises(Overtaken, match="Take it back"):
        writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "Another"})
    issue = scheduling.unschedule(by=cast.coordinator, issue=issue)
    assert (issue.state, issue.send_at) == (State.DRAFT, None)


def test_only_who_makes_it_chooses_when(cast: Cast) -> None:
    issue = scheduled(cast)
    for by in (cast.governor, cast.staff, cast.manager, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            scheduling.schedule(by=by, issue=issue, send_at=in_days(4), seen_send_at=issue.send_at)
        with pytest.raises(NotPermitted):
            scheduling.unschedule(by=by, issue=issue)


def test_a_moment_that_is_over_or_years_away_is_refused(cast: Cast) -> None:
    issue = making.issue(cast)
    for send_at, sentence in ((in_days(0), "is over"), (in_days(500), "more than a year away")):
        with pytest.raises(Refused, match=sentence):
            scheduling.schedule(by=cast.coordinator, issue=issue, send_at=send_at)
    assert not AuditEntry.objects.filter(verb="schedule_bulletin").exists()


def test_whoever_saw_another_moment_is_told_and_changes_nothing(cast: Cast) -> None:
    issue = scheduled(cast)
    for seen in (None, in_days(9)):
        with pytest.raises(Overtaken, match="another moment meanwhile"):
            scheduling.schedule(
                by=cast.second_coordinator, issue=issue, send_at=in_days(5), seen_send_at=seen
            )
    issue.refresh_from_db()
    assert issue.send_at == in_days(3)
    later = scheduling.schedule(
        by=cast.second_coordinator, issue=issue, send_at=in_days(5), seen_send_at=issue.send_at
    )
    assert later.send_at == in_days(5)


def test_what_was_sent_or_cancelled_is_not_scheduled(cast: Cast) -> None:
    issue = sending.cancel_sending(by=cast.coordinator, issue=scheduled(cast))
    assert issue.send_at is None
    with pytest.raises(Overtaken, match="cancelled already"):
        scheduling.schedule(by=cast.coordinator, issue=issue, send_at=in_days(1))
    with pytest.raises(Overtaken, match="cancelled by now"):
        scheduling.unschedule(by=cast.coordinator, issue=issue)


def test_what_stopped_it_when_it_was_due_is_said_until_it_is_sent(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[Any] = []
    feature = SimpleNamespace(readers=lambda prisons: readers)
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    issue = scheduled(cast)
    BulletinIssue.objects.update(send_at=timezone.now() - timedelta(minutes=1))
    scheduling.begin_due()
    shown = client_of(cast.coordinator).get(issue.get_absolute_url()).content.decode()
    assert "It was due and was not sent: Nobody would get this issue." in shown
    readers += making.readers(2)
    begun = sending.begin_sending(by=cast.coordinator, issue=issue)
    assert (begun.state, begun.trouble_said) == (State.SENDING, "")


# --- The page -------------------------------------------------------------------------------------


def typed(at: datetime, **more: Any) -> dict[str, Any]:
    there = timezone.localtime(at)
    return {
        "day_day": there.day, "day_month": there.month, "day_year": there.year, "at": "12:00", "version": "1",
    } | more  # fmt: skip


def test_a_moment_is_chosen_changed_and_taken_back_on_pages(cast: Cast) -> None:
    issue = making.issue(cast)
    client, address = client_of(cast.coordinator), reverse("schedule_bulletin", args=[issue.pk])
    there = timezone.localtime(in_days(3))
    answer = client.post(address, typed(in_days(3)), follow=True)
    sentence = f"It is sent on {there:%A} {there.day} {there:%B %Y}, 12:00."
    assert said(answer) == [sentence]
    assert answer.content.decode().count(sentence) == 2
    assert "Do not send it then" not in answer.content.decode()
    first = client.get(address).context["form"].initial
    assert (first["at"], first["day"]) == (time(12), there.date())
    answer = client.post(address, typed(in_days(4), seen_send_at=first["seen_send_at"]))
    assert answer.status_code == 302
    client.post(reverse("take_bulletin_back", args=[issue.pk]))
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == (State.DRAFT, None)


def test_a_page_that_is_overtaken_shows_the_moment_that_was_chosen(cast: Cast) -> None:
    issue = making.issue(cast)
    client, address = client_of(cast.coordinator), reverse("schedule_bulletin", args=[issue.pk])
    client.get(address)
    scheduling.schedule(by=cast.second_coordinator, issue=issue, send_at=in_days(2))
    answer = client.post(address, typed(in_days(3)))
    assert "Somebody chose another moment meanwhile" in answer.content.decode()
    assert client.post(address, answer.context["form"].data.dict()).status_code == 302


def test_rubbish_in_the_hidden_boxes_is_no_error_of_ours(cast: Cast) -> None:
    issue = making.issue(cast)
    client, address = client_of(cast.coordinator), reverse("schedule_bulletin", args=[issue.pk])
    for rubbish in ("2026", "x", "2026-11-22T10:00:00"):
        assert client.post(address, typed(in_days(3), seen_send_at=rubbish)).status_code in {200, 302}
        BulletinIssue.objects.update(state=State.DRAFT, send_at=None)
    assert client.post(address, typed(in_days(3), version="x")).status_code == 200


# --- An audience that changes afterwards ----------------------------------------------------------


@pytest.fixture
def two_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = [*making.readers(4), *making.readers(6, role="gate")[4:]]
    feature = SimpleNamespace(readers=lambda prisons: readers)
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])


def narrowed(cast: Cast) -> BulletinIssue:
    issue = making.issue(cast)
    audience.set_audience(by=cast.coordinator, issue=issue, values=chosen(roles=["staff"]))
    issue.refresh_from_db()
    return scheduling.schedule(by=cast.coordinator, issue=issue, send_at=in_days(3))


def test_whom_a_later_change_added_is_shown_before_it_is_sent(cast: Cast, two_roles: None) -> None:
    issue = narrowed(cast)
    assert (
        "Who gets it was changed"
        not in client_of(cast.coordinator).get(issue.get_absolute_url()).content.decode()
    )
    audience.set_audience(by=cast.second_coordinator, issue=issue, values=chosen())
    shown = client_of(cast.coordinator).get(issue.get_absolute_url()).content.decode()
    assert "Who gets it was changed by Callum Coordinator after its time was chosen" in shown
    context = client_of(cast.coordinator).get(reverse("send_bulletin", args=[issue.pk])).context
    readers = context["readers"]
    assert readers.changed.startswith("Callum Coordinator changed who gets it after ")
    assert readers.changed.endswith(": 2 addresses more.")
    assert readers.added == ["Reader 4", "Reader 5"]
    assert readers.facts[0]["value"] == "6 addresses"


def test_whom_it_took_away_is_counted(cast: Cast, two_roles: None) -> None:
    issue = scheduled(cast)
    audience.set_audience(by=cast.coordinator, issue=issue, values=chosen(roles=["gate"]))
    context = client_of(cast.coordinator).get(reverse("schedule_bulletin", args=[issue.pk])).context
    assert context["readers"].changed.endswith(": 4 addresses fewer.")
    assert context["readers"].added == []


def test_a_lead_reads_how_many_and_not_whom(cast: Cast, two_roles: None) -> None:
    issue = narrowed(cast)
    audience.set_audience(by=cast.coordinator, issue=issue, values=chosen())
    answer = client_of(cast.lead).get(reverse("send_bulletin", args=[issue.pk]))
    assert "2 addresses more" in answer.content.decode()
    assert "Reader 4" not in answer.content.decode()


def test_choosing_a_moment_anew_is_having_seen_the_change(cast: Cast, two_roles: None) -> None:
    issue = narrowed(cast)
    audience.set_audience(by=cast.coordinator, issue=issue, values=chosen())
    scheduling.schedule(
        by=cast.coordinator, issue=issue, send_at=in_days(4), seen_version=3, seen_send_at=issue.send_at
    )
    context = client_of(cast.coordinator).get(reverse("send_bulletin", args=[issue.pk])).context
    assert context["readers"].changed == ""
    assert Audience.objects.get(issue=issue).settled["roles"] == []


def test_those_added_later_and_those_before_get_it_once(cast: Cast, two_roles: None) -> None:
    issue = narrowed(cast)
    audience.set_audience(by=cast.coordinator, issue=issue, values=chosen())
    BulletinIssue.objects.update(send_at=timezone.now() - timedelta(minutes=1))
    assert scheduling.begin_due() == 1
    assert issue.deliveries.count() == 6
