"""What was sent, to be read again by who reads bulletins at the prison."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.actions.sending import begin_sending, cancel_sending
from bulletins.models import BulletinIssue, BulletinItem, BulletinPaper
from coordination import clock
from coordination.models import PrisonSet
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
ARCHIVE = "/prisons/EXI/bulletins/archive/"


def sent(cast: Cast, title: str, by: Any = None, **changes: Any) -> BulletinIssue:
    issue = making.issue(cast, title=title, **changes)
    return begin_sending(by=by or issue.begun_by, issue=issue)


def page(user: Any, address: str = ARCHIVE) -> str:
    return client_of(user).get(address).content.decode()


def test_issues_of_the_prison_of_its_sets_and_of_all_stand_there_once_they_are_sent(cast: Cast) -> None:
    cast.south_west.prisons.add(cast.guys_marsh)
    elsewhere = PrisonSet.objects.create(name="Elsewhere")
    elsewhere.prisons.set([cast.guys_marsh])
    sent(cast, "Of Exeter")
    sent(cast, "Of the set", prison=None, prison_set=cast.south_west, begun_by=cast.lead)
    sent(cast, "Of all of us", prison=None, begun_by=cast.national)
    sent(cast, "Of Guys Marsh", elsewhere=True)
    sent(cast, "Of another set", prison=None, prison_set=elsewhere, begun_by=cast.national)
    making.issue(cast, title="A draft of ours")
    cancelled = making.issue(cast, title="Cancelled before it left")
    cancel_sending(by=cast.coordinator, issue=cancelled)
    for who in (cast.staff, cast.gate, cast.governor, cast.coordinator, cast.lead, cast.national):
        text = page(who)
        assert all(title in text for title in ("Of Exeter", "Of the set", "Of all of us"))
        for title in ("Of Guys Marsh", "Of another set", "A draft of ours", "Cancelled before"):
            assert title not in text
    there = page(cast.other_coordinator, "/prisons/GMI/bulletins/archive/")
    assert "Of the set" in there and "Of another set" in there and "Of Exeter" not in there


def test_one_that_was_cancelled_on_its_way_stays_to_be_read(cast: Cast) -> None:
    issue = sent(cast, "Half of it left")
    cancel_sending(by=cast.coordinator, issue=issue)
    assert issue.title in page(cast.staff)
    assert client_of(cast.staff).get(issue.get_absolute_url()).status_code == 200


def test_an_issue_is_read_as_it_was_sent_whatever_became_of_its_items(cast: Cast) -> None:
    issue = sent(cast, "News")
    BulletinItem.objects.filter(issue=issue).update(
        heading="Changed behind its back", text="Nobody read this."
    )
    text = page(cast.staff, issue.get_absolute_url())
    assert "The chapel has a <strong>new</strong> room." in text and "Changed behind its back" not in text


def test_titles_are_searched_for_all_of_the_words(cast: Cast) -> None:
    sent(cast, "Summer: gardens and music")
    sent(cast, "Winter: music")
    text = page(cast.staff, f"{ARCHIVE}?title=MUSIC+summer")
    assert "Summer: gardens" in text and "Winter" not in text
    text = page(cast.staff, f"{ARCHIVE}?title=<b>nothing")
    assert "No title has these words" in text and "<b>nothing" not in text


def test_finished_papers_stand_beside_their_issue_and_replaced_ones_do_not(cast: Cast) -> None:
    issue = sent(cast, "News")
    assert 'data-label="On paper">None<' in page(cast.staff)
    columns = {
        "issue": issue, "kind": "notice_board", "asked_by": cast.coordinator, "snapshot": {"words": ""},
        "file": "bulletins/a.pdf", "pages": 1,
    }  # fmt: skip
    there = BulletinPaper.objects.create(content_hash="a", state="ready", **columns)
    replaced = BulletinPaper.objects.create(
        content_hash="b", state="ready", superseded_at=clock.now(), **columns
    )
    waiting = BulletinPaper.objects.create(content_hash="c", state="waiting", **columns)
    text = page(cast.staff)
    assert f"/bulletins/{issue.pk}/papers/{there.pk}/" in text and "For notice boards" in text
    assert f"/papers/{replaced.pk}/" not in text and f"/papers/{waiting.pk}/" not in text


def test_who_only_reads_is_led_back_to_the_archive(cast: Cast) -> None:
    issue = sent(cast, "News")
    assert ARCHIVE in page(cast.staff, issue.get_absolute_url()).partition("<main")[0]
    of_all = sent(cast, "For all", prison=None, begun_by=cast.national)
    assert "/bulletins/all/" not in page(cast.staff, of_all.get_absolute_url())
    assert "/bulletins/all/" in page(cast.national, of_all.get_absolute_url())


def test_nothing_sent_is_said(cast: Cast) -> None:
    assert "No bulletin was sent yet" in page(cast.staff)


def test_pages_of_twenty_take_the_same_number_of_queries(cast: Cast) -> None:
    counts = []
    for more in (2, 10, 13):
        for number in range(more):
            issue = making.issue(cast, title=f"Issue {more} {number}")
            BulletinIssue.objects.filter(pk=issue.pk).update(
                state="sent", sending_began_at=clock.now(), finished_at=clock.now()
            )
        with CaptureQueriesContext(connection) as queries:
            text = page(cast.staff)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert text.count('data-label="Issue"') == 20 and "page=2" in text
    assert page(cast.staff, f"{ARCHIVE}?page=2").count('data-label="Issue"') == 5
