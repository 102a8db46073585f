"""Which account and which address a failed sign-in counts against (django-axes asks here)."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def account_of(request: HttpRequest | None, credentials: dict[str, str] | None = None) -> str | None:
    """Return the e-mail address typed, in one spelling, so that capitals do not buy more attempts."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username")
    if typed is None and request is not None:
        typed = request.POST.get("login")
    return typed.strip().casefold() if typed else None


def address_of(request: HttpRequest) -> str | None:
    """Return the caller's network address as the outermost trusted proxy saw it; of IPv6 that of its network.

    X-Forwarded-For is read from the right, TRUSTED_PROXY_COUNT entries deep; what stands further left is the
    caller's own word. Without a trusted proxy the header is ignored.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    if proxies and len(forwarded) >= proxies:
        return place_of(forwarded[-proxies])
    return place_of(request.META.get("REMOTE_ADDR"))


def place_of(address: str | None) -> str | None:
    """The place that an address is at: of IPv6 its /64, written as the first address in it.

    Whoever has one IPv6 address has the 2^64 of that network (RFC 4291, section 2.5.4), and may come from another of
    them each time.
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))
