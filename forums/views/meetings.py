"""The meetings of a prison: to come, waiting for who came, past; and a new one."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access, clock
from coordination.access import get_visible_or_404
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from forums.actions import meetings as actions
from forums.forms.meetings import CallForm
from forums.models import Forum, ForumMember, Meeting
from forums.views.meeting_here import Here, meetings_at
from forums.views.meeting_words import has_begun, minutes_among, row_of

A_PAGE: Final = 25
MOST_JOINING: Final = 50
COMING, SETTLE, PAST = "coming", "settle", "past"
EMPTY: Final = {
    COMING: ("No meeting is planned", "A meeting is called from the page of its forum."),
    SETTLE: ("Nothing waits for who came", "A meeting comes here when it has begun."),
    PAST: ("No meeting is past", "Meetings come here once it is recorded what became of them."),
}


def shown(rows: QuerySet[Meeting], which: str) -> QuerySet[Meeting]:
    """A cancelled meeting stays among those to come until its day, so that nobody comes in vain."""
    now, planned = clock.now(), Meeting.State.PLANNED
    if which == SETTLE:
        return rows.filter(state=planned, starts_at__lte=now).order_by("starts_at", "pk")
    if which == PAST:
        return rows.filter(starts_at__lte=now).exclude(state=planned).order_by("-starts_at", "-pk")
    return rows.filter(starts_at__gt=now).order_by("starts_at", "pk")


@require_safe
def meetings(request: HttpRequest, code: str) -> HttpResponse:
    here = meetings_at(request, code)
    rows = Meeting.objects.visible_to(request.user).filter(forum__prison=here.prison)
    which = request.GET.get("show", COMING)
    if which not in EMPTY or (which == SETTLE and not here.keeps):
        which = COMING
    chosen = shown(rows, which).select_related("forum__prison")
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    minutes = minutes_among(request.user, page.object_list)
    context = {
        "here": here,
        "prison": here.prison,
        "crumbs": here.below_meetings[:-1],
        "tabs": _tabs(here, rows, which),
        "page": page,
        "rows": [row_of(each, minutes.get(each.pk), keeps=here.keeps) for each in page.object_list],
        "why_column": which == PAST,
        "empty": EMPTY[which],
        "forums": _forums(request, here) if here.keeps else [],
    }
    return TemplateResponse(request, "forums/meetings/meetings.html", context)


def _tabs(here: Here, rows: QuerySet[Meeting], which: str) -> list[dict[str, Any]]:
    path = reverse("meetings", args=[here.prison.code])
    labels = [(COMING, "To come"), *([(SETTLE, "Waits for who came")] if here.keeps else []), (PAST, "Past")]
    items: list[dict[str, Any]] = [
        {"label": label, "url": path if key == COMING else f"{path}?show={key}", "current": key == which}
        for key, label in labels
    ]
    if here.keeps:
        items[1]["count"] = shown(rows, SETTLE).count()
    return items


def _forums(request: HttpRequest, here: Here) -> list[dict[str, str]]:
    """For whom a meeting can be called."""
    running = Forum.objects.visible_to(request.user).running().filter(prison=here.prison)
    return [
        {"name": forum.name, "url": reverse("call_meeting", args=[here.prison.code, forum.pk])}
        for forum in running
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def call_meeting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here = meetings_at(request, code)
    forum: Forum = get_visible_or_404(Forum, request.user, pk=pk, prison=here.prison)
    access.require(request.user, P.MANAGE_FORUMS, prison=here.prison)
    last = Meeting.objects.visible_to(request.user).filter(forum=forum).order_by("-starts_at", "-pk").first()
    joining = _joining(request, forum)
    form = CallForm(
        request.POST if request.method == "POST" else None, forum=forum, like=last, joining=joining,
        title=request.GET.get("title", ""),
    )  # fmt: skip
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.call_meeting(
                by=request.user, forum=forum, values=form.values(),
                joining=form.cleaned_data.get("joining", ()),
            ),
        )  # fmt: skip
        if made and (back := _back(request)):
            messages.success(request, "The meeting is called. Nobody is told yet.")
            return redirect(f"{back}?{urlencode({'begun': made.get_absolute_url()})}")
        if made and has_begun(made):
            messages.success(request, "The meeting is written down. Now say who came.")
            return redirect("meeting_attendance", code, made.pk)
        if made:
            messages.success(
                request,
                "The meeting is called. Nobody is told yet: look at the agenda, then invite the members.",
            )
            return redirect(made)
    return form_page(
        request, form, f"Call a meeting: {forum.name}", caption=here.caption,
        crumbs=[*here.below_meetings, (forum.name, forum.get_absolute_url())],
        lead="What was agreed and is not finished comes onto the agenda by itself. A meeting that has taken place"
        " already can be written down as well.",
    )  # fmt: skip


def _joining(request: HttpRequest, forum: Forum) -> QuerySet[Organisation]:
    """Those for whom the meeting is meant (`?organisations=3,7`) and that do not belong to the forum yet."""
    keys = [
        int(key)
        for key in request.GET.get("organisations", "").split(",")
        if key.isdecimal() and len(key) < 10
    ]
    members = (
        ForumMember.objects.visible_to(request.user).current().filter(forum=forum, organisation__isnull=False)
    )
    found = Organisation.objects.visible_to(request.user).filter(pk__in=keys[:MOST_JOINING])
    return found.exclude(pk__in=members.order_by().values("organisation")).order_by("name", "pk")


def _back(request: HttpRequest) -> str:
    """A page of ours (`?back=`) that keeps what was begun, without a question mark of its own."""
    path = request.GET.get("back", "")
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours and not set("?#") & set(path) else ""
