"""The gate's papers: the sheet for today, the roll-call, and a signed sheet typed in afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.models import Prison
from coordination.publishing import Printed, PrintingUnavailable
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from inductions.actions import visits as actions
from inductions.forms.gate import OtherRow, PaperDay, PaperRow
from inductions.gate import papers
from inductions.gate.entries import entries_of, people_at
from inductions.gate.expected import happenings, people_expected
from inductions.models import Person
from inductions.models.moments import day_in_words
from inductions.views.gate import gate_of, times_of

# Lines of the paper that stand on one page of the screen.
A_PAGE: Final = 40
OTHERS: Final = 6


@require_safe
def gate_sheet(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_GATE)
    return _paper(request, prison, "gate-sheet", papers.print_sheet)


@require_safe
def roll_call(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_GATE)
    return _paper(request, prison, "roll-call", papers.print_roll_call)


def _paper(
    request: HttpRequest, prison: Prison, name: str, print_it: Callable[[Prison, datetime], Printed]
) -> HttpResponse:
    now = timezone.now()
    try:
        printed = print_it(prison, now)
    except PrintingUnavailable as problem:
        messages.error(request, str(problem))
        return redirect(gate_of(prison))
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    stamp = f"{timezone.localtime(now):%Y-%m-%d-%H%M}"
    response["Content-Disposition"] = f'inline; filename="{name}-{prison.code}-{stamp}.pdf"'
    return response


@require_http_methods(["GET", "POST"])
def gate_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Several people on one page; what is wrong in one line keeps the whole page from being saved."""
    prison = prison_at(request, code, P.RECORD_VISITS)
    choose = PaperDay(request.GET or None, initial={"day": timezone.localdate()})
    day = timezone.localdate()
    if choose.is_bound and choose.is_valid():
        day = choose.cleaned_data["day"] or day
    page, rows = _rows(request, prison, day)
    others = _others(request, prison, day)
    if request.method == "POST" and _save(request, prison, rows, others):
        return redirect(request.get_full_path())
    context = {
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Gate", gate_of(prison))],
        "choose": choose,
        "day": day_in_words(day),
        "weekday": f"{day:%A}",
        **_day_before(day),
        "rows": rows,
        "others": others,
        "page": page,
    }
    return TemplateResponse(request, "inductions/gate/paper.html", context)


def _day_before(day: date) -> dict[str, str]:
    """Sheets are typed in the next morning."""
    before = day - timedelta(days=1)
    chosen = {"day_day": before.day, "day_month": before.month, "day_year": before.year}
    return {"yesterday": f"{before:%A} {day_in_words(before)}", "yesterday_url": f"?{urlencode(chosen)}"}


def _rows(request: HttpRequest, prison: Prison, day: date) -> tuple[Page[Person], list[dict[str, Any]]]:
    """The people of the printed sheet, in its order: each with its form, or with what is recorded already."""
    on = happenings(prison, day)
    page = Paginator(people_expected(prison, day, on), A_PAGE).get_page(request.GET.get("page"))
    rows = []
    for entry, person in zip(entries_of(prison, page.object_list, day, on), page.object_list, strict=True):
        form = PaperRow(request.POST or None, prefix=f"p{entry.key}", day=day, entry=entry)
        done = [times_of(each, day) for each in entry.visits]
        over = bool(entry.visits) and entry.inside is None
        rows.append(
            {"entry": entry, "person": person, "form": None if over else form, "done": "; ".join(done)}
        )
    return page, rows


def _others(request: HttpRequest, prison: Prison, day: date) -> list[OtherRow]:
    people = list(people_at(prison)) if request.method == "POST" else []
    return [
        OtherRow(request.POST or None, prefix=f"other{number}", day=day, people=people)
        for number in range(1, OTHERS + 1)
    ]


def _save(request: HttpRequest, prison: Prison, rows: list[dict[str, Any]], others: list[OtherRow]) -> bool:
    forms = [*(row["form"] for row in rows if row["form"]), *others]
    # Each is asked, so that every line that is wrong says so at once.
    wrong = [form for form in forms if not form.is_valid()]
    if wrong:
        return False
    people = {row["form"]: row["person"] for row in rows if row["form"]}
    people |= {form: form.person for form in others if form.person}
    typed = [form for form in forms if not form.is_empty and form in people]
    if not typed:
        messages.info(request, "No time was written, so nothing was saved.")
        return False
    sheet = [form.row(people[form]) for form in typed]
    try:
        done = actions.record_sheet(by=request.user, prison=prison, rows=sheet)
    except actions.SheetRefused as refused:
        messages.error(request, str(refused))
        for position, sentence in refused.refusals.items():
            typed[position].add_error(next(iter(typed[position].fields)), sentence)
        return False
    messages.success(request, "1 line is saved." if len(done) == 1 else f"{len(done)} lines are saved.")
    return True
