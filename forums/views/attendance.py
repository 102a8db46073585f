"""Who came to a meeting, typed in on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination.roles import Permission as P
from coordination.views.places import attempt
from forums.actions import meetings as actions
from forums.actions.agreed import possible_organisations
from forums.forms.attendance import AttendanceForm
from forums.models import ForumMember, Meeting, MeetingInvitation
from forums.views.meeting_here import Here, crumbs_below, meeting_at
from forums.views.meeting_words import State, has_begun, when_of


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_attendance(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    if meeting.state not in (State.PLANNED, State.HELD) or not has_begun(meeting):
        messages.error(request, _not_now(meeting))
        return redirect(meeting)
    form = _form(request, here, meeting)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.record_attendance(
                by=request.user, meeting=meeting, present=form.present(), wings=form.wing_counts()
            ),
        )
        if made:
            messages.success(request, "It is saved who came.")
            return redirect("meeting_attendance", code, pk) if "more" in request.POST else redirect(meeting)
    context = {
        "here": here,
        "prison": here.prison,
        "meeting": meeting,
        "when": when_of(meeting),
        "crumbs": crumbs_below(here, meeting),
        "form": form,
    }
    return TemplateResponse(request, "forums/meetings/attendance.html", context)


def _form(request: HttpRequest, here: Here, meeting: Meeting) -> AttendanceForm:
    day = timezone.localdate(meeting.starts_at)
    # Who belongs today may have come before they were written down as members.
    members = ForumMember.objects.visible_to(request.user).filter(forum=meeting.forum)
    members = members.current(day) | members.current()
    replies = MeetingInvitation.objects.visible_to(request.user).filter(meeting=meeting)
    saved = meeting.attendances.select_related("organisation").order_by("pk")
    counted = dict(meeting.wing_attendances.values_list("wing", "people_count"))
    more: dict[str, Any] = {
        "members": list(members.select_related("organisation", "user")),
        "organisations": list(possible_organisations(here.prison)),
        "wings": [wing for wing in here.prison.wings.all() if wing.ended_on is None or wing.pk in counted],
        "replied": dict(replies.values_list("member", "reply")),
        "saved": list(saved) if meeting.state == State.HELD else [],
        "counted": counted,
    }
    return AttendanceForm(request.POST if request.method == "POST" else None, **more)


def _not_now(meeting: Meeting) -> str:
    if meeting.state == State.PLANNED:
        return "This meeting has not begun. Record who came when it has."
    return f"This meeting is recorded as: {meeting.get_state_display().lower()}. Nobody can be marked."
