"""What the columns of a list mean: guessed, corrected here, remembered for the source."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination.views.places import attempt
from directory.actions import importing
from directory.forms.imports import MappingForm
from directory.models import ImportRun
from directory.views.import_words import masked, rows_in_words, sample
from directory.views.imports import crumbs_to, rows_of, run_at

State = ImportRun.State
SAMPLES: Final = 3
# A column that is empty at the beginning may be filled further down.
LOOKED_AT: Final = 200


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    run = run_at(request, code, pk)
    posted = request.method == "POST"
    if run.state not in (State.MAPPING, State.CHECKED):
        if posted:
            messages.error(request, "Nothing was changed: the rows are on their way already.")
        return redirect(run)
    form = MappingForm(request.POST if posted else None, headings=run.headings, mapping=run.mapping)
    form.cancel_url = reverse("imports", args=[code])
    if posted and attempt(form, lambda: _check(request, run, form)):
        return redirect(run)
    context = {
        "run": run,
        "prison": run.prison,
        "crumbs": crumbs_to(run),
        "title": masked(run.file_name),
        "form": form,
        "columns": _columns(request, run, form),
        "rows_in_words": rows_in_words(rows_of(request, run).count()),
        "remembered": bool(run.source and run.source.mapping),
    }
    return TemplateResponse(request, "directory/import_mapping.html", context)


def _check(request: HttpRequest, run: ImportRun, form: MappingForm) -> ImportRun:
    """Saves, and lets the rows be checked; first asks about categories that nobody was shown yet."""
    saved = importing.set_mapping(by=request.user, run=run, mapping=form.mapping())
    unseen = [label for label in saved.mapping["pathways"] if label not in form.categories]
    if unseen:
        messages.info(
            request,
            "The column that you chose names categories. Say below which of our pathways they are.",
        )
        return saved
    messages.success(request, "What the columns mean is saved. The rows are being checked.")
    return importing.start_dry_run(by=request.user, run=saved)


def _columns(request: HttpRequest, run: ImportRun, form: MappingForm) -> list[dict[str, Any]]:
    """Each column with the first values in it that differ."""
    cells = list(rows_of(request, run).order_by("number").values_list("cells", flat=True)[:LOOKED_AT])
    return [
        {"heading": masked(heading), "field": bound, "samples": _samples(heading, cells)}
        for heading, bound in zip(run.headings, form.column_fields(), strict=True)
    ]


def _samples(heading: str, cells: list[dict[str, str]]) -> list[str]:
    found: dict[str, None] = {}
    for row in cells:
        if text := row.get(heading):
            found[sample(text)] = None
        if len(found) == SAMPLES:
            break
    return list(found)
