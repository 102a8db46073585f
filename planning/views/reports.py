"""Reports of a prison: those that were issued, one of them as it was frozen, and what the next would say."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from coordination import publishing
from coordination.access import standing_of
from coordination.models import Prison
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, prison_at
from planning.actions import reports as actions
from planning.forms.reports import IssueReportForm
from planning.models import AskedDecision, GapReport
from planning.reports import told
from planning.reports.older import read
from planning.reports.snapshot import last_report, snapshot_of
from planning.views.gaps import below
from planning.views.report_words import PAPER, REPORTS, cell_address, cell_told, downloads, shown
from planning.views.then_and_today import then_and_today

A_PAGE: Final = 24
Paper = GapReport.Paper


def below_reports(prison: Prison) -> list[Crumb]:
    return [*below(prison), ("Reports", reverse("gap_reports", args=[prison.code]))]


def report_at(request: HttpRequest, code: str, number: int) -> GapReport:
    """404 for one that the user may not know of, 403 where the role reads no plans at this prison."""
    prison_at(request, code, P.VIEW_PLAN)
    reports = GapReport.objects.visible_to(request.user).select_related("prison", "issued_by")
    found: GapReport | None = reports.filter(prison__code=code, number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
def gap_reports(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_PLAN)
    standing = standing_of(request.user)
    reports = GapReport.objects.visible_to(request.user).filter(prison=prison).defer("snapshot")
    page = Paginator(reports.select_related("issued_by", "prison"), A_PAGE).get_page(request.GET.get("page"))
    decisions = AskedDecision.objects.visible_to(request.user).filter(prison=prison).open()
    context = {
        "prison": prison, "crumbs": below(prison), "page": page, "columns": REPORTS,
        "rows": [_row(each) for each in page],
        "decisions": [(each.question, reverse("settle_decision", args=[code, each.pk])) for each in decisions],
        "may_issue": standing.may(P.MANAGE_PLAN, prison=prison),
        "may_settle": standing.may(P.ADOPT_PRIORITY, prison=prison),
    }  # fmt: skip
    return TemplateResponse(request, "planning/reports/reports.html", context)


def _row(report: GapReport) -> list[Any]:
    link = format_html(
        '<a class="govuk-link" href="{}">Report {}</a>', report.get_absolute_url(), report.number
    )
    who = report.issued_by.name if report.issued_by else "The portal"
    state = f"{report.pages} pages" if report.paper == Paper.READY else report.get_paper_display()
    return [link, told.day(report.day.isoformat()), who, state]


@require_http_methods(["GET", "POST"])
def issue_report(request: HttpRequest, code: str) -> HttpResponse:
    """What would be frozen; then the press."""
    prison = prison_at(request, code, P.MANAGE_PLAN)
    form = IssueReportForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.issue_report(by=request.user, prison=prison, seen=form.cleaned_data["seen"])
        except Overtaken as overtaken:
            messages.info(request, str(overtaken))
            return redirect("gap_reports", code)
        except Refused as refused:
            form.refuse(refused)
            status = 409
        else:
            messages.success(request, f"Report {issued.number} is issued. Its paper is being made.")
            return redirect(issued)
    last = last_report(prison)
    seen = last.number if last else 0
    if not form.errors:
        form = IssueReportForm(initial={"seen": seen})
    form.cancel_url = reverse("gap_reports", args=[code])
    said = snapshot_of(prison, timezone.localdate(), number=seen + 1, last=last)
    context = {
        "prison": prison, "crumbs": below_reports(prison), "form": form, "number": seen + 1,
        "told": shown(said, cell_address(reverse("gap", args=[code]))),
        "missing": publishing.missing_library(),
    }  # fmt: skip
    return TemplateResponse(request, "planning/reports/issue.html", context, status=status)


@require_safe
def gap_report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    return report_page(request, report_at(request, code, number))


def report_page(
    request: HttpRequest, report: GapReport, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """`problem`: a sentence why what was asked for did not happen."""
    prison, said = report.prison, read(report.snapshot)
    may_issue = standing_of(request.user).may(P.MANAGE_PLAN, prison=prison)
    own = reverse("gap_report_cell", args=[prison.code, report.number])
    context = {
        "prison": prison, "crumbs": below_reports(prison), "report": report, "title": told.title(said),
        "told": shown(said, cell_address(own)), "problem": problem,
        "downloads": downloads(report), "waits": report.paper == Paper.WAITING,
        "paper": PAPER.get(Paper(report.paper), ""), "paper_problem": report.problem if may_issue else "",
        "may_make": may_issue and report.paper in (Paper.NONE, Paper.FAILED),
        "beside": then_and_today(prison, report.number, said["sheet"]),
        "code": report.content_hash[:12], "name": said["prison"]["name"], "issued_by": issuer(report, said),
    }  # fmt: skip
    return TemplateResponse(request, "planning/reports/report.html", context, status=status)


def issuer(report: GapReport, said: dict[str, Any]) -> str:
    """As it was frozen; reports of before it was frozen have the name of today. Empty: the portal."""
    return said["issued_by"] or (report.issued_by.name if report.issued_by else "")


@require_safe
def gap_report_cell(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One cell (?pathway=&group=&stage=) as the report counted it."""
    report = report_at(request, code, number)
    asked = tuple(request.GET.get(name, "") for name in ("pathway", "group", "stage"))
    said = read(report.snapshot)
    cells = said["sheet"]["cells"]
    cell = next((each for each in cells if (each["pathway"], each["group"], each["stage"]) == asked), None)
    if cell is None:
        raise Http404
    title = told.title(said)
    context = {
        "prison": report.prison, "crumbs": [*below_reports(report.prison), (title, report.get_absolute_url())],
        "report": report, "report_title": title,
        "caption": f"{title}, {said['prison']['name']}", "told": cell_told(said, cell), "name": said["prison"]["name"],
        "today_url": f"{reverse('gap', args=[code])}?{request.GET.urlencode()}",
    }  # fmt: skip
    return TemplateResponse(request, "planning/reports/cell.html", context)
