"""Where somebody works: a prison more, a change, the end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.access import get_visible_or_404, permitted
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page
from coordination.views.sentences import day
from inductions import policies
from inductions.actions import people as actions
from inductions.forms.people import LastDayForm, PlacementForm, WorkForm
from inductions.models import Engagement, Person, Placement
from inductions.views.people import crumbs_to, person_at


def _crumbs(request: HttpRequest, person: Person) -> list[Crumb]:
    return [*crumbs_to(request, person), (person.name, reverse("person", args=[person.pk]))]


def _engagement_at(request: HttpRequest, person: Person, pk: int) -> Engagement:
    rows = Engagement.objects.visible_to(request.user).select_related("organisation", "person")
    found = get_visible_or_404(Engagement, request.user, pk=pk, person=person)
    return rows.get(pk=found.pk)


def _placement_at(request: HttpRequest, person: Person, pk: int) -> Placement:
    """For whom the organisation or the prison is theirs to look after; others may know of it and not change it."""
    found = get_visible_or_404(Placement, request.user, pk=pk, engagement__person=person)
    organisation = found.engagement.organisation
    if not permitted(request.user, P.MANAGE_OWN_WORKERS, organisation=organisation):
        access.require(request.user, P.MANAGE_WORKERS, prison=found.prison)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def engagement_change(request: HttpRequest, pk: int, engagement_pk: int) -> HttpResponse:
    person = person_at(request, pk)
    found = _engagement_at(request, person, engagement_pk)
    _require_may_change(request, found)
    initial = {"kind": found.kind, "role_title": found.role_title}
    form = WorkForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.change_engagement(by=request.user, engagement=found, values=form.cleaned_data),
    ):
        messages.success(request, "The change is saved.")
        return redirect("person", pk)
    return form_page(
        request, form, "Change what they do", crumbs=_crumbs(request, person),
        caption=f"{person}, {found.organisation}",
        lead="Which training is required follows the kind of worker.",
    )  # fmt: skip


def _require_may_change(request: HttpRequest, found: Engagement) -> None:
    if not actions.may_change(request.user, found):
        raise access.NotPermitted("Only the organisation, or the coordinator where they work, changes this.")


@require_http_methods(["GET", "HEAD", "POST"])
def engagement_end(request: HttpRequest, pk: int, engagement_pk: int) -> HttpResponse:
    """The last day with the organisation, at every prison."""
    person = person_at(request, pk)
    found = _engagement_at(request, person, engagement_pk)
    _require_may_change(request, found)
    form = LastDayForm(
        request.POST if request.method == "POST" else None,
        initial={"ends_on": found.ends_on or timezone.localdate()},
    )
    if request.method == "POST":
        ended = attempt(
            form,
            lambda: actions.end_engagement(
                by=request.user, engagement=found, ends_on=form.cleaned_data["ends_on"]
            ),
        )
        if ended:
            messages.success(
                request, f"{person}’s last day with {found.organisation} is {day(ended.ends_on)}."
            )
            return redirect("person", pk)
    return form_page(
        request, form, f"End {person}’s work for {found.organisation}", crumbs=_crumbs(request, person),
        paragraphs=[
            "From the day after, the gate’s answer is no at every prison where they come in for this organisation.",
            "Training that is booked for later is given up, and their account’s role as a worker of the organisation"
            " ends as well. What they were trained in stays on their record.",
        ],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def placement_add(request: HttpRequest, pk: int, engagement_pk: int) -> HttpResponse:
    """One more prison, by the organisation."""
    person = person_at(request, pk)
    found = _engagement_at(request, person, engagement_pk)
    access.require(request.user, P.MANAGE_OWN_WORKERS, organisation=found.organisation)
    prisons = policies.prisons_open_to(found.organisation)
    form = PlacementForm(request.POST if request.method == "POST" else None, prisons=prisons)
    if request.method == "POST":
        placed = attempt(
            form,
            lambda: actions.place_at(
                by=request.user, engagement=found, prison=form.cleaned_data["prison"],
                values=form.cleaned_data,
            ),
        )  # fmt: skip
        if placed:
            messages.success(request, f"{person} works at {placed.prison}.")
            return redirect("person", pk)
    return form_page(
        request, form, "Add a prison", crumbs=_crumbs(request, person), caption=f"{person}, {found.organisation}",
        lead="A prison that is not in the list has not taken your organisation in yet. Ask its coordinator.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def placement_change(request: HttpRequest, pk: int, placement_pk: int) -> HttpResponse:
    person = person_at(request, pk)
    found = _placement_at(request, person, placement_pk)
    movements = permitted(request.user, P.MANAGE_WORKERS, prison=found.prison)
    initial = {name: getattr(found, name) for name in actions.PLACEMENT_COLUMNS}
    form = PlacementForm(
        request.POST if request.method == "POST" else None, initial=initial, movements=movements
    )

    def change() -> Placement:
        values = form.cleaned_data | {"begins_on": form.cleaned_data["begins_on"] or found.begins_on}
        return actions.change_placement(by=request.user, placement=found, values=values)

    if request.method == "POST" and attempt(form, change):
        messages.success(request, "The change is saved.")
        return redirect("person", pk)
    lead = "" if movements else "How they move inside is for the prison to say."
    return form_page(
        request,
        form,
        f"Work at {found.prison}",
        crumbs=_crumbs(request, person),
        caption=person.name,
        lead=lead,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def placement_end(request: HttpRequest, pk: int, placement_pk: int) -> HttpResponse:
    person = person_at(request, pk)
    found = _placement_at(request, person, placement_pk)
    form = LastDayForm(
        request.POST if request.method == "POST" else None,
        initial={"ends_on": found.ends_on or timezone.localdate()},
    )
    if request.method == "POST" and attempt(
        form,
        lambda: actions.change_placement(by=request.user, placement=found, values=form.cleaned_data),
    ):
        messages.success(request, f"{person}’s last day at {found.prison} is set.")
        return redirect("person", pk)
    return form_page(
        request, form, f"End {person}’s work at {found.prison}", crumbs=_crumbs(request, person),
        paragraphs=["From the day after, the gate’s answer there is no. Training booked there for later is given up."],
    )  # fmt: skip
