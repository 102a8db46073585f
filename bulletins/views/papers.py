"""Papers of an issue: what is there, what is left out and why; asked for, and handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bulletins import policies
from bulletins.actions.papers import is_there, make_paper, says, says_now
from bulletins.actions.sending import require_for
from bulletins.models import BulletinIssue, BulletinPaper
from bulletins.views import paper_words as words
from bulletins.views.issues import crumbs_to, makes
from coordination import publishing
from coordination.access import get_visible_or_404
from coordination.policies import Overtaken, Refused
from coordination.private_files import StoreAway
from coordination.roles import Permission as P
from coordination.views.handing_out import NOT_NOW

Kind, State = BulletinPaper.Kind, BulletinPaper.State


def issue_at(request: HttpRequest, pk: int) -> BulletinIssue:
    """404 for one that the user may not know of."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    if issue.prison:
        request.prison_here = issue.prison
    return issue


@require_safe
def bulletin_papers(request: HttpRequest, pk: int) -> HttpResponse:
    return papers_page(request, issue_at(request, pk))


def papers_page(
    request: HttpRequest, issue: BulletinIssue, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """`problem`: a sentence why what was asked for did not happen."""
    maker = makes(request.user, issue)
    papers = list(BulletinPaper.objects.visible_to(request.user).filter(issue=issue).select_related("issue"))
    cards = [_card(issue, kind, [each for each in papers if each.kind == kind], maker) for kind in Kind]
    context = {
        "issue": issue,
        "crumbs": [*crumbs_to(issue, maker), (issue.title, issue.get_absolute_url())],
        "problem": problem,
        "missing": publishing.missing_library() if maker else "",
        "cards": cards,
        # Said once where it holds for every paper.
        "why_none": cards[0]["why_not"] if len({card["why_not"] for card in cards}) == 1 else "",
        "maker": maker,
        "left_out": words.left_out(issue) if maker else [],
        "left_out_columns": words.LEFT_OUT,
        "columns": words.COLUMNS,
        "rows": words.rows(papers) if maker else [],
    }
    return TemplateResponse(request, "bulletins/papers/papers.html", context, status=status)


def _card(
    issue: BulletinIssue, kind: BulletinPaper.Kind, papers: list[BulletinPaper], maker: bool
) -> dict[str, Any]:
    """`papers` newest first."""
    current = next((each for each in papers if each.state == State.READY and not each.superseded_at), None)
    newest = papers[0] if papers else None
    refused = _refusal(current) if current else ""
    now, why_not = says_now(issue, kind) if maker else (None, "")
    return {
        "kind": kind.value,
        "title": kind.label,
        "what": words.WHAT[kind],
        "current": [words.number_and_day(current), words.renewing(current)]
        if current and not refused
        else [],
        "refused": refused,
        "file_url": reverse("bulletin_paper", args=[issue.pk, current.pk]) if current and not refused else "",
        "too_long": words.too_long(current) if current and maker else "",
        "again_url": reverse("bulletin_papers", args=[issue.pk]),
        "waits": bool(newest and newest.state == State.WAITING),
        "failed": newest.problem if newest and maker and newest.state == State.FAILED else "",
        "why_not": why_not,
        "make": maker and _make_label(current, newest, now),
    }


def _make_label(
    current: BulletinPaper | None, newest: BulletinPaper | None, now: dict[str, Any] | None
) -> str:
    """Empty where there is nothing to make."""
    if now is None or (newest and newest.state == State.WAITING):
        return ""
    if newest and newest.state == State.FAILED:
        return "Try again"
    if current is None:
        return "Make it"
    if not says(current, now):
        return "Make a new one"
    return "" if is_there(current) else "Make it again"


def _refusal(paper: BulletinPaper) -> str:
    try:
        policies.check_handed_out(paper)
    except Refused as refused:
        return str(refused)
    return ""


@require_POST
def make_bulletin_paper(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_at(request, pk)
    require_for(request.user, P.MANAGE_BULLETINS, issue)
    kind = request.POST.get("paper", "")
    if kind not in Kind.values:
        raise Http404
    try:
        paper = make_paper(by=request.user, issue=issue, kind=kind)
    except Overtaken as overtaken:
        messages.info(request, str(overtaken))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        ready = paper.state == State.READY
        messages.success(
            request, "It is there." if ready else "It is being made. This usually takes a few seconds."
        )
    return redirect("bulletin_papers", pk)


@require_safe
def bulletin_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse | FileResponse:
    """The PDF, while what it says still stands."""
    issue = issue_at(request, pk)
    rows = BulletinPaper.objects.visible_to(request.user).select_related("issue")
    found: BulletinPaper | None = rows.filter(pk=paper, issue=issue).first()
    if found is None:
        raise Http404
    if refused := _refusal(found):
        return papers_page(request, issue, problem=refused, status=409)
    try:
        file = found.file.open()
    except StoreAway:
        return papers_page(request, issue, problem=NOT_NOW, status=503)
    except OSError:
        problem = "The file is not where it was kept. Make the paper again, and tell your administrator."
        return papers_page(request, issue, problem=problem, status=410)
    place = issue.prison.code if issue.prison else "bulletin"
    name = f"{place}-{found.kind.replace('_', '-')}-{found.snapshot['number'] or issue.pk}.pdf"
    response = FileResponse(file, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "no-store, private"
    return response
