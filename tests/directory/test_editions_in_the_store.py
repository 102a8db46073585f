"""Finished editions, where files lie in an S3-compatible store."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from coordination import publishing
from coordination.access import SYSTEM
from coordination.files import keeping
from coordination.private_files import StoreAway
from directory.actions import lost_files, rendering
from directory.actions.editions import make_edition
from directory.actions.rendering import render_edition
from directory.editions import papers
from directory.models import Edition
from tests.cast import Cast
from tests.directory.printing import PDF
from tests.directory.typing_in import signed_in
from tests.object_store import cut_off, names_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def default(in_the_store: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    printed = publishing.Printed(pdf=PDF, pages=3, anchors={}, asked=(), refused=(), complaints=())
    monkeypatch.setattr(papers, "print_edition", lambda snapshot, progress: printed)
    return in_the_store["default"]


@pytest.fixture
def edition(cast: Cast) -> Edition:
    return make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")


def page_of(cast: Cast, edition: Edition) -> Any:
    return signed_in(cast.coordinator).get(reverse("edition_file", args=["EXI", edition.pk]))


def test_an_edition_lies_in_the_bucket_and_is_read_at_its_page(
    cast: Cast, edition: Edition, default: Any
) -> None:
    assert render_edition(by=SYSTEM, pk=edition.pk)
    edition.refresh_from_db()
    assert names_in(default) == {f"default/{edition.file.name}"}
    response = page_of(cast, edition)
    assert b"".join(response) == PDF
    assert (response["Content-Type"], response["Content-Length"]) == ("application/pdf", str(len(PDF)))
    assert response["Content-Disposition"] == 'inline; filename="EXI-people-edition-1.pdf"'


def test_one_that_cannot_be_kept_has_failed_with_a_sentence(
    edition: Edition, default: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        cut_off(away, default)
        assert not render_edition(by=SYSTEM, pk=edition.pk)
    edition.refresh_from_db()
    assert (edition.state, names_in(default)) == (Edition.State.FAILED, set())
    assert "The store of files did not answer" in edition.problem


def test_one_whose_row_cannot_be_written_leaves_no_file(
    edition: Edition, default: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(verb: str, **rest: Any) -> None:
        if verb == "finish_edition":
            assert len(names_in(default)) == 1
            raise RuntimeError

    monkeypatch.setattr(rendering.audit, "record", fail)
    assert not render_edition(by=SYSTEM, pk=edition.pk)
    edition.refresh_from_db()
    assert (edition.state, names_in(default)) == (Edition.State.FAILED, set())


def test_one_that_cannot_be_read_just_now_is_a_sentence_and_not_called_gone(
    cast: Cast, edition: Edition, default: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_edition(by=SYSTEM, pk=edition.pk)
    with monkeypatch.context() as away:
        cut_off(away, default)
        response = page_of(cast, edition)
        assert response.status_code == 503
        assert "cannot be read just now" in response.content.decode()
    edition.refresh_from_db()
    default.delete(edition.file.name)
    assert page_of(cast, edition).status_code == 410


def test_what_a_killed_worker_left_is_swept_after_a_day(
    edition: Edition, default: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_edition(by=SYSTEM, pk=edition.pk)
    before = names_in(default)
    default.save("editions/EXI-people-9.pdf", io.BytesIO(PDF))
    default.save("pictures/approved.png", io.BytesIO(PDF))
    assert lost_files.sweep_files() == 0
    monkeypatch.setattr(keeping, "OLD_ENOUGH", timedelta(days=-1))
    assert lost_files.sweep_daily()
    assert names_in(default) == before | {"default/pictures/approved.png"}


def test_a_paper_is_not_printed_without_a_picture_that_is_only_not_to_be_had_just_now(
    default: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><rect width="9" height="9"/></svg>'
    )
    name = default.save("pictures/approved.svg", io.BytesIO(drawing))
    html = f'<!doctype html><html lang="en"><title>x</title><p><img alt="x" src="media:{name}"></p></html>'
    assert publishing.print_pdf(html, pictures=frozenset({name})).refused == ()
    cut_off(monkeypatch, default)
    with pytest.raises(StoreAway):
        publishing.print_pdf(html, pictures=frozenset({name}))
