"""One import from its file to its end: who may, in which order, in how many steps, and what is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.access import SYSTEM, NotPermitted
from coordination.models import Posting
from coordination.policies import Refused
from directory.actions.import_rows import Step, clear_imports, go_on, sweep_imports
from directory.actions.importing import (
    begin_import,
    counts,
    set_mapping,
    start_dry_run,
    start_import,
    stop_import,
)
from directory.models import (
    ImportRow,
    ImportRun,
    ImportSource,
    Service,
)
from tests.cast import Cast
from tests.directory.imports.files import begun, csv_file, imported, row, tried, worked

pytestmark = pytest.mark.django_db


def test_a_mapping_is_remembered_for_its_source_alone(cast: Cast) -> None:
    mapping = {"columns": {"organisation": ["provider"], "name": ["category"]}, "fixed": {}, "pathways": {}}
    set_mapping(by=SYSTEM, run=begun(row(), prisons=[cast.exeter]), mapping=mapping)
    file = {
        "prison": cast.exeter,
        "prisons": [cast.exeter],
        "file_name": "list.csv",
        "content": csv_file([row()]),
    }
    again = begin_import(by=SYSTEM, source_name="A list", **file)
    other = begin_import(by=SYSTEM, source_name="Another", **file)
    assert again.mapping["columns"]["name"] == ["category"]
    assert other.mapping["columns"]["name"] == ["service"]
    assert ImportSource.objects.count() == 2


def test_only_a_dry_run_of_this_mapping_opens_the_import(cast: Cast) -> None:
    run = begun(row(), prisons=[cast.exeter])
    with pytest.raises(Refused, match="Try it first"):
        start_import(by=SYSTEM, run=run)
    run = tried(run)
    run = set_mapping(by=SYSTEM, run=run, mapping=run.mapping)
    with pytest.raises(Refused, match="Try it first"):
        start_import(by=SYSTEM, run=run)


def test_a_file_that_cannot_be_read_leaves_no_run(cast: Cast) -> None:
    file = {"prison": cast.exeter, "prisons": [cast.exeter], "file_name": "list.csv"}
    for text in (b"a,b\n", b'a,b\n"1'):
        with pytest.raises(Refused):
            begin_import(by=SYSTEM, content=text, **file)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("person", ["governor", "staff", "manager", "other_coordinator", "lead", "national"])
def test_only_a_coordinator_of_every_prison_brings_in_services(cast: Cast, person: str) -> None:
    file = {"file_name": "list.csv", "content": csv_file([row()])}
    with pytest.raises(NotPermitted):
        begin_import(by=getattr(cast, person), prison=cast.exeter, prisons=[cast.exeter], **file)
    with pytest.raises(NotPermitted):
        begin_import(by=cast.coordinator, prison=cast.exeter, prisons=[cast.exeter, cast.guys_marsh], **file)
    run = begun(row(), prisons=[cast.exeter])
    for act in (start_dry_run, start_import, stop_import):
        with pytest.raises(NotPermitted):
            act(by=getattr(cast, person), run=run)


def test_nothing_more_is_written_for_somebody_who_lost_the_right(cast: Cast) -> None:
    run = tried(begun(row(), row(id="A2", service="Debt help"), prisons=[cast.exeter], by=cast.coordinator))
    step = Step(start_import(by=cast.coordinator, run=run, queue=False))
    assert step.next_row()
    Posting.objects.filter(user=cast.coordinator).delete()
    assert not step.next_row()
    run.refresh_from_db()
    assert (run.state, counts(run)["done"]) == ("stopped", 1)


def test_a_stopped_import_goes_on_where_it_was(cast: Cast) -> None:
    run = tried(begun(*(row(id=f"A{n}", service=f"Service {n}") for n in range(4)), prisons=[cast.exeter]))
    step = Step(start_import(by=SYSTEM, run=run, queue=False))
    assert step.next_row() and step.next_row()
    stop_import(by=SYSTEM, run=run)
    assert not step.next_row()
    run = worked(start_import(by=SYSTEM, run=run, queue=False))
    assert (run.state, counts(run)["created"], Service.objects.filter(name__startswith="Service").count()) == (
        "finished", 4, 4,
    )  # fmt: skip


def test_a_worker_does_a_number_of_rows_and_queues_the_rest(
    cast: Cast, no_queue: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    run = start_dry_run(
        by=SYSTEM, run=begun(row(), row(id="A2"), row(id="A3"), prisons=[cast.exeter]), queue=False
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert go_on(pk=run.pk, rows=2)
    assert (counts(run)["done"], no_queue) == (2, [("directory.run_import", run.pk)])
    no_queue.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert go_on(pk=run.pk)
    run.refresh_from_db()
    assert (run.state, no_queue) == ("checked", [])
    assert not go_on(pk=run.pk)


def test_a_row_that_breaks_our_own_code_is_refused_and_the_next_is_taken(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(prison: Any, proposal: Any, *args: Any) -> str:
        if proposal.name == "Broken":
            raise ZeroDivisionError
        return ""

    monkeypatch.setattr("directory.imports.matching.why_not_at", broken)
    first, second = imported(row(service="Broken"), row(id="A2"), prisons=[cast.exeter])
    assert first.reason == "Something went wrong with it (ZeroDivisionError). Tell your administrator."
    assert second.fate == "created"
    assert "could not be taken" in caplog.text


def test_the_clock_takes_up_what_a_dead_worker_left(
    cast: Cast, no_queue: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    run = start_dry_run(by=SYSTEM, run=begun(row(), prisons=[cast.exeter]), queue=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_imports(by=SYSTEM) == 0
        ImportRun.objects.update(moved_at=timezone.now() - timedelta(minutes=3))
        assert sweep_imports(by=SYSTEM) == 1
        assert sweep_imports(by=SYSTEM) == 0
    assert no_queue == [("directory.run_import", run.pk)]


def test_cells_are_deleted_four_weeks_after_the_end_and_the_fates_stay(cast: Cast) -> None:
    [done] = imported(row(), prisons=[cast.exeter])
    assert clear_imports(by=SYSTEM) == 0
    ImportRun.objects.update(moved_at=timezone.now() - timedelta(days=29))
    assert clear_imports(by=SYSTEM) == 1
    done.refresh_from_db()
    assert (done.cells, done.flags, done.fate) == ({}, [], "created")
    assert clear_imports(by=SYSTEM) == 0


def test_a_row_costs_the_same_whether_few_or_many_came_before(cast: Cast) -> None:
    rows = [row(id=f"A{n}", provider=f"Group {n} of Otters", service=f"Service {n}") for n in range(40)]
    run = tried(begun(*rows, prisons=[cast.exeter]))
    step = Step(start_import(by=SYSTEM, run=run, queue=False))
    costs = []
    while True:
        with CaptureQueriesContext(connection) as queries:
            if not step.next_row():
                break
        costs.append(len(queries))
    assert len(costs) == 40
    assert costs[5] == costs[35]
    assert max(costs) < 100


def test_no_letter_is_sent_for_each_text_of_an_import(
    cast: Cast, no_queue: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        imported(row(), prisons=[cast.exeter])
    assert no_queue == []


def test_the_prison_and_its_people_see_a_run_and_nobody_else(cast: Cast) -> None:
    run = begun(row(), prisons=[cast.exeter])
    for model, found in ((ImportRun, run), (ImportSource, run.source), (ImportRow, run.rows.get())):
        assert list(model.objects.visible_to(cast.coordinator)) == [found]
        assert not model.objects.visible_to(cast.other_coordinator).exists()
        assert not model.objects.visible_to(cast.governor).exists()


def test_a_list_without_headings_that_begins_with_a_person_in_prison_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="the headings of the file"):
        begin_import(
            by=SYSTEM, prison=cast.exeter, prisons=[cast.exeter], file_name="list.csv",
            content=b"Otter Housing,A1234BC,Finding a home\nOther,B,C\n", source_name="Wing folder",
        )  # fmt: skip
    assert not ImportRun.objects.exists()
    assert not ImportSource.objects.exists()
