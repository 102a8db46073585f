"""One row of a list that was brought in, and the rows that were not taken as a file to mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.plain_text import formula_safe
from directory.imports.fields import FIELDS
from directory.models import ImportRow, ImportRun, Listing, Revision
from directory.views.import_words import FATES, Fate, is_for_good, masked, row_line
from directory.views.imports import crumbs_to, rows_of, run_at

MARK: Final = "\ufeff"
REASON: Final = "Why it was not taken"


@require_safe
def import_row(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    run = run_at(request, code, pk)
    row = rows_of(request, run).filter(number=number).first()
    if row is None:
        raise Http404
    numbers = rows_of(request, run).order_by("number").values_list("number", flat=True)
    line = row_line(request, run, row)
    context = {
        "run": run,
        "prison": run.prison,
        "crumbs": crumbs_to(run),
        "row": line,
        "title": f"Row {row.number}: {line['name']}",
        "before": numbers.filter(number__lt=number).last(),
        "after": numbers.filter(number__gt=number).first(),
        "outcomes": _outcomes(request, run, row) if row.state == ImportRow.State.DONE else [],
        "cells": _cells(run, row),
        "cleared": run.cleared_at,
    }
    return TemplateResponse(request, "directory/import_row.html", context)


def _cells(run: ImportRun, row: ImportRow) -> list[dict[str, str]]:
    """Every cell as it was read, with what its column was taken for."""
    meant = {
        heading: FIELDS[key].label
        for key, headings in run.mapping.get("columns", {}).items()
        if key in FIELDS
        for heading in headings
    }
    # JSON keeps no order; what stood beyond the last heading comes at the end.
    headings = [*run.headings, *(heading for heading in row.cells if heading not in run.headings)]
    return [
        {"heading": masked(heading), "text": masked(text), "meant": meant.get(heading, "left out")}
        for heading in headings
        if (text := row.cells.get(heading))
    ]


def _outcomes(request: HttpRequest, run: ImportRun, row: ImportRow) -> list[dict[str, Any]]:
    """What became of it at each prison, with the text that waits or the listing."""
    prisons = {prison.code: prison for prison in run.prisons.all()}
    keys = [each.get("listing") for each in row.outcomes.values() if each.get("listing")]
    visible = Listing.objects.visible_to(request.user).filter(pk__in=keys)
    listings = {listing.pk: listing for listing in visible.select_related("prison", "service__organisation")}
    pending = Revision.objects.visible_to(request.user).pending().filter(listing__in=listings)
    waits = {revision.listing_id: revision.pk for revision in pending}
    after = is_for_good(run)
    found = []
    for code, each in sorted(row.outcomes.items()):
        fate = FATES.get(Fate(each["fate"]), ("", "", "neutral")) if each.get("fate") else ("", "", "neutral")
        listing = listings.get(each.get("listing"))
        found.append(
            {
                "prison": prisons[code].name if code in prisons else code,
                "fate": fate[after],
                "tone": fate[2],
                "reason": masked(each.get("reason", "")),
                "listing": listing,
                "revision": waits.get(listing.pk) if listing and after else None,
            }
        )
    return found


@require_safe
def import_refusals(request: HttpRequest, code: str, pk: int) -> StreamingHttpResponse:
    """The rows that were not taken with their reasons, to be mended and brought in again."""
    run = run_at(request, code, pk)
    refused = rows_of(request, run).filter(fate=Fate.REFUSED).order_by("number")
    response = StreamingHttpResponse(
        _lines(run, refused.iterator(200)), content_type="text/csv; charset=utf-8"
    )
    name = f"{run.prison.code}-not-taken-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(run: ImportRun, rows: Any) -> Iterator[str]:
    yield MARK + _line([*run.headings, REASON])
    for row in rows:
        yield _line([*(row.cells.get(heading, "") for heading in run.headings), row.reason])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([formula_safe(masked(cell)) for cell in cells])
    return out.getvalue()
