"""The page of an issue's papers: what is there, what is left out and why; and the file while it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletins.actions.items import word_for_wings
from bulletins.models import BulletinIssue, BulletinItem, BulletinPaper
from directory.views.editions import printed_with
from tests.access.bulletins_papers import finished
from tests.bulletins import making
from tests.bulletins.papers_made import fixed, for_wings, sent
from tests.cast import Cast
from tests.coordination.pages import client_of, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(cast: Cast) -> BulletinIssue:
    return sent(cast)


def page(user: Any, issue: BulletinIssue) -> str:
    answer = client_of(user).get(reverse("bulletin_papers", args=[issue.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(user: Any, issue: BulletinIssue, kind: str = "wings") -> list[str]:
    client = client_of(user)
    return said(client.post(reverse("make_bulletin_paper", args=[issue.pk]), {"paper": kind}, follow=True))


def test_a_draft_says_when_it_can_be_printed_and_offers_no_button(cast: Cast) -> None:
    shown = page(cast.coordinator, making.issue(cast))
    assert shown.count("It can be printed once it is approved, scheduled or being sent.") == 1
    assert "Make it" not in shown


def test_the_page_says_what_the_newsletter_leaves_out_and_why(cast: Cast, issue: BulletinIssue) -> None:
    common = {"issue": issue, "section": "news", "position": 5, "for_wings": True}
    BulletinItem.objects.create(heading="Waits", wing_heading="W", wing_text="Words.", **common)
    BulletinItem.objects.create(heading="Has no words", **common)
    shown = page(cast.coordinator, issue)
    assert "Not in the newsletter for the wings" in shown
    for why in (
        "Not marked for people in prison",
        "Its words for people in prison wait for approval",
        "It has no words for people in prison yet",
    ):
        assert why in shown
    assert "Not in the newsletter" not in page(cast.staff, issue)


def test_one_button_makes_it_and_the_page_says_how_far_it_is(cast: Cast, issue: BulletinIssue) -> None:
    assert page(cast.coordinator, issue).count("Make it") == 2
    assert press(cast.coordinator, issue) == ["It is being made. This usually takes a few seconds."]
    assert press(cast.coordinator, issue) == ["This paper is being made already."]
    shown = page(cast.coordinator, issue)
    assert "Being made" in shown and shown.count("Make it") == 1
    BulletinPaper.objects.update(state="failed", problem="The disk is full.")
    shown = page(cast.coordinator, issue)
    assert "The disk is full." in shown and "Try again" in shown
    assert "The disk is full." not in page(cast.staff, issue)


def test_a_paper_of_another_name_is_not_found(cast: Cast, issue: BulletinIssue) -> None:
    answer = client_of(cast.coordinator).post(reverse("make_bulletin_paper", args=[issue.pk]), {"paper": "x"})
    assert answer.status_code == 404


def test_a_refusal_is_a_sentence_that_names_the_item(cast: Cast, issue: BulletinIssue) -> None:
    BulletinItem.objects.filter(wing_heading="A new choir").update(wing_text="Ring 01632 960777.")
    assert "in the item “A new choir” is a telephone number" in press(cast.coordinator, issue)[0]
    assert "in the item “A new choir” is a telephone number" in page(cast.coordinator, issue)
    assert not BulletinPaper.objects.exists()


def test_what_is_ready_is_opened_by_readers_who_find_no_button(cast: Cast, issue: BulletinIssue) -> None:
    paper = finished(issue, "wings")
    shown = page(cast.staff, issue)
    address = reverse("bulletin_paper", args=[issue.pk, paper.pk])
    assert address in shown and "Make" not in shown and "All papers of this issue" not in shown
    answer = client_of(cast.staff).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="EXI-wings-{issue.number}.pdf"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store, private"


def test_what_does_not_stand_any_more_is_given_to_nobody_and_the_page_says_why(
    cast: Cast, issue: BulletinIssue
) -> None:
    paper = finished(issue, "wings")
    item = issue.items.get(wing_heading="A new choir")
    word_for_wings(by=cast.coordinator, item=item, values={"for_wings": False})
    for user in (cast.coordinator, cast.staff):
        answer = client_of(user).get(reverse("bulletin_paper", args=[issue.pk, paper.pk]))
        assert answer.status_code == 409
        assert "may not be printed for people in prison any more" in answer.content.decode()
        assert reverse("bulletin_paper", args=[issue.pk, paper.pk]) not in page(user, issue)


def test_one_that_waits_or_was_replaced_is_not_given_out(cast: Cast, issue: BulletinIssue) -> None:
    paper = finished(issue, "wings")
    for changes, sentence in (
        ({"superseded_at": timezone.now()}, "A newer paper has taken its place."),
        ({"state": "waiting", "superseded_at": None}, "There is no file yet."),
    ):
        BulletinPaper.objects.update(**changes)
        answer = client_of(cast.staff).get(reverse("bulletin_paper", args=[issue.pk, paper.pk]))
        assert answer.status_code == 409 and sentence in answer.content.decode()


def test_a_lost_file_is_told_and_can_be_made_again(cast: Cast, issue: BulletinIssue) -> None:
    paper = finished(issue, "wings")
    paper.file.storage.delete(paper.file.name)
    answer = client_of(cast.staff).get(reverse("bulletin_paper", args=[issue.pk, paper.pk]))
    assert answer.status_code == 410 and "not where it was kept" in answer.content.decode()
    assert "Make it again" in page(cast.coordinator, issue)


def test_changed_words_ask_for_a_new_one_and_long_ones_for_fewer(cast: Cast, issue: BulletinIssue) -> None:
    finished(issue, "wings")
    assert "Make a new one" not in page(cast.coordinator, issue)
    for_wings(cast, issue, "One more")
    assert "Make a new one" in page(cast.coordinator, issue)
    BulletinPaper.objects.update(pages=6)
    assert "It has 6 pages. More than 4 are seldom read" in page(cast.coordinator, issue)


def test_the_newest_lies_with_the_directory_that_goes_where_it_goes(cast: Cast, rf: Any) -> None:
    request = rf.get("/")
    request.user = cast.staff
    wing, board = finished(sent(cast), "wings"), finished(sent(cast), "notice_board")
    finished(sent(cast, elsewhere=True), "wings")
    with_people = printed_with(request, cast.exeter, "people")
    address = reverse("bulletin_paper", args=[wing.issue_id, wing.pk])
    assert (f"Newsletter for the wings, issue {wing.issue.number}", address) in [
        (each.label, each.url) for each in with_people
    ]
    assert reverse("bulletin_paper", args=[board.issue_id, board.pk]) in [
        each.url for each in printed_with(request, cast.exeter, "staff")
    ]
    BulletinItem.objects.filter(issue=wing.issue).update(wing_text="Changed past the action.")
    assert address not in [each.url for each in printed_with(request, cast.exeter, "people")]


def test_the_page_takes_as_many_queries_for_twelve_items_and_papers_as_for_two(cast: Cast) -> None:
    counts = []
    for number in (2, 12):
        issue = making.issue(cast)
        for each in range(number):
            for_wings(cast, issue, f"Item {each}", image=making.image(cast))
            BulletinItem.objects.create(issue=issue, section="news", position=90, heading=f"Staff {each}")
        fixed(issue)
        for each in range(number):
            BulletinPaper.objects.filter(issue=issue).update(superseded_at=timezone.now())
            for_wings(cast, issue, f"Later {each}")
            finished(issue, "wings")
        finished(issue, "notice_board")
        client = client_of(cast.coordinator)
        client.get(reverse("bulletin_papers", args=[issue.pk]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("bulletin_papers", args=[issue.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
