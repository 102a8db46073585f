"""`manage.py export_edition`."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from coordination.access import SYSTEM
from directory.actions import rendering, upkeep
from directory.actions.editions import make_edition
from directory.management.commands import export_edition
from directory.models import Edition
from tests.cast import Cast
from tests.directory.printing import words_of

pytestmark = pytest.mark.django_db


def export(path: Path, kind: str = "people", prison: str = "EXI") -> str:
    out = io.StringIO()
    call_command("export_edition", prison=prison, edition=kind, output=path, stdout=out)
    return out.getvalue()


def test_it_writes_the_directory_and_keeps_it_as_an_edition(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "people.pdf"
    assert "Directory for people in prison, edition 1" in export(path)
    edition = Edition.objects.get()
    assert (edition.state, edition.made_by) == (Edition.State.READY, None)
    assert len(PdfReader(path).pages) == edition.pages
    assert "Housing advice" in words_of(path.read_bytes())


def test_a_second_time_it_gives_the_same_one(cast: Cast, tmp_path: Path) -> None:
    export(tmp_path / "1.pdf")
    export(tmp_path / "2.pdf", prison="exi")
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    assert Edition.objects.count() == 1


def test_after_a_change_it_makes_a_new_one(cast: Cast, tmp_path: Path) -> None:
    export(tmp_path / "1.pdf")
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="full")
    assert "edition 2" in export(tmp_path / "2.pdf")


def test_after_its_date_it_makes_a_new_one(cast: Cast, tmp_path: Path) -> None:
    long_ago = timezone.localdate() - timedelta(days=cast.exeter.renew_after_days + 1)
    old = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people", printed_on=long_ago)
    assert rendering.render_edition(by=SYSTEM, pk=old.pk)
    assert "edition 2" in export(tmp_path / "1.pdf")


def test_one_that_waits_for_a_worker_is_printed_and_given_out(cast: Cast, tmp_path: Path) -> None:
    waiting = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")
    export(tmp_path / "1.pdf")
    waiting.refresh_from_db()
    assert waiting.state == Edition.State.READY
    assert Edition.objects.count() == 1


def test_one_that_a_worker_has_in_hand_is_waited_for(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_hand = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")
    Edition.objects.filter(pk=in_hand.pk).update(state="rendering", attempts=1)

    def the_worker_gives_up(seconds: float) -> None:
        Edition.objects.filter(pk=in_hand.pk).update(state="failed", problem="x")

    monkeypatch.setattr(
        export_edition, "time", SimpleNamespace(monotonic=lambda: 0, sleep=the_worker_gives_up)
    )
    assert "edition 2" in export(tmp_path / "1.pdf")


def test_a_worker_that_never_finishes_is_named(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_hand = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")
    Edition.objects.filter(pk=in_hand.pk).update(state="rendering", attempts=1)
    moments = iter(range(0, 10_000, 300))
    monkeypatch.setattr(
        export_edition, "time", SimpleNamespace(monotonic=lambda: next(moments), sleep=lambda seconds: None)
    )
    with pytest.raises(CommandError, match="is still being laid out"):
        export(tmp_path / "1.pdf")


@pytest.mark.parametrize(
    ("prison", "folder", "sentence"),
    [
        ("XXX", "", "No prison has the code “XXX”"),
        ("EXI", "nowhere/", "There is no folder"),
        ("DTI", "", "nothing to print"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    prison: str, folder: str, sentence: str, cast: Cast, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=sentence):
        export(tmp_path / f"{folder}x.pdf", prison=prison)


def test_a_file_that_cannot_be_written_is_a_sentence(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        export(tmp_path)


def test_one_that_could_not_be_printed_says_why(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(snapshot: object, progress: object) -> None:
        raise ValueError

    monkeypatch.setattr(rendering.papers, "print_edition", fail)
    with pytest.raises(CommandError, match="Something went wrong while this was laid out"):
        export(tmp_path / "x.pdf")
