"""What is offered to an issue, on its page. Of several prisons one at a time: all at once nobody reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from bulletins.models import BulletinIssue, Section
from bulletins.offered import offered_to, prisons_offering
from coordination.models import Prison
from coordination.offers import BulletinOffer


@dataclass(frozen=True)
class Offers:
    """`rows` is [(offer, name of its section)]. Of several `prisons` the offers of one, `prison`, are looked at."""

    rows: list[tuple[BulletinOffer, str]]
    prisons: list[Prison] = field(default_factory=list)
    prison: Prison | None = None


def offers_of(request: HttpRequest, issue: BulletinIssue) -> Offers:
    if issue.prison:
        return Offers(_with_sections(offered_to(issue)))
    prisons = prisons_offering(issue)
    prison = _chosen(request.GET, prisons)
    return Offers(_with_sections(offered_to(issue, prison)) if prison else [], prisons, prison)


def offering_prison(typed: Mapping[str, str], issue: BulletinIssue) -> Prison | None:
    """The one from which something is taken in; None for an issue of one prison, and for a prison not of the issue."""
    return None if issue.prison else _chosen(typed, prisons_offering(issue))


def page_with(issue: BulletinIssue, prison: Prison | None) -> str:
    """Where one goes on taking in."""
    url = issue.get_absolute_url()
    return f"{url}?offered_by={prison.code}#offered" if prison else url


def _chosen(typed: Mapping[str, str], prisons: list[Prison]) -> Prison | None:
    code = typed.get("offered_by", "")
    return next((prison for prison in prisons if prison.code == code), None)


def _with_sections(offered: list[BulletinOffer]) -> list[tuple[BulletinOffer, str]]:
    return [(each, str(Section(each.section).label)) for each in offered]
