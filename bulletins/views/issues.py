"""Issues of a prison, begun and read; and the page of one issue, where whoever makes it writes."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.actions import writing
from bulletins.actions.freezing import period_in_words, words_of
from bulletins.actions.sending import require_for
from bulletins.forms.writing import IssueForm, first_of_issue
from bulletins.models import BulletinIssue, Section
from bulletins.views.offers import offering_prison, offers_of, page_with
from coordination.access import NotPermitted, get_visible_or_404, standing_of
from coordination.models import User
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at

A_PAGE: Final = 20
State = BulletinIssue.State
TONES: Final = {
    State.DRAFT: "neutral", State.WAITING: "waiting", State.APPROVED: "good", State.SCHEDULED: "waiting",
    State.SENDING: "info", State.PAUSED: "attention", State.SENT: "good", State.CANCELLED: "neutral",
}  # fmt: skip


def crumbs_to(issue: BulletinIssue) -> list[Crumb]:
    """Home and where its issues are listed."""
    if issue.prison is None:
        return crumbs_of()
    return [*crumbs_of(issue.prison), ("Bulletins", reverse("bulletins", args=[issue.prison.code]))]


def issue_to_write(request: HttpRequest, pk: int) -> BulletinIssue:
    """404 for one that the user may not know of, 403 for whoever only reads it."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    require_for(request.user, P.MANAGE_BULLETINS, issue)
    return issue


def makes(user: User, issue: BulletinIssue) -> bool:
    try:
        require_for(user, P.MANAGE_BULLETINS, issue)
    except NotPermitted:
        return False
    return True


@require_safe
def bulletins(request: HttpRequest, code: str) -> HttpResponse:
    """What was sent, for everybody who reads bulletins there; with what is being made, for whoever makes them."""
    prison = prison_at(request, code, P.READ_BULLETINS)
    rows = BulletinIssue.objects.visible_to(request.user).filter(prison=prison)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    begins = standing_of(request.user).may(P.MANAGE_BULLETINS, prison=prison)
    context = {
        "prison": prison, "crumbs": crumbs_of(prison), "page": page,
        "rows": [
            (each, period_in_words(each.period_from, each.period_to), *_state(each))
            for each in page
        ],
        "new_url": reverse("begin_bulletin", args=[code]) if begins else "",
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/writing/bulletins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin_bulletin(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_BULLETINS)
    first, last = writing.next_period(prison)
    form = IssueForm(
        request.POST if request.method == "POST" else None, initial={"period_from": first, "period_to": last}
    )
    form.submit_label = "Begin it with what is offered"
    if request.method == "POST":
        made = attempt(
            form, lambda: writing.begin_issue(by=request.user, prison=prison, values=form.values())
        )
        if made:
            return redirect(made)
    crumbs = [*crumbs_of(prison), ("Bulletins", reverse("bulletins", args=[code]))]
    return form_page(
        request, form, "Begin an issue of the bulletin", crumbs=crumbs, caption=prison.name,
        lead="It begins with what services, training and forums offer for its days. Nothing is sent yet.",
    )  # fmt: skip


@require_safe
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    maker = makes(request.user, issue)
    writes = maker and issue.state in BulletinIssue.WRITABLE
    content = getattr(issue, "content", None)
    words = content.words if content and issue.state in BulletinIssue.READABLE else words_of(issue)
    context = {
        "issue": issue, "crumbs": crumbs_to(issue), "writes": writes, "maker": maker, "words": words,
        "period": period_in_words(issue.period_from, issue.period_to),
        "state": _state(issue),
        "sections": _sections(issue) if writes else [],
        "offers": offers_of(request, issue) if writes else None,
        "dropped": list(issue.items.exclude(dropped_at=None)) if writes else [],
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/writing/bulletin.html", context)


def _state(issue: BulletinIssue) -> tuple[str, str]:
    """(words, tone)."""
    return issue.get_state_display(), TONES[State(issue.state)]


def _sections(issue: BulletinIssue) -> list[tuple[str, list[Any]]]:
    rows: dict[str, list[Any]] = {}
    for item in issue.items.kept().select_related("image"):
        rows.setdefault(item.section, []).append(item)
    return [(str(section.label), rows[section.value]) for section in Section if section.value in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def reword_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_to_write(request, pk)
    form = IssueForm(request.POST if request.method == "POST" else None, initial=first_of_issue(issue))
    if request.method == "POST" and attempt(
        form,
        lambda: writing.reword_issue(
            by=request.user, issue=issue, values=form.values(), seen=form.cleaned_data["seen"]
        ),
    ):
        messages.success(request, "It is saved.")
        return redirect(issue)
    crumbs = [*crumbs_to(issue), (issue.title, issue.get_absolute_url())]
    return form_page(request, form, "Title, days and greeting", crumbs=crumbs, caption=issue.place)


@require_http_methods(["POST"])
def take_in_offers(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_to_write(request, pk)
    prison = offering_prison(request.POST, issue)
    return press(
        request,
        lambda: writing.take_in_offers(
            by=request.user, issue=issue, sources=request.POST.getlist("source"),
            prison=prison,
        ),
        "What you ticked stands at the end of its sections.", page_with(issue, prison),
    )  # fmt: skip
