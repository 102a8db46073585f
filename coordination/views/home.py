"""The home page: for visitors what this is; for everybody else what waits, what is new, what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access
from coordination.offers import HomeItem, Section, offers
from coordination.roles import GRANTS, Role

# Each section's heading, and what stands there when nothing does.
SECTIONS: Final = (
    (Section.WAITS, "Waiting for you", "Nothing waits for you.", "attention"),
    (Section.RISK, "About to go wrong", "Nothing that we can see.", "bad"),
    (Section.NEW, "New", "Nothing new lately.", "info"),
)


@dataclass(frozen=True)
class HomeSection:
    """One box of the page, ready to lay out."""

    heading: str
    empty: str
    tone: str
    items: list[tuple[HomeItem, str]]


def moment(value: date | datetime | None) -> datetime:
    """For sorting: days and moments in one order, without a date last."""
    if value is None:
        return datetime.max.replace(tzinfo=timezone.get_current_timezone())
    if isinstance(value, datetime):
        return value
    return timezone.make_aware(datetime.combine(value, time.min))


def since_in_words(value: date | datetime | None, *, once: bool = False) -> str:
    """`today`, `for 3 days`, or `in 3 days` for what lies ahead; of what happened once `yesterday`, `3 days ago`."""
    if value is None:
        return ""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    days = (timezone.localdate() - on).days
    near = {-1: "tomorrow", 0: "today", 1: "yesterday" if once else "since yesterday"}
    past = f"{days} days ago" if once else f"for {days} days"
    return near.get(days) or (past if days > 0 else f"in {-days} days")


def sections(items: list[HomeItem]) -> list[HomeSection]:
    """Waiting and at risk: the longest first. New: the newest first."""
    found = []
    for section, heading, empty, tone in SECTIONS:
        inside = [item for item in items if item.section == section]
        is_news = section == Section.NEW
        inside.sort(key=lambda item: moment(item.since), reverse=is_news)
        shown = tone if inside else "neutral"
        lines = [(item, since_in_words(item.since, once=is_news)) for item in inside]
        found.append(HomeSection(heading, empty, shown, lines))
    return found


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not user.is_authenticated:
        return TemplateResponse(request, "coordination/pages/welcome.html", {})
    standing = access.standing_of(user)
    items = [item for module in offers("home") for item in module.items(user, standing)]
    return TemplateResponse(
        request,
        "coordination/pages/home.html",
        {
            "sections": sections(items),
            "roles": [
                {"posting": p, "sentence": GRANTS[Role(p.role)].sentence, "url": place_url(p)}
                for p in standing.postings
            ],
        },
    )


def place_url(posting) -> str:  # type: ignore[no-untyped-def]
    """The page of the place that a posting is tied to, if it has one."""
    place = posting.prison or posting.organisation
    return place.get_absolute_url() if place else ""
