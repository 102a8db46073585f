"""Reports of every prison: each is issued once, however many workers, kills, stops and second messages there are."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coordination.access import SYSTEM, NotPermitted
from coordination.models import Posting, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from planning.actions import report_runs
from planning.actions.report_runs import begin_run, go_on, resume_run, stop_run, sweep_runs
from planning.actions.reports import issue_report
from planning.models import GapReport, ReportRun, ReportRunPrison
from tests.cast import Cast
from tests.planning.reporting import everywhere_open
from tests.together import at_once

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
)
SOME = 6


def small_run(cast: Cast) -> ReportRun:
    """Of the first few prisons, so that the test is quick."""
    run = begin_run(by=cast.national)
    kept = run.prisons.order_by("prison__code").values_list("pk", flat=True)[:SOME]
    run.prisons.exclude(pk__in=list(kept)).delete()
    return run


def states(run: ReportRun) -> list[str]:
    return list(run.prisons.order_by("prison__code").values_list("state", flat=True))


def test_a_run_has_a_row_for_every_open_prison(cast: Cast) -> None:
    run = begin_run(by=cast.national)
    assert run.prisons.count() == everywhere_open() > 100
    assert not run.prisons.exclude(prison__status=Prison.Status.OPEN).exists()


def test_only_somebody_who_compares_every_prison_begins_stops_and_resumes(cast: Cast) -> None:
    run = begin_run(by=cast.national)
    for by in (cast.lead, cast.coordinator, cast.governor):
        for act in (
            lambda by=by: begin_run(by=by),
            lambda by=by: stop_run(by=by, run=run),
            lambda by=by: resume_run(by=by, run=run),
        ):
            with pytest.raises(NotPermitted):
                act()


def test_there_is_one_run_at_a_time(cast: Cast) -> None:
    begin_run(by=cast.national)
    with pytest.raises(Overtaken, match="already"):
        begin_run(by=cast.national)


def test_stopped_and_resumed_each_prison_has_one_report(cast: Cast) -> None:
    run = small_run(cast)
    assert go_on(pk=run.pk, prisons=2) == 2
    stop_run(by=cast.national, run=run)
    assert go_on(pk=run.pk) == 0
    assert GapReport.objects.filter(run=run).count() == 2
    resume_run(by=cast.national, run=run)
    go_on(pk=run.pk, prisons=SOME + 1)
    run.refresh_from_db()
    assert (run.state, run.ended_at is not None) == (ReportRun.State.DONE, True)
    assert states(run) == ["done"] * SOME
    assert sorted(GapReport.objects.filter(run=run).values_list("number", flat=True)) == [1] * SOME
    assert go_on(pk=run.pk) == 0
    assert GapReport.objects.filter(run=run).count() == SOME
    with pytest.raises(Refused, match="Every prison has its report"):
        resume_run(by=cast.national, run=run)


def test_the_portal_itself_issues_them_with_a_paper_to_come(cast: Cast) -> None:
    run = small_run(cast)
    go_on(pk=run.pk, prisons=1)
    report = GapReport.objects.get(run=run)
    assert (report.issued_by, report.paper, report.day) == (None, "waiting", timezone.localdate())


def test_a_prison_that_cannot_be_made_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(cast)
    third = run.prisons.order_by("prison__code")[2].prison_id

    def breaks(*, by: Any, prison: Prison, run: ReportRun) -> GapReport:
        if prison.pk == third:
            raise ValueError("broken")
        return issue_report(by=by, prison=prison, run=run)

    monkeypatch.setattr(report_runs, "issue_report", breaks)
    go_on(pk=run.pk, prisons=SOME + 1)
    assert states(run) == ["done", "done", "failed", "done", "done", "done"]
    assert "ValueError" in run.prisons.get(state="failed").problem
    monkeypatch.undo()
    resume_run(by=cast.national, run=run)
    go_on(pk=run.pk, prisons=SOME + 1)
    assert states(run) == ["done"] * SOME
    assert GapReport.objects.filter(run=run).count() == SOME


def test_the_database_holds_one_report_a_prison_and_run(cast: Cast) -> None:
    run = small_run(cast)
    go_on(pk=run.pk, prisons=1)
    prison = GapReport.objects.get(run=run).prison
    with pytest.raises(IntegrityError), transaction.atomic():
        issue_report(by=SYSTEM, prison=prison, run=run)


def test_nothing_more_is_issued_for_somebody_who_lost_the_right(cast: Cast) -> None:
    run = small_run(cast)
    go_on(pk=run.pk, prisons=1)
    Posting.objects.filter(user=cast.national).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert go_on(pk=run.pk) == 0
    run.refresh_from_db()
    assert run.state == ReportRun.State.STOPPED
    assert GapReport.objects.filter(run=run).count() == 1


def test_whoever_resumes_a_run_answers_for_it(cast: Cast) -> None:
    run = small_run(cast)
    go_on(pk=run.pk, prisons=1)
    stop_run(by=cast.national, run=run)
    other = User.objects.create(name="Nora National", email="nora.national@cast.example.org")
    Posting.objects.create(user=other, role=Role.NATIONAL, begins_on=timezone.localdate())
    Posting.objects.filter(user=cast.national).update(ends_on=timezone.localdate() - timedelta(days=1))
    resume_run(by=other, run=run)
    assert go_on(pk=run.pk, prisons=SOME + 1) == SOME - 1
    assert states(run) == ["done"] * SOME


def test_a_prison_that_closes_meanwhile_gets_no_report_and_holds_up_nothing(cast: Cast) -> None:
    run = small_run(cast)
    go_on(pk=run.pk, prisons=1)
    second = run.prisons.order_by("prison__code")[1].prison
    Prison.objects.filter(pk=second.pk).update(status=Prison.Status.CLOSED_TEMPORARILY)
    go_on(pk=run.pk, prisons=SOME + 1)
    run.refresh_from_db()
    assert (states(run), run.state) == (["done", "left_out", *["done"] * (SOME - 2)], ReportRun.State.DONE)
    assert not GapReport.objects.filter(run=run, prison=second).exists()
    with pytest.raises(Refused, match="Every prison has its report"):
        resume_run(by=cast.national, run=run)


def test_workers_that_meet_at_a_row_do_not_count_as_deaths(cast: Cast) -> None:
    run = small_run(cast)
    first = report_runs._claim(run.pk)
    for _ in range(SOME - 1):
        assert report_runs._claim(run.pk) != first
    assert report_runs._claim(run.pk) is None
    assert list(run.prisons.values_list("tries", flat=True)) == [1] * SOME
    long_ago = timezone.now() - timedelta(seconds=6)
    ReportRunPrison.objects.filter(pk=first).update(claimed_at=long_ago)
    assert report_runs._claim(run.pk) == first


def test_a_silent_run_is_queued_again_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    run = small_run(cast)
    sent: list[int] = []
    monkeypatch.setattr(report_runs, "queue_on_commit", lambda name, pk: sent.append(pk))
    assert sweep_runs(by=SYSTEM) == 0
    ReportRun.objects.update(moved_at=timezone.now() - timedelta(minutes=3))
    assert (sweep_runs(by=SYSTEM), sweep_runs(by=SYSTEM), sent) == (1, 0, [run.pk])


def test_a_row_that_kills_its_worker_is_given_up_after_three(cast: Cast) -> None:
    run = small_run(cast)
    first = run.prisons.order_by("prison__code")[0]
    ReportRunPrison.objects.filter(pk=first.pk).update(tries=3)
    go_on(pk=run.pk, prisons=1)
    first.refresh_from_db()
    assert (first.state, first.problem) == (
        "failed", "The worker died 3 times over it. Tell your administrator.",
    )  # fmt: skip


def test_the_page_shows_progress_and_says_what_failed(cast: Cast, client: Any) -> None:
    run = small_run(cast)
    go_on(pk=run.pk, prisons=2)
    client.force_login(cast.national)
    page = client.get("/gap-reports/?refresh=10").content.decode()
    assert "2 of 6 reports are issued." in page
    assert 'http-equiv="refresh"' in page
    assert "Check again" in page
    assert client.get(f"/gap-reports/{run.pk}/progress/").json() == {
        "done": 2, "total": 6, "sentence": "2 of 6 reports are issued.", "finished": False,
    }  # fmt: skip
    client.post(f"/gap-reports/{run.pk}/stop/")
    assert "Go on with those that have none" in client.get("/gap-reports/").content.decode()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_issue_each_report_once(everybody: Cast) -> None:
    run = small_run(everybody)
    results = at_once(*[lambda: go_on(pk=run.pk, prisons=SOME + 1)] * 3)
    assert all(isinstance(each, int) for each in results), results
    while go_on(pk=run.pk):
        pass
    run.refresh_from_db()
    assert (states(run), run.state) == (["done"] * SOME, ReportRun.State.DONE)
    assert sorted(GapReport.objects.filter(run=run).values_list("number", flat=True)) == [1] * SOME


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_press_resume_begin_it_once(everybody: Cast) -> None:
    run = small_run(everybody)
    go_on(pk=run.pk, prisons=2)
    stop_run(by=everybody.national, run=run)
    results = at_once(*[lambda: resume_run(by=everybody.national, run=run)] * 2)
    assert sorted(isinstance(each, Overtaken) for each in results) == [False, True], results


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_stop_in_the_middle_lets_nobody_begin_another_prison(everybody: Cast) -> None:
    run = small_run(everybody)
    at_once(
        *[lambda: go_on(pk=run.pk, prisons=SOME + 1)] * 2,
        lambda: stop_run(by=everybody.national, run=run) or 0,
    )
    issued = GapReport.objects.filter(run=run).count()
    assert states(run).count("done") == issued
    assert go_on(pk=run.pk) == 0
    assert GapReport.objects.filter(run=run).count() == issued


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_report_loses_nothing(everybody: Cast) -> None:
    """A process of its own is killed while it holds a row; another worker does that prison, once."""
    run = small_run(everybody)
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # The worker. It leaves by its death alone.
        try:
            issue = report_runs.issue_report

            def slowly(**values: Any) -> GapReport:
                issued = issue(**values)
                os.write(writing, b"1")
                time.sleep(60)
                return issued

            report_runs.issue_report = slowly
            go_on(pk=run.pk)
        finally:
            os._exit(1)
    assert os.read(reading, 1) == b"1"

    def work() -> None:
        go_on(pk=run.pk, prisons=SOME + 1)
        connection.close()

    beside = threading.Thread(target=work)
    beside.start()
    beside.join(timeout=60)
    # The row in hand is left alone, and the run is not called done without it.
    assert states(run) == ["waiting", *["done"] * (SOME - 1)]
    run.refresh_from_db()
    assert run.state == ReportRun.State.RUNNING
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 30
    while states(run)[0] == "waiting" and time.monotonic() < deadline:
        go_on(pk=run.pk)
        time.sleep(0.2)
    run.refresh_from_db()
    assert (states(run), run.state) == (["done"] * SOME, ReportRun.State.DONE)
    assert sorted(GapReport.objects.filter(run=run).values_list("number", flat=True)) == [1] * SOME
