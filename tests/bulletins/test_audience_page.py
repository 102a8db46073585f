"""Who gets an issue is chosen and counted on a page; whoever is added later gets it once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletins.actions.audience import set_audience
from bulletins.actions.joining import ask_to_join, confirm_joining
from bulletins.actions.sending import begin_sending, cancel_sending
from bulletins.actions.wishes import leave_bulletins, set_wishes
from bulletins.models import BulletinIssue, Delivery
from bulletins.reader_links import Choice
from bulletins.sending.running import run_turn
from coordination.access import NotPermitted
from coordination.models import AuditEntry, MailAddress, Posting, User
from coordination.policies import Overtaken
from tests.bulletins import making
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
State = Delivery.State


def chosen(**changes: Any) -> dict[str, Any]:
    return {
        "roles": [], "people_who_come_in": True, "outsiders": True, "organisations": [], "prisons": [],
        "pathways": [],
    } | changes  # fmt: skip


def page(issue: BulletinIssue) -> str:
    return reverse("bulletin_audience", args=[issue.pk])


def only_staff(cast: Cast) -> BulletinIssue:
    issue = making.issue(cast)
    values = chosen(roles=["staff"], people_who_come_in=False, outsiders=False)
    return set_audience(by=cast.coordinator, issue=issue, values=values)


def test_the_page_says_how_many_get_it_and_why_others_do_not(cast: Cast) -> None:
    leave_bulletins(email=cast.staff.email)
    issue = making.issue(cast)
    context = signed_in(cast.coordinator).get(page(issue)).context
    assert context["left_out"] == 1
    assert context["reasons"] == [["Wants no bulletins", "1"]]
    assert sum(int(row[1]) for row in context["roles"]) == context["gets"] > 5
    answers = {row[0]: row[2] for row in context["rows"]}
    assert answers[cast.staff.name] == "No: wants no bulletins"
    assert answers[cast.gate.name] == "Yes"


def test_what_is_typed_is_saved_and_counted(cast: Cast) -> None:
    issue = making.issue(cast)
    client = signed_in(cast.coordinator)
    assert client.post(page(issue), {"roles": ["staff"]}).status_code == 302
    context = client.get(page(issue)).context
    assert context["gets"] == 1
    issue.audience.refresh_from_db()
    assert (issue.audience.roles, issue.audience.outsiders) == (["staff"], False)


def test_names_are_shown_to_who_may_see_them_and_numbers_to_the_others(cast: Cast) -> None:
    issue = making.issue(cast)
    shown = signed_in(cast.coordinator).get(page(issue)).content.decode()
    assert cast.volunteer.name in shown
    counted = signed_in(cast.national).get(page(issue)).content.decode()
    assert "get it" in counted
    assert cast.volunteer.name not in counted and cast.staff.name not in counted


def test_no_address_of_anybody_stands_on_the_page(cast: Cast) -> None:
    shown = signed_in(cast.coordinator).get(page(making.issue(cast))).content.decode()
    assert cast.volunteer.email not in shown and cast.staff.email not in shown


def test_an_organisation_of_another_prison_cannot_be_chosen(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    issue = making.issue(cast)
    assert client.post(page(issue), {"organisations": [cast.lantern.pk]}).status_code == 200
    assert client.post(page(issue), {"organisations": [cast.harbour.pk]}).status_code == 302


def test_a_change_after_scheduling_raises_the_version_so_that_sending_shows_it_first(cast: Cast) -> None:
    issue = making.issue(cast)
    seen = issue.version
    set_audience(by=cast.coordinator, issue=issue, values=chosen(roles=["staff"]))
    with pytest.raises(Overtaken):
        begin_sending(by=cast.coordinator, issue=issue, seen_version=seen)
    assert not issue.deliveries.exists()


def test_the_page_of_a_settled_issue_says_who_changed_its_readers(cast: Cast) -> None:
    issue = only_staff(cast)
    BulletinIssue.objects.filter(pk=issue.pk).update(state="waiting")
    shown = signed_in(cast.coordinator).get(page(issue)).content.decode()
    assert f"last changed by {cast.coordinator.name}" in shown


def test_saving_the_same_again_is_no_change(cast: Cast) -> None:
    issue = making.issue(cast)
    assert set_audience(by=cast.coordinator, issue=issue, values=chosen()).version == issue.version
    assert not AuditEntry.objects.filter(verb="set_audience").exists()


def test_two_who_change_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    issue = making.issue(cast)
    client = signed_in(cast.coordinator)
    seen = issue.version
    set_audience(by=cast.second_coordinator, issue=issue, values=chosen(roles=["gate"]))
    answer = client.post(page(issue), {"roles": ["staff"], "version": seen})
    assert "changed this issue meanwhile" in answer.content.decode()
    issue.audience.refresh_from_db()
    assert issue.audience.roles == ["gate"]


@pytest.mark.parametrize("typed", ["9" * 5000, "two", ""])
def test_a_version_that_is_none_is_passed_over(cast: Cast, typed: str) -> None:
    """Python refuses to read a number of more than 4,300 figures."""
    answer = signed_in(cast.coordinator).post(
        page(making.issue(cast)), {"roles": ["staff"], "version": typed}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("sent", [False, True])
def test_who_is_added_later_gets_it_and_nobody_gets_two(cast: Cast, sent: bool) -> None:
    issue = only_staff(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    if sent:
        run_turn()
    set_audience(
        by=cast.coordinator, issue=issue, values=chosen(roles=["staff", "gate"], people_who_come_in=False)
    )
    assert issue.deliveries.count() == 2
    run_turn()
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.SENT
    assert issue.deliveries.counted() == {State.SENT: 2}
    assert sorted(message.to[0] for message in mail.outbox) == sorted([cast.staff.email, cast.gate.email])


def test_who_is_no_longer_chosen_keeps_their_row(cast: Cast) -> None:
    issue = only_staff(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    set_audience(by=cast.coordinator, issue=issue, values=chosen(roles=["gate"], people_who_come_in=False))
    assert set(issue.deliveries.values_list("email", flat=True)) == {cast.staff.email, cast.gate.email}


def test_who_was_left_out_is_not_added_by_a_later_change(cast: Cast) -> None:
    leave_bulletins(email=cast.gate.email)
    issue = only_staff(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    set_audience(
        by=cast.coordinator, issue=issue, values=chosen(roles=["staff", "gate"], people_who_come_in=False)
    )
    assert issue.deliveries.get(email=cast.gate.email).state == State.LEFT_OUT


def test_nobody_is_added_to_a_cancelled_issue(cast: Cast) -> None:
    issue = only_staff(cast)
    cancel_sending(by=cast.coordinator, issue=issue)
    with pytest.raises(Overtaken, match="is cancelled"):
        set_audience(by=cast.coordinator, issue=issue, values=chosen())


def test_the_coordinator_of_another_prison_may_not(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        set_audience(by=cast.other_coordinator, issue=making.issue(cast), values=chosen())


# --- Shown before it is saved ---------------------------------------------------------------------


def test_what_is_ticked_is_counted_before_it_is_saved(cast: Cast) -> None:
    issue = making.issue(cast)
    version = issue.version
    shown = signed_in(cast.coordinator).post(
        page(issue), {"roles": ["staff"], "preview": "1", "version": version}
    )
    assert (shown.status_code, shown.context["typed"], shown.context["gets"]) == (200, True, 1)
    assert [row[0] for row in shown.context["rows"]] == [cast.staff.name]
    words = shown.content.decode()
    assert "Not saved." in words and "would get it" in words
    assert f'name="version" value="{version}"' in words
    assert shown.context["form"]["roles"].value() == ["staff"]
    issue.refresh_from_db()
    issue.audience.refresh_from_db()
    assert (issue.version, issue.audience.roles) == (version, [])
    assert not AuditEntry.objects.filter(verb="set_audience").exists()


def test_what_is_shown_is_what_is_saved_afterwards(cast: Cast) -> None:
    leave_bulletins(email=cast.worker.email)
    issue = making.issue(cast, prison=None, begun_by=cast.national)
    client = signed_in(cast.national)
    ticks = {"roles": ["staff", "worker"], "people_who_come_in": "on", "prisons": [cast.exeter.pk]}
    shown = client.post(page(issue), ticks | {"preview": "1", "version": issue.version}).context
    assert shown["reasons"] == [["Wants no bulletins", "1"]]
    client.post(page(issue), ticks | {"version": issue.version})
    saved = client.get(page(issue)).context
    assert [saved[name] for name in ("gets", "left_out", "left", "roles", "reasons")] == [
        shown[name] for name in ("gets", "left_out", "left", "roles", "reasons")
    ]
    assert (shown["typed"], saved["typed"]) == (True, False)


def test_counting_hides_no_change_that_somebody_else_made(cast: Cast) -> None:
    issue = making.issue(cast)
    client, seen = signed_in(cast.coordinator), issue.version
    set_audience(by=cast.second_coordinator, issue=issue, values=chosen(roles=["gate"]))
    shown = client.post(page(issue), {"roles": ["staff"], "preview": "1", "version": seen})
    assert shown.context["version"] == str(seen)
    answer = client.post(page(issue), {"roles": ["staff"], "version": shown.context["version"]})
    assert "changed this issue meanwhile" in answer.content.decode()


def test_a_wrong_choice_is_not_counted_as_if_it_were_none(cast: Cast) -> None:
    issue = making.issue(cast)
    shown = signed_in(cast.coordinator).post(
        page(issue), {"organisations": [cast.lantern.pk], "preview": "1"}
    )
    assert shown.context["typed"] is False and shown.context["form"].errors


def test_an_outsider_without_a_name_is_shown_by_no_whole_address(cast: Cast) -> None:
    confirm_joining(choice=Choice("out@example.org", ["EXI"], []))
    shown = signed_in(cast.coordinator).get(page(making.issue(cast))).content.decode()
    assert "o…@example.org" in shown and "out@example.org" not in shown


def test_every_reason_is_counted_in_words(cast: Cast) -> None:
    now = timezone.now()
    leave_bulletins(email=cast.staff.email)
    MailAddress.objects.create(email=cast.gate.email, hard_bounced_at=now)
    MailAddress.objects.create(email=cast.governor.email, complained_at=now)
    ask_to_join(email="out@example.org", prisons=[cast.exeter], pathways=[])
    set_wishes(email=cast.manager.email, prisons=[cast.guys_marsh], sections_left_out=[], pathways=[])
    set_wishes(email=cast.worker.email, prisons=None, sections_left_out=["news"], pathways=[])
    type(cast.volunteer).objects.filter(pk=cast.volunteer.pk).update(email="two words@example.org")
    context = signed_in(cast.coordinator).get(page(making.issue(cast))).context
    assert {why for why, _ in context["reasons"]} == {reason.label for reason in Delivery.Reason}


@pytest.mark.parametrize("who", ["coordinator", "national"])
@pytest.mark.parametrize("preview", [{}, {"preview": "1", "people_who_come_in": "on"}])
def test_the_page_asks_the_same_however_many_readers_there_are(
    cast: Cast, who: str, preview: dict[str, str]
) -> None:
    issue = making.issue(cast)
    client = signed_in(getattr(cast, who))
    asked = []
    for last in (2, 12):
        for number in range(User.objects.filter(name="More").count(), last):
            user = User.objects.create_user(f"more{number}@example.org", name="More")
            Posting.objects.create(user=user, role="staff", prison=cast.exeter)
            set_wishes(email=user.email, prisons=[cast.exeter], sections_left_out=[], pathways=[])
        with CaptureQueriesContext(connection) as queries:
            shown = client.post(page(issue), preview) if preview else client.get(page(issue))
        assert shown.status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
