"""Approval: what is read is what is approved, and what is approved is what is sent."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from bulletins.actions import approving, audience, images, items, scheduling, sending, settings, writing
from bulletins.models import BulletinImage, BulletinIssue
from bulletins.sending.running import run_turn
from coordination import queueing
from coordination.access import NotPermitted
from coordination.actions.postings import end_posting
from coordination.models import AuditEntry, Posting
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of, said

pytestmark = pytest.mark.django_db
State = BulletinIssue.State


@pytest.fixture(autouse=True)
def asks_for_approval(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    feature = SimpleNamespace(readers=lambda prisons: making.readers(3))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    settings.change_setting(by=cast.coordinator, prison=cast.exeter, values={"needs_approval": True})


def waiting(cast: Cast, **changes: Any) -> BulletinIssue:
    return approving.ask_approval(by=cast.coordinator, issue=making.issue(cast, **changes))


def approved(cast: Cast) -> BulletinIssue:
    return approving.approve(by=cast.governor, issue=waiting(cast), seen_version=1)


def send(cast: Cast, issue: BulletinIssue) -> BulletinIssue:
    with queueing.silence():
        return sending.begin_sending(by=cast.coordinator, issue=issue)


# --- The actions ----------------------------------------------------------------------------------


def test_nothing_is_sent_or_scheduled_before_it_is_approved(cast: Cast) -> None:
    issue = making.issue(cast)
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(Refused, match="governor approves"):
        send(cast, issue)
    with pytest.raises(Refused, match="governor approves"):
        scheduling.schedule(by=cast.coordinator, issue=issue, send_at=later)
    waits = approving.ask_approval(by=cast.coordinator, issue=issue)
    for act in (
        lambda: send(cast, waits),
        lambda: scheduling.schedule(by=cast.coordinator, issue=waits, send_at=later),
    ):
        with pytest.raises(Refused, match="waits for approval"):
            act()
    done = approving.approve(by=cast.governor, issue=waits, seen_version=1)
    assert (done.state, done.approved_by) == (State.APPROVED, cast.governor)
    assert send(cast, done).state == State.SENDING


def test_only_who_approves_there_approves_and_returns(cast: Cast) -> None:
    issue = waiting(cast)
    for by in (cast.coordinator, cast.staff, cast.national, cast.lead, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            approving.approve(by=by, issue=issue, seen_version=1)
        with pytest.raises(NotPermitted):
            approving.send_back(by=by, issue=issue, reason="No.")
    with pytest.raises(NotPermitted):
        approving.take_back_to_draft(by=cast.governor, issue=issue)
    with pytest.raises(NotPermitted):
        approving.ask_approval(by=cast.governor, issue=making.issue(cast))
    issue.refresh_from_db()
    assert issue.state == State.WAITING


def test_words_cannot_change_while_they_wait_nor_once_they_are_approved(cast: Cast) -> None:
    for issue in (waiting(cast), approved(cast)):
        with pytest.raises(Overtaken, match="Take it back"):
            writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "Another"})
        with pytest.raises(Overtaken, match="Take it back"):
            items.drop_item(by=cast.coordinator, item=issue.items.get())


def test_what_was_approved_is_not_any_more_once_it_is_a_draft_again(cast: Cast) -> None:
    issue = approving.take_back_to_draft(by=cast.coordinator, issue=approved(cast))
    assert (issue.state, issue.approved_at, issue.approved_by, issue.asked_at) == (
        State.DRAFT, None, None, None,
    )  # fmt: skip
    with pytest.raises(Refused, match="governor approves"):
        send(cast, issue)


def test_whoever_read_another_version_approves_nothing(cast: Cast) -> None:
    issue = waiting(cast)
    approving.take_back_to_draft(by=cast.coordinator, issue=issue)
    writing.reword_issue(by=cast.coordinator, issue=issue, values={"greeting": "Read this instead."})
    approving.ask_approval(by=cast.coordinator, issue=issue)
    with pytest.raises(Overtaken, match="changed meanwhile"):
        approving.approve(by=cast.governor, issue=issue, seen_version=1)
    assert approving.approve(by=cast.governor, issue=issue, seen_version=2).state == State.APPROVED


def with_picture(cast: Cast) -> tuple[BulletinIssue, BulletinImage]:
    issue, image = making.issue(cast), making.image(cast)
    issue.items.update(image=image)
    return approving.ask_approval(by=cast.coordinator, issue=issue), image


def describe(cast: Cast, image: BulletinImage) -> None:
    words = {"alternative_text": "The new room, empty", "credit": ""}
    images.reword_image(by=cast.coordinator, image=image, values=words)


def test_words_of_a_picture_that_change_after_the_question_are_not_what_is_sent(cast: Cast) -> None:
    issue, image = with_picture(cast)
    approving.approve(by=cast.governor, issue=issue, seen_version=issue.version)
    describe(cast, image)
    audience.set_audience(by=cast.coordinator, issue=issue, values=chosen(outsiders=False))
    send(cast, issue)
    run_turn()
    assert "with a piano" in mail.outbox[0].body
    assert "empty" not in mail.outbox[0].body


def test_words_of_a_picture_make_another_version_of_a_draft(cast: Cast) -> None:
    issue, image = with_picture(cast)
    approving.take_back_to_draft(by=cast.coordinator, issue=issue)
    describe(cast, image)
    approving.ask_approval(by=cast.coordinator, issue=issue)
    with pytest.raises(Overtaken, match="changed meanwhile"):
        approving.approve(by=cast.governor, issue=issue, seen_version=1)


def test_approval_is_not_asked_of_nobody(cast: Cast) -> None:
    end_posting(by=cast.coordinator, posting=Posting.objects.get(user=cast.governor))
    issue = making.issue(cast)
    with pytest.raises(Refused, match="Nobody else at HMP/YOI Exeter can approve"):
        approving.ask_approval(by=cast.coordinator, issue=issue)
    issue.refresh_from_db()
    assert (issue.state, issue.number) == (State.DRAFT, None)


def as_governor_too(cast: Cast) -> None:
    Posting.objects.create(
        user=cast.coordinator, role=Role.GOVERNOR, prison=cast.exeter, begins_on=date(2020, 1, 1)
    )


def test_whoever_asked_does_not_approve_though_they_hold_both_roles(cast: Cast) -> None:
    as_governor_too(cast)
    issue = waiting(cast)
    with pytest.raises(Refused, match="asked for this approval yourself"):
        approving.approve(by=cast.coordinator, issue=issue, seen_version=1)
    client = client_of(cast.coordinator)
    assert (
        reverse("approve_bulletin", args=[issue.pk])
        not in client.get(issue.get_absolute_url()).content.decode()
    )
    assert "waits for your approval" not in client.get(reverse("home")).content.decode()
    assert approving.approve(by=cast.governor, issue=issue, seen_version=1).approved_by == cast.governor


def test_whoever_holds_both_roles_is_led_to_what_another_asked_for(cast: Cast) -> None:
    as_governor_too(cast)
    issue = approving.ask_approval(by=cast.second_coordinator, issue=making.issue(cast))
    page = client_of(cast.coordinator).get(issue.get_absolute_url())
    assert reverse("approve_bulletin", args=[issue.pk]) in page.content.decode()
    done = approving.approve(by=cast.coordinator, issue=issue, seen_version=1)
    assert done.state == State.APPROVED


def test_approval_is_not_asked_of_oneself(cast: Cast) -> None:
    as_governor_too(cast)
    end_posting(by=cast.coordinator, posting=Posting.objects.get(user=cast.governor))
    with pytest.raises(Refused, match="Nobody else at"):
        approving.ask_approval(by=cast.coordinator, issue=making.issue(cast))


def test_an_issue_of_several_prisons_needs_nobodys_approval(cast: Cast) -> None:
    issue = making.issue(cast, prison=None, prison_set=cast.south_west, begun_by=cast.lead)
    with pytest.raises(Refused, match="several prisons"):
        approving.ask_approval(by=cast.lead, issue=issue)
    BulletinIssue.objects.filter(pk=issue.pk).update(state=State.WAITING)
    for act in (
        lambda: approving.approve(by=cast.governor, issue=issue, seen_version=1),
        lambda: approving.send_back(by=cast.governor, issue=issue, reason="No."),
    ):
        with pytest.raises(Refused, match="several prisons"):
            act()


@pytest.mark.parametrize("page", ["approve_bulletin", "return_bulletin"])
def test_no_governor_decides_on_an_issue_of_several_prisons_that_they_may_read(cast: Cast, page: str) -> None:
    issue = making.issue(cast, prison=None, prison_set=cast.south_west, begun_by=cast.lead)
    with queueing.silence():
        sending.begin_sending(by=cast.lead, issue=issue)
    client = client_of(cast.governor)
    assert client.get(issue.get_absolute_url()).status_code == 200
    address = reverse(page, args=[issue.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"version": "1", "reason": "No."}).status_code == 403


def test_an_empty_issue_is_not_put_before_anybody(cast: Cast) -> None:
    issue = making.issue(cast)
    issue.items.all().delete()
    with pytest.raises(Refused, match="says nothing yet"):
        approving.ask_approval(by=cast.coordinator, issue=issue)


def test_each_step_is_taken_once_and_from_its_own_state(cast: Cast) -> None:
    issue = waiting(cast)
    with pytest.raises(Overtaken, match="waits for approval by now"):
        approving.ask_approval(by=cast.coordinator, issue=issue)
    approving.approve(by=cast.governor, issue=issue, seen_version=1)
    with pytest.raises(Overtaken, match="approved by now"):
        approving.approve(by=cast.governor, issue=issue, seen_version=1)
    with pytest.raises(Overtaken, match="approved by now"):
        approving.send_back(by=cast.governor, issue=issue, reason="No.")
    send(cast, issue)
    with pytest.raises(Overtaken, match="being sent by now"):
        approving.take_back_to_draft(by=cast.coordinator, issue=issue)
    verbs = AuditEntry.objects.filter(object=f"bulletins.bulletinissue:{issue.pk}").values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["approve_bulletin", "ask_bulletin_approval", "begin_sending"]


def test_a_reason_with_a_prison_number_in_it_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="prison number"):
        approving.send_back(by=cast.governor, issue=waiting(cast), reason="Leave A1234BC out.")


def test_approval_that_is_wished_after_scheduling_holds_the_issue_back(cast: Cast) -> None:
    settings.change_setting(by=cast.governor, prison=cast.exeter, values={"needs_approval": False})
    issue = scheduling.schedule(
        by=cast.coordinator, issue=making.issue(cast), send_at=timezone.now() + timedelta(days=1)
    )
    settings.change_setting(by=cast.coordinator, prison=cast.exeter, values={"needs_approval": True})
    assert "began to ask for approval" in page(cast, "bulletin", issue)
    BulletinIssue.objects.filter(pk=issue.pk).update(send_at=timezone.now() - timedelta(minutes=1))
    assert scheduling.begin_due() == 0
    issue.refresh_from_db()
    assert (issue.state, issue.deliveries.count()) == (State.DRAFT, 0)
    assert "was not sent: The governor approves" in page(cast, "bulletin", issue)


def test_an_approved_issue_that_was_scheduled_stays_approved_when_it_is_taken_back(cast: Cast) -> None:
    later = timezone.now() + timedelta(days=1)
    issue = scheduling.schedule(by=cast.coordinator, issue=approved(cast), send_at=later)
    issue = scheduling.unschedule(by=cast.coordinator, issue=issue)
    assert (issue.state, issue.send_at, issue.approved_by) == (State.APPROVED, None, cast.governor)


# --- The pages ------------------------------------------------------------------------------------


def chosen(**changes: Any) -> dict[str, Any]:
    return {
        "roles": [], "people_who_come_in": True, "outsiders": True, "organisations": [], "prisons": [],
        "pathways": [],
    } | changes  # fmt: skip


def page(cast: Cast, name: str, issue: BulletinIssue, who: str = "coordinator") -> str:
    answer = client_of(getattr(cast, who)).get(reverse(name, args=[issue.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_an_issue_asks_and_the_governor_reads_what_was_frozen(cast: Cast) -> None:
    issue = making.issue(cast)
    shown = page(cast, "bulletin", issue)
    assert "Next: ask for approval" in shown
    assert reverse("send_bulletin", args=[issue.pk]) not in shown
    maker, governor = client_of(cast.coordinator), client_of(cast.governor)
    answer = maker.post(reverse("ask_approval", args=[issue.pk]), {"version": "1"}, follow=True)
    assert "Waits for the governor" in answer.content.decode()
    shown = page(cast, "bulletin", issue, "governor")
    assert "Carys Coordinator asks you to approve this issue." in shown
    shown = page(cast, "approve_bulletin", issue, "governor")
    assert "The chapel has a <strong>new</strong> room." in shown
    assert "3 addresses" in shown
    answer = governor.post(reverse("approve_bulletin", args=[issue.pk]), {"version": "1"}, follow=True)
    assert said(answer) == ["Approved. Its makers can send it now."]
    shown = page(cast, "bulletin", issue)
    assert "Approved by Gwen Governor" in shown
    assert reverse("send_bulletin", args=[issue.pk]) in shown


def test_what_comes_back_says_why_on_the_page_of_its_writer(cast: Cast) -> None:
    issue = waiting(cast)
    client = client_of(cast.governor)
    address = reverse("return_bulletin", args=[issue.pk])
    assert "Say what should change" in client.post(address, {"reason": " "}).content.decode()
    answer = client.post(address, {"reason": "The forum is on the 8th."}, follow=True)
    assert said(answer) == ["Sent back. Its makers read your reason."]
    assert "It came back without approval: “The forum is on the 8th.”" in page(cast, "bulletin", issue)
    issue.refresh_from_db()
    assert (issue.state, issue.asked_by) == (State.DRAFT, None)


def test_readers_that_change_while_it_waits_are_shown_and_asked_about_again(cast: Cast) -> None:
    issue = waiting(cast)
    audience.set_audience(by=cast.second_coordinator, issue=issue, values=chosen(outsiders=False))
    assert "Callum Coordinator changed who gets it" in page(cast, "approve_bulletin", issue, "governor")
    client, address = client_of(cast.governor), reverse("approve_bulletin", args=[issue.pk])
    answer = client.post(address, {"version": "1"})
    assert "changed meanwhile" in answer.content.decode()
    # The page that came back is of the present version.
    assert client.post(address, answer.context["form"].data.dict()).status_code == 302


def test_whoever_comes_too_late_is_led_to_the_issue(cast: Cast) -> None:
    issue = approved(cast)
    for name in ("approve_bulletin", "return_bulletin"):
        answer = client_of(cast.governor).get(reverse(name, args=[issue.pk]), follow=True)
        assert answer.redirect_chain == [(issue.get_absolute_url(), 302)]
        assert said(answer) == ["This issue is approved by now. Nothing was changed."]


def test_it_is_not_asked_for_a_version_that_nobody_looked_at(cast: Cast) -> None:
    issue = making.issue(cast)
    writing.reword_issue(by=cast.second_coordinator, issue=issue, values={"title": "Another"})
    answer = client_of(cast.coordinator).post(
        reverse("ask_approval", args=[issue.pk]), {"version": "1"}, follow=True
    )
    assert "Somebody changed this issue meanwhile" in said(answer)[0]
