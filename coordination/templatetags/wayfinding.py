"""Where one is and where one can go: part of `{% load components %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context

register = template.Library()


@register.inclusion_tag("components/page_heading.html")
def page_heading(title: str, caption: str = "", lead: str = "") -> dict[str, Any]:
    """The page's only h1; `caption` is what it belongs to (a prison, an organisation)."""
    return {"title": title, "caption": caption, "lead": lead}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*pairs: Any) -> dict[str, Any]:
    """{% breadcrumbs "Home" "/" prison.name prison_url %}: labels and addresses, without the page itself."""
    return {"items": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, label: str = "Back") -> dict[str, str]:
    return {"url": url, "label": label}


@register.inclusion_tag("components/tab_list.html")
def tab_list(items: Iterable[dict[str, Any]], label: str) -> dict[str, Any]:
    """Views of one thing as links, no JavaScript. Items: {"label", "url", "current", optional "count"}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to a Paginator's pages that keep the rest of the address (filters) as it is."""
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    gap = page.paginator.ELLIPSIS
    numbers = [
        {"gap": True} if number == gap else {"number": number, "url": address(int(number)), "gap": False}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }
