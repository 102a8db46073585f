"""Links in the bar at the top: bulletins of the prison, and of several for who looks after them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P

SECTION: Final = "Bulletins"
POSITION: Final = 29
ISSUES: Final = "/bulletins/"
PICTURES: Final = "/bulletins/library/"


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """Who only reads them has one link: to what was sent."""
    found = _of_prison(standing, prison) if prison else []
    found += _of_several(standing)
    if len(found) == 1:
        return [_entry(SECTION, found[0].url, ISSUES)]
    return found


def _of_prison(standing: Standing, prison: Prison) -> list[NavigationEntry]:
    def entry(label: str, name: str, pages: str = "") -> NavigationEntry:
        return _entry(label, reverse(name, args=[prison.code]), pages)

    if not standing.may(P.READ_BULLETINS, prison=prison):
        return []
    issues, sent = entry("Issues", "bulletins", ISSUES), entry("Sent", "bulletin_archive")
    if not standing.may(P.MANAGE_BULLETINS, prison=prison):
        approves = standing.may(P.APPROVE_BULLETINS, prison=prison)
        return [issues, sent, entry("Settings", "bulletin_settings")] if approves else [sent]
    found = [issues, sent]
    found.append(entry("Pictures", "bulletin_images", PICTURES))
    found.append(entry("Settings", "bulletin_settings"))
    if all(standing.may(each, prison=prison) for each in (P.VIEW_PEOPLE, P.VIEW_WORKERS)):
        found.append(entry("Stopped addresses", "stopped_addresses"))
    return found


def _of_several(standing: Standing) -> list[NavigationEntry]:
    """Of the sets that one looks after, and of all prisons."""
    found = []
    if standing.everywhere(P.MANAGE_BULLETINS):
        found.append(_entry("All prisons", reverse("bulletins_of_all"), ISSUES))
    sets = {each.prison_set for each in standing.postings if each.prison_set}
    if standing.may(P.MANAGE_BULLETINS):
        for each in sorted(sets, key=lambda one: one.name):
            found.append(_entry(each.name, reverse("bulletins_of_set", args=[each.pk])))
    return found


def _entry(label: str, url: str, pages: str = "") -> NavigationEntry:
    return NavigationEntry(label, url, POSITION, section=SECTION, pages=pages)
