"""Sending an issue: begun, watched, paused, resumed, cancelled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins import policies
from bulletins.actions import sending as actions
from bulletins.actions.exporting import sees_everybody
from bulletins.forms.sending import CancelForm, SendForm
from bulletins.models import BulletinIssue, Delivery
from bulletins.views import sending_words as words
from bulletins.views.issues import crumbs_to
from bulletins.views.next_words import next_of
from bulletins.views.readers_words import readers_of
from coordination.access import get_visible_or_404
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, press

State = BulletinIssue.State


def issue_at(request: HttpRequest, pk: int) -> BulletinIssue:
    """For whoever sends it; 403 for those who may only read it."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    actions.require_for(request.user, P.MANAGE_BULLETINS, issue)
    return issue


def rows_of(request: HttpRequest, issue: BulletinIssue) -> QuerySet[Delivery]:
    return Delivery.objects.visible_to(request.user).filter(issue=issue)


def crumbs_below(issue: BulletinIssue) -> list[Crumb]:
    """Down to the issue itself."""
    return [*crumbs_to(issue), (issue.title, issue.get_absolute_url())]


def crumbs_below_sending(issue: BulletinIssue) -> list[Crumb]:
    return [*crumbs_below(issue), ("Sending", reverse("bulletin_sending", args=[issue.pk]))]


@require_safe
def bulletin_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts, a bar and the time that is left; right whenever it is loaded. Before that, what comes next."""
    issue = issue_at(request, pk)
    began = issue.sending_began_at is not None
    rows = rows_of(request, issue)
    count = words.counted(rows)
    link = reverse("bulletin_deliveries", args=[pk])
    told = tuple(Delivery.State) if sees_everybody(request.user, issue) else words.NEED_SOMEBODY
    context = {
        "issue": issue,
        "crumbs": crumbs_below(issue),
        "state": issue.get_state_display(),
        "tone": words.TONES[State(issue.state)],
        "began": began,
        "next": None if began else next_of(issue, request.user),
        "count": count,
        "sentence": words.sentence_of(issue, count, words.time_left_of(count, rows, issue)) if began else "",
        "figures": words.figures(count, link, told),
        "uncertain": words.uncertain_in_words(count),
        "uncertain_url": f"{link}?state={Delivery.State.UNCERTAIN}",
        "trouble": issue.trouble_said if issue.state in {State.SENDING, State.PAUSED} else "",
        "under_way": issue.state == State.SENDING,
        "paused": issue.state == State.PAUSED,
        "may_cancel": issue.state in {State.SENDING, State.PAUSED},
        "may_cancel_before": issue.state in actions.BEFORE_SENDING,
        "facts": facts_of(issue),
    }
    return TemplateResponse(request, "bulletins/sending/sending.html", context)


def facts_of(issue: BulletinIssue) -> list[tuple[str, str]]:
    found = [
        ("For", issue.place),
        ("Approved by", issue.approved_by.name if issue.approved_by else ""),
        ("Sent by", issue.sent_by.name if issue.sent_by else ""),
        ("Due at", words.moment(issue.send_at) if issue.state == State.SCHEDULED else ""),
        ("Began", words.moment(issue.sending_began_at)),
        ("Ended", words.moment(issue.finished_at)),
    ]
    return [(label, value) for label, value in found if value]


@require_safe
def bulletin_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """For static/js/progress.js."""
    issue = issue_at(request, pk)
    rows = rows_of(request, issue)
    count = words.counted(rows)
    return JsonResponse({
        "done": count.done, "total": count.total,
        "sentence": words.sentence_of(issue, count, words.time_left_of(count, rows, issue)),
        "finished": issue.state != State.SENDING,
    })  # fmt: skip


def turned_away(request: HttpRequest, issue: BulletinIssue) -> HttpResponse | None:
    """To the issue's page, with the sentence, where it may not be sent in the state that it is in."""
    try:
        policies.check_may_be_sent(issue, needs_approval=actions.needs_approval(issue))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(issue)
    return None


def as_it_is_now(form: Any, issue: BulletinIssue) -> None:
    """After a refusal the page shows the issue anew, so the form speaks of that version."""
    issue.refresh_from_db()
    form.data = form.data.copy()
    form.data["version"] = str(issue.version)
    form.data["seen_send_at"] = issue.send_at.isoformat() if issue.send_at else ""


def ask_page(request: HttpRequest, form: Any, issue: BulletinIssue, title: str, **more: Any) -> HttpResponse:
    """A form below who gets it, with whom a late change added."""
    form.cancel_url = issue.get_absolute_url()
    context = {
        "form": form, "issue": issue, "title": title, "crumbs": crumbs_below(issue), "warning": "", "lead": "",
        "readers": readers_of(issue, request.user),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/sending/ask.html", context | more)


@require_http_methods(["GET", "HEAD", "POST"])
def send_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, says for which version, and sends."""
    issue = issue_at(request, pk)
    form = SendForm(request.POST or None, initial={"version": issue.version})
    if request.method == "POST":
        if attempt(
            form,
            lambda: actions.begin_sending(
                by=request.user, issue=issue, seen_version=form.cleaned_data["version"]
            ),
        ):
            return redirect("bulletin_sending", pk)
        as_it_is_now(form, issue)
    elif away := turned_away(request, issue):
        return away
    return ask_page(
        request, form, issue, "Send this issue now?",
        warning="A mail that has left cannot be called back. You can pause or cancel the rest at any time.",
    )  # fmt: skip


@require_POST
def pause_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    return pressed(request, pk, actions.pause_sending, "Paused. What waits stays where it is.")


@require_POST
def resume_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    return pressed(request, pk, actions.resume_sending, "Sending goes on. Nobody gets it twice.")


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks once more, before anything left. While it is being sent the button acts at once."""
    issue = issue_at(request, pk)
    if request.method != "POST":
        return form_page(
            request, CancelForm(), "Cancel this issue?", crumbs=crumbs_below_sending(issue), caption=issue.title,
            warning="A cancelled issue is never sent, and its words stay as they are. You cannot take this back.",
        )  # fmt: skip
    try:
        actions.cancel_sending(by=request.user, issue=issue)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        count = words.counted(rows_of(request, issue))
        done = f"{words.how_many_left(count)}." if count.total else "Nothing had left."
        messages.success(request, f"Cancelled. {done}")
    return redirect("bulletin_sending", pk)


def pressed(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    issue = issue_at(request, pk)
    to = reverse("bulletin_sending", args=[pk])
    return press(request, lambda: act(by=request.user, issue=issue), done, to)
