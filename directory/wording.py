"""The worded content of a revision as plain data: to compare, to fill a form, to carry to another prison."""

from __future__ import annotations

from typing import Any, Final

from directory.models import Revision, Session
from directory.models.revision import COMMON_COLUMNS, COMMON_LISTS, LOCAL_COLUMNS, LOCAL_LISTS

# {column: value, list: sorted keys, "sessions": [{...}]}: what forms clean to and actions take.
Content = dict[str, Any]

COLUMNS: Final = COMMON_COLUMNS + LOCAL_COLUMNS
LISTS: Final = COMMON_LISTS + LOCAL_LISTS
SESSION_COLUMNS: Final = ("pattern", "weekday", "week_of_month", "counted_from", "begins", "ends", "place")


def content_of(revision: Revision) -> Content:
    """Keys for many-to-many lists, sorted, so that two contents compare by `==`."""
    content: Content = {name: getattr(revision, name) for name in COLUMNS}
    for name in LISTS:
        content[name] = sorted(item.pk for item in getattr(revision, name).all())
    content["sessions"] = [session_content(session) for session in revision.sessions.all()]
    return content


def session_content(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in SESSION_COLUMNS}


def normalised(content: Content) -> Content:
    """As `content_of` gives it: keys instead of rows, lists sorted, sessions in their order, nothing else."""
    plain: Content = {name: content.get(name) for name in COLUMNS}
    for name in COLUMNS:
        if isinstance(plain[name], str):
            plain[name] = plain[name].replace("\r\n", "\n").strip()
    for name in LISTS:
        plain[name] = sorted(getattr(item, "pk", item) for item in content.get(name) or [])
    sessions = [
        {name: session.get(name) for name in SESSION_COLUMNS} for session in content.get("sessions") or []
    ]
    plain["sessions"] = sorted(sessions, key=lambda session: (session["weekday"], session["begins"]))
    return plain


def carried_over(common: Content, local: Content) -> Content:
    """What is the same at every prison from `common`, what is said of one prison from `local`."""
    carried = {name: common[name] for name in COMMON_COLUMNS + COMMON_LISTS}
    return carried | {name: local[name] for name in (*LOCAL_COLUMNS, *LOCAL_LISTS, "sessions")}


def texts_of(content: Content) -> dict[str, str]:
    """Every free text in the content, by field name; places of sessions too."""
    texts = {name: content[name] for name in COLUMNS if isinstance(content.get(name), str)}
    for number, session in enumerate(content.get("sessions") or [], 1):
        texts[f"place of session {number}"] = session["place"]
    return texts
