"""Who gets an issue is chosen and counted on a page; whoever is added later gets it once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from bulletins.actions.audience import set_audience
from bulletins.actions.sending import begin_sending, cancel_sending
from bulletins.actions.wishes import leave_bulletins
from bulletins.models import BulletinIssue, Delivery
from bulletins.sending.running import run_turn
from coordination.access import NotPermitted
from coordination.models import AuditEntry
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
