"""What the pages of a forum say: rows, facts, states."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from coordination.views.sentences import day
from forums.models import Forum, ForumFile, ForumMember

KILOBYTE: Final = 1024
KINDS_OF_FILE: Final = {
    "application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG",
}  # fmt: skip


def row_of(forum: Any) -> dict[str, Any]:
    """Of a forum that came with `with_what_is_next`."""
    code, next_pk = forum.prison.code, forum.next_pk
    return {
        "name": forum.name,
        "url": forum.get_absolute_url(),
        "kind": forum.get_kind_display(),
        "prison": forum.prison.name,
        "frequency": forum.get_frequency_display(),
        "next": moment_of(forum.next_at) if next_pk else "",
        "next_url": reverse("meeting", args=[code, next_pk]) if next_pk else "",
        "open": forum.open_actions,
        "late": forum.late_actions,
        "late_words": f"{forum.late_actions} overdue",
        "actions_url": reverse("actions", args=[code], query={"view": "forum", "forum": forum.pk}),
        "ended": day(forum.ended_on),
    }


def moment_of(at: datetime) -> str:
    """“4 May 2026, 10:00”."""
    return f"{day(at)}, {timezone.localtime(at):%H:%M}"


def facts_of(forum: Forum, *, keeps: bool) -> list[tuple[str, str]]:
    facts = [
        ("Kind", forum.get_kind_display()),
        ("Meets", forum.get_frequency_display()),
        ("Chair", chair_of(forum)),
        ("Agenda closes", closing_of(forum.items_close_days)),
        ("Since", day(forum.started_on)),
    ]
    if keeps and forum.chair_name:
        who = (
            "The wings may read the chair’s name" if forum.chair_name_is_public else "The wings read no name"
        )
        facts.insert(3, ("On paper for the wings", who))
    return facts


def ended_of(forum: Forum) -> str:
    return f"Ended on {day(forum.ended_on)}" if forum.ended_on else ""


def chair_of(forum: Forum) -> str:
    """Name, role and where from; nothing at all is shown as not known."""
    if not forum.chair_name and not forum.chair_role:
        return str(forum.chair_organisation or "")
    where = str(forum.chair_organisation) if forum.chair_organisation else "prison staff"
    return ", ".join(filter(None, [forum.chair_name, forum.chair_role, where]))


def closing_of(days: int) -> str:
    if not days:
        return "On the day of the meeting"
    return f"{days} {'day' if days == 1 else 'days'} before each meeting"


def member_row(member: ForumMember, *, keeps: bool, code: str) -> dict[str, Any]:
    """Needs the organisation and the user. Where invitations go is for who keeps the forum."""
    place = [code, member.forum_id, member.pk]
    if member.organisation_id:
        kind = "Organisation"
    else:
        kind = "Person with an account" if member.user_id else "Role among the staff"
    return {
        "name": str(member),
        "kind": kind,
        "since": day(member.since),
        "until": day(member.until),
        "letters": letters_of(member) if keeps else "",
        "change_url": reverse("change_forum_member", args=place),
        "end_url": reverse("end_forum_membership", args=place),
    }


def letters_of(member: ForumMember) -> str:
    if member.email:
        return member.email
    if member.user_id:
        return "The e-mail address of the account"
    return "The organisation’s managers" if member.organisation_id else "Nowhere: no address is given"


def file_row(file: ForumFile) -> dict[str, str]:
    """“Terms of reference (PDF, 120 KB), since 3 March 2026”"""
    place = [file.forum.prison.code, file.forum_id, file.pk]
    kind = KINDS_OF_FILE.get(file.content_type, "DOCX")
    size = f"{max(1, round(file.bytes / KILOBYTE)):,} KB"
    return {
        "title": file.title,
        "what": f"{kind}, {size}",
        "since": day(file.stored_at),
        "url": reverse("forum_file", args=place),
        "remove_url": reverse("remove_forum_file", args=place),
    }
