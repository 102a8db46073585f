"""Lists of services from elsewhere: begin one, watch it, say yes to it, stop it, see what became of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.uploads import takes_files
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from directory.actions import import_deleting, importing
from directory.forms.imports import ImportForm, RowFilter
from directory.imports.reading import LARGEST_FILE
from directory.models import ImportRow, ImportRun, ImportSource, Revision
from directory.models.listing_state import day_in_words
from directory.views import import_words as words

State = ImportRun.State
A_PAGE: Final = 20
ROWS_A_PAGE: Final = 50
# So many refusals are read one by one; of more, the reasons are counted.
ROWS_TO_READ: Final = 5
MOST_REASONS: Final = 10
COLUMNS: Final = ("File", "Comes from", "Begun", "State", "Rows")
NOTHING_TO_BRING_IN: Final = (
    "There is nothing to bring in: every row is known already or was not taken. You can change what the columns mean,"
    " or delete this list."
)
# What the page says first, before any figure.
SAID_FIRST: Final = {
    State.CHECKED: "Nothing has been brought in yet. Look at what would become of the rows. Each text that you bring in"
    " waits in the queue until somebody decides on it.",
    State.STOPPED: "It was stopped. Rows that were brought in until then stay.",
}  # fmt: skip


def run_at(request: HttpRequest, code: str, pk: int) -> ImportRun:
    prison = prison_at(request, code, P.IMPORT_SERVICES)
    run: ImportRun = get_visible_or_404(ImportRun, request.user, pk=pk, prison=prison)
    return run


def crumbs_to(run: ImportRun) -> list[Crumb]:
    return [*below_imports(run.prison), (words.masked(run.file_name), run.get_absolute_url())]


def below_imports(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Lists brought in", reverse("imports", args=[prison.code]))]


def rows_of(request: HttpRequest, run: ImportRun) -> Any:
    return ImportRow.objects.visible_to(request.user).filter(run=run)


# --- The list of lists ----------------------------------------------------------------------------


@require_safe
def imports(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.IMPORT_SERVICES)
    runs = ImportRun.objects.visible_to(request.user).filter(prison=prison)
    page = Paginator(runs.select_related("source", "begun_by", "prison"), A_PAGE).get_page(
        request.GET.get("page")
    )
    counts = words.counts_by_run(ImportRow.objects.visible_to(request.user).filter(run__in=list(page)))
    sources = ImportSource.objects.visible_to(request.user).filter(prison=prison)
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "page": page,
        "columns": COLUMNS,
        "rows": [words.line_of(run, counts[run.pk]) for run in page],
        "sources": [
            {
                "name": source.name,
                "used": day_in_words(source.used_at),
                "url": reverse("import_new", args=[code], query={"source": source.name}),
            }
            for source in sources
        ],
        "new_url": reverse("import_new", args=[code]),
        "export_url": reverse("export", args=[code]),
    }
    return TemplateResponse(request, "directory/imports.html", context)


@takes_files(at_most=LARGEST_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.IMPORT_SERVICES)
    mine = standing_of(request.user).prisons_where(P.IMPORT_SERVICES)
    prisons = Prison.objects.visible_to(request.user).filter(pk__in=mine)
    posted = request.method == "POST"
    form = ImportForm(
        request.POST if posted else None, request.FILES if posted else None, prison=prison, prisons=prisons,
        initial={"source": request.GET.get("source", "")[:80]},
    )  # fmt: skip
    run = attempt(form, lambda: _begin(request, prison, form)) if posted else None
    if run:
        return redirect("import_mapping", code, run.pk)
    page = form_page(
        request, form, "Bring in a list", crumbs=below_imports(prison), caption=prison.name, prison=prison
    )
    page.template_name = "directory/import_new.html"
    return page


def _begin(request: HttpRequest, prison: Prison, form: ImportForm) -> ImportRun:
    file = form.cleaned_data["file"]
    return importing.begin_import(
        by=request.user, prison=prison, prisons=form.chosen(), file_name=file.name, content=file.read(),
        source_name=form.cleaned_data["source"],
    )  # fmt: skip


# --- One list -------------------------------------------------------------------------------------


@require_safe
def import_run(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    run = run_at(request, code, pk)
    if run.state == State.MAPPING:
        return redirect("import_mapping", code, pk)
    rows, counts = rows_of(request, run), importing.counts(run)
    filtered = RowFilter(request.GET)
    filtered.is_valid()
    chosen = _chosen(rows, filtered.cleaned_data)
    page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "prison": run.prison,
        "crumbs": below_imports(run.prison),
        "title": words.masked(run.file_name),
        "state": words.state_of(run, nothing=not _bring_in(counts))[0],
        "tone": words.state_of(run, nothing=not _bring_in(counts))[1],
        "said_first": _said_first(run, counts),
        "facts": _facts(run),
        "counts": counts,
        "progress": words.progress(run, counts) if run.is_under_way else None,
        "tiles": words.tiles(run, counts) if counts["done"] else [],
        "filter": filtered,
        "page": page,
        "rows": [words.row_line(request, run, row) for row in page],
        "waiting": _waiting(request, run),
        "reasons": _reasons(rows.filter(state=ImportRow.State.DONE)),
        "filtered": any(filtered.cleaned_data.values()),
        "may_bring_in": run.state == State.STOPPED
        or (run.state == State.CHECKED and bool(_bring_in(counts))),
        "bring_in_label": "Go on bringing them in" if run.state == State.STOPPED else _bring_in(counts),
        "may_map": run.state == State.CHECKED,
        "may_delete": not run.is_under_way,
        "refusals_url": reverse("import_refusals", args=[code, pk]),
    }
    return TemplateResponse(request, "directory/import_run.html", context)


def _said_first(run: ImportRun, counts: dict[str, int]) -> str:
    if run.state == State.CHECKED and not _bring_in(counts):
        return NOTHING_TO_BRING_IN
    return SAID_FIRST.get(State(run.state), "")


def _bring_in(counts: dict[str, int]) -> str:
    """The button says what it does."""
    new, changed = counts[ImportRow.Fate.CREATED], counts[ImportRow.Fate.MATCHED]
    parts = [f"{new:,} new" if new else "", f"{changed:,} changed" if changed else ""]
    return f"Bring in {' and '.join(filter(None, parts))}" if new or changed else ""


def _chosen(rows: Any, asked: dict[str, Any]) -> Any:
    if asked.get("fate"):
        rows = rows.filter(fate=asked["fate"], state=ImportRow.State.DONE)
    if asked.get("flagged"):
        rows = rows.filter(~Q(flags=[])).exclude(fate=ImportRow.Fate.REFUSED)
    order = Case(*(When(fate=fate, then=place) for place, fate in enumerate(words.FATES)), default=9)
    return rows.order_by(order, "number")


def _reasons(rows: Any) -> list[str]:
    """The commonest reasons of refusals with their numbers, so that nobody need read each of a hundred rows."""
    refused = rows.filter(fate=ImportRow.Fate.REFUSED).order_by().values("reason")
    counted = list(refused.annotate(count=Count("pk")).order_by("-count", "reason"))
    if sum(each["count"] for each in counted) <= ROWS_TO_READ:
        return []
    shown = [
        f"{words.rows_in_words(each['count'])}: {words.masked(each['reason'])}"
        for each in counted[:MOST_REASONS]
    ]
    more = len(counted) - len(shown)
    return [*shown, f"… and {more} other reason{'s' if more > 1 else ''}."] if more else shown


def _facts(run: ImportRun) -> list[tuple[str, str]]:
    prisons = ", ".join(prison.name for prison in run.prisons.all())
    by = run.begun_by.name if run.begun_by else "a command on the server"
    return [
        ("Comes from", run.source.name if run.source else ""),
        ("Offered to", prisons),
        ("Begun", f"{day_in_words(run.begun_at)}, by {by}"),
    ]


def _waiting(request: HttpRequest, run: ImportRun) -> list[dict[str, Any]]:
    """Of a finished one: the queues in which its texts wait."""
    if run.state not in (State.FINISHED, State.STOPPED):
        return []
    overseen = standing_of(request.user).prisons_where(P.VIEW_QUEUE)
    found = []
    for prison in run.prisons.filter(pk__in=overseen):
        pending = Revision.objects.visible_to(request.user).pending().filter(listing__prison=prison)
        if count := pending.count():
            found.append({"prison": prison.name, "count": count, "url": reverse("queue", args=[prison.code])})
    return found


@require_safe
def import_progress(request: HttpRequest, code: str, pk: int) -> JsonResponse:
    """For static/js/progress.js."""
    run = run_at(request, code, pk)
    said = words.progress(run, importing.counts(run))
    return JsonResponse(
        {
            "done": said["done"],
            "total": said["total"],
            "sentence": said["sentence"],
            "finished": not run.is_under_way,
        }
    )


@require_POST
def import_bring_in(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    run = run_at(request, code, pk)
    return press(
        request, lambda: importing.start_import(by=request.user, run=run),
        "The rows are being brought in. You may leave this page.", run.get_absolute_url(),
    )  # fmt: skip


@require_POST
def import_stop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    run = run_at(request, code, pk)
    return press(
        request,
        lambda: importing.stop_import(by=request.user, run=run),
        "It is stopped.",
        run.get_absolute_url(),
    )


@require_POST
def import_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    run = run_at(request, code, pk)
    try:
        import_deleting.delete_import(by=request.user, run=run)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(run)
    messages.success(request, "The list is deleted. Services that came from it stay.")
    return redirect("imports", code)
