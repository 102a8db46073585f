"""Whom services reach, by protected characteristic and group; each group with everything behind its row."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import prison_at
from directory.exports.files import CONTENT_TYPES
from directory.exports.tables import csv_text, xlsx_file
from planning.equality.words import COLUMNS, Equality, equality_at, tables
from planning.gaps.gathering import gather
from planning.gaps.hiding import EXPLAINED
from planning.views.gaps import below


def _at(request: HttpRequest, code: str) -> tuple[Prison, Equality]:
    prison, day = prison_at(request, code, P.VIEW_PLAN), timezone.localdate()
    return prison, equality_at(prison, gather([prison], day)[prison.pk].inputs, day)


@require_safe
def equality(request: HttpRequest, code: str) -> HttpResponse:
    prison, found = _at(request, code)

    def group(line: Any) -> str:
        url = reverse("equality_group", args=[code, line.code])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, line.label)

    context = {
        "prison": prison, "crumbs": below(prison), "found": found, "columns": COLUMNS, "explained": EXPLAINED,
        "sections": [
            (section, [[group(line), *line.cells] for line in section.lines]) for section in found.sections
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/equality/equality.html", context)


@require_safe
def equality_group(request: HttpRequest, code: str, group: str) -> HttpResponse:
    prison, found = _at(request, code)
    line = found.group(group)
    if line is None:
        raise Http404
    services = [
        [
            format_html(
                '<a class="govuk-link" href="{}">{}</a>', reverse("listing", args=[code, offer.key]), offer.name
            ),
            offer.organisation,
        ]
        for offer in line.offers
    ]  # fmt: skip
    context = {
        "prison": prison, "line": line, "services": services, "explained": EXPLAINED,
        "crumbs": [*below(prison), ("Equality", reverse("equality", args=[code]))],
        "facts": [
            ("People held", line.people), ("Source", line.source or "Nobody has said it"),
            ("Places a month", line.places),
        ],
        "service_columns": ("Service", "Organisation"), "need_columns": ("Pathway", "Need"),
        "led_by": [[name] for name in line.led_by], "led_columns": ("Organisation",),
    }  # fmt: skip
    return TemplateResponse(request, "planning/equality/group.html", context)


@require_safe
def equality_table(request: HttpRequest, code: str, kind: str) -> HttpResponse | FileResponse:
    """The same rows as CSV or XLSX."""
    if kind not in CONTENT_TYPES:
        raise Http404
    _, found = _at(request, code)
    name, made = f"{code}-equality.{kind}", tables(found)
    if kind == "xlsx":
        return FileResponse(
            xlsx_file(made), as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind]
        )
    response = HttpResponse(csv_text(made), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
