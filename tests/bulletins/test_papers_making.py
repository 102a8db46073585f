"""From the press of the button to a file: each paper once, whatever dies; and none that does not stand any more."""

from __future__ import annotations

import errno
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from bulletins import policies
from bulletins.actions import approving, rendering
from bulletins.actions.images import remove_image
from bulletins.actions.items import approve_for_wings, drop_item, word_for_wings
from bulletins.actions.papers import make_paper
from bulletins.actions.rendering import claim_paper, finish_paper, render_paper, sweep_papers
from bulletins.models import BulletinContent, BulletinIssue, BulletinItem, BulletinPaper
from bulletins.tasks import render_paper as render_task
from bulletins.tasks import sweep_papers as sweep_task
from coordination import clock
from coordination.access import SYSTEM, NotPermitted
from coordination.policies import Overtaken, Refused
from coordination.publishing import Printed, PrintingUnavailable
from tests.bulletins import making
from tests.bulletins.papers_made import fixed, for_wings, sent
from tests.cast import Cast
from tests.coordination.pages import last_entry, queued
from tests.directory.printing import pages_of

pytestmark = pytest.mark.django_db
BOARD, WINGS = BulletinPaper.Kind.NOTICE_BOARD, BulletinPaper.Kind.WINGS
PRINTED = Printed(pdf=b"%PDF-1.7 short", pages=2, anchors={}, asked=(), refused=(), complaints=())


@pytest.fixture
def issue(cast: Cast) -> BulletinIssue:
    return sent(cast)


def make(cast: Cast, issue: BulletinIssue, kind: str = WINGS) -> BulletinPaper:
    return make_paper(by=issue.begun_by, issue=issue, kind=kind)


def quick(monkeypatch: pytest.MonkeyPatch, meanwhile: Any = None, error: BaseException | None = None) -> None:
    """Printing without the seconds of laying out."""

    def printer(plain: Any, progress: Any) -> Printed:
        progress(40)
        if meanwhile:
            meanwhile()
        if error:
            raise error
        return PRINTED

    monkeypatch.setattr(rendering, "PRINTERS", dict.fromkeys(BulletinPaper.Kind, printer))


def made(cast: Cast, issue: BulletinIssue, kind: str = WINGS) -> BulletinPaper:
    paper = make(cast, issue, kind)
    assert render_paper(by=SYSTEM, pk=paper.pk)
    paper.refresh_from_db()
    return paper


def test_each_kind_becomes_a_file_that_opens(cast: Cast, issue: BulletinIssue) -> None:
    for kind, words in ((BOARD, "The chapel has a new room."), (WINGS, "You can sing on Tuesdays.")):
        paper = make(cast, issue, kind)
        assert (paper.state, str(paper.file)) == ("waiting", "")
        assert render_task(paper.pk)
        paper.refresh_from_db()
        assert (paper.state, paper.attempts, paper.claimed) == ("ready", 1, False)
        pdf = paper.file.read()
        assert len(PdfReader(io.BytesIO(pdf)).pages) == paper.pages == 1
        assert words in pages_of(pdf)[0] and f"ssue {issue.number}" in pages_of(pdf)[0]
        assert last_entry("finish_bulletin_paper").actor == ""


def test_the_press_queues_one_message(cast: Cast, issue: BulletinIssue, monkeypatch: Any) -> None:
    with queued(monkeypatch) as sent_off:
        paper = make(cast, issue)
    assert sent_off == [("bulletins.render_paper", (paper.pk,))]
    assert last_entry("make_bulletin_paper").actor == f"coordination.user:{cast.coordinator.pk}"


def test_two_presses_make_one_paper(cast: Cast, issue: BulletinIssue, monkeypatch: Any) -> None:
    quick(monkeypatch)
    paper = make(cast, issue)
    with pytest.raises(Overtaken, match="being made already"):
        make(cast, issue)
    render_paper(by=SYSTEM, pk=paper.pk)
    with pytest.raises(Overtaken, match="there already"):
        make(cast, issue)
    assert BulletinPaper.objects.count() == 1


def test_the_database_holds_a_paper_once_for_each_content(cast: Cast, issue: BulletinIssue) -> None:
    paper = make(cast, issue)
    paper.pk = None
    with pytest.raises(IntegrityError, match="bulletin_paper_once"), transaction.atomic():
        paper.save(force_insert=True)


def test_only_whoever_makes_the_bulletin_asks_for_papers(cast: Cast, issue: BulletinIssue) -> None:
    for who in (cast.governor, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            make_paper(by=who, issue=issue, kind=WINGS)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("draft", "is a draft"), ("waiting", "waits for approval"), ("cancelled", "cancelled")],
)
def test_nothing_is_printed_before_the_words_are_fixed(cast: Cast, state: str, sentence: str) -> None:
    issue = making.issue(cast, state=state)
    for kind in (BOARD, WINGS):
        with pytest.raises(Refused, match=sentence):
            make(cast, issue, kind)


# --- In the background ------------------------------------------------------------------------------


def test_a_message_that_comes_twice_prints_once(cast: Cast, issue: BulletinIssue, monkeypatch: Any) -> None:
    quick(monkeypatch)
    pk = make(cast, issue).pk
    assert [render_paper(by=SYSTEM, pk=pk) for _ in range(3)] == [True, False, False]
    assert not render_paper(by=SYSTEM, pk=987_654)


def test_one_that_a_dead_worker_left_is_finished_by_the_next(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    paper = make(cast, issue)
    assert claim_paper(by=SYSTEM, pk=paper.pk)
    assert not render_paper(by=SYSTEM, pk=paper.pk)
    assert sweep_task() == 0
    BulletinPaper.objects.update(touched_at=timezone.now() - timedelta(minutes=3))
    with queued(monkeypatch) as sent_off:
        assert sweep_task() == 1
    assert sent_off == [("bulletins.render_paper", (paper.pk,))]
    assert sweep_papers(by=SYSTEM) == 0
    assert render_paper(by=SYSTEM, pk=paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 2)


def test_one_that_was_thought_dead_and_comes_late_keeps_no_second_file(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    paper = make(cast, issue)
    late = claim_paper(by=SYSTEM, pk=paper.pk)
    BulletinPaper.objects.update(touched_at=timezone.now() - timedelta(minutes=3))
    sweep_papers(by=SYSTEM)
    quick(monkeypatch)
    assert late and render_paper(by=SYSTEM, pk=paper.pk)
    storage = late.file.storage
    before = storage.listdir("bulletins")[1]
    assert not finish_paper(by=SYSTEM, paper=late, printed=PRINTED)
    assert storage.listdir("bulletins")[1] == before


def test_a_lost_message_is_sent_again(cast: Cast, issue: BulletinIssue, monkeypatch: Any) -> None:
    paper = make(cast, issue)
    assert sweep_papers(by=SYSTEM) == 0
    BulletinPaper.objects.update(touched_at=timezone.now() - timedelta(minutes=2))
    with queued(monkeypatch) as sent_off:
        assert [sweep_papers(by=SYSTEM), sweep_papers(by=SYSTEM)] == [1, 0]
    assert sent_off == [("bulletins.render_paper", (paper.pk,))]


def test_a_worker_that_dies_each_time_is_told_of(cast: Cast, issue: BulletinIssue) -> None:
    paper = make(cast, issue)
    for _ in range(3):
        assert claim_paper(by=SYSTEM, pk=paper.pk)
        BulletinPaper.objects.update(touched_at=timezone.now() - timedelta(minutes=3))
        sweep_papers(by=SYSTEM)
    paper.refresh_from_db()
    assert paper.state == "failed" and "died 3 times" in paper.problem
    assert last_entry("fail_bulletin_paper")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PrintingUnavailable("This machine cannot print yet."), "This machine cannot print yet."),
        (OSError(errno.ENOSPC, "full"), "The disk is full"),
        (Refused("The picture “A room” is not where it was kept."), "The picture “A room”"),
        (ValueError("x"), "Something went wrong while this was laid out (ValueError)"),
    ],
)
def test_what_fails_says_why_and_is_tried_again_with_the_same_words(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any, error: Exception, sentence: str
) -> None:
    paper = make(cast, issue)
    quick(monkeypatch, error=error)
    assert not render_paper(by=SYSTEM, pk=paper.pk)
    paper.refresh_from_db()
    assert paper.state == "failed" and paper.problem.startswith(sentence)
    quick(monkeypatch)
    again = make(cast, issue)
    assert (again.pk, again.state, again.attempts) == (paper.pk, "waiting", 0)
    assert render_paper(by=SYSTEM, pk=paper.pk)


def test_a_paper_whose_file_is_lost_is_made_again(cast: Cast, issue: BulletinIssue, monkeypatch: Any) -> None:
    quick(monkeypatch)
    paper = made(cast, issue)
    paper.file.storage.delete(paper.file.name)
    assert make(cast, issue).pk == paper.pk
    assert render_paper(by=SYSTEM, pk=paper.pk)


# --- Which one stands -------------------------------------------------------------------------------


def stands(paper: BulletinPaper) -> bool:
    try:
        policies.check_handed_out(BulletinPaper.objects.select_related("issue").get(pk=paper.pk))
    except Refused:
        return False
    return True


def reword(cast: Cast, issue: BulletinIssue, text: str) -> None:
    item = issue.items.get(wing_heading="A new choir")
    word_for_wings(by=cast.coordinator, item=item, values={"wing_text": text})
    item.refresh_from_db()
    approve_for_wings(by=cast.coordinator, item=item)


def test_changed_words_make_a_new_paper_which_takes_the_place_of_the_old(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    old = made(cast, issue)
    assert stands(old)
    reword(cast, issue, "You can sing on Mondays.")
    assert not stands(old)
    new = make(cast, issue)
    old.refresh_from_db()
    assert new.pk != old.pk and old.superseded_at is None
    render_paper(by=SYSTEM, pk=new.pk)
    old.refresh_from_db()
    assert old.superseded_at and stands(new) and not stands(old)


def test_words_that_come_back_bring_their_paper_back(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    old = made(cast, issue)
    reword(cast, issue, "You can sing on Mondays.")
    new = made(cast, issue)
    reword(cast, issue, "You can sing on Tuesdays.")
    assert make(cast, issue).pk == old.pk
    assert stands(old) and not stands(new)
    assert BulletinPaper.objects.count() == 2


def test_of_two_that_are_made_at_once_the_later_one_stands(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    old = make(cast, issue)
    for_wings(cast, issue, "One more")
    new = make(cast, issue)
    assert render_paper(by=SYSTEM, pk=new.pk) and render_paper(by=SYSTEM, pk=old.pk)
    assert stands(new) and not stands(old)


def test_an_item_that_is_withdrawn_takes_the_newsletter_with_it(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    paper = made(cast, issue)
    item = issue.items.get(wing_heading="A new choir")
    word_for_wings(by=cast.coordinator, item=item, values={"for_wings": False})
    with pytest.raises(Refused, match="“A new choir” may not be printed for people in prison any more"):
        policies.check_handed_out(BulletinPaper.objects.get(pk=paper.pk))
    with pytest.raises(Refused, match="No item of this issue is approved"):
        make(cast, issue)


def test_a_dropped_item_takes_the_newsletter_with_it(cast: Cast, monkeypatch: Any) -> None:
    quick(monkeypatch)
    issue = making.issue(cast)
    item = for_wings(cast, issue)
    fixed(issue, "approved")
    paper = made(cast, issue)
    approving_back = BulletinIssue.objects.get(pk=issue.pk)
    approving.take_back_to_draft(by=cast.coordinator, issue=approving_back)
    assert stands(paper)
    drop_item(by=cast.coordinator, item=BulletinItem.objects.get(pk=item.pk))
    assert not stands(paper)


def test_one_more_item_leaves_the_newsletter_that_hangs_valid(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    paper = made(cast, issue)
    for_wings(cast, issue, "One more")
    assert stands(paper)


def test_the_paper_for_boards_stands_while_the_issue_says_the_same(cast: Cast, monkeypatch: Any) -> None:
    quick(monkeypatch)
    issue = fixed(making.issue(cast), "approved")
    paper = made(cast, issue, BOARD)
    assert stands(paper)
    BulletinIssue.objects.update(state="draft")
    assert not stands(paper)
    BulletinIssue.objects.update(state="approved")
    assert stands(paper)
    BulletinContent.objects.update(content_hash="0" * 64)
    assert not stands(paper)


def test_a_picture_that_is_removed_takes_the_paper_with_it_and_stands_in_no_other(cast: Cast) -> None:
    issue = making.issue(cast)
    picture = making.image(cast)
    BulletinItem.objects.update(image=picture)
    paper = made(cast, fixed(issue), BOARD)
    assert stands(paper) and "Picture: A. Volunteer" in pages_of(paper.file.read())[0]
    remove_image(by=cast.coordinator, image=picture)
    assert not stands(paper)
    without = made(cast, BulletinIssue.objects.get(pk=issue.pk), BOARD)
    said = pages_of(without.file.read())[0]
    assert stands(without) and "Picture" not in said and "The chapel has a new room." in said


def test_out_of_date_newsletters_are_made_anew_with_a_new_day(
    cast: Cast, issue: BulletinIssue, monkeypatch: Any
) -> None:
    quick(monkeypatch)
    today = clock.today()
    long_ago = datetime.combine(
        today - timedelta(days=91), datetime.min.time(), tzinfo=timezone.get_current_timezone()
    )
    with clock.set_to(long_ago):
        old = made(cast, issue)
        board = made(cast, issue, BOARD)
    new = made(cast, issue)
    assert date.fromisoformat(new.snapshot["printed_on"]) == today
    old.refresh_from_db()
    assert new.pk != old.pk and old.superseded_at
    with pytest.raises(Overtaken):
        make(cast, issue, BOARD)
    assert stands(board)
