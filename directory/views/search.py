"""The search page, its print view, and what it suggests while somebody types."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import Standing, standing_of
from coordination.models import Prison
from coordination.roles import Permission
from coordination.views.places import crumbs_of, prison_at
from directory import search as index
from directory.forms.needs import NothingFoundForm
from directory.search.labels import choices_of
from directory.views.search_page import LONGEST_TEXT, ORDERS, Address, Ranked, filters_of, rows_of

A_PAGE: Final = 20
A_PRINT: Final = 100


@require_safe
def search(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, Permission.VIEW_DIRECTORY)
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
        "rows": rows_of(request.user, prison, page.object_list, now=now, for_print=for_print),
        "filters": filters,
        "chips": [
            {"label": f"{each.label}: {option.label}", "url": f"{here}?{address.query(without=(each.name, option.value))}"}
            for each in filters
            for option in each.chosen
        ],
        "here": here,
        "now": now,
    }  # fmt: skip
    if for_print:
        context["crumbs"] = [*crumbs_of(prison), ("Find a service", f"{here}?{address.query()}")]
        return TemplateResponse(request, "directory/search_print.html", context)
    standing = standing_of(request.user)
    context |= {
        "longest_text": LONGEST_TEXT,
        "print_url": f"{here}?{address.query(view='print')}",
        "suggestions_url": reverse("search_suggestions", args=[code]),
        **_doing(standing, prison, address),
    }
    return TemplateResponse(request, "directory/search.html", context)


def _doing(standing: Standing, prison: Prison, address: Address) -> dict[str, Any]:
    """What the reader may do besides reading."""
    telling = None
    if standing.may(Permission.REPORT_NEED, prison=prison):
        telling = NothingFoundForm(initial={"statement": address.asked.text}, prison=prison)
        telling.form_action = reverse("need_report", args=[prison.code])
    return {
        "telling": telling,
        "log_url": reverse("queries", args=[prison.code])
        if standing.may(Permission.LOG_QUERY, prison=prison)
        else "",
        "synonyms_url": reverse("synonyms", args=[prison.code])
        if standing.may(Permission.EDIT_SYNONYMS, prison=prison)
        else "",
    }


@require_safe
def search_suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """{"suggestions": [text, ...]} for `q`."""
    prison = prison_at(request, code, Permission.VIEW_DIRECTORY)
    text = request.GET.get("q", "")[:LONGEST_TEXT]
    return JsonResponse({"suggestions": index.suggestions(prison, text, user=request.user)})
