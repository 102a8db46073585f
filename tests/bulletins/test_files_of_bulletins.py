"""Pictures and finished papers in a bucket: with their row, swept without one, and sentences while it is away."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bulletins import picture_links
from bulletins.actions import lost_files, rendering
from bulletins.actions.papers import make_paper
from bulletins.actions.rendering import render_paper
from bulletins.models import BulletinImage, BulletinPaper
from bulletins.papers import notice_board
from coordination.access import SYSTEM
from coordination.files import keeping
from coordination.policies import Refused
from coordination.private_files import StoreAway
from coordination.publishing import Printed
from tests.bulletins import making
from tests.bulletins.papers_made import sent
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.object_store import cut_off, names_in

pytestmark = pytest.mark.django_db
WINGS = BulletinPaper.Kind.WINGS
PRINTED = Printed(pdf=b"%PDF-1.7 short", pages=2, anchors={}, asked=(), refused=(), complaints=())


@pytest.fixture
def private(in_the_store: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(rendering.PRINTERS, WINGS, lambda plain, progress: PRINTED)
    return in_the_store["private"]


def made(cast: Cast) -> BulletinPaper:
    paper = make_paper(by=cast.coordinator, issue=sent(cast), kind=WINGS)
    render_paper(by=SYSTEM, pk=paper.pk)
    paper.refresh_from_db()
    return paper


def test_a_paper_and_a_picture_lie_in_the_bucket_and_leave_through_their_pages(
    cast: Cast, private: Any
) -> None:
    paper, image = made(cast), making.image(cast)
    assert {f"private/{each.file.name}" for each in (paper, image)} <= names_in(private)
    page = signed_in(cast.staff).get(reverse("bulletin_paper", args=[paper.issue_id, paper.pk]))
    assert b"".join(page) == PRINTED.pdf
    seen = Client().get(picture_links.path_of(image))
    assert b"".join(seen) == private.open(image.file.name).read()
    assert "max-age=86400" in seen["Cache-Control"] and "public" in seen["Cache-Control"]


def test_what_has_no_row_for_a_day_is_swept(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(cast), making.image(cast)
    before = names_in(private)
    private.save("bulletins/loose.pdf", io.BytesIO(b"%PDF"))
    assert lost_files.sweep_files() == 0
    monkeypatch.setattr(keeping, "OLD_ENOUGH", timedelta(days=-1))
    assert lost_files.sweep_daily()
    assert names_in(private) == before


def test_while_the_store_is_away_there_are_sentences_and_nothing_is_made_anew(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, image = made(cast), making.image(cast)
    address = picture_links.path_of(image)
    cut_off(monkeypatch, private)
    away = signed_in(cast.staff).get(reverse("bulletin_paper", args=[paper.issue_id, paper.pk]))
    assert (away.status_code, "cannot be read just now" in away.content.decode()) == (503, True)
    small = signed_in(cast.coordinator).get(reverse("small_bulletin_image", args=[image.pk]))
    assert small.status_code == 503
    seen = Client().get(address)
    assert (seen.status_code, seen["Cache-Control"]) == (503, "no-store")
    with pytest.raises(Refused):
        make_paper(by=cast.coordinator, issue=paper.issue, kind=WINGS)
    with pytest.raises(Refused, match=r"does not answer\. Nothing was saved"):
        making.image(cast)
    assert BulletinImage.objects.filter(removed_at=None).count() == BulletinImage.objects.count()
    with pytest.raises(StoreAway):
        notice_board.in_grey(str(image.file.name), "A gate")


def test_a_paper_that_cannot_be_kept_has_failed_with_a_sentence(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = sent(cast)
    cut_off(monkeypatch, private)
    paper = make_paper(by=cast.coordinator, issue=issue, kind=WINGS)
    assert not render_paper(by=SYSTEM, pk=paper.pk)
    paper.refresh_from_db()
    assert (paper.state, str(paper.file)) == (BulletinPaper.State.FAILED, "")
    assert "The store of files did not answer" in paper.problem
