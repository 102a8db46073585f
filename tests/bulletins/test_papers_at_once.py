"""Two browsers, two workers, and somebody who withdraws an item meanwhile: each paper is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from bulletins.actions import rendering
from bulletins.actions.items import word_for_wings
from bulletins.actions.papers import make_paper
from bulletins.actions.rendering import render_paper
from bulletins.models import BulletinIssue, BulletinItem, BulletinPaper
from bulletins.policies import check_handed_out
from coordination.access import SYSTEM
from coordination.policies import Overtaken, Refused
from coordination.publishing import Printed
from tests.bulletins.papers_made import for_wings, sent
from tests.cast import Cast, build_or_load

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]
PRINTED = Printed(pdf=b"%PDF-1.7 short", pages=2, anchors={}, asked=(), refused=(), complaints=())


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast in a database that keeps what threads write; no broker is asked, and nothing is laid out."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    quick = dict.fromkeys(BulletinPaper.Kind, lambda plain, progress: PRINTED)
    monkeypatch.setattr(rendering, "PRINTERS", quick)
    yield build_or_load()


def at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """(what was done, what was refused), each act on a connection of its own."""
    begin = Barrier(len(acts))

    def act(do: Callable[[], Any]) -> Any:
        try:
            begin.wait(timeout=20)
            return do()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(act, acts))
    refusals = [each for each in answers if isinstance(each, Exception)]
    return [each for each in answers if not isinstance(each, Exception)], refusals


def pressed(cast: Cast, issue: BulletinIssue) -> Callable[[], BulletinPaper]:
    return lambda: make_paper(by=cast.coordinator, issue=BulletinIssue.objects.get(pk=issue.pk), kind="wings")


def test_four_presses_at_once_make_one_paper(everybody: Cast) -> None:
    issue = sent(everybody)
    done, refused = at_once(*[pressed(everybody, issue)] * 4)
    assert len(done) == 1
    assert [type(each) for each in refused] == [Overtaken] * 3
    assert BulletinPaper.objects.count() == 1


def test_four_workers_at_once_keep_one_file(everybody: Cast) -> None:
    paper = pressed(everybody, sent(everybody))()
    storage = paper.file.storage
    before = len(storage.listdir("bulletins")[1]) if storage.exists("bulletins") else 0
    done, _ = at_once(*[lambda: render_paper(by=SYSTEM, pk=paper.pk)] * 4)
    assert sorted(done) == [False, False, False, True]
    assert len(storage.listdir("bulletins")[1]) == before + 1


def test_of_two_papers_that_are_finished_at_once_one_stands(everybody: Cast) -> None:
    issue = sent(everybody)
    old = pressed(everybody, issue)()
    for_wings(everybody, issue, "One more")
    new = pressed(everybody, issue)()
    done, _ = at_once(*[lambda pk=each.pk: render_paper(by=SYSTEM, pk=pk) for each in (old, new)])
    assert done == [True, True]
    assert list(BulletinPaper.objects.current()) == [new]


def test_an_item_that_is_withdrawn_while_its_paper_is_asked_for_is_given_to_nobody(everybody: Cast) -> None:
    """Whoever comes first: the paper is refused, or it is made and does not stand."""
    issue = sent(everybody)
    item = BulletinItem.objects.get(wing_heading="A new choir")
    withdrawn = {"for_wings": False}
    at_once(
        pressed(everybody, issue),
        lambda: word_for_wings(by=everybody.coordinator, item=item, values=withdrawn),
    )
    for paper in BulletinPaper.objects.select_related("issue"):
        render_paper(by=SYSTEM, pk=paper.pk)
        paper.refresh_from_db()
        with pytest.raises(Refused, match="may not be printed for people in prison any more"):
            check_handed_out(paper)
