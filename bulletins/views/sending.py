"""Sending an issue: begun, watched, paused, resumed, cancelled; and what happened to each address."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.actions import sending as actions
from bulletins.forms.sending import SendForm
from bulletins.models import BulletinIssue, Delivery
from bulletins.views import sending_words as words
from coordination.access import get_visible_or_404
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press

State = BulletinIssue.State
A_PAGE: Final = 50


def issue_at(request: HttpRequest, pk: int) -> BulletinIssue:
    """For whoever sends it; 403 for those who may only read it."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    actions.require_for(request.user, P.MANAGE_BULLETINS, issue)
    return issue


def rows_of(request: HttpRequest, issue: BulletinIssue) -> QuerySet[Delivery]:
    return Delivery.objects.visible_to(request.user).filter(issue=issue)


def crumbs_below(issue: BulletinIssue) -> list[Crumb]:
    return [*crumbs_of(issue.prison), (issue.title, reverse("bulletin_sending", args=[issue.pk]))]


@require_safe
def bulletin_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts, a bar and the time that is left; right whenever it is loaded."""
    issue = issue_at(request, pk)
    rows = rows_of(request, issue)
    count = words.counted(rows)
    began = issue.sending_began_at is not None
    link = reverse("bulletin_deliveries", args=[pk])
    context = {
        "issue": issue,
        "crumbs": crumbs_of(issue.prison),
        "state": issue.get_state_display(),
        "tone": words.TONES[State(issue.state)],
        "began": began,
        "count": count,
        "sentence": words.sentence_of(issue, count, words.time_left_of(count, rows, issue)) if began else "",
        "figures": words.figures(count, link),
        "uncertain": count.of(Delivery.State.UNCERTAIN),
        "uncertain_url": f"{link}?state={Delivery.State.UNCERTAIN}",
        "trouble": issue.trouble_said if issue.state in {State.SENDING, State.PAUSED} else "",
        "under_way": issue.state == State.SENDING,
        "paused": issue.state == State.PAUSED,
        "may_cancel": issue.state in {*actions.BEFORE_SENDING, State.SENDING, State.PAUSED},
        "facts": facts_of(issue),
    }
    return TemplateResponse(request, "bulletins/sending/sending.html", context)


def facts_of(issue: BulletinIssue) -> list[tuple[str, str]]:
    def moment(at: Any) -> str:
        return f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else ""

    found = [
        ("For", issue.place),
        ("Sent by", issue.sent_by.name if issue.sent_by else ""),
        ("Due at", moment(issue.send_at) if issue.state == State.SCHEDULED else ""),
        ("Began", moment(issue.sending_began_at)),
        ("Ended", moment(issue.finished_at)),
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


@require_http_methods(["GET", "HEAD", "POST"])
def send_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, says for which version, and sends."""
    issue = issue_at(request, pk)
    form = SendForm(request.POST or None, initial={"version": issue.version})
    if request.method == "POST" and attempt(
        form,
        lambda: actions.begin_sending(
            by=request.user, issue=issue, seen_version=form.cleaned_data["version"]
        ),
    ):
        return redirect("bulletin_sending", pk)
    return form_page(
        request, form, "Send this issue now?", crumbs=crumbs_below(issue), caption=issue.title,
        warning="A mail that has left cannot be called back. You can pause or cancel the rest at any time.",
    )  # fmt: skip


@require_POST
def pause_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    return pressed(request, pk, actions.pause_sending, "Paused. What waits stays where it is.")


@require_POST
def resume_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    return pressed(request, pk, actions.resume_sending, "Sending goes on. Nobody gets it twice.")


@require_POST
def cancel_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    return pressed(request, pk, actions.cancel_sending, "Cancelled. The figures say how many mails had left.")


def pressed(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    issue = issue_at(request, pk)
    to = reverse("bulletin_sending", args=[pk])
    return press(request, lambda: act(by=request.user, issue=issue), done, to)


@require_safe
def bulletin_deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """Every address with what became of it. `?state=` narrows; the address in the bar names nobody."""
    issue = issue_at(request, pk)
    rows = rows_of(request, issue)
    link = reverse("bulletin_deliveries", args=[pk])
    chosen = request.GET.get("state", "")
    known = chosen in Delivery.State.values
    page = Paginator(rows.filter(state=chosen) if known else rows, A_PAGE).get_page(request.GET.get("page"))
    here = Delivery.State(chosen).label if known else "All"
    tabs = [{"label": "All", "url": link, "current": not known}]
    for each in words.figures(words.counted(rows), link):
        tabs.append({
            "label": f"{each['label']} ({each['value']})", "url": each["url"], "current": each["label"] == here,
        })  # fmt: skip
    context = {
        "issue": issue, "crumbs": crumbs_below(issue), "tabs": tabs, "page": page, "here": here,
        "rows": [row_of(each) for each in page],
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/sending/deliveries.html", context)


def row_of(row: Delivery) -> dict[str, Any]:
    at = row.settled_at or row.handed_at
    return {
        "pk": row.pk,
        "email": row.email,
        "name": row.name,
        "state": row.get_state_display(),
        "tone": words.ROW_TONES[Delivery.State(row.state)],
        "said": row.get_reason_display() if row.reason else row.said,
        "at": f"{timezone.localtime(at):%-d %B %Y, %H:%M:%S}" if at else "",
        "uncertain": row.state == Delivery.State.UNCERTAIN,
    }


@require_POST
def settle_delivery(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """An uncertain row: `arrived` is "yes" (somebody asked), or the mail is sent once more."""
    issue = issue_at(request, pk)
    row = get_visible_or_404(Delivery, request.user, pk=delivery, issue=issue)
    arrived = request.POST.get("arrived") == "yes"
    done = "Noted: it arrived." if arrived else "It is sent once more."
    to = f"{reverse('bulletin_deliveries', args=[pk])}?state={Delivery.State.UNCERTAIN}"
    act = actions.settle_uncertain
    return press(request, lambda: act(by=request.user, delivery=row, arrived=arrived), done, to)
