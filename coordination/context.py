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
    """One link of the bar. `current` is what aria-current says: `page`, `true` for its section, or nothing."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class NavigationRow:
    """A row of links with its name for screen readers: the bar, and below it the section that the page is in."""

    name: str
    links: list[NavigationLink]


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


def navigation(request: HttpRequest) -> list[NavigationRow]:
    """The rows at the top. The page's entry is the one with the longest address that its own begins with."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = entries_for(user, access.standing_of(user), prison_of(request, user))
    here = max(entries, key=lambda entry: entry.length_at(request.path), default=None)
    if here and not here.length_at(request.path):
        here = None
    sections: dict[str, list[NavigationEntry]] = {}
    for entry in entries:
        sections.setdefault(entry.section or entry.url, []).append(entry)
    rows = [NavigationRow("Main", [_in_the_bar(group, here) for group in sections.values()])]
    if here and len(section := sections[here.section or here.url]) > 1:
        rows.append(NavigationRow(here.section, [_link(e, e.label, [e], here) for e in section]))
    return rows


def _in_the_bar(group: list[NavigationEntry], here: NavigationEntry | None) -> NavigationLink:
    first = group[0]
    return _link(first, first.section if len(group) > 1 else first.label, group, here)


def _link(
    entry: NavigationEntry, label: str, group: list[NavigationEntry], here: NavigationEntry | None
) -> NavigationLink:
    counts = [each.count for each in group if each.count is not None]
    current = "" if here not in group else "page" if len(group) == 1 else "true"
    # Behind the words of a section a nought would be read as none of them.
    counted = counts and (len(group) == 1 or sum(counts))
    return NavigationLink(f"{label} ({sum(counts)})" if counted else label, entry.url, current)


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

    `navigation` is a list of rows with .name and .links (.label, .url, .current); `demonstration` is True only in a
    database seeded as demo.
    """
    return {
        "site_name": settings.SITE_NAME,
        "account": account_of(request),
        "navigation": navigation(request),
        "demonstration": Installation.is_demonstration(),
        "footer_links": footer_links(),
    }
