"""What every page's frame needs: the name, who is signed in, where they may go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

FOOTER = (("roles", "Who may do what"), ("accessibility", "Accessibility"), ("components", "Components"))


def account_of(request: HttpRequest) -> dict[str, str] | None:
    """Name and addresses for the signed-in user's corner; None for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return {
        "name": str(user),
        "sign_out_url": reverse("account_logout"),
        "password_url": reverse("account_change_password"),
    }


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
        "navigation": [],
        "demonstration": False,
        "footer_links": footer_links(),
    }
