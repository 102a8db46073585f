"""Training in one's own calendar: a file of one session, and private addresses that a calendar reads by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.emails import absolute
from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, press
from inductions import calendars
from inductions.actions import feeds
from inductions.models import CalendarFeed, Person, TrainingSession
from inductions.models.moments import day_in_words
from inductions.views.training_here import session_at

# What a calendar shows of the past and of what is to come.
BACK: Final = timedelta(days=60)
AHEAD: Final = timedelta(days=400)
OWN: Final = "own"


def file_of(sessions: list[TrainingSession], name: str, file_name: str, **more: Any) -> HttpResponse:
    content = calendars.calendar_of(
        sessions, name=name, now=timezone.now(), url_of=lambda each: absolute(each.get_absolute_url()), **more
    )
    response = HttpResponse(content, content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def training_calendar(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One session, to open with a calendar."""
    _, session = session_at(request, code, pk)
    return file_of([session], f"{session.module.label}, {session.prison.name}", f"training-{session.pk}.ics")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Public: the token is the key. 404 for one that nobody gave out, that was ended, or whose maker has no access."""
    feed = feeds.open_feed(token)
    if feed is None:
        raise Http404
    found = feeds.sessions_of(feed, timezone.now() - BACK, timezone.now() + AHEAD)
    name = f"Training, {feed.prison}" if feed.prison else "My training"
    response = file_of(found.sessions, name, "training.ics", waiting=found.waiting)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feeds(request: HttpRequest) -> HttpResponse:
    """The addresses that somebody has made; a POST makes one, which the next page shows once."""
    if request.method == "POST":
        try:
            messages.success(request, _made(request))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("calendar_feeds")
    rows = CalendarFeed.objects.visible_to(request.user).filter(revoked_at=None).select_related("prison")
    context = {
        "crumbs": crumbs_of(),
        "rows": [
            {
                "what": f"Sessions at {feed.prison}" if feed.prison else "Your own bookings",
                "made_on": day_in_words(timezone.localdate(feed.made_at)),
                "end_url": reverse("calendar_feed_end", args=[feed.pk]),
            }
            for feed in rows
        ],
        "choices": _choices(request),
    }
    return TemplateResponse(request, "inductions/calendar_feeds.html", context)


def _made(request: HttpRequest) -> str:
    """The address of a new feed in a sentence. 404 for a prison that the user may not know of."""
    of = request.POST.get("calendar", "")
    prison = None if of == OWN else get_visible_or_404(Prison, request.user, code=of.replace("\x00", "")[:3])
    feed, token = feeds.make_feed(by=request.user, prison=prison)
    what = f"sessions at {feed.prison}" if feed.prison else "your own bookings"
    address = absolute(reverse("calendar_feed", args=[token]))
    return (
        f"This is the address for {what}: {address} It is shown only now. Copy it into your calendar, where it says"
        " “subscribe” or “add by URL”. Whoever has it reads it without signing in, so give it to nobody."
    )


def _choices(request: HttpRequest) -> list[tuple[str, str]]:
    """(value, label) of what the user may have in a calendar."""
    own = Person.objects.visible_to(request.user).filter(user=request.user).exists()
    prisons = standing_of(request.user).prisons_where(P.VIEW_WORKERS)
    return [
        *([(OWN, "Your own bookings")] if own else []),
        *((prison.code, f"Sessions at {prison}") for prison in prisons.order_by("name")),
    ]


@require_POST
def calendar_feed_end(request: HttpRequest, pk: int) -> HttpResponse:
    feed = get_visible_or_404(CalendarFeed, request.user, pk=pk)
    return press(
        request, lambda: feeds.revoke_feed(by=request.user, feed=feed),
        "The address leads nowhere any more.", reverse("calendar_feeds"),
    )  # fmt: skip
