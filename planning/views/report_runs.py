"""Reports of every prison at once: begun, watched, stopped and resumed by a national lead."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from coordination import access
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, press
from directory.editions.sentences import day
from planning.actions import report_runs as actions
from planning.models import ReportRun, ReportRunPrison
from planning.views.report_words import RUNS

SHOWN: Final = 12
State, RowState = ReportRun.State, ReportRunPrison.State


def _runs(request: HttpRequest) -> Any:
    """With how many prisons each has that are open still, are done, and failed."""
    access.require_everywhere(request.user, P.COMPARE_PRISONS)
    return (
        ReportRun.objects.visible_to(request.user)
        .select_related("began_by")
        .annotate(
            of=Count("prisons", filter=~Q(prisons__state=RowState.LEFT_OUT)),
            done=Count("prisons", filter=Q(prisons__state=RowState.DONE)),
            failed=Count("prisons", filter=Q(prisons__state=RowState.FAILED)),
        )
    )


@require_safe
def report_runs(request: HttpRequest) -> HttpResponse:
    runs = list(_runs(request)[:SHOWN])
    newest = runs[0] if runs else None
    under_way = newest if newest and newest.state == State.RUNNING else None
    context = {
        "crumbs": crumbs_of(), "columns": RUNS, "rows": [_row(each) for each in runs], "newest": newest,
        "progress": _progress(under_way) if under_way else None,
        "progress_url": reverse("report_run_progress", args=[under_way.pk]) if under_way else "",
        "resume": newest if newest and not under_way and newest.done < newest.of else None,
        "problems": _problems(newest) if newest else [],
        "prisons": Prison.objects.visible_to(request.user).filter(status=Prison.Status.OPEN).count(),
    }  # fmt: skip
    return TemplateResponse(request, "planning/reports/runs.html", context)


def _progress(run: Any) -> dict[str, Any]:
    taken = run.done + run.failed
    failed = f" {run.failed} could not be made." if run.failed else ""
    return {"done": taken, "total": run.of, "sentence": f"{run.done} of {run.of} reports are issued.{failed}"}


def _row(run: Any) -> list[str]:
    ended = day(timezone.localdate(run.ended_at)) if run.ended_at else "–"
    return [
        day(run.day), run.began_by.name, str(run.get_state_display()), f"{run.done} of {run.of}", str(run.failed), ended
    ]  # fmt: skip


def _problems(run: ReportRun) -> list[str]:
    failed = run.prisons.filter(state=RowState.FAILED).select_related("prison").order_by("prison__name")
    return [f"{row.prison}: {row.problem}" for row in failed]


@require_POST
def begin_report_run(request: HttpRequest) -> HttpResponse:
    access.require_everywhere(request.user, P.COMPARE_PRISONS)
    done = "Reports are being issued. You may leave this page: the work goes on."
    return press(request, lambda: actions.begin_run(by=request.user), done, reverse("report_runs"))


@require_safe
def report_run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    return JsonResponse(_progress(run) | {"finished": run.state != State.RUNNING})


@require_POST
def stop_report_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    done = "Stopped. What was issued stays; resume it to go on with the others."
    return press(request, lambda: actions.stop_run(by=request.user, run=run), done, reverse("report_runs"))


@require_POST
def resume_report_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_runs(request), pk=pk)
    done = "It goes on with the prisons that have no report yet."
    return press(request, lambda: actions.resume_run(by=request.user, run=run), done, reverse("report_runs"))
