"""What every response to a signed-in person needs: nothing kept by the browser, an end to idle sessions, and old
addresses that still lead somewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from coordination.access import standings_read_once
from coordination.forms.sign_in import SHARED
from coordination.models import Organisation, User
from coordination.uploads import MEGABYTE, MOST_OF_A_REQUEST

SEEN_AT: Final = "seen_at"
# The session is written at most once a minute: SQLite has one writer.
WRITE_EVERY: Final = 60
SENTENCE: Final = (
    "You were signed out because nobody used this shared computer for 15 minutes. Sign in to go on."
)

GetResponse = Callable[[HttpRequest], HttpResponse]


def counts_as_use(request: HttpRequest) -> bool:
    """A click or something sent. A page that reloads or asks by itself is not somebody sitting there.

    Browsers say so in Sec-Fetch headers; from one that sends none, every request counts.
    """
    mode = request.headers.get("Sec-Fetch-Mode")
    if request.method not in ("GET", "HEAD") or mode is None:
        return True
    return mode == "navigate" and request.headers.get("Sec-Fetch-User") == "?1"


class LargeRequestMiddleware:
    """413 for a request that is larger than anything the portal takes, before any of it is read.

    It stands before the check of the form's token, which reads the whole of a form to find it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > MOST_OF_A_REQUEST:
            page = render_to_string("413.html", {"megabytes": MOST_OF_A_REQUEST // MEGABYTE})
            return HttpResponse(page, status=413)
        return self.get_response(request)


class StandingReadOnceMiddleware:
    """A page that is only read asks once what its reader may do: bar, home and lists would each ask again.

    What changes something asks every time, so that access that was stopped a moment ago is no access.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with standings_read_once():
            return self.get_response(request)


class SharedComputerMiddleware:
    """Signs out after fifteen minutes without use where the tick at sign-in says that others use the computer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shared = request.user.is_authenticated and request.session.get(SHARED)
        if not shared:
            return self.get_response(request)
        idle = settings.SHARED_COMPUTER_IDLE_SECONDS
        now = int(time.time())
        seen_at = request.session.setdefault(SEEN_AT, now)
        # What was last written may be a minute old, so the limit is never overstepped.
        if now - seen_at >= idle:
            logout(request)
            messages.info(request, SENTENCE)
            # On as a visitor: the page sends them to sign in and back, and keeps what was typed where it can.
            return self.get_response(request)
        if counts_as_use(request) and now - seen_at >= WRITE_EVERY:
            request.session[SEEN_AT] = now
        response = self.get_response(request)
        if self._may_leave(request, response):
            # The page itself goes away as well, unless somebody may be typing into it.
            response.headers["Refresh"] = str(idle + 5)
        return response

    @staticmethod
    def _may_leave(request: HttpRequest, response: HttpResponse) -> bool:
        context = getattr(response, "context_data", None)
        typing = {"form", "formset", "forms", "formsets"} & set(context or {})
        return request.method == "GET" and response.status_code == 200 and context is not None and not typing


class NoStoreMiddleware:
    """The browser of a shared computer keeps no page of a signed-in person, nor a page that takes a secret."""

    SECRET: Final = (
        "/accounts/", "/invitations/", "/register/verify/", "/still-right/", "/held/", "/meetings/answer/",
        "/bulletins/leave/", "/bulletins/wishes/", "/bulletins/join/confirm/",
    )  # fmt: skip

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.user.is_authenticated
        response = self.get_response(request)
        secret = request.path.startswith(self.SECRET)
        if before or secret or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class MergedOrganisationMiddleware:
    """Old addresses of a record that was merged lead to the same page of the one that is kept, for who may see it.

    Also for what was typed before the merge and is sent after it: the browser sends it again to where it belongs (307).
    """

    BELOW: Final = "organisations/<slug:slug>/"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        missed = response.status_code in (403, 404) and request.user.is_authenticated
        if not missed or not found or not found.route.startswith(self.BELOW):
            return response
        slug = found.kwargs["slug"]
        assert isinstance(request.user, User)
        kept = Organisation.objects.visible_to(request.user).filter(merged_from__slug=slug).first()
        if kept is None:
            return response
        path = request.get_full_path().replace(f"/organisations/{slug}/", f"/organisations/{kept.slug}/", 1)
        return redirect(path, preserve_request=True)
