"""What somebody typed is kept when the computer signed them out before they sent it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from coordination.plain_text import prison_numbers
from directory.forms.typed import Typed, typed_in

KEY: Final = "typed_before_sign_in"
# A form of ours has some thousands of characters; nobody fills the session store with more.
LONGEST: Final = 60_000

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
    if typed and len(text) <= LONGEST and not prison_numbers(text):
        request.session[KEY] = {"path": request.path, "typed": typed}


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
