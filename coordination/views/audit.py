"""Who did what, when: as a page with filters and as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access, audit
from coordination.forms.audit import AuditFilter
from coordination.models import AuditEntry, Prison
from coordination.plain_text import formula_safe
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at

A_PAGE: Final = 50
BATCH: Final = 500
HEAD: Final = ["When", "Who", "What", "About", "Prison", "Organisation", "Changes"]


class Echo:
    """A file that gives back what is written to it: csv's writer into a stream."""

    def write(self, line: str) -> str:
        return line


def place_and_entries(request: HttpRequest, code: str | None) -> tuple[Prison | None, QuerySet[AuditEntry]]:
    """The prison of the address with its entries; without one everything, for a national lead."""
    if code is None:
        access.require_everywhere(request.user, P.VIEW_AUDIT)
        return None, AuditEntry.objects.visible_to(request.user)
    prison = prison_at(request, code, P.VIEW_AUDIT)
    return prison, AuditEntry.objects.visible_to(request.user).filter(prison_code=prison.code)


def filter_form(request: HttpRequest, entries: QuerySet[AuditEntry]) -> AuditFilter:
    """Offers the people and the verbs that stand in the entries."""
    actors = set(entries.exclude(actor="").order_by().values_list("actor", flat=True).distinct())
    names = audit.names_of(actors)
    people = sorted(
        ((each, names.get(each, audit.GONE)) for each in actors), key=lambda pair: pair[1].casefold()
    )
    words = audit.verbs()
    used = set(entries.order_by().values_list("verb", flat=True).distinct())
    sentences = sorted(((verb, words.get(verb, verb)) for verb in used), key=lambda pair: pair[1])
    return AuditFilter(request.GET or None, people=people, verbs=sentences)


def filtered(entries: QuerySet[AuditEntry], form: AuditFilter) -> QuerySet[AuditEntry]:
    """A wrong filter shows nothing rather than everything."""
    if not form.is_bound:
        return entries
    if not form.is_valid():
        return entries.none()
    asked = form.cleaned_data
    if asked["person"]:
        entries = entries.filter(actor=asked["person"])
    if asked["verb"]:
        entries = entries.filter(verb=asked["verb"])
    if asked["since"]:
        entries = entries.filter(at__date__gte=asked["since"])
    if asked["until"]:
        entries = entries.filter(at__date__lte=asked["until"])
    return entries


def in_words(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Entries as people read them, with names as they are today."""
    names = audit.names_of(audit.references_in(entries))
    words = audit.verbs()
    return [
        {
            "at": timezone.localtime(entry.at),
            "who": names.get(entry.actor, audit.GONE) if entry.actor else audit.THE_PORTAL,
            "what": words.get(entry.verb, entry.verb),
            "about": names.get(entry.object, audit.GONE) if entry.object else "",
            "prison": entry.prison_code,
            "organisation": entry.organisation_slug,
            "changes": audit.changes_in_words(entry, names),
        }
        for entry in entries
    ]


@require_safe
def audit_page(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Newest first, fifty a page."""
    prison, entries = place_and_entries(request, code)
    form = filter_form(request, entries)
    page = Paginator(filtered(entries, form), A_PAGE).get_page(request.GET.get("page"))
    csv_url = reverse("audit_csv", args=[code]) if prison else reverse("audit_everywhere_csv")
    return TemplateResponse(
        request,
        "coordination/pages/audit.html",
        {
            "prison": prison,
            "crumbs": crumbs_of(prison),
            "filter_form": form,
            "page": page,
            "entries": in_words(list(page)),
            "csv_url": f"{csv_url}?{request.GET.urlencode()}",
        },
    )


def csv_rows(entries: QuerySet[AuditEntry]) -> Iterator[list[str]]:
    """Cells that no spreadsheet takes for a formula, in batches so that names are looked up a few at a time."""
    yield HEAD
    keys = list(entries.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        for row in in_words(list(entries.filter(pk__in=keys[start : start + BATCH]))):
            changes = "; ".join(f"{field}: {old} → {new}" for field, old, new in row["changes"])
            cells = [
                f"{row['at']:%Y-%m-%d %H:%M:%S}", row["who"], row["what"], row["about"], row["prison"],
                row["organisation"], changes,
            ]  # fmt: skip
            yield [formula_safe(cell) for cell in cells]


@require_safe
def audit_csv(request: HttpRequest, code: str | None = None) -> HttpResponse | StreamingHttpResponse:
    """What the page's filters leave, all of it."""
    prison, entries = place_and_entries(request, code)
    rows = csv_rows(filtered(entries, filter_form(request, entries)))
    writer = csv.writer(Echo())
    # A spreadsheet takes the file for UTF-8 only where it begins with the mark.
    lines = ("\ufeff" * (number == 0) + writer.writerow(row) for number, row in enumerate(rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"audit-{prison.code if prison else 'everywhere'}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
