"""When an issue is sent: chosen, and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions import scheduling as actions
from bulletins.forms.sending import ScheduleForm
from bulletins.views import sending_words as words
from bulletins.views.sending import as_it_is_now, ask_page, issue_at, turned_away
from coordination.views.places import attempt, press


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_at(request, pk)
    form = ScheduleForm(request.POST if request.method == "POST" else None, issue=issue)
    if request.method == "POST":
        done = attempt(form, lambda: actions.schedule(
            by=request.user, issue=issue, send_at=form.cleaned_data["send_at"],
            seen_version=form.cleaned_data["version"], seen_send_at=form.cleaned_data["seen_send_at"],
        ))  # fmt: skip
        if done:
            messages.success(request, f"It is sent on {words.moment(done.send_at, weekday=True)}.")
            return redirect(issue)
        as_it_is_now(form, issue)
    elif away := turned_away(request, issue):
        return away
    return ask_page(
        request, form, issue, "When is it sent?",
        lead="Its words stay as they are from now on. Who gets it is worked out when it is sent.",
    )  # fmt: skip


@require_POST
def unschedule_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_at(request, pk)
    done = "It is not sent by itself any more."
    return press(
        request, lambda: actions.unschedule(by=request.user, issue=issue), done, issue.get_absolute_url()
    )
