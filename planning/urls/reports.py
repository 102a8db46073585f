"""Reports of a prison as they were issued, the decisions they ask for, and reports of all prisons."""

from __future__ import annotations

from django.urls import path

from planning.views import decisions, report_files, report_runs, reports

urlpatterns = [
    path("prisons/<prison:code>/gaps/reports/", reports.gap_reports, name="gap_reports"),
    path("prisons/<prison:code>/gaps/reports/issue/", reports.issue_report, name="issue_report"),
    path("prisons/<prison:code>/gaps/reports/<int:number>/", reports.gap_report, name="gap_report"),
    path(
        "prisons/<prison:code>/gaps/reports/<int:number>/one/",
        reports.gap_report_cell,
        name="gap_report_cell",
    ),
    path(
        "prisons/<prison:code>/gaps/reports/<int:number>/paper.pdf",
        report_files.gap_report_paper,
        name="gap_report_paper",
    ),
    path(
        "prisons/<prison:code>/gaps/reports/<int:number>/paper/",
        report_files.make_gap_report_paper,
        name="make_gap_report_paper",
    ),
    path(
        "prisons/<prison:code>/gaps/reports/<int:number>/tables.<str:kind>",
        report_files.gap_report_table,
        name="gap_report_table",
    ),
    path("prisons/<prison:code>/gaps/decisions/ask/", decisions.ask_decision, name="ask_decision"),
    path(
        "prisons/<prison:code>/gaps/decisions/<int:pk>/settle/",
        decisions.settle_decision,
        name="settle_decision",
    ),
    path("gap-reports/", report_runs.report_runs, name="report_runs"),
    path("gap-reports/begin/", report_runs.begin_report_run, name="begin_report_run"),
    path("gap-reports/<int:pk>/progress/", report_runs.report_run_progress, name="report_run_progress"),
    path("gap-reports/<int:pk>/stop/", report_runs.stop_report_run, name="stop_report_run"),
    path("gap-reports/<int:pk>/resume/", report_runs.resume_report_run, name="resume_report_run"),
]
