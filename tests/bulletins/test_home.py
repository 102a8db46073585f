"""What the home page says of bulletins, to whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins import home
from bulletins.actions import approving, items, scheduling, sending
from bulletins.actions.settings import change_setting
from bulletins.models import BulletinIssue, BulletinItem, Delivery
from coordination import clock
from coordination.access import standing_of
from coordination.models import MailAddress
from coordination.offers import HomeItem, Section
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
EXETER = "HMP/YOI Exeter"


def lines(user: Any) -> list[HomeItem]:
    return home.items(user, standing_of(user))


def told(user: Any) -> list[tuple[Section, str]]:
    return [(item.section, item.sentence) for item in lines(user)]


def of_set(cast: Cast) -> BulletinIssue:
    return making.issue(cast, prison=None, prison_set=cast.south_west, begun_by=cast.national)


def uncertain(issue: BulletinIssue, count: int = 1) -> None:
    keys = list(issue.deliveries.filter(state="queued").values_list("pk", flat=True)[:count])
    assert len(keys) == count
    Delivery.objects.filter(pk__in=keys).update(state=Delivery.State.UNCERTAIN)


def test_nothing_waits_where_there_is_nothing_and_a_draft_is_nothing(cast: Cast) -> None:
    making.issue(cast)
    for user in (cast.coordinator, cast.governor, cast.staff, cast.manager, cast.lead, cast.national):
        assert lines(user) == []


def test_who_approves_hears_of_each_issue_that_waits(cast: Cast) -> None:
    change_setting(by=cast.governor, prison=cast.exeter, values={"needs_approval": True})
    issue = approving.ask_approval(by=cast.coordinator, issue=making.issue(cast))
    [line] = lines(cast.governor)
    assert line.sentence == f"“News of November” waits for your approval at {EXETER}."
    assert (line.section, line.url, line.count) == (Section.WAITS, issue.get_absolute_url(), 1)
    assert line.since == issue.asked_at
    for user in (cast.coordinator, cast.staff, cast.lead, cast.other_coordinator):
        assert lines(user) == []
    assert line.sentence in client_of(cast.governor).get("/").content.decode()
    approving.approve(by=cast.governor, issue=issue, seen_version=issue.version)
    assert lines(cast.governor) == []


def test_what_came_back_waits_for_who_makes_bulletins_with_the_reason(cast: Cast) -> None:
    issue = approving.ask_approval(by=cast.coordinator, issue=making.issue(cast))
    approving.send_back(by=cast.governor, issue=issue, reason="Too long")
    sentence = f"“News of November” came back to {EXETER} without approval: Too long."
    assert told(cast.coordinator) == told(cast.second_coordinator) == [(Section.WAITS, sentence)]
    assert told(cast.governor) == told(cast.lead) == []
    approving.ask_approval(by=cast.coordinator, issue=issue)
    assert told(cast.coordinator) == []


def test_what_was_due_and_could_not_be_sent_is_told_with_the_reason(cast: Cast) -> None:
    issue = making.issue(cast)
    scheduling.schedule(by=cast.coordinator, issue=issue, send_at=clock.now() + timedelta(days=1))
    scheduling.give_back(issue, "Nobody would get this issue.")
    sentence = f"“News of November” of {EXETER} was due and was not sent: Nobody would get this issue."
    assert told(cast.coordinator) == [(Section.RISK, sentence)]
    sending.cancel_sending(by=cast.coordinator, issue=issue)
    assert told(cast.coordinator) == []


def test_a_paused_issue_says_how_many_mails_wait(cast: Cast) -> None:
    issue = sending.begin_sending(by=cast.coordinator, issue=making.issue(cast))
    assert told(cast.coordinator) == []
    sending.pause_sending(by=cast.coordinator, issue=issue)
    [line] = lines(cast.coordinator)
    waiting = issue.deliveries.filter(state="queued").count()
    assert waiting > 1 and line.count == waiting
    assert line.sentence == (
        f"“News of November” of {EXETER} is paused: {waiting} mails wait. Resume it or cancel it."
    )
    assert line.section == Section.RISK and line.url == f"/bulletins/{issue.pk}/sending/"
    sending.resume_sending(by=cast.coordinator, issue=issue)
    assert lines(cast.coordinator) == []


def test_uncertain_mails_are_told_until_somebody_says_what_became_of_them(cast: Cast) -> None:
    issue = sending.begin_sending(by=cast.coordinator, issue=making.issue(cast))
    uncertain(issue, 2)
    [line] = lines(cast.coordinator)
    assert line.sentence == "2 mails of “News of November” may have arrived or not: say what becomes of them."
    assert (line.section, line.count) == (Section.RISK, 2)
    assert line.url == f"/bulletins/{issue.pk}/deliveries/?state=uncertain"
    assert client_of(cast.coordinator).get(line.url).status_code == 200
    for row in issue.deliveries.filter(state="uncertain"):
        sending.settle_uncertain(by=cast.coordinator, delivery=row, arrived=True)
    assert lines(cast.coordinator) == []


def test_words_for_the_wings_wait_for_approval_while_the_issue_is_new(cast: Cast) -> None:
    issue = making.issue(cast)
    item = issue.items.get()
    values = {"for_wings": True, "wing_heading": "A new room", "wing_text": "There is a new room."}
    items.word_for_wings(by=cast.coordinator, item=item, values=values)
    sentence = "1 item of “News of November” waits for approval for the wings."
    assert told(cast.coordinator) == [(Section.WAITS, sentence)]
    BulletinIssue.objects.update(
        state="sent", finished_at=clock.now(), sending_began_at=clock.now() - timedelta(days=15)
    )
    assert told(cast.coordinator) == []
    BulletinIssue.objects.update(sending_began_at=clock.now() - timedelta(days=1))
    assert told(cast.coordinator) == [(Section.WAITS, sentence)]
    items.approve_for_wings(by=cast.coordinator, item=item)
    assert told(cast.coordinator) == []


def test_addresses_that_were_stopped_lately_are_told_to_who_may_see_them(cast: Cast) -> None:
    now = clock.now()
    MailAddress.objects.create(email=cast.staff.email, hard_bounced_at=now)
    MailAddress.objects.create(email=cast.worker.email, complained_at=now - timedelta(days=3))
    MailAddress.objects.create(email=cast.gate.email, hard_bounced_at=now - timedelta(days=15))
    MailAddress.objects.create(email=cast.other_manager.email, hard_bounced_at=now)
    [line] = lines(cast.coordinator)
    assert line.sentence == f"Mail goes no more to 2 addresses of readers at {EXETER}."
    assert (line.section, line.count, line.since) == (Section.NEW, 2, now)
    assert line.url == "/prisons/EXI/bulletins/addresses/"
    assert [each.count for each in lines(cast.other_coordinator)] == [1]
    for user in (cast.governor, cast.staff, cast.lead, cast.national, cast.manager):
        assert lines(user) == []


def test_issues_of_sets_and_of_all_are_told_to_who_looks_after_them(cast: Cast) -> None:
    for issue in (of_set(cast), making.issue(cast, prison=None, begun_by=cast.national)):
        sending.begin_sending(by=cast.national, issue=issue)
        sending.pause_sending(by=cast.national, issue=issue)
    assert len(lines(cast.lead)) == 1 and len(lines(cast.national)) == 2
    assert lines(cast.coordinator) == lines(cast.governor) == []


def test_a_lead_hears_of_what_they_began_at_a_prison_and_of_nothing_else_there(cast: Cast) -> None:
    for by in (cast.coordinator, cast.lead):
        issue = sending.begin_sending(by=by, issue=making.issue(cast, begun_by=by))
        sending.pause_sending(by=by, issue=issue)
    assert len(lines(cast.lead)) == 1 and len(lines(cast.coordinator)) == 2


def test_the_home_page_takes_the_same_queries_for_two_and_for_twelve(cast: Cast) -> None:
    counts = []
    for more in (2, 10):
        for _ in range(more):
            issue = sending.begin_sending(by=cast.coordinator, issue=making.issue(cast))
            uncertain(issue)
            BulletinItem.objects.filter(issue=issue).update(for_wings=True)
            sending.pause_sending(by=cast.coordinator, issue=issue)
            approving.ask_approval(by=cast.coordinator, issue=making.issue(cast))
        found = []
        for user in (cast.coordinator, cast.governor):
            with CaptureQueriesContext(connection) as queries:
                lines(user)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert counts[0][0] <= 8 and counts[0][1] <= 2
