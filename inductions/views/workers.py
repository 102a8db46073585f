"""Who works at a prison, who works for an organisation, and adding somebody to either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import standing_of
from coordination.models import Organisation, Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, organisation_at, prison_at
from coordination.views.sentences import day
from inductions import policies
from inductions.actions import details
from inductions.actions import people as actions
from inductions.actions.people_letters import invite_worker
from inductions.forms.people import ANOTHER, NEVER_HELD, AddPersonForm, OwnWorkersFilter, WorkersFilter
from inductions.gate import verdicts
from inductions.models import Engagement, Person, Placement
from inductions.views.people_words import answer_of, answers_today, is_over, period

A_PAGE: Final = 50
# An organisation at more prisons chooses one, so that its page stays quick.
ANSWERS_FOR_PRISONS: Final = 5


def by_time(rows: Any, status: str) -> Any:
    """Of a prison's placements or an organisation's engagements: now, yet to begin, or over."""
    today = timezone.localdate()
    if status == "later":
        return rows.filter(begins_on__gt=today).exclude(ends_on__lt=today)
    return rows.filter(ends_on__lt=today) if status == "left" else rows.on(today)


@require_safe
def workers(request: HttpRequest, code: str) -> HttpResponse:
    """Who works at the prison, for whom, and whether they may come in today."""
    prison = prison_at(request, code, P.VIEW_WORKERS)
    form = WorkersFilter(request.GET or None, prison=prison)
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    rows = Placement.objects.visible_to(request.user).filter(prison=prison)
    rows = by_time(rows, chosen.get("status") or "").filter(engagement__person__anonymised_at=None)
    rows = rows.filter(engagement__person__name__icontains=chosen.get("name") or "")
    if chosen.get("organisation"):
        rows = rows.filter(engagement__organisation=chosen["organisation"])
    if chosen.get("kind"):
        rows = rows.filter(engagement__kind=chosen["kind"])
    rows = rows.select_related("engagement__person", "engagement__organisation", "prison").order_by(
        "engagement__person__name", "engagement__person", "pk"
    )
    found_rows = _with_answer(prison, rows, int(chosen["answer"])) if chosen.get("answer") else rows
    page = Paginator(found_rows, A_PAGE).get_page(request.GET.get("page"))
    found = verdicts(prison, {row.engagement.person_id for row in page}, timezone.localdate())
    standing = standing_of(request.user)
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "form": form,
        "page": page,
        "rows": [_worker_row(row, answer_of(found[row.engagement.person_id])) for row in page],
        "may_add": standing.may(P.MANAGE_WORKERS, prison=prison),
        "today": day(timezone.localdate()),
    }
    return TemplateResponse(request, "inductions/people/workers.html", context)


def _with_answer(prison: Prison, rows: QuerySet[Placement], answer: int) -> list[Placement]:
    """The answer is worked out, so it is asked of everybody here: in as many queries as of one."""
    every = list(rows)
    found = verdicts(prison, {row.engagement.person_id for row in every}, timezone.localdate())
    return [row for row in every if found[row.engagement.person_id].answer == answer]


def _worker_row(placement: Placement, answer: dict[str, Any] | None) -> dict[str, Any]:
    engagement = placement.engagement
    return {
        "person": engagement.person,
        "kind": engagement.get_kind_display(),
        "role": engagement.role_title,
        "organisation": engagement.organisation.name,
        "period": period(placement),
        "movement": placement.get_movement_display(),
        "answer": None if is_over(placement) else answer,
    }


@require_safe
def own_workers(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who works for the organisation, at which prisons, and whether they may come in there."""
    organisation = organisation_at(request, slug, P.MANAGE_OWN_WORKERS)
    form = OwnWorkersFilter(request.GET or None, organisation=organisation)
    form.is_valid()
    chosen = form.cleaned_data if form.is_bound else {}
    rows = Engagement.objects.visible_to(request.user).filter(
        organisation=organisation, person__anonymised_at=None
    )
    rows = by_time(rows, chosen.get("status") or "").filter(person__name__icontains=chosen.get("name") or "")
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("prison"):
        rows = rows.filter(placements__prison=chosen["prison"]).distinct()
    rows = rows.select_related("person", "organisation").order_by("person__name", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    placed = Placement.objects.visible_to(request.user).filter(engagement__in=[row.pk for row in page])
    if chosen.get("prison"):
        placed = placed.filter(prison=chosen["prison"])
    placements = [row for row in placed.select_related("prison", "engagement").distinct() if not is_over(row)]
    few = len({row.prison_id for row in placements}) <= ANSWERS_FOR_PRISONS
    found = answers_today(placements) if few else {}
    at: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in page}
    for placement in placements:
        answer = answer_of(found.get((placement.prison_id, placement.engagement.person_id)))
        at[placement.engagement_id].append({"prison": placement.prison, "answer": answer})
    context = {
        "organisation": organisation,
        "prisons": _where_they_work(request, organisation),
        "crumbs": crumbs_of(organisation=organisation),
        "form": form,
        "page": page,
        "few": few,
        "rows": [
            {
                "person": row.person,
                "kind": row.get_kind_display(),
                "role": row.role_title,
                "places": at[row.pk],
            }
            for row in page
        ],
        "today": day(timezone.localdate()),
    }
    return TemplateResponse(request, "inductions/people/own_workers.html", context)


def _where_they_work(request: HttpRequest, organisation: Organisation) -> list[Prison]:
    """By name: where somebody of the organisation works, or is about to."""
    rows = Placement.objects.visible_to(request.user).not_over_by(timezone.localdate())
    placed = rows.filter(engagement__organisation=organisation).select_related("prison")
    return sorted({row.prison for row in placed}, key=lambda prison: prison.name)


@require_http_methods(["GET", "HEAD", "POST"])
def worker_add(request: HttpRequest, code: str) -> HttpResponse:
    """By the coordinator, for any organisation and this prison."""
    prison = prison_at(request, code, P.MANAGE_WORKERS)
    form = AddPersonForm(
        request.POST if request.method == "POST" else None,
        organisations=Organisation.objects.visible_to(request.user), movements=True,
    )  # fmt: skip

    def add(organisation: Organisation, same: dict[str, Any]) -> Person:
        placement = actions.add_at(
            by=request.user, organisation=organisation, prison=prison, values=form.person_values,
            placed=form.placement_values, **same,
        )  # fmt: skip
        return placement.engagement.person

    added = _added(request, form, add, lambda: form.cleaned_data["organisation"], lambda found: "")
    if added:
        return redirect(added)
    crumbs = [*crumbs_of(prison), ("Workers", reverse("workers", args=[code]))]
    return form_page(
        request, form, "Add somebody who works here", crumbs=crumbs, caption=prison.name,
        paragraphs=NEVER_HELD,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def own_worker_add(request: HttpRequest, slug: str) -> HttpResponse:
    """By the organisation's manager, at prisons that took the organisation in."""
    organisation = organisation_at(request, slug, P.MANAGE_OWN_WORKERS)
    prisons = policies.prisons_open_to(organisation)
    form = AddPersonForm(request.POST if request.method == "POST" else None, prisons=prisons)

    def add(organisation: Organisation, same: dict[str, Any]) -> Person:
        what: dict[str, Any] = {"by": request.user, "organisation": organisation, **same}
        prison = form.cleaned_data["prison"]
        if prison is None:
            return actions.add_person(values=form.person_values, **what).person
        placement = actions.add_at(
            prison=prison, values=form.person_values, placed=form.placement_values, **what
        )
        return placement.engagement.person

    added = _added(
        request, form, add, lambda: organisation,
        lambda found: _invited(request, form, found, organisation),
    )  # fmt: skip
    if added:
        return redirect(added)
    crumbs = [*crumbs_of(organisation=organisation), ("Workers", reverse("own_workers", args=[slug]))]
    return form_page(
        request, form, "Add a worker or volunteer", crumbs=crumbs, caption=organisation.name,
        paragraphs=NEVER_HELD,
    )  # fmt: skip


def _added(
    request: HttpRequest,
    form: AddPersonForm,
    add: Callable[[Organisation, dict[str, Any]], Person],
    organisation_of: Callable[[], Organisation],
    more: Callable[[Person], str],
) -> Person | None:
    """The person; None where the form is wrong, refused, or first asks whether it is somebody who is known.

    `more`: done once somebody is added, and told beside it.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    organisation, values = organisation_of(), form.person_values
    likely = actions.alike(name=values["name"], email=values["email"], organisation=organisation)
    answer = form.cleaned_data["same"]
    same = next((person for person in likely if str(person.pk) == answer), None)
    try:
        added = add(organisation, {"same_as": same, "another": answer == ANOTHER})
    except policies.ThereAlready:
        # Whoever is there already for the same work is theirs to see: the record is what they came for.
        assert same is not None
        messages.info(request, f"{same} is there already, so nothing was added. This is the record.")
        return same
    except policies.MayBeKnown as known:
        people = known.people
        asked = attempt(
            form,
            lambda: details.note_question(by=request.user, people=people, organisation=organisation),
        )
        if asked is not None:
            form.ask_whether_same(_choices(request, people, values["email"], organisation))
            form.refuse(known, "same")
    except Refused as refused:
        if answer:
            form.ask_whether_same(_choices(request, likely, values["email"], organisation))
        form.refuse(refused)
    else:
        messages.success(request, f"{added} is added. {more(added)}".strip())
        return added
    return None


def _choices(
    request: HttpRequest, likely: list[Person], email: str, organisation: Organisation
) -> list[tuple[str, str]]:
    """Names only those whom the user may see. Of others it says how they are known, never whose or from where."""
    seen = set(
        Person.objects.visible_to(request.user).filter(pk__in=[each.pk for each in likely]).values_list(
            "pk", flat=True
        )
    )  # fmt: skip
    return [(str(each.pk), _known_as(each, each.pk in seen, email, organisation)) for each in likely]


def _known_as(person: Person, seen: bool, email: str, organisation: Organisation) -> str:
    if seen:
        return f"Yes, it is {person}, whose record was made on {day(person.added_at)}"
    if email and person.email == email.strip().casefold():
        return "Yes, it is the person who is known with this e-mail address"
    return f"Yes, it is the person of this name who is known at {organisation}"


def _invited(request: HttpRequest, form: AddPersonForm, person: Person, organisation: Organisation) -> str:
    """Adding holds, whatever becomes of the invitation."""
    if not form.cleaned_data["invite"]:
        return ""
    try:
        sent = invite_worker(by=request.user, person=person, organisation=organisation)
    except Refused as refused:
        return str(refused)
    return f"An invitation goes to {sent.email}."
