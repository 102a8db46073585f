"""Priorities of a prison, and the page of one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.offers import offers
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, prison_at
from directory.models import Listing
from planning.models import Call, Expression, Priority
from planning.views import call_words
from planning.views import priority_words as words
from planning.wording import day_in_words

A_PAGE: Final = 30
OPEN, SETTLED = "open", "settled"
TABS: Final = {OPEN: "Being worked on", SETTLED: "Settled"}
EMPTY: Final = {
    OPEN: ("Nothing is adopted as a priority", "Adopt a gap, a duplication or something that is about to be lost."),
    SETTLED: ("Nothing is settled yet", "What was met, or ended with a reason, is kept here."),
}  # fmt: skip


def below_priorities(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Priorities", reverse("priorities", args=[prison.code]))]


@require_safe
def priorities(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_PLAN)
    here = Priority.objects.visible_to(request.user).filter(prison=prison)
    kinds = {
        OPEN: here.open(),
        SETTLED: here.exclude(state=Priority.State.OPEN).order_by("-settled_at", "-pk"),
    }
    show = SETTLED if request.GET.get("show") == SETTLED else OPEN
    rows = kinds[show].select_related("owner", "pathway", "group", "stage")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    today, path = timezone.localdate(), reverse("priorities", args=[code])
    may_adopt = standing_of(request.user).may(P.ADOPT_PRIORITY, prison=prison)
    calls = _newest_calls(request, [each.pk for each in page])
    context = {
        "prison": prison, "crumbs": crumbs_of(prison), "page": page, "caption": TABS[show], "empty": EMPTY[show],
        "tabs": [
            {
                "label": label, "url": f"{path}?show={key}", "current": key == show,
                "count": kinds[key].count(),
            }
            for key, label in TABS.items()
        ],
        "rows": [
            {
                "priority": each, "url": reverse("priority", args=[code, each.pk]), "about": words.about_of(each),
                "state": words.state_of(each, today) if words.is_told(each, today) else None,
                "due": day_in_words(each.due_on), "doing": words.doing(each, calls.get(each.pk), today),
            }
            for each in page
        ],
        "adopt_url": reverse("adopt_priority", args=[code]) if may_adopt else "",
    }  # fmt: skip
    return TemplateResponse(request, "planning/priorities/priorities.html", context)


def _newest_calls(request: HttpRequest, priorities: list[int]) -> dict[int, tuple[Call, int]]:
    """{key of a priority: (its newest call, how many answers were sent and not taken back)}."""
    unread = [Expression.State.DRAFT, Expression.State.WITHDRAWN]
    rows = Call.objects.visible_to(request.user).filter(priority__in=priorities)
    counted = rows.annotate(answers=Count("expressions", filter=~Q(expressions__state__in=unread)))
    return {call.priority_id: (call, call.answers) for call in counted.order_by("pk")}


def priority_at(request: HttpRequest, code: str, pk: int, permission: P) -> Priority:
    prison = prison_at(request, code, permission)
    found: Priority = get_visible_or_404(Priority, request.user, pk=pk, prison=prison)
    return found


@require_safe
def priority(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found, standing = priority_at(request, code, pk, P.VIEW_PLAN), standing_of(request.user)
    is_open = found.state == Priority.State.OPEN
    may_adopt = standing.may(P.ADOPT_PRIORITY, prison=found.prison)
    may_call = standing.may(P.MANAGE_PLAN, prison=found.prison)
    listings = _listings(request, found)
    calls = list(Call.objects.visible_to(request.user).filter(priority=found))
    running = any(each.state in call_words.RUNNING for each in calls)
    context = {
        "priority": found, "crumbs": below_priorities(found.prison), "facts": words.facts_of(found),
        "state": words.state_of(found, timezone.localdate()),
        "listings": [
            {"name": each.name_for_readers, "organisation": each.service.organisation, "url": _url(found, each)}
            for each in listings
        ],
        "gone": found.met_by if found.met_by and not found.met_by.is_published else None,
        "source_url": words.source_url(found),
        "waits_for_call": running and is_open and may_adopt,
        "calls": [{"call": each, "state": call_words.state_of(each, timezone.localdate())} for each in calls],
        "follow_ups": _follow_ups(request, found, listings) if is_open and may_adopt else [],
        "buttons": _buttons(found, is_open and may_adopt, is_open and may_call and not running, running),
    }  # fmt: skip
    return TemplateResponse(request, "planning/priorities/priority.html", context)


def _url(priority: Priority, listing: Listing) -> str:
    return reverse("listing", args=[priority.prison.code, listing.pk])


def _listings(request: HttpRequest, priority: Priority) -> list[Listing]:
    rows = Listing.objects.visible_to(request.user).filter(pk__in=priority.listings.order_by().values("pk"))
    return list(rows.select_related("service__organisation", "approved_revision").order_by("pk"))


def _buttons(priority: Priority, adopts: bool, calls: bool, running: bool) -> list[dict[str, str]]:
    place = [priority.prison.code, priority.pk]
    found = []
    if calls and priority.origin != Priority.Origin.DUPLICATION:
        found.append({"label": "Call for offers", "url": reverse("begin_call", args=place), "kind": ""})
    if adopts:
        settle = {"label": "Settle it", "url": reverse("settle_priority", args=place), "kind": "secondary"}
        change = {"label": "Change it", "url": reverse("change_priority", args=place), "kind": "secondary"}
        found += [change] if running else [settle, change]
    return found


def _follow_ups(request: HttpRequest, priority: Priority, listings: list[Listing]) -> list[tuple[str, str]]:
    """(what can be begun, the address of its page, filled in) where several are concerned."""
    if not listings:
        return []
    organisations = sorted({each.service.organisation_id for each in listings})
    filled = urlencode({
        "title": priority.title, "organisations": ",".join(map(str, organisations)),
        "back": reverse("follow_up", args=[priority.prison.code, priority.pk]),
    })  # fmt: skip
    return [
        (each.label, f"{each.url}?{filled}")
        for module in offers("followups")
        for each in module.offered(request.user, priority.prison)
    ]
