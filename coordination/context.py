"""What every page's frame needs: the name, who is signed in, where they may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from coordination import access
from coordination.access import Standing
from coordination.models import Installation, Prison, User
from coordination.offers import NavigationEntry, offers

FOOTER = (("roles", "Who may do what"), ("accessibility", "Accessibility"), ("components", "Components"))


@dataclass(frozen=True)
class NavigationLink:
    """One link of the bar, with whether the page is below it."""

    label: str
    url: str
    current: bool


def account_of(request: HttpRequest) -> dict[str, str] | None:
    """Name and addresses for the signed-in user's corner; None for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return {
        "name": str(user),
        "url": reverse("account"),
        "sign_out_url": reverse("account_logout"),
        "password_url": reverse("account_change_password"),
    }


def prison_of(request: HttpRequest, user: User) -> Prison | None:
    """The prison in the address, or the only one that the user sees."""
    if hasattr(request, "prison_here"):
        return request.prison_here
    match = request.resolver_match
    visible = Prison.objects.visible_to(user)
    if match and "code" in match.kwargs:
        return visible.filter(code=match.kwargs["code"]).first()
    found = list(visible[:2])
    return found[0] if len(found) == 1 else None


def entries_for(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """What all apps offer, in order."""
    offered = [entry for module in offers("navigation") for entry in module.entries(user, standing, prison)]
    return sorted(offered, key=lambda entry: entry.position)


def navigation(request: HttpRequest) -> list[NavigationLink]:
    """The bar at the top. The page's entry is the one with the longest address that its own begins with."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = entries_for(user, access.standing_of(user), prison_of(request, user))
    at_home = request.path == reverse("home")
    below = [e.url for e in entries if request.path.startswith(e.url) and (e.url != "/" or at_home)]
    current = max(below, key=len, default=None)
    return [
        NavigationLink(e.label if e.count is None else f"{e.label} ({e.count})", e.url, e.url == current)
        for e in entries
    ]


def footer_links() -> list[dict[str, str]]:
    """Links of the footer, in order."""
    links = []
    for name, label in FOOTER:
        try:
            links.append({"url": reverse(name), "label": label})
        except NoReverseMatch:
            continue
    return links


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor for templates/base.html.

    `navigation` is a list of objects with .label, .url and .current; `demonstration` is True only in a
    database seeded as demo.
    """
    return {
        "site_name": settings.SITE_NAME,
        "account": account_of(request),
        "navigation": navigation(request),
        "demonstration": Installation.is_demonstration(),
        "footer_links": footer_links(),
    }
