"""Papers for members: the agenda to write on, and the full minutes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.publishing import Printed
from forums.minuted import snapshot
from forums.models import ApprovedMinutes, Meeting, Minutes, MinutesAddendum
from forums.papers import agenda, minutes
from forums.views.printing import printed


def meeting_at(request: HttpRequest, code: str, pk: int) -> Meeting:
    """404 for one that the user may not know of, or that is not of the prison in the address."""
    meetings = Meeting.objects.visible_to(request.user).select_related("forum__prison")
    meeting: Meeting | None = meetings.filter(pk=pk, forum__prison__code=code).first()
    if meeting is None:
        raise Http404
    request.prison_here = meeting.forum.prison
    return meeting


def dated(meeting: Meeting) -> str:
    """For the name of a file."""
    return f"{timezone.localtime(meeting.starts_at):%Y-%m-%d}-{meeting.pk}"


@require_safe
def agenda_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    meeting = meeting_at(request, code, pk)
    prison = meeting.forum.prison
    return printed(
        request, prison, lambda: agenda.print_agenda(meeting, timezone.localdate()),
        name=f"agenda-{dated(meeting)}", title=f"Agenda: {meeting}",
        back=lambda: (str(meeting), meeting.get_absolute_url()),
    )  # fmt: skip


@require_safe
def minutes_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Whoever may read the minutes may print them: a draft only its writers."""
    seen = Minutes.objects.visible_to(request.user).select_related("meeting__forum__prison")
    found: Minutes | None = seen.filter(meeting=pk, meeting__forum__prison__code=code).first()
    if found is None:
        raise Http404
    prison = found.meeting.forum.prison
    request.prison_here = prison
    return printed(
        request, prison, lambda: _minutes(request, found),
        name=f"minutes-{dated(found.meeting)}", title=str(found), back=lambda: (str(found), found.get_absolute_url()),
    )  # fmt: skip


def _minutes(request: HttpRequest, found: Minutes) -> Printed:
    if found.state != Minutes.State.APPROVED:
        now = timezone.localtime()
        is_draft = found.state == Minutes.State.DRAFT
        stamp = minutes.draft(now) if is_draft else minutes.for_correction(now, found.correct_until)
        return minutes.print_minutes(snapshot(found), stamp)
    frozen = ApprovedMinutes.objects.visible_to(request.user).get(minutes=found)
    stamp = minutes.approved(timezone.localdate(frozen.approved_at), frozen.content_hash)
    return minutes.print_minutes(frozen.content, stamp, _addenda(found))


def _addenda(found: Minutes) -> list[minutes.Addendum]:
    rows: list[MinutesAddendum] = list(found.addenda.all())
    return [minutes.Addendum(timezone.localdate(row.written_at), row.text) for row in rows]
