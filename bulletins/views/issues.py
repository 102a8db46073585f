"""Issues of a prison: listed, begun, and their frame worded. The page of one issue: see issue.py."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.actions import writing
from bulletins.actions.sending import require_for
from bulletins.forms.writing import IssueForm, first_of_issue
from bulletins.models import BulletinIssue
from bulletins.views.meanwhile import Fact, Now, attempt_unless_changed
from bulletins.views.offers import offering_prison, page_with
from bulletins.wording import period_in_words
from coordination.access import NotPermitted, get_visible_or_404, standing_of
from coordination.models import User
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from directory.models.listing_state import day_in_words

A_PAGE: Final = 20
State = BulletinIssue.State
TONES: Final = {
    State.DRAFT: "neutral", State.WAITING: "waiting", State.APPROVED: "good", State.SCHEDULED: "waiting",
    State.SENDING: "info", State.PAUSED: "attention", State.SENT: "good", State.CANCELLED: "neutral",
}  # fmt: skip


def crumbs_to(issue: BulletinIssue, maker: bool = True) -> list[Crumb]:
    """Home and where its issues are listed: for whoever only reads them, what was sent."""
    if issue.prison:
        name, label = (
            ("bulletins", "Bulletins")
            if maker or not issue.sending_began_at
            else ("bulletin_archive", "Bulletins that were sent")
        )
        return [*crumbs_of(issue.prison), (label, reverse(name, args=[issue.prison.code]))]
    if not maker:
        return crumbs_of()
    lists = (
        reverse("bulletins_of_set", args=[issue.prison_set_id])
        if issue.prison_set
        else reverse("bulletins_of_all")
    )
    return [*crumbs_of(), (f"Bulletins, {issue.place}", lists)]


def issue_to_write(request: HttpRequest, pk: int) -> BulletinIssue:
    """404 for one that the user may not know of, 403 for whoever only reads it."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    require_for(request.user, P.MANAGE_BULLETINS, issue)
    name_place(request, issue)
    return issue


def name_place(request: HttpRequest, issue: BulletinIssue) -> None:
    """The bar at the top shows what belongs to the prison of the issue, as on pages of that prison."""
    if issue.prison:
        request.prison_here = issue.prison


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
            (each, period_in_words(each.period_from, each.period_to), *state_of(each))
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


def state_of(issue: BulletinIssue) -> tuple[str, str]:
    """(words, tone)."""
    return issue.get_state_display(), TONES[State(issue.state)]


@require_http_methods(["GET", "HEAD", "POST"])
def reword_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_to_write(request, pk)
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        initial=first_of_issue(issue, writing.seen_frame(issue)),
    )
    facts: list[Fact] = []
    if request.method == "POST":
        saved, facts = attempt_unless_changed(
            form,
            lambda: writing.reword_issue(
                by=request.user, issue=issue, values=form.values(), seen=form.cleaned_data["seen"]
            ),
            lambda: _frame_now(request, pk),
        )
        if saved:
            messages.success(request, "It is saved.")
            return redirect(issue)
    crumbs = [*crumbs_to(issue), (issue.title, issue.get_absolute_url())]
    return form_page(
        request, form, "Title, days and greeting", crumbs=crumbs, caption=issue.place, facts=facts
    )


def _frame_now(request: HttpRequest, pk: int) -> tuple[str, list[Now]]:
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    days = [
        Now(name, label, getattr(issue, name), day_in_words(getattr(issue, name)))
        for name, label in (("period_from", "First day"), ("period_to", "Last day"))
    ]
    return writing.seen_frame(issue), [
        Now("title", "Title", issue.title, issue.title), *days,
        Now("greeting", "Greeting", issue.greeting, issue.greeting),
    ]  # fmt: skip


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
