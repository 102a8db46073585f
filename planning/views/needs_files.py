"""A file of needs: taken whole, or refused with each row that is wrong; and an empty one to fill in."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.roles import Permission as P
from coordination.uploads import MEGABYTE, takes_files
from coordination.views.places import attempt, prison_at
from directory.exports.files import CONTENT_TYPES
from planning.actions.import_needs import Imported
from planning.actions.import_needs import import_needs as bring_in
from planning.bringing_in.table import FileRefused
from planning.bringing_in.template import template_csv, template_xlsx
from planning.forms.sources import MOST_MEGABYTES, ImportNeedsForm
from planning.views.needs_sources import below_sources

# More are counted and not listed: whoever mends a hundred rows sends the file again.
ROWS_SHOWN: Final = 100
TEMPLATES: Final = ("csv", "xlsx")


@takes_files(at_most=MOST_MEGABYTES * MEGABYTE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_needs(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_PLAN)
    posted = request.method == "POST"
    form = ImportNeedsForm(request.POST if posted else None, request.FILES if posted else None)
    wrong: list[Any] = []

    def bring() -> Imported:
        file = form.cleaned_data["file"]
        try:
            return bring_in(
                by=request.user, prison=prison, values=form.values(), file_name=file.name, content=file.read()
            )
        except FileRefused as refused:
            wrong.extend(refused.rows)
            raise

    if posted and (imported := attempt(form, bring)):
        messages.success(request, _told(imported))
        return redirect(imported.assessment)
    context = {
        "prison": prison,
        "crumbs": below_sources(prison),
        "form": form,
        "cancel_url": reverse("needs_assessments", args=[code]),
        "wrong": [(each.number, each.says, each.why) for each in wrong[:ROWS_SHOWN]],
        "columns": ("Row", "What stands there", "What is wrong"),
        "more_wrong": max(0, len(wrong) - ROWS_SHOWN),
        "templates": [
            (ending.upper(), reverse("needs_template", args=[code, ending])) for ending in TEMPLATES
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/needs/import.html", context)


def _told(imported: Imported) -> str:
    """What was taken and what was not, so that nobody misses a column."""
    found = imported.assessment
    counts = (
        (found.needs.count(), "need", "needs"), (found.groups.count(), "group", "groups"),
        (found.releases.count(), "release area", "release areas"),
    )  # fmt: skip
    told = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    parts = [f"Taken: {told}." if told else "Taken: the number of people held."]
    if imported.left_out:
        rows = "1 row" if imported.left_out == 1 else f"{imported.left_out} rows"
        parts.append(f"{rows} without a number left out.")
    if imported.unread:
        parts.append(f"Columns that were not read: {', '.join(imported.unread)}.")
    return " ".join(parts)


@require_safe
def needs_template(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Every group, pathway and police area on a row, for the numbers that are known."""
    prison = prison_at(request, code, P.MANAGE_PLAN)
    if ending not in TEMPLATES:
        raise Http404
    content = template_csv(prison) if ending == "csv" else template_xlsx(prison)
    response = HttpResponse(content, content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="needs-{prison.code}.{ending}"'
    return response
