"""The log of queries: a form of twenty seconds over what was logged, corrections, and a month's work to print."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from directory.actions import queries as actions
from directory.forms.queries import QueryForm
from directory.models import Listing, Query
from directory.models.listing_state import day_in_words
from directory.months import NOT_SAID, Month, month_of, months_with_queries, shortened

A_PAGE: Final = 30
TONES: Final = {
    Query.Outcome.ANSWERED: "good", Query.Outcome.PASSED_ON: "info", Query.Outcome.NOTHING_FOUND: "attention",
}  # fmt: skip


STATES: Final = {
    Query.Outcome.ANSWERED: "Answered", Query.Outcome.PASSED_ON: "Passed on",
    Query.Outcome.NOTHING_FOUND: "Nothing found",
}  # fmt: skip
SHOWN_MONTHS: Final = 12


def below_queries(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Queries", reverse("queries", args=[prison.code]))]


@require_http_methods(["GET", "HEAD", "POST"])
def queries(request: HttpRequest, code: str) -> HttpResponse:
    posted = request.method == "POST"
    prison = prison_at(request, code, P.LOG_QUERY if posted else P.VIEW_NEEDS)
    may_log = standing_of(request.user).may(P.LOG_QUERY, prison=prison)
    form = _form(request, prison, request.POST if posted else None, _begun(request)) if may_log else None
    if posted and form:
        logged = attempt(form, lambda: actions.log_query(by=request.user, prison=prison, **form.cleaned_data))
        if logged:
            messages.success(request, _done(logged))
            return redirect("queries", code)
    rows = Query.objects.visible_to(request.user).filter(prison=prison)
    rows = rows.select_related(
        "prison", "pathway", "group", "wing", "listing__service__organisation", "listing__approved_revision"
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "form": form,
        "page": page,
        "rows": [_row(query) for query in page.object_list],
        "months": [
            {
                "label": f"{first:%B %Y}",
                "count": count,
                "url": reverse("queries_month", args=[code, first.year, first.month]),
            }
            for first, count in months_with_queries(request.user, prison)[:SHOWN_MONTHS]
        ],
    }  # fmt: skip
    return TemplateResponse(request, "directory/queries.html", context)


def _form(request: HttpRequest, prison: Prison, data: Any, initial: dict[str, Any]) -> QueryForm:
    listings = Listing.objects.visible_to(request.user).published().filter(prison=prison)
    return QueryForm(data, initial=initial, prison=prison, listings=listings)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What a search page has sent along: the words, and the service that was the answer."""
    begun: dict[str, Any] = {"words": request.GET.get("words", "")[:200]}
    if (key := request.GET.get("listing", "")).isdecimal() and len(key) < 19:
        begun |= {"listing": int(key), "outcome": Query.Outcome.ANSWERED}
    return begun


def _done(query: Query) -> str:
    if not query.need:
        return "The query is logged."
    if query.need.times > 1:
        return f"The query is logged. The need behind it has now been reported {query.need.times} times."
    return "The query is logged, and stands among the needs."


def _row(query: Query) -> dict[str, Any]:
    about = (query.get_asked_by_display(), query.pathway, query.group, query.wing)
    return {
        "url": query.get_absolute_url(),
        "words": query.words,
        "day": day_in_words(query.asked_on),
        "about": ", ".join(str(part) for part in about if part),
        "state": STATES[Query.Outcome(query.outcome)],
        "tone": TONES[Query.Outcome(query.outcome)],
        "answer": query.listing.name_for_readers if query.listing else query.passed_on_to,
        "answer_url": reverse("entry", args=[query.prison.code, query.listing.entry_number])
        if query.listing
        else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct what was logged, or write down the answer that came later."""
    prison = prison_at(request, code, P.LOG_QUERY)
    found = get_visible_or_404(Query, request.user, pk=pk, prison=prison)
    initial = {name: getattr(found, name) for name in actions.COLUMNS}
    form = _form(request, prison, request.POST if request.method == "POST" else None, initial)
    form.submit_label = "Save"
    if request.method == "POST" and attempt(
        form, lambda: actions.correct_query(by=request.user, query=found, **form.cleaned_data)
    ):
        messages.success(request, "The query is saved.")
        return redirect("queries", code)
    page = form_page(
        request, form, "Correct a query", crumbs=below_queries(prison), caption=prison.name, query=found,
        prison=prison,
    )  # fmt: skip
    page.template_name = "directory/query.html"
    return page


@require_POST
def query_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.LOG_QUERY)
    found = get_visible_or_404(Query, request.user, pk=pk, prison=prison)
    return press(
        request, lambda: actions.remove_query(by=request.user, query=found), "The query is taken out of the log.",
        reverse("queries", args=[code]),
    )  # fmt: skip


@require_safe
def queries_month(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    """A month's work on paper."""
    prison = prison_at(request, code, P.VIEW_NEEDS)
    today = timezone.localdate()
    if not (1 <= month <= 12 and 2000 <= year <= today.year):
        raise Http404
    counted = month_of(request.user, prison, date(year, month, 1))
    context = {
        "prison": prison,
        "crumbs": below_queries(prison),
        "heading": f"Queries in {counted.first:%B %Y}",
        "month": counted,
        "tables": _tables(counted),
        "printed_on": today,
    }
    return TemplateResponse(request, "directory/queries_month.html", context)


def _tables(month: Month) -> list[dict[str, Any]]:
    """Small ones, side by side; what was not said at all has no table."""
    said = [(label, rows) for label, rows in month.tables if rows and rows[0][0] != NOT_SAID]
    found = [("Answered with", month.services), *said, ("Passed on to", month.passed_on)]
    return [{"caption": caption, "rows": shortened(rows)} for caption, rows in found if rows]
