"""A list of people and past training: the file, its columns, what would become of each row, and what became of it."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, form_page, prison_at
from inductions.actions import import_people as actions
from inductions.forms.people_import import ColumnsForm, PeopleListForm
from inductions.models import WorkerImport, WorkerImportRow

PARAGRAPHS = (
    "One row for each person, or one for each training of a person: name, organisation and kind of worker, and where"
    " the list has them e-mail address, role, first day and the days of trainings.",
    "You see first what would become of every row. Nothing is saved of anybody until you say so, and everybody who"
    " moves inside begins escorted.",
    "Take out of the list whatever somebody has lived through, convictions, health, and everything about people in"
    " prison.",
)


def _crumbs(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Workers", reverse("workers", args=[prison.code]))]


@require_http_methods(["GET", "HEAD", "POST"])
def workers_import(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    posted = request.method == "POST"
    form = PeopleListForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = actions.read_people_list(
                by=request.user, prison=prison, file_name=file.name, content=file.read()
            )
        except Refused as refused:
            form.refuse(refused, "file")
        else:
            return redirect("workers_import_list", code, brought.pk)
    return form_page(
        request, form, "Bring in a list of people", crumbs=_crumbs(prison), caption=prison.name,
        paragraphs=PARAGRAPHS,
    )  # fmt: skip


def _brought(request: HttpRequest, prison: Prison, pk: int) -> WorkerImport:
    return get_object_or_404(WorkerImport.objects.visible_to(request.user), prison=prison, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def workers_import_list(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The columns until rows are brought in, and below them the fate of every row."""
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    brought = _brought(request, prison, pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, brought=brought)
    if request.method == "POST" and form.is_valid():
        try:
            actions.try_out(by=request.user, brought=brought, columns=form.columns)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("workers_import_list", code, pk)
    rows = list(brought.rows.all())
    context = {
        "prison": prison,
        "brought": brought,
        "crumbs": [*_crumbs(prison), ("Bring in a list", reverse("workers_import", args=[code]))],
        "form": form,
        "rows": [_row(brought, row) for row in rows],
        "tried": all(row.fate != WorkerImportRow.Fate.UNKNOWN for row in rows),
        "counts": _counted(rows),
        "left": sum(row.settled_at is None for row in rows),
    }
    return TemplateResponse(request, "inductions/people/import.html", context)


def _row(brought: WorkerImport, row: WorkerImportRow) -> dict[str, object]:
    """The name only while the row waits: afterwards nothing of its cells is held."""
    return {
        "number": row.number,
        "name": row.cells.get(brought.columns.get("name", ""), "")[:120],
        "fate": row.get_fate_display(),
        "sentence": row.sentence,
    }


def _counted(rows: list[WorkerImportRow]) -> str:
    counted = Counter(row.get_fate_display().lower() for row in rows)
    return ", ".join(f"{number} {fate}" for fate, number in counted.items())


@require_POST
def workers_import_bring(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    try:
        left = actions.bring_in(by=request.user, brought=_brought(request, prison, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        done = (
            f"Still waiting: {left}. Press the button again." if left else "Every row of the list is settled."
        )
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
        messages.success(request, "The rest of the list is thrown away.")
    return redirect("workers", code)
