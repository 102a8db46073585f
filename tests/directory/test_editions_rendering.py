"""From the queue to the file, also when the worker dies, the disk is full or somebody stops it."""

from __future__ import annotations

import errno
import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from coordination.access import SYSTEM
from coordination.models import AuditEntry
from coordination.publishing import Printed, PrintingUnavailable
from directory.actions import rendering
from directory.actions.editions import make_edition, make_take_down_notice
from directory.actions.rendering import claim_edition, finish_edition, render_edition, sweep_editions
from directory.editions import papers
from directory.models import Edition
from directory.tasks import render_edition as render_task
from directory.tasks import sweep_editions as sweep_task
from tests.cast import Cast
from tests.directory.printing import pages_of

pytestmark = pytest.mark.django_db

PRINTED = Printed(
    pdf=b"%PDF-1.7 short", pages=3, anchors={"entry-1": 2, "help": 1}, asked=(), refused=(), complaints=()
)


@pytest.fixture
def edition(cast: Cast) -> Edition:
    return make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(rendering, "queue_on_commit", lambda name, pk: found.append(pk))
    return found


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(snapshot: Any, progress: Any) -> Printed:
        raise error

    monkeypatch.setattr(papers, "print_edition", fail)


def quick(monkeypatch: pytest.MonkeyPatch, meanwhile: Any = None) -> None:
    def print_edition(snapshot: Any, progress: Any) -> Printed:
        progress(40)
        if meanwhile:
            meanwhile()
        return PRINTED

    monkeypatch.setattr(papers, "print_edition", print_edition)


def stored() -> set[str]:
    if not default_storage.exists("editions"):
        return set()
    return set(default_storage.listdir("editions")[1])


def test_a_queued_edition_becomes_a_file_that_opens(edition: Edition) -> None:
    assert render_task(edition.pk)
    edition.refresh_from_db()
    assert (edition.state, edition.progress, edition.attempts) == ("ready", 100, 1)
    pdf = edition.file.read()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == edition.pages
    assert edition.bytes == len(pdf)
    (stands_on,) = [
        number for number, page in enumerate(pages_of(pdf), 1) if "before you leave prison" in page
    ]
    assert edition.entry_pages == {"1": stands_on}
    assert {"claim_edition", "finish_edition"} <= set(AuditEntry.objects.values_list("verb", flat=True))


def test_a_take_down_notice_is_one_page(cast: Cast) -> None:
    notice = make_take_down_notice(by=cast.coordinator, listing=cast.approved)
    assert render_edition(by=SYSTEM, pk=notice.pk)
    notice.refresh_from_db()
    assert notice.pages == 1


def test_a_message_that_comes_twice_prints_once(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    before = stored()
    assert [render_edition(by=SYSTEM, pk=edition.pk) for _ in range(3)] == [True, False, False]
    assert len(stored() - before) == 1


def test_one_that_somebody_else_works_on_is_left_alone(edition: Edition) -> None:
    assert claim_edition(by=SYSTEM, pk=edition.pk)
    assert claim_edition(by=SYSTEM, pk=edition.pk) is None
    assert not render_edition(by=SYSTEM, pk=edition.pk)


def test_an_edition_that_is_gone_is_no_error() -> None:
    assert not render_edition(by=SYSTEM, pk=987_654)


def test_progress_stands_in_the_row(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    quick(monkeypatch, lambda: seen.append(Edition.objects.get(pk=edition.pk).progress))
    render_edition(by=SYSTEM, pk=edition.pk)
    assert seen == [40]


def test_progress_is_written_once_a_second_at_most(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    claimed = claim_edition(by=SYSTEM, pk=edition.pk)
    assert claimed is not None
    moments = iter([10.0, 10.0, 10.4, 10.9, 11.2, 11.2])
    monkeypatch.setattr(rendering, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    tell = rendering._teller(claimed)
    with django_assert_num_queries(2):
        for percent in (1, 2, 3, 4):
            tell(percent)
    claimed.refresh_from_db()
    assert claimed.progress == 4


def test_one_that_was_stopped_meanwhile_keeps_no_file(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        Edition.objects.filter(pk=edition.pk).update(state="failed", problem="Withdrawn urgently.")

    before = stored()
    quick(monkeypatch, stop)
    assert not render_edition(by=SYSTEM, pk=edition.pk)
    edition.refresh_from_db()
    assert (edition.state, edition.problem) == ("failed", "Withdrawn urgently.")
    assert stored() == before


def test_the_work_ends_at_the_next_word_of_progress_when_it_was_stopped(edition: Edition) -> None:
    claimed = claim_edition(by=SYSTEM, pk=edition.pk)
    assert claimed is not None
    Edition.objects.filter(pk=edition.pk).update(state="failed", problem="Withdrawn urgently.")
    with pytest.raises(rendering.TakenOver):
        rendering._teller(claimed)(5)


def test_a_worker_that_was_taken_for_dead_overwrites_nothing(edition: Edition) -> None:
    slow = claim_edition(by=SYSTEM, pk=edition.pk)
    assert slow is not None
    Edition.objects.filter(pk=edition.pk).update(progress_at=timezone.now() - timedelta(minutes=5))
    sweep_editions(by=SYSTEM)
    assert claim_edition(by=SYSTEM, pk=edition.pk)
    before = stored()
    assert not finish_edition(by=SYSTEM, edition=slow, printed=PRINTED)
    assert stored() == before
    edition.refresh_from_db()
    assert (edition.state, edition.attempts) == ("rendering", 2)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PrintingUnavailable("This machine cannot print yet."), "This machine cannot print yet."),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError(errno.EIO, "Input/output error"), "Something went wrong while this was laid out (OSError)"),
        (SoftTimeLimitExceeded(), "took longer than a quarter of an hour"),
        (ValueError("secret words"), "Something went wrong while this was laid out (ValueError)"),
    ],
)
def test_what_goes_wrong_is_a_sentence_for_the_coordinator(
    error: Exception, words: str, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, error)
    assert not render_edition(by=SYSTEM, pk=edition.pk)
    edition.refresh_from_db()
    assert edition.state == Edition.State.FAILED
    assert words in edition.problem
    assert "secret words" not in edition.problem


def test_a_full_disk_leaves_no_half_a_file(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    save = default_storage.save
    before = stored()

    def half(name: str, content: Any) -> str:
        save(name, content)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(rendering.default_storage, "save", half)
    assert not render_edition(by=SYSTEM, pk=edition.pk)
    edition.refresh_from_db()
    assert "The disk is full" in edition.problem
    assert stored() == before


# --- The clock ------------------------------------------------------------------------------------


def silent(edition: Edition, **changes: Any) -> None:
    values = {"progress_at": timezone.now() - timedelta(minutes=5)} | changes
    Edition.objects.filter(pk=edition.pk).update(**values)


def test_a_killed_worker_loses_nothing(edition: Edition, queued: list[int]) -> None:
    claim_edition(by=SYSTEM, pk=edition.pk)
    silent(edition, progress=60)
    assert sweep_task() == 1
    assert queued == [edition.pk]
    edition.refresh_from_db()
    assert (edition.state, edition.progress, edition.attempts) == ("queued", 0, 1)
    assert sweep_task() == 0


def test_one_that_is_alive_is_left_alone(edition: Edition, queued: list[int]) -> None:
    claim_edition(by=SYSTEM, pk=edition.pk)
    assert sweep_editions(by=SYSTEM) == 0
    assert queued == []


def test_a_lost_message_is_sent_again(edition: Edition, queued: list[int]) -> None:
    assert sweep_editions(by=SYSTEM) == 0
    silent(edition)
    assert sweep_editions(by=SYSTEM) == 1
    assert queued == [edition.pk]
    assert sweep_editions(by=SYSTEM) == 0


def test_a_third_death_is_the_last(edition: Edition, queued: list[int]) -> None:
    silent(edition, state="rendering", attempts=3)
    assert sweep_editions(by=SYSTEM) == 0
    edition.refresh_from_db()
    assert edition.state == Edition.State.FAILED
    assert "died 3 times" in edition.problem
    assert queued == []


def test_finished_ones_are_none_of_its_business(edition: Edition, queued: list[int]) -> None:
    silent(edition, state="failed", problem="x")
    assert sweep_editions(by=SYSTEM) == 0
    assert queued == []


def test_the_clock_looks_every_minute() -> None:
    from directory.schedule import SCHEDULE

    assert SCHEDULE["directory.sweep_editions"] == {"task": "directory.sweep_editions", "schedule": 60.0}
