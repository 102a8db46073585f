"""A page of lists behind a figure of the gaps page: its tables, and the links in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import prison_at
from planning.gaps.findings import Findings
from planning.gaps.rows import Offer
from planning.gaps.urgent import Labels
from planning.reports.live import found_at, labels
from planning.views.gaps import below

Cell = str | SafeString | int


@dataclass
class Table:
    """A caption with its rows; `empty`: what is said where there are none."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    empty: str = ""
    numeric: str = ""
    # Where what the table shows is adopted as a priority, for whoever may.
    adopt_url: str = ""


@dataclass
class Page:
    """A page of lists. `unknown`: why nothing can be said."""

    title: str
    lead: str
    tables: list[Table] = field(default_factory=list)
    unknown: str = ""


def at(request: HttpRequest, code: str) -> tuple[Prison, Findings, Labels]:
    prison = prison_at(request, code, P.VIEW_PLAN)
    return prison, found_at([prison], timezone.localdate())[prison.pk], labels()


def shown(request: HttpRequest, prison: Prison, page: Page) -> HttpResponse:
    context: dict[str, Any] = {"prison": prison, "crumbs": below(prison), "page": page}
    return TemplateResponse(request, "planning/gaps/list.html", context)


def adopt_url(
    request: HttpRequest, prison: Prison, origin: str, offers: Iterable[Offer], **place: str
) -> str:
    """For whoever may adopt there. `place`: codes of pathway, group and stage; empty: none."""
    if not standing_of(request.user).may(P.ADOPT_PRIORITY, prison=prison):
        return ""
    named = {name: code for name, code in place.items() if code}
    asked = urlencode({"origin": origin, **named, "listings": [offer.key for offer in offers]}, doseq=True)
    return f"{reverse('adopt_priority', args=[prison.code])}?{asked}"


def link(code: str, offer: Offer) -> SafeString:
    url = reverse("listing", args=[code, offer.key])
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, offer.name)


def links(code: str, offers: Iterable[Offer]) -> SafeString:
    """Services with their organisations, each led to its page, one below the other."""
    return format_html_join(
        SafeString("<br>"), "{} ({})", ((link(code, offer), offer.organisation) for offer in offers)
    )
