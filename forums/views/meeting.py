"""The page of one meeting: when, what about, who is asked, who came; and its file for a calendar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination import clock
from coordination.calendars import CONTENT_TYPE
from coordination.emails import absolute
from forums.actions.agenda import memberships_of
from forums.actions.invitations import not_invited, unreachable
from forums.calendars import file_of
from forums.emails import organiser_of
from forums.models import AgendaItem, ForumFile, Meeting, MeetingInvitation, Minutes
from forums.models.moments import day_in_words
from forums.views.focus import asked_and_needed
from forums.views.meeting_here import Here, meeting_at
from forums.views.meeting_words import (
    REPLY_TONES,
    Reply,
    State,
    has_begun,
    letter_of,
    state_of,
    when_of,
)


@require_safe
def meeting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, found = meeting_at(request, code, pk)
    invitations = _invitations(request, found)
    own = next((row for row in invitations if row.email == request.user.email.lower()), None)
    open_still = found.state == State.PLANNED and not has_begun(found)
    minutes: Minutes | None = Minutes.objects.visible_to(request.user).filter(meeting=found).first()
    context = {
        "here": here,
        "prison": here.prison,
        "meeting": found,
        "crumbs": here.below_meetings,
        "heading": f"{found.name}, {when_of(found)}",
        "state": state_of(found),
        "facts": _facts(found, here),
        "agenda": agenda_of(request, found),
        "proposals": _own_proposals(request, found),
        "waiting": _waiting(request, found) if here.keeps else 0,
        "may_propose": _may_propose(request, found, open_still),
        "papers": papers_of(request, found),
        "own": own if own and open_still and own.asked == MeetingInvitation.Asked.REQUEST else None,
        "own_words": _own_words(own) if own else "",
        "buttons": _buttons(here, found, open_still, minutes) if here.keeps else [],
        "after": _minutes_and_papers(here, found, minutes),
        "in_calendar": found.state in (State.PLANNED, State.CANCELLED) and not has_begun(found),
        "rows": [_row(here, found, row, open_still) for row in invitations] if here.looks_after else [],
        "answers": _answers(invitations) if here.looks_after else "",
        "to_invite": len(not_invited(found)) if here.keeps and open_still and found.invited_at else 0,
        "unreachable": unreachable(found) if here.looks_after and open_still else [],
        "attendance": _attendance(found),
        "wings": _wings(found),
        "open_still": open_still,
        **asked_and_needed(request, here, found),
    }
    return TemplateResponse(request, "forums/meetings/meeting.html", context)


def _facts(found: Meeting, here: Here) -> list[tuple[str, Any]]:
    """When it is stands in the heading."""
    of = format_html(
        '<a class="govuk-link" href="{}">{}</a>', found.forum.get_absolute_url(), found.forum.name
    )
    facts: list[tuple[str, Any]] = [("Forum", of), ("Where", found.place)]
    if found.state == State.PLANNED and not has_begun(found):
        closed = found.items_close_on < clock.today()
        words = "Agenda closed on" if closed else "Members propose items until"
        facts.append((words, day_in_words(found.items_close_on)))
    if found.reason:
        facts.append(("Why not", found.get_reason_display()))
    if found.reason_note and here.looks_after:
        facts.append(("In words", found.reason_note))
    return facts


def agenda_of(request: HttpRequest, found: Meeting) -> list[AgendaItem]:
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=found).standing()
    return list(rows.select_related("organisation", "carried_action"))


def _own_proposals(request: HttpRequest, found: Meeting) -> list[AgendaItem]:
    """What the reader proposed and is not on the agenda: waiting, or not taken in with the reason."""
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=found, proposed_by=request.user)
    return list(rows.exclude(state=AgendaItem.State.ACCEPTED).order_by("pk"))


def _waiting(request: HttpRequest, found: Meeting) -> int:
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=found)
    return rows.filter(state=AgendaItem.State.PROPOSED).count()


def _may_propose(request: HttpRequest, found: Meeting, open_still: bool) -> bool:
    in_time = open_still and found.items_close_on >= clock.today()
    return in_time and bool(memberships_of(request.user, found.forum))


def papers_of(request: HttpRequest, found: Meeting) -> list[ForumFile]:
    rows = ForumFile.objects.visible_to(request.user).standing().filter(meeting=found)
    return list(rows.order_by("stored_at", "pk"))


def _buttons(here: Here, found: Meeting, open_still: bool, minutes: Minutes | None) -> list[dict[str, str]]:
    """Who came is part of the minutes: once they are approved it stays."""

    def button(label: str, name: str, kind: str = "secondary") -> dict[str, str]:
        return {"label": label, "url": reverse(name, args=[here.prison.code, found.pk]), "kind": kind}

    if open_still:
        return [
            *([] if found.invited_at else [button("Invite the members", "invite_to_meeting", "")]),
            button("Work on the agenda", "meeting_agenda"),
            button("Change time or place", "change_meeting"),
            button("Cancel the meeting", "cancel_meeting"),
        ]
    if found.state == State.PLANNED:
        return [
            button("Record who came", "meeting_attendance", ""),
            button("It did not run", "meeting_not_run"),
            button("Work on the agenda", "meeting_agenda"),
        ]
    if found.state != State.HELD or (minutes and minutes.state == Minutes.State.APPROVED):
        return []
    write = [] if minutes else [button("Write the minutes", "write_minutes", "")]
    return [*write, button("Correct who came", "meeting_attendance")]


def _minutes_and_papers(here: Here, found: Meeting, minutes: Minutes | None) -> list[tuple[str, str]]:
    """(label, address): its minutes where the reader may read them or write them, and its agenda on paper."""
    if found.state in (State.CANCELLED, State.NOT_RUN):
        return []
    links = [("Print the agenda", "agenda_paper")]
    if minutes:
        links.insert(0, (f"Minutes: {minutes.get_state_display().lower()}", "minutes"))
    elif here.keeps and has_begun(found) and found.state == State.PLANNED:
        links.insert(0, ("Write the minutes", "write_minutes"))
    return [(label, reverse(name, args=[here.prison.code, found.pk])) for label, name in links]


# --- Who is asked, and who came ----------------------------------------------------------------------


def _invitations(request: HttpRequest, found: Meeting) -> list[MeetingInvitation]:
    rows = MeetingInvitation.objects.visible_to(request.user).filter(meeting=found)
    return list(rows.select_related("member__organisation", "member__user").order_by("pk"))


def _row(here: Here, found: Meeting, row: MeetingInvitation, open_still: bool) -> dict[str, Any]:
    letter, tone = letter_of(row, found)
    asked = open_still and row.asked != MeetingInvitation.Asked.CANCEL
    return {
        "member": str(row.member), "email": row.email, "letter": letter, "letter_tone": tone,
        "reply": row.get_reply_display(), "reply_tone": REPLY_TONES[Reply(row.reply)],
        "answer_url": (
            reverse("meeting_reply", args=[here.prison.code, found.pk, row.pk]) if here.keeps and asked else ""
        ),
    }  # fmt: skip


def _answers(invitations: list[MeetingInvitation]) -> str:
    """“2 coming, 1 apologies, 3 no answer”"""
    asked = [row for row in invitations if row.asked != MeetingInvitation.Asked.CANCEL]
    counts = [(sum(row.reply == each for row in asked), each.label.lower()) for each in _ORDER]
    return ", ".join(f"{number} {label}" for number, label in counts if number)


_ORDER = (Reply.COMING, Reply.APOLOGIES, Reply.NONE)


def _own_words(own: MeetingInvitation) -> str:
    words = {
        Reply.NONE: "You have not said yet whether you come.",
        Reply.COMING: "You said that you come.",
        Reply.APOLOGIES: "You sent apologies.",
    }
    return words[Reply(own.reply)]


def _attendance(found: Meeting) -> dict[str, list[str]]:
    """{"came": names, "apologies": names}; empty before anybody typed it in."""
    if found.state != State.HELD:
        return {}
    rows = list(found.attendances.select_related("organisation"))
    return {
        "came": [str(row) for row in rows if not row.apologies],
        "apologies": [str(row) for row in rows if row.apologies],
    }


def _wings(found: Meeting) -> list[str]:
    if found.state != State.HELD:
        return []
    return [str(row) for row in found.wing_attendances.select_related("wing")]


@require_safe
def meeting_calendar(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The meeting as a file. A calendar that has it already by letter knows it again by its UID."""
    _, found = meeting_at(request, code, pk)
    content = file_of(
        found, organiser=organiser_of(found), now=clock.now(), url=absolute(found.get_absolute_url())
    )
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="meeting-{found.pk}.ics"'
    return response
