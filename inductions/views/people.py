"""The record of somebody who comes in: who it is, where they work, and whether they may come in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access
from coordination.access import Standing, get_visible_or_404, standing_of
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press
from coordination.views.sentences import day
from inductions import policies
from inductions.actions import details, privacy
from inductions.actions import people as actions
from inductions.actions.objections import may_settle
from inductions.actions.people_letters import account_state, invite_worker
from inductions.forms.people import NEVER_HELD, DetailsForm
from inductions.models import Engagement, Objection, Person, Placement
from inductions.views.people_words import answer_of, answers_today, is_over, period

ACCOUNTS = {
    "account": "Has an account, and keeps the contact details right",
    "invited": "Invited, not taken up yet",
    "none": "No account",
    "no address": "No account, and no e-mail address to invite them",
}


def person_at(request: HttpRequest, pk: int) -> Person:
    return get_visible_or_404(Person, request.user, pk=pk)


def crumbs_to(request: HttpRequest, person: Person) -> list[Crumb]:
    """By the list where the user would look for this person."""
    if person.user_id == request.user.pk:
        return [*crumbs_of(), ("Your record", reverse("my_record"))]
    prison, organisation = privacy.stands_in_for(request.user, person)
    crumbs = crumbs_of(prison, organisation)
    if prison:
        crumbs.append(("Workers", reverse("workers", args=[prison.code])))
    elif organisation:
        crumbs.append(("Workers", reverse("own_workers", args=[organisation.slug])))
    return crumbs


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One record. That somebody else read it is written down."""
    found = person_at(request, pk)
    if found.user_id == request.user.pk:
        return redirect("my_record")
    if request.method == "GET":
        privacy.read_person(by=request.user, person=found)
    standing = standing_of(request.user)
    work = work_of(request, found, standing)
    context = {
        "person": found,
        "crumbs": crumbs_to(request, found),
        "facts": _facts(found, work, request),
        "work": work,
        "answers": answers_for(work),
        "links": links_of(found, work, standing, request.user),
        "export_url": reverse("person_export", args=[pk]) if privacy.may_export(request.user, found) else "",
        "objections": _objections(request, found),
        "today": day(timezone.localdate()),
        "own": False,
    }
    return TemplateResponse(request, "inductions/people/person.html", context)


def _objections(request: HttpRequest, found: Person) -> list[dict[str, str]]:
    """What waits for an answer, for whoever may give it."""
    if not may_settle(request.user, found):
        return []
    rows = Objection.objects.visible_to(request.user).open().filter(person=found)
    return [
        {"what": row.get_what_display(), "said_on": day(row.said_at), "url": row.get_absolute_url()}
        for row in rows
    ]


def _facts(found: Person, work: list[dict[str, Any]], request: HttpRequest) -> list[Any]:
    """Contact details for whom the person works, or would work, with today. To others they are nobody's business."""
    if found.anonymised_at:
        return [("Made anonymous on", day(found.anonymised_at))]
    told = f"On {day(found.told_at)}" if found.told_at else "Not yet"
    facts: list[Any] = [
        ("E-mail address", found.email),
        ("Telephone", found.phone),
        ("Told what is held", told if found.email else "No: there is no e-mail address"),
    ]
    if not any(row["goes_on"] for row in work):
        facts = [("Contact details", f"Not shown: {found} no longer works here.")]
    managed = next((row for row in work if row["may_correct"] and row["goes_on"]), None)
    if managed and found.user_id is None:
        url = reverse("person_details", args=[found.pk, managed["organisation"].slug])
        facts = [
            {"label": fact[0], "value": fact[1], "url": url} for fact in [("Name", found.name), *facts[:2]]
        ] + facts[2:]
    return [*facts, ("Left on", day(found.left_on))] if found.left_on else facts


def work_of(request: HttpRequest, found: Person, standing: Standing) -> list[dict[str, Any]]:
    """Work that the user may see, what goes on first, each with its prisons and what may be done."""
    user = request.user
    engaged = Engagement.objects.visible_to(user).filter(person=found).distinct()
    placed = Placement.objects.visible_to(user).filter(engagement__person=found).distinct()
    at: dict[int, list[Placement]] = {}
    for placement in placed.select_related("prison", "engagement__person"):
        at.setdefault(placement.engagement_id, []).append(placement)
    rows = [
        _work(found, row, at.get(row.pk, []), standing, user)
        for row in engaged.select_related("organisation", "person")
    ]
    return sorted(rows, key=lambda row: not row["goes_on"])


def _work(
    found: Person, row: Engagement, placements: list[Placement], standing: Standing, user: Any
) -> dict[str, Any]:
    organisation, over = row.organisation, is_over(row)
    manages = standing.may(P.MANAGE_OWN_WORKERS, organisation=organisation)
    may_change = not over and not found.anonymised_at and (manages or actions.may_change(user, row))
    here = [each for each in placements if not is_over(each)]
    state = account_state(found, organisation) if not over and (manages or here) else ""
    return {
        "organisation": organisation,
        "kind": row.get_kind_display(),
        "role": row.role_title,
        "period": period(row),
        "goes_on": not over and bool(manages or here or found.user_id == user.pk),
        "over": over,
        "may_correct": manages or details.may_correct(user, found, organisation),
        "places": [_place(each, standing, manages, found) for each in placements],
        "current": here,
        "change_url": reverse("engagement_change", args=[found.pk, row.pk]) if may_change else "",
        "end_url": reverse("engagement_end", args=[found.pk, row.pk]) if may_change else "",
        "place_url": reverse("placement_add", args=[found.pk, row.pk]) if manages and not over else "",
        "account": _account(state, manages) if found.user_id != user.pk else "",
        "invite_url": reverse("person_invite", args=[found.pk, organisation.slug])
        if manages and state in ("none", "invited")
        else "",
        "invite_label": "Invite them again" if state == "invited" else "Invite them to an account",
    }


def _account(state: str, manages: bool) -> str:
    """Who may invite them is told to a reader who may not."""
    words = ACCOUNTS.get(state, "")
    return f"{words}. Their organisation’s manager invites them" if state == "none" and not manages else words


def _place(placement: Placement, standing: Standing, manages: bool, found: Person) -> dict[str, Any]:
    over = is_over(placement)
    may = manages or standing.may(P.MANAGE_WORKERS, prison=placement.prison)
    may_change = may and not over and not found.anonymised_at
    return {
        "prison": placement.prison,
        "period": period(placement),
        "movement": placement.get_movement_display(),
        "line_contact": placement.line_contact,
        "over": over,
        "change_url": reverse("placement_change", args=[found.pk, placement.pk]) if may_change else "",
        "end_url": reverse("placement_end", args=[found.pk, placement.pk]) if may_change else "",
    }


def answers_for(work: list[dict[str, Any]], own: bool = False) -> list[dict[str, Any]]:
    """One answer a prison where the person works today, however many organisations they work for there."""
    placements = [placement for row in work for placement in row["current"]]
    found = answers_today(placements)
    prisons = {placement.prison.pk: placement.prison for placement in placements}
    people = {placement.prison_id: placement.engagement.person_id for placement in placements}
    return [
        {"prison": prison, **(answer_of(found[key, people[key]], own) or {})}
        for key, prison in prisons.items()
    ]


def links_of(
    found: Person, work: list[dict[str, Any]], standing: Standing, user: Any
) -> list[tuple[str, str]]:
    """(words, address) of what else is known of the person, and of the gate's stop."""
    if found.anonymised_at:
        return []
    own = found.user_id is not None and found.user_id == user.pk
    links = [
        ("Your training, and what you can book", reverse("my_training"))
        if own
        else ("Training", reverse("training_of", args=[found.pk]))
    ]
    prisons = {each.prison.pk: each.prison for row in work for each in row["current"]}
    for prison in prisons.values():
        links.append((f"Induction at {prison}", reverse("induction", args=[found.pk, prison.code])))
        if own:
            links.append((f"Policies and guidance of {prison}", reverse("policies", args=[prison.code])))
        if standing.may(P.VIEW_CLEARANCES, prison=prison):
            links.append((f"Clearance at {prison}", reverse("clearances", args=[found.pk, prison.code])))
        if standing.may(P.STOP_ACCESS, prison=prison):
            links.append(
                (f"Stop access to {prison} now", reverse("stop_person", args=[found.pk, prison.code]))
            )
    return links


def _own_organisation(request: HttpRequest, found: Person, slug: str) -> Organisation:
    """An organisation of the user's that the person works for."""
    organisation = get_visible_or_404(Organisation, request.user, slug=slug, engagements__person=found)
    access.require(request.user, P.MANAGE_OWN_WORKERS, organisation=organisation)
    return organisation


@require_http_methods(["GET", "HEAD", "POST"])
def person_details(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A manager or a coordinator puts right what was typed."""
    found = person_at(request, pk)
    organisation = get_visible_or_404(Organisation, request.user, slug=slug, engagements__person=found)
    if not details.may_correct(request.user, found, organisation):
        raise access.NotPermitted("Only the organisation, or the coordinator where they work, changes this.")
    initial = {name: getattr(found, name) for name in details.PERSON_COLUMNS}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=initial)
    if policies.is_known_by_name(found) and not details.coordinates(request.user, found):
        form.keep_name(policies.NAME_STAYS)
    if request.method == "POST" and attempt(
        form,
        lambda: details.correct_details(
            by=request.user, person=found, organisation=organisation, values=form.cleaned_data
        ),
    ):
        messages.success(request, "The details are saved.")
        return redirect("person", pk)
    crumbs = [*crumbs_to(request, found), (found.name, reverse("person", args=[pk]))]
    return form_page(
        request, form, "Correct contact details", crumbs=crumbs, caption=found.name, paragraphs=NEVER_HELD[:1]
    )


@require_POST
def person_invite(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """To an account as a worker of the organisation."""
    found = person_at(request, pk)
    organisation = _own_organisation(request, found, slug)
    return press(
        request, lambda: invite_worker(by=request.user, person=found, organisation=organisation),
        f"An invitation goes to {found}.", reverse("person", args=[pk]),
    )  # fmt: skip
