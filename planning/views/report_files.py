"""What leaves with a report: its paper and its tables, both from what was frozen."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from coordination import access
from coordination.roles import Permission as P
from coordination.views.places import press
from directory.exports.files import CONTENT_TYPES
from directory.exports.tables import csv_text, xlsx_file
from planning.actions.reports import make_paper_again
from planning.models import GapReport
from planning.reports.older import read
from planning.reports.tables import tables_of
from planning.views.report_words import PAPER
from planning.views.reports import report_at, report_page


@require_safe
def gap_report_paper(request: HttpRequest, code: str, number: int) -> HttpResponse | FileResponse:
    """The PDF. Where there is none yet: 409 and the report with the sentence."""
    report = report_at(request, code, number)
    if report.paper != GapReport.Paper.READY:
        problem = report.problem or PAPER[GapReport.Paper(report.paper)]
        return report_page(request, report, problem=problem, status=409)
    try:
        file = report.file.open()
    except OSError:
        problem = "The file is not where it was kept. Make the paper again, and tell your administrator."
        return report_page(request, report, problem=problem, status=410)
    response = FileResponse(file, filename=f"{code}-gaps-{number}.pdf", content_type="application/pdf")
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
def make_gap_report_paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Of one whose paper failed or is lost."""
    report = report_at(request, code, number)
    access.require(request.user, P.MANAGE_PLAN, prison=report.prison)
    return press(
        request,
        lambda: make_paper_again(by=request.user, report=report),
        "The paper is being made. This usually takes a few seconds.",
        report.get_absolute_url(),
    )


@require_safe
def gap_report_table(request: HttpRequest, code: str, number: int, kind: str) -> HttpResponse | FileResponse:
    if kind not in CONTENT_TYPES:
        raise Http404
    report = report_at(request, code, number)
    name, tables = f"{code}-gaps-{number}.{kind}", tables_of(read(report.snapshot))
    if kind == "xlsx":
        return FileResponse(
            xlsx_file(tables), as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind]
        )
    response = HttpResponse(csv_text(tables), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
