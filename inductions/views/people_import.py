"""A list of people and past training: the file, its columns, what would become of each row, and what became of it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, prison_at
from coordination.views.sentences import day
from inductions.actions import import_people as actions
from inductions.forms.people_import import ColumnsForm, PeopleListForm
from inductions.models import WorkerImport, WorkerImportRow
from inductions.models.bringing_in import FINISHED_KEPT, UNFINISHED_KEPT

Fate = WorkerImportRow.Fate
# In this order: what somebody has to look at stands first.
TONES: Final = {
    Fate.REFUSED: "bad", Fate.CREATED: "good", Fate.MATCHED: "info", Fate.UNCHANGED: "neutral",
    Fate.DROPPED: "neutral", Fate.UNKNOWN: "waiting",
}  # fmt: skip
# So many of the lists that came before are shown.
MOST_LISTS: Final = 20
KEPT: Final = (
    f"What a list says is kept until its rows are brought in, and for {UNFINISHED_KEPT.days} days at most."
)


def _crumbs(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Workers", reverse("workers", args=[prison.code]))]


@require_http_methods(["GET", "HEAD", "POST"])
def workers_import(request: HttpRequest, code: str) -> HttpResponse:
    """A new list, and those that wait."""
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    posted = request.method == "POST"
    form = PeopleListForm(request.POST if posted else None, request.FILES if posted else None)
    form.cancel_url = reverse("workers", args=[code])
    if posted and form.is_valid():
        try:
            return redirect(_read(request, prison, form))
        except Refused as refused:
            form.refuse(refused, "file")
    lists = WorkerImport.objects.visible_to(request.user).filter(prison=prison).select_related("prison")
    context = {
        "prison": prison,
        "crumbs": _crumbs(prison),
        "form": form,
        "waiting": [_line(each) for each in lists.unfinished()],
        "finished": [_line(each) for each in lists.exclude(finished_at=None)[:MOST_LISTS]],
        "days": UNFINISHED_KEPT.days,
    }
    return TemplateResponse(request, "inductions/people/import_new.html", context)


def _read(request: HttpRequest, prison: Prison, form: PeopleListForm) -> WorkerImport:
    file = form.cleaned_data["file"]
    return actions.read_people_list(by=request.user, prison=prison, file_name=file.name, content=file.read())


def _line(brought: WorkerImport) -> dict[str, Any]:
    return {
        "name": brought.file_name,
        "url": brought.get_absolute_url(),
        "read_on": day(brought.uploaded_at),
        "until": day(brought.kept_until),
        "finished_on": day(brought.finished_at) if brought.finished_at else "",
        "begun": brought.begun_at is not None,
    }


def _brought(request: HttpRequest, prison: Prison, pk: int) -> WorkerImport:
    return get_object_or_404(WorkerImport.objects.visible_to(request.user), prison=prison, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def workers_import_list(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The columns until rows are brought in, and the fate of every row."""
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    brought = _brought(request, prison, pk)
    rows = list(WorkerImportRow.objects.visible_to(request.user).filter(brought=brought))
    may_map = not brought.begun_at and not brought.finished_at
    form = ColumnsForm(request.POST if request.method == "POST" else None, brought=brought, rows=rows)
    if request.method == "POST" and attempt(
        form, lambda: actions.try_out(by=request.user, brought=brought, columns=form.columns)
    ):
        return redirect(brought)
    tried = all(row.fate != Fate.UNKNOWN for row in rows)
    context = {
        "prison": prison,
        "brought": brought,
        "crumbs": [*_crumbs(prison), ("Bring in a list of people", reverse("workers_import", args=[code]))],
        "lead": _lead(brought, tried),
        **({"form": form} if may_map else {}),
        "unfolded": not tried or bool(form.errors),
        "rows": [_row(brought, row) for row in sorted(rows, key=_order)] if tried else [],
        "tiles": _tiles(rows) if tried else [],
        "bring_in": _button(brought, rows) if tried and not brought.finished_at else "",
    }
    return TemplateResponse(request, "inductions/people/import.html", context)


def _lead(brought: WorkerImport, tried: bool) -> str:
    if brought.finished_at:
        return f"Finished on {day(brought.finished_at)}. This page is kept for {FINISHED_KEPT.days} days."
    if brought.begun_at:
        return f"Rows wait. Those that were brought in stay; the rest is thrown away on {day(brought.kept_until)}."
    if tried:
        return "Nothing has been brought in yet. This is what would become of each row."
    return f"Nothing has been brought in yet. {KEPT}"


def _order(row: WorkerImportRow) -> tuple[int, int]:
    return list(TONES).index(Fate(row.fate)), row.number


def _row(brought: WorkerImport, row: WorkerImportRow) -> dict[str, object]:
    """The name only while the row waits: afterwards nothing of its cells is held."""
    return {
        "number": row.number,
        "name": row.cells.get(brought.columns.get("name", ""), "")[:120],
        "label": row.get_fate_display(),
        "tone": TONES[Fate(row.fate)],
        "sentence": row.sentence,
    }


def _tiles(rows: list[WorkerImportRow]) -> list[tuple[int, str, str]]:
    """(how many, what becomes of them, tone)"""
    counted = Counter(Fate(row.fate) for row in rows)
    return [(counted[fate], str(fate.label), tone) for fate, tone in TONES.items() if counted[fate]]


def _button(brought: WorkerImport, rows: list[WorkerImportRow]) -> str:
    """Says what it does; empty where nothing would happen."""
    counted = Counter(Fate(row.fate) for row in rows if row.settled_at is None)
    worth = counted[Fate.CREATED] + counted[Fate.MATCHED]
    if brought.begun_at:
        return f"Go on with the {sum(counted.values())} that wait"
    return f"Bring in {worth} row{'' if worth == 1 else 's'}" if worth else ""


@require_POST
def workers_import_bring(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    try:
        left = actions.bring_in(by=request.user, brought=_brought(request, prison, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        done = f"Still waiting: {left}. Press the button again." if left else "The list is finished."
        messages.success(request, done)
    return redirect("workers_import_list", code, pk)


@require_POST
def workers_import_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    try:
        actions.drop_list(by=request.user, brought=_brought(request, prison, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "What waited in the list is thrown away.")
    return redirect("workers_import", code)
