"""Evidence on the people who come in: figures of a prison, prisons side by side, and both as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from directory.exports.files import CONTENT_TYPES
from inductions.models.moments import day_in_words
from inductions.people_evidence import Evidence, figures, files, today_at
from inductions.people_evidence.chart import chart_of
from inductions.people_evidence.comparing import table_of, with_people
from inductions.people_evidence.tables import Cell, Table, tables_of
from inductions.people_evidence.tiles import tiles_of

PRISONS_A_PAGE: Final = 20


def _shown(cell: Cell) -> Any:
    if not cell.url:
        return cell.value
    return format_html('<a class="govuk-link" href="{}">{}</a>', cell.url, cell.value)


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": table.columns,
        "rows": [[_shown(cell) for cell in row] for row in table.rows],
        "numeric": ",".join(column for column in table.columns[1:] if column not in table.words),
        "note": table.note,
    }


def _hides(request: HttpRequest, prison: Prison) -> bool:
    """Whoever may not open the lists is not told of very few people either."""
    return not standing_of(request.user).may(P.VIEW_WORKERS, prison=prison)


@require_safe
def people_evidence(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_EVIDENCE)
    hide, standing = _hides(request, prison), standing_of(request.user)
    found = figures(prison, timezone.localdate())
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "today": day_in_words(found.day),
        "hides": hide,
        "tiles": tiles_of(found, hide=hide),
        "tables": _on_the_page(found, hide),
        "nobody": not found.people,
        "no_rules": found.people and not found.modules,
        "chart": chart_of(found, hide=hide),
        "may_set_rules": standing.may(P.MANAGE_TRAINING, prison=prison),
        "may_add": standing.may(P.MANAGE_WORKERS, prison=prison),
        "may_compare": standing.prisons_where(P.VIEW_EVIDENCE).count() > 1,
    }
    return TemplateResponse(request, "inductions/people_evidence.html", context)


def _on_the_page(found: Evidence, hide: bool) -> dict[str, dict[str, Any] | None]:
    """{key: table}; None for one that holds nothing. Of organisations, those with something to do: files hold all."""
    tables: dict[str, dict[str, Any] | None] = {"organisations": None}
    for each in tables_of(found, hide=hide):
        table = _overdue(found, each) if each.key == "organisations" else each
        tables[table.key] = _table(table) if table.rows else None
    return tables


def _overdue(found: Evidence, table: Table) -> Table:
    lines = list(found.organisations.values())
    rows = [row for row, line in zip(table.rows, lines, strict=True) if line.overdue]
    left = len(table.rows) - len(rows)
    note = f"Nothing is overdue at {left} more organisation{'' if left == 1 else 's'}. {table.note}"
    return replace(table, rows=rows, note=note if left else table.note)


@require_safe
def people_evidence_file(request: HttpRequest, code: str, kind: str) -> HttpResponse | FileResponse:
    """Figures alone, and nobody's name: what the page says."""
    prison = prison_at(request, code, P.VIEW_EVIDENCE)
    today = timezone.localdate()
    tables = tables_of(figures(prison, today), hide=_hides(request, prison))
    name = f"{prison.code}-people-{today:%Y-%m-%d}.{kind}"
    return _file(tables, name, kind)


def _file(tables: Sequence[Table], name: str, kind: str) -> HttpResponse | FileResponse:
    content_type = CONTENT_TYPES[kind]
    if kind == "xlsx":
        return FileResponse(
            files.xlsx_file(tables), as_attachment=True, filename=name, content_type=content_type
        )
    response = HttpResponse(files.csv_text(tables), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def compare_prisons(request: HttpRequest) -> HttpResponse:
    """Few enough a page to stay quick."""
    access.require(request.user, P.VIEW_EVIDENCE)
    today = timezone.localdate()
    every = standing_of(request.user).prisons_where(P.VIEW_EVIDENCE)
    page = Paginator(with_people(every, today), PRISONS_A_PAGE).get_page(request.GET.get("page"))
    table = table_of((today_at(prison, today), _hides(request, prison)) for prison in page)
    context = {
        "crumbs": crumbs_of(),
        "today": day_in_words(today),
        "page": page,
        "without": every.count() - page.paginator.count,
        "table": _table(table),
    }
    return TemplateResponse(request, "inductions/compare_prisons.html", context)


@require_safe
def compare_prisons_file(request: HttpRequest, kind: str) -> HttpResponse | FileResponse:
    """Every prison of the comparison, as the page tells of it."""
    access.require(request.user, P.VIEW_EVIDENCE)
    today = timezone.localdate()
    every = with_people(standing_of(request.user).prisons_where(P.VIEW_EVIDENCE), today)
    table = table_of((today_at(prison, today), _hides(request, prison)) for prison in every)
    return _file([table], f"prisons-people-{today:%Y-%m-%d}.{kind}", kind)
