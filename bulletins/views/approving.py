"""Approval: asked for by whoever makes the issue, given or refused by the governor or a senior manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import policies
from bulletins.actions import approving as actions
from bulletins.forms.sending import ReturnForm, SendForm
from bulletins.models import BulletinIssue
from bulletins.views import sending_words as words
from bulletins.views.next_words import makes
from bulletins.views.readers_words import readers_of
from bulletins.views.sending import as_it_is_now, crumbs_below, issue_at
from bulletins.wording import period_in_words
from coordination import access
from coordination.access import NotPermitted, get_visible_or_404
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page, press

State = BulletinIssue.State


def typed_version(request: HttpRequest) -> int | None:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


@require_POST
def ask_approval(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_at(request, pk)
    return press(
        request,
        lambda: actions.ask_approval(by=request.user, issue=issue, seen_version=typed_version(request)),
        "Approval is asked for. Its words stay as they are until the answer.", issue.get_absolute_url(),
    )  # fmt: skip


@require_POST
def take_bulletin_back(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_at(request, pk)
    return press(
        request, lambda: actions.take_back_to_draft(by=request.user, issue=issue),
        "It is a draft again. Nothing is sent by itself.", issue.get_absolute_url(),
    )  # fmt: skip


def issue_to_decide(request: HttpRequest, pk: int) -> BulletinIssue:
    """403 for those who may know of it and do not approve."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    if issue.prison is None:  # `require` of no place asks for the permission anywhere.
        raise NotPermitted("An issue for several prisons needs nobody’s approval.")
    access.require(request.user, P.APPROVE_BULLETINS, prison=issue.prison)
    return issue


def decided_by_now(request: HttpRequest, issue: BulletinIssue) -> HttpResponse | None:
    try:
        policies.check_under_way(issue, State.WAITING)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(issue)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def approve_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen words, as they are sent, with who gets them; then yes or no."""
    issue = issue_to_decide(request, pk)
    form = SendForm(request.POST or None, initial={"version": issue.version})
    form.submit_label = "Approve it"
    form.cancel_url, form.cancel_label = reverse("return_bulletin", args=[pk]), "Send it back with a reason"
    if request.method == "POST":
        if attempt(
            form,
            lambda: actions.approve(by=request.user, issue=issue, seen_version=form.cleaned_data["version"]),
        ):
            messages.success(request, "Approved. Its makers can send it now.")
            return redirect(issue)
        as_it_is_now(form, issue)
    if away := decided_by_now(request, issue):
        return away
    context = {
        "issue": issue, "form": form, "crumbs": crumbs_below(issue), "words": issue.content.words,
        "period": period_in_words(issue.period_from, issue.period_to),
        "readers": readers_of(issue, request.user, may_change=makes(request.user, issue)),
        "asked": f"{issue.asked_by}, {words.moment(issue.asked_at)}" if issue.asked_by else "",
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/sending/approve.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def return_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_to_decide(request, pk)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.send_back(by=request.user, issue=issue, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, "Sent back. Its makers read your reason.")
        # A draft is known to its makers alone.
        return redirect("bulletins", issue.prison.code)
    if request.method != "POST" and (away := decided_by_now(request, issue)):
        return away
    crumbs = [*crumbs_below(issue), ("Approve", reverse("approve_bulletin", args=[pk]))]
    return form_page(request, form, "Send it back", crumbs=crumbs, caption=issue.title)
