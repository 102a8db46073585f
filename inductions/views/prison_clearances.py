"""Clearances of a prison, for its coordinator and governor: what waits, how long it takes, what ends soon."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from inductions.gate import waiting
from inductions.models import Clearance
from inductions.models.moments import day_in_words

WAITING_COLUMNS = ("Person", "Level", "Applied for on", "Waiting")
ENDING_COLUMNS = ("Person", "Level", "Last day", "Time left")


@require_safe
def prison_clearances(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_CLEARANCES)
    today = timezone.localdate()
    figures = waiting.figures(prison, today)
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "figures": figures,
        "median": _whole(figures.median_days),
        "notes": _notes(figures),
        "waiting_columns": WAITING_COLUMNS,
        "waiting": [_waits(prison, row, today) for row in waiting.longest_first(prison)],
        "ending_columns": ENDING_COLUMNS,
        "ending": [_ends(prison, row, today) for row in waiting.ending(prison, today)],
    }
    return TemplateResponse(request, "inductions/prison_clearances.html", context)


def _whole(days: float | None) -> str | None:
    """“21”, or “21.5” of an even number of decisions."""
    return None if days is None else f"{days:g}"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _notes(found: waiting.Waiting) -> dict[str, str]:
    """Under each figure: what it stands on, and what is unknown beside it."""
    decided = f"Of {found.decided} decision{'' if found.decided == 1 else 's'} in the last 12 months."
    if found.decided_unknown:
        decided += f" {found.decided_unknown} more without a day of application are not in it."
    apart = f"{found.waiting_unknown} without a day of application." if found.waiting_unknown else ""
    return {"median": decided, "oldest": apart}


def _person(prison: Prison, row: Clearance) -> str:
    url = reverse("clearances", args=[row.person_id, prison.code])
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, row.person.name)


def _waits(prison: Prison, row: Clearance, today: date) -> list[Any]:
    since = row.applied_on
    return [
        _person(prison, row),
        row.level.label,
        day_in_words(since) or "Not known",
        days((today - since).days) if since else "Not known",
    ]


def _ends(prison: Prison, row: Clearance, today: date) -> list[Any]:
    assert row.expires_on is not None  # clearance_granted_from_and_until
    left = (row.expires_on - today).days
    words = "Today is the last day" if left == 0 else days(left) if left > 0 else f"Expired {days(-left)} ago"
    return [_person(prison, row), row.level.label, day_in_words(row.expires_on), words]
