"""The gate: who may come in today, who is expected, who is in. Names and answers, never a record."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

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
from coordination.views.places import attempt, crumbs_of, form_page, prison_at
from inductions.actions import visits as actions
from inductions.forms.gate import ArriveForm, GateSearch, LeaveForm
from inductions.gate.entries import Entry, entries_of, find, inside_now, people_at
from inductions.gate.expected import happenings, people_expected
from inductions.models import Person, Visit
from inductions.models.moments import day_in_words

A_PAGE: Final = 100
MOST_FOUND: Final = 20
ON_COLUMNS: Final = ("Time", "What", "Organisation", "Where", "People")


@require_safe
def gate(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_GATE)
    today = timezone.localdate()
    on = happenings(prison, today)
    page = Paginator(people_expected(prison, today, on), A_PAGE).get_page(request.GET.get("page"))
    form = GateSearch(request.GET or None)
    name = form.cleaned_data.get("name", "") if form.is_bound and form.is_valid() else ""
    found = find(people_at(prison), name) if name else []
    may_record = standing_of(request.user).may(P.RECORD_VISITS, prison=prison)
    inside = inside_now(prison)
    people = {each.pk: each for each in [*found[:MOST_FOUND], *page.object_list]}
    entries = {each.key: each for each in entries_of(prison, people.values(), today, on)}
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "caption": f"{prison.name}, {today:%A} {day_in_words(today)}",
        "form": form,
        "name": name,
        "found": [_found(prison, entries[each.pk], may_record) for each in found[:MOST_FOUND]],
        "more": len(found) > MOST_FOUND,
        "on_columns": ON_COLUMNS,
        "on": [
            (each.times, each.title, each.organisation or "The prison", each.where, len(each.people))
            for each in on
        ],
        "page": page,
        "expected": [_expected(prison, entries[each.pk]) for each in page.object_list],
        "inside": [_inside(prison, visit, may_record) for visit in inside],
        "may_record": may_record,
    }
    return TemplateResponse(request, "inductions/gate/gate.html", context)


def _found(prison: Prison, entry: Entry, may_record: bool) -> dict[str, Any]:
    """An answer, and the one thing that may be done about it."""
    form = None
    if may_record and not entry.is_no and entry.inside is None:
        form = ArriveForm(auto_id=f"id_{entry.key}_%s", initial={"read_acct_folder": entry.read_acct_folder})
        form.form_action = reverse("gate_arrive", args=[prison.code, entry.key])
        # More than one may be found: each button says whom it signs in.
        form.submit_label = f"{entry.name} arrived now"
    return {
        "entry": entry,
        "form": form,
        "visit": _inside(prison, entry.inside, may_record) if entry.inside else None,
        "visits": [times_of(each) for each in entry.visits if each.left_at],
    }


def _expected(prison: Prison, entry: Entry) -> dict[str, Any]:
    visits = [times_of(each) for each in entry.visits]
    return {
        "entry": entry,
        "url": f"{reverse('gate', args=[prison.code])}?{urlencode({'name': entry.name})}",
        "visits": "; ".join(visits),
    }


def times_of(visit: Visit, day: date | None = None) -> str:
    """“10:05 to 11:30”; “in since 10:05”, with its day where that is not `day`, or today."""
    since = timezone.localtime(visit.arrived_at)
    words = f"{since:%H:%M}"
    if since.date() != (day or timezone.localdate()):
        words = f"{day_in_words(since.date())}, {words}"
    return f"{words} to {timezone.localtime(visit.left_at):%H:%M}" if visit.left_at else f"in since {words}"


def _inside(prison: Prison, visit: Visit, may_record: bool) -> dict[str, Any]:
    """An earlier day's departure needs its own time; today's is a button."""
    url = reverse("gate_leave", args=[prison.code, visit.pk]) if may_record else ""
    earlier = timezone.localdate(visit.arrived_at) != timezone.localdate()
    return {
        "visit": visit,
        "times": times_of(visit),
        "moves": "Escorted" if visit.escorted else "Alone",
        "post_url": "" if earlier else url,
        "form_url": url,
        "earlier": earlier,
    }


def gate_of(prison: Prison) -> str:
    return reverse("gate", args=[prison.code])


def person_at_gate(prison: Prison, pk: int) -> Person:
    """Whom this gate may know. 404 for everybody else, wherever they work."""
    person = people_at(prison).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


@require_POST
def gate_arrive(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.RECORD_VISITS)
    person = person_at_gate(prison, pk)
    form = ArriveForm(request.POST)
    visit = attempt(
        form,
        lambda: actions.record_arrival(
            by=request.user, person=person, prison=prison, read_acct_folder=form.cleaned_data["read_acct_folder"]
        ),
    )  # fmt: skip
    if visit:
        how = "Escorted." if visit.escorted else "Without escort."
        messages.success(request, f"{person} arrived at {timezone.localtime(visit.arrived_at):%H:%M}. {how}")
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
    return redirect(gate_of(prison))


@require_http_methods(["GET", "POST"])
def gate_leave(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.RECORD_VISITS)
    visit = get_visible_or_404(Visit, request.user, pk=pk, prison=prison)
    form = LeaveForm(request.POST or None)
    if request.method == "POST":
        form = LeaveForm(request.POST)
        left = attempt(
            form, lambda: actions.record_departure(by=request.user, visit=visit, left_at=form.left_at)
        )
        if left:
            messages.success(request, f"{visit.person} left at {timezone.localtime(left.left_at):%H:%M}.")
            return redirect(gate_of(prison))
    return form_page(
        request, form, f"When did {visit.person} leave?", caption=str(prison),
        crumbs=[*crumbs_of(prison), ("Gate", gate_of(prison))],
        facts=[("Arrived", times_of(visit))],
        paragraphs=["Leave both empty if it is now."],
    )  # fmt: skip
