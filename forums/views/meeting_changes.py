"""What is changed of a meeting: its time and place; that it is cancelled; that it did not run."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from forums.actions import meetings as actions
from forums.forms.meetings import ChangeForm, FellOutForm
from forums.models import Meeting
from forums.views.meeting_here import crumbs_below, meeting_at
from forums.views.meeting_words import when_of


@require_http_methods(["GET", "HEAD", "POST"])
def change_meeting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    form = ChangeForm.of(meeting, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        before = meeting.calendar_sequence
        made = attempt(
            form, lambda: actions.change_meeting(by=request.user, meeting=meeting, values=form.values())
        )
        if made:
            told = made.calendar_sequence > before
            messages.success(
                request, "The meeting is changed. Everybody invited is told." if told else "Saved."
            )
            return redirect(meeting)
    return form_page(
        request, form, "Change a meeting", crumbs=crumbs_below(here, meeting), caption=here.caption,
        lead="Another time asks everybody anew whether they come." if meeting.invited_at else "",
    )  # fmt: skip


# What `agenda.carry_forward` carries, and what it does not.
LEFT_BEHIND: Final = (
    "Promises that are not finished go onto the next agenda. Other items do not: add them there."
)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_meeting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _fell_out(
        request, code, pk, "Cancel a meeting", "Cancel the meeting",
        lambda meeting: (
            "Everybody invited is told, with the reason, and their calendars take it out. "
            if meeting.invited_at
            else "Nobody was invited yet. "
        )
        + LEFT_BEHIND,
        "The meeting is cancelled.", actions.cancel_meeting,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_not_run(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _fell_out(
        request, code, pk, "The meeting did not run", "Record that it did not run",
        lambda _: f"The reasons are counted for the governor. {LEFT_BEHIND}",
        "It is recorded that the meeting did not run.", actions.record_not_run,
    )  # fmt: skip


def _fell_out(
    request: HttpRequest, code: str, pk: int, title: str, label: str, lead: Any, done: str, action: Any
) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    form = FellOutForm(request.POST if request.method == "POST" else None)
    form.submit_label = label
    if request.method == "POST" and attempt(
        form, lambda: action(by=request.user, meeting=meeting, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect(meeting)
    return form_page(
        request, form, title, crumbs=crumbs_below(here, meeting), caption=here.caption, lead=lead(meeting),
        facts=_facts(meeting),
    )  # fmt: skip


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    return [("Meeting", meeting.name), ("When", when_of(meeting)), ("Where", meeting.place)]
