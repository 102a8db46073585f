"""Evidence on the people who come in: figures of a prison, the lists behind them, prisons side by side."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import standing_of
from coordination.models import Organisation, Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from directory.exports.files import CONTENT_TYPES
from inductions.models import ModuleRule, Person
from inductions.models.moments import day_in_words
from inductions.people_evidence import figures, files, today_at
from inductions.people_evidence.chart import chart_of
from inductions.people_evidence.comparing import COLUMNS, row_of, with_people
from inductions.people_evidence.lists import Choice
from inductions.people_evidence.lists import people_behind as behind
from inductions.people_evidence.tables import Cell, Table, tables_of
from inductions.status import LABELS, Status

A_PAGE: Final = 50
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
        "numeric": ",".join(table.columns[1:]),
        "note": table.note,
    }


def _hides(request: HttpRequest, prison: Prison) -> bool:
    """Whoever may not open the lists is not told of very few people either."""
    return not standing_of(request.user).may(P.VIEW_WORKERS, prison=prison)


@require_safe
def people_evidence(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_EVIDENCE)
    hide = _hides(request, prison)
    found = figures(prison, timezone.localdate())
    *tables, trend = tables_of(found, hide=hide)
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "today": day_in_words(found.day),
        "hides": hide,
        "tables": [_table(table) for table in tables if table.rows],
        "no_rules": not found.modules,
        "trend": _table(trend),
        "chart": chart_of(found.months, hide=hide),
        "may_set_rules": standing_of(request.user).may(P.MANAGE_TRAINING, prison=prison),
        "may_compare": standing_of(request.user).prisons_where(P.VIEW_EVIDENCE).count() > 1,
    }
    return TemplateResponse(request, "inductions/people_evidence.html", context)


@require_safe
def people_evidence_file(request: HttpRequest, code: str, kind: str) -> HttpResponse | FileResponse:
    """Figures alone, and nobody's name: what the page says."""
    prison = prison_at(request, code, P.VIEW_EVIDENCE)
    today = timezone.localdate()
    tables = tables_of(figures(prison, today), hide=_hides(request, prison))
    name, content_type = f"{prison.code}-people-{today:%Y-%m-%d}.{kind}", CONTENT_TYPES[kind]
    if kind == "xlsx":
        return FileResponse(
            files.xlsx_file(tables), as_attachment=True, filename=name, content_type=content_type
        )
    response = HttpResponse(files.csv_text(tables), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _choice(request: HttpRequest, prison: Prison) -> tuple[Choice, list[str]]:
    """What the address asks for, and in words. What it does not know is left out of both."""
    words = []
    rules = ModuleRule.objects.visible_to(request.user).filter(prison=prison, active=True)
    rule = rules.filter(module=request.GET.get("module", "")).select_related("module").first()
    module = rule.module if rule else None
    state = next((each for each in Status if each.value == request.GET.get("state")), None)
    key = request.GET.get("organisation", "")
    organisation = None
    if key.isdecimal() and len(key) < 19:
        organisation = Organisation.objects.visible_to(request.user).filter(pk=int(key)).first()
    if module:
        words.append(module.label)
    if state:
        words.append(LABELS[state].lower() if words else LABELS[state])
    if organisation:
        words.append(str(organisation))
    return Choice(module.pk if module else None, state, organisation.pk if organisation else None), words


@require_safe
def people_behind(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands behind a number of the page."""
    prison = prison_at(request, code, P.VIEW_WORKERS)
    choice, words = _choice(request, prison)
    found = behind(prison, timezone.localdate(), choice)
    people = Person.objects.visible_to(request.user).filter(pk__in=list(found)).order_by("name", "pk")
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Evidence", reverse("people_evidence", args=[code]))],
        "what": ", ".join(words) or "Everybody who works here",
        "page": page,
        "columns": ("Person", "Training"),
        "rows": [
            [
                format_html('<a class="govuk-link" href="{}">{}</a>', person.get_absolute_url(), person),
                "; ".join(_about(rule, worth) for rule, worth in found[person.pk]) or "None is required",
            ]
            for person in page
        ],
    }
    return TemplateResponse(request, "inductions/people_behind.html", context)


def _about(rule: Any, worth: Any) -> str:
    until = f" (until {day_in_words(worth.expires_on)})" if worth.expires_on else ""
    return f"{rule.module.label}: {worth.status.label.lower()}{until}"


@require_safe
def compare_prisons(request: HttpRequest) -> HttpResponse:
    """Prisons side by side, few enough a page to stay quick. No sum stands below: it would give small numbers away."""
    access.require(request.user, P.VIEW_EVIDENCE)
    today = timezone.localdate()
    every = standing_of(request.user).prisons_where(P.VIEW_EVIDENCE)
    page = Paginator(with_people(every, today), PRISONS_A_PAGE).get_page(request.GET.get("page"))
    rows = [row_of(today_at(prison, today), hide=_hides(request, prison)) for prison in page]
    context = {
        "crumbs": crumbs_of(),
        "today": day_in_words(today),
        "page": page,
        "without": every.count() - page.paginator.count,
        "columns": COLUMNS,
        "numeric": ",".join(COLUMNS[1:]),
        "rows": [[_shown(cell) for cell in row] for row in rows],
    }
    return TemplateResponse(request, "inductions/compare_prisons.html", context)
