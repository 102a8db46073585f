"""What somebody typed is kept when the computer signed them out before they sent it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from coordination.lockout import address_of
from coordination.plain_text import prison_numbers
from directory.forms.typed import Typed, typed_in
from directory.policies import MOST_IN_DRAFT

KEY: Final = "typed_before_sign_in"
# Nobody is signed in here, so one address may have only so many forms kept in an hour: a prison shares one.
KEPT_AN_HOUR: Final = 100

View = Callable[..., HttpResponse]


def keeps_typed(view: View) -> View:
    """Whoever is not signed in is sent to sign in. What they posted waits in their session and is shown afterwards."""

    @login_not_required
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            keep(request)
        return redirect_to_login(request.get_full_path())

    return inner


def keep(request: HttpRequest) -> None:
    """One form at a time, under its address, and never a number of a person in prison."""
    typed = typed_in(request.POST)
    text = "\n".join(text for texts in typed.values() for text in texts)
    fits = len(text) <= MOST_IN_DRAFT and not prison_numbers(text)
    if typed and fits and _has_room(request):
        request.session[KEY] = {"path": request.path, "typed": typed}


def _has_room(request: HttpRequest) -> bool:
    """Counts what the address had kept in this hour, so that a stranger cannot fill the session store."""
    key = f"kept:{address_of(request)}:{int(time.time() // 3600)}"
    cache.add(key, 0, timeout=7200)
    return cache.incr(key) <= KEPT_AN_HOUR


def typed_before(request: HttpRequest) -> Typed | None:
    """What this browser posted to this address before it was signed out, or None."""
    kept = request.session.get(KEY)
    return kept["typed"] if kept and kept["path"] == request.path else None


def forget(request: HttpRequest) -> None:
    """After what was typed has arrived where it belongs."""
    request.session.pop(KEY, None)


SIGNED_OUT_SENTENCE: Final = (
    "You were signed out while you were writing. Nothing is lost: here is what you typed. It is not sent yet."
)
