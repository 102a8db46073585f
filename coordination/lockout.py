"""Which account and which address a failed sign-in counts against (django-axes asks here)."""

from django.conf import settings
from django.http import HttpRequest


def account_of(request: HttpRequest | None, credentials: dict[str, str] | None = None) -> str | None:
    """Return the e-mail address typed, in one spelling, so that capitals do not buy more attempts."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username")
    if typed is None and request is not None:
        typed = request.POST.get("login")
    return typed.strip().casefold() if typed else None


def address_of(request: HttpRequest) -> str | None:
    """Return the caller's network address as the outermost trusted proxy saw it.

    X-Forwarded-For is read from the right, TRUSTED_PROXY_COUNT entries deep; what stands further left is the
    caller's own word. Without a trusted proxy the header is ignored.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR")
