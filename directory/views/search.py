"""The search page, its print view, and what it suggests while somebody types."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import Standing, standing_of
from coordination.models import Prison
from coordination.roles import Permission
from coordination.views.places import crumbs_of, prison_at
from directory import search as index
from directory.search.labels import choices_of
from directory.search.urgent import speaks_of_danger
from directory.views.search_page import LONGEST_TEXT, ORDERS, Address, Ranked, Rows, filters_of

A_PAGE: Final = 20
A_PRINT: Final = 100


@require_safe
def search(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code)
    standing = standing_of(request.user)
    if not standing.may(Permission.VIEW_DIRECTORY, prison=prison):
        access.require(request.user, Permission.VIEW_DIRECTORY, prison=prison)
    choices = choices_of(prison)
    address = Address.read(request.GET, choices)
    now = timezone.now()
    found = index.find(prison, address.asked, now=now)
    for_print = request.GET.get("view") == "print"
    page = Paginator(Ranked(found), A_PRINT if for_print else A_PAGE).get_page(request.GET.get("page"))
    filters = filters_of(found, address, choices)
    here = reverse("search", args=[code])
    context: dict[str, Any] = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "address": address,
        "text": address.asked.text,
        "orders": [{"value": o, "label": label, "chosen": o == address.asked.order} for o, label in ORDERS],
        "found": found,
        "page": page,
        "rows": Rows(request.user, prison, found, choices, now).of(page.object_list, with_contacts=for_print),
        "filters": filters,
        "chips": [
            {
                "label": f"{each.label}: {option.label}",
                "url": f"{here}?{address.query(without=(each.name, option.value))}",
            }
            for each in filters
            for option in each.chosen
        ],
        "here": here,
        "now": now,
    }  # fmt: skip
    if for_print:
        context["crumbs"] = [*crumbs_of(prison), ("Find a service", f"{here}?{address.query()}")]
        return TemplateResponse(request, "directory/search_print.html", context)
    context |= {
        "longest_text": LONGEST_TEXT,
        "urgent": speaks_of_danger(request.GET.get("q", "")[:LONGEST_TEXT]),
        "print_url": f"{here}?{address.query(view='print')}",
        "suggestions_url": reverse("search_suggestions", args=[code]),
        **_doing(standing, prison),
        "choices": choices,
    }
    return TemplateResponse(request, "directory/search.html", context)


def _doing(standing: Standing, prison: Prison) -> dict[str, str]:
    """Addresses of what the reader may do besides reading."""
    offered = {
        "tell_url": (Permission.REPORT_NEED, "need_report"),
        "log_url": (Permission.LOG_QUERY, "queries"),
        "synonyms_url": (Permission.EDIT_SYNONYMS, "synonyms"),
    }
    return {
        name: reverse(page, args=[prison.code]) if standing.may(permission, prison=prison) else ""
        for name, (permission, page) in offered.items()
    }


@require_safe
def search_suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """{"suggestions": [text, ...]} for `q`."""
    prison = prison_at(request, code, Permission.VIEW_DIRECTORY)
    text = request.GET.get("q", "")[:LONGEST_TEXT]
    return JsonResponse({"suggestions": index.suggestions(prison, text, user=request.user)})
