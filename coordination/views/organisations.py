"""Organisations: the list, the page of one, add, edit."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import Standing
from coordination.actions import invitations
from coordination.actions import organisations as actions
from coordination.duplicates import Duplicate, possible_duplicates, seen_by
from coordination.forms.organisations import AddOrganisationForm, OrganisationFilter, OrganisationForm
from coordination.models import Invitation, Organisation, OrganisationMerge
from coordination.policies import has_manager_or_invitation
from coordination.roles import Permission as P
from coordination.roles import Role
from coordination.views.merges import compare_url, like
from coordination.views.people import Place, invitation_row
from coordination.views.places import attempt, crumbs_of, form_page, organisation_at
from coordination.views.prisons import figures
from coordination.views.sentences import register_numbers, yes_no_unknown

A_PAGE: Final = 50
INVITATION: Final = ("manager_name", "manager_email", "although_alike")


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations that the user sees, by name."""
    chosen = OrganisationFilter(request.GET or None)
    rows = Organisation.objects.visible_to(request.user)
    if chosen.is_valid():
        words, kind = chosen.cleaned_data["name"], chosen.cleaned_data["kind"]
        rows = rows.filter(
            Q(name__icontains=words) | Q(charity_number__iexact=words) | Q(company_number__iexact=words)
        )
        rows = rows.filter(kind=kind) if kind else rows
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    may_add = access.standing_of(request.user).may(P.ADD_ORGANISATION)
    return TemplateResponse(
        request,
        "coordination/pages/organisations.html",
        {
            "crumbs": crumbs_of(),
            "filter_form": chosen,
            "page": page,
            "rows": [(each, each.get_kind_display(), register_numbers(each)) for each in page],
            "add_url": reverse("add_organisation") if may_add else "",
        },
    )


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The record, and what the reader may do with it."""
    found = organisation_at(request, slug)
    standing = access.standing_of(request.user)
    may_edit = standing.may(P.EDIT_ORGANISATION, organisation=found) or standing.everywhere(
        P.EDIT_ORGANISATION
    )
    sees_people = standing.may(P.INVITE_TO_ORGANISATION, organisation=found)
    first = [] if sees_people else invitations.roles_offered(request.user, organisation=found)
    sent = Invitation.objects.visible_to(request.user).filter(
        organisation=found, role=Role.MANAGER, accepted_at=None, cancelled_at=None
    )
    place = Place(organisation=found)
    crumbs = crumbs_of()
    if standing.may(P.ADD_ORGANISATION) or not sees_people:
        crumbs.append(("Organisations", reverse("organisations")))
    return TemplateResponse(
        request,
        "coordination/pages/organisation.html",
        {
            "organisation": found,
            "crumbs": crumbs,
            "facts": facts(found),
            **merging_of(request, standing, found),
            "figures": figures(request, standing, organisation=found),
            "edit_url": reverse("edit_organisation", args=[slug]) if may_edit else "",
            "people_url": place.url("people") if sees_people else "",
            "has_manager": has_manager_or_invitation(found),
            "first_manager_url": place.url("invite") if first else "",
            "invitations": [] if sees_people else [invitation_row(place, {Role.MANAGER}, i) for i in sent],
        },
    )


def merging_of(request: HttpRequest, standing: Standing, found: Organisation) -> dict[str, Any]:
    """Records that may be the same, and merges that wait: for who may merge."""
    if not standing.may(P.MERGE_ORGANISATIONS):
        return {"alike": [], "merges": [], "other_records_url": ""}
    waiting = OrganisationMerge.objects.visible_to(request.user).waiting().select_related("kept", "duplicate")
    return {
        "alike": [
            (each.organisation, each.reasons, compare_url(found, each.organisation))
            for each in like(request.user, found)
        ],
        "merges": waiting.filter(Q(kept=found) | Q(duplicate=found)),
        "other_records_url": reverse("other_records", args=[found.slug]),
    }


def facts(found: Organisation) -> list[tuple[str, Any]]:
    numbers = register_numbers(found)
    earlier = found.merged_from.values_list("name", flat=True)
    return [
        ("Kind", found.get_kind_display()),
        ("Register numbers", numbers[:1].upper() + numbers[1:]),
        ("Yearly turnover", found.get_size_display() if found.size else ""),
        ("Led by people of these groups", ", ".join(map(str, found.led_by.all()))),
        ("Led by people with lived experience of prison", yes_no_unknown(found.led_by_lived_experience)),
        ("Areas where it works", ", ".join(map(str, found.areas.all()))),
        ("Postcode of the office", found.postcode),
        *([("Earlier records", ", ".join(earlier))] if earlier else []),
    ]


@require_http_methods(["GET", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """The record and, at once or later, the invitation of its first manager. Warns of a likely double."""
    access.require(request.user, P.ADD_ORGANISATION)
    form = AddOrganisationForm(request.POST or None)
    alike: list[Duplicate] = []
    if request.method == "POST":
        added = attempt(form, lambda: add(request, form))
        if added:
            messages.success(request, sentence_after_adding(form, added))
            return redirect(added)
        alike = look_alikes(request, form)
        if alike:
            form.show_look_alikes()
    return form_page(
        request, form, "Add an organisation", alike=alike,
        crumbs=[*crumbs_of(), ("Organisations", reverse("organisations"))],
        lead="Look first whether it is there already: organisations work in many prisons.",
    )  # fmt: skip


@transaction.atomic
def add(request: HttpRequest, form: AddOrganisationForm) -> Organisation:
    """Both or neither: a refused invitation leaves no organisation behind."""
    values = {name: value for name, value in form.cleaned_data.items() if name not in INVITATION}
    added = actions.add_organisation(
        by=request.user, values=values, although_alike=form.cleaned_data["although_alike"]
    )
    if form.cleaned_data["manager_email"]:
        invitations.invite(
            by=request.user, role=Role.MANAGER, organisation=added,
            email=form.cleaned_data["manager_email"], name=form.cleaned_data["manager_name"],
        )  # fmt: skip
    return added


def look_alikes(request: HttpRequest, form: AddOrganisationForm) -> list[Duplicate]:
    """Likely doubles that the user may open."""
    typed = form.cleaned_data if form.is_bound else {}
    marks = {mark: typed.get(mark, "") for mark in actions.TOLD_APART_BY}
    return seen_by(request.user, possible_duplicates(**marks)) if marks["name"] else []


def sentence_after_adding(form: AddOrganisationForm, added: Organisation) -> str:
    email = form.cleaned_data["manager_email"]
    if email:
        return f"{added} was added, and an invitation goes to {email}."
    return f"{added} was added. Invite its manager when you know who it is."


@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    found = organisation_at(request, slug, P.EDIT_ORGANISATION)
    name = found.name
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST":
        saved = attempt(
            form,
            lambda: actions.edit_organisation(by=request.user, organisation=found, values=form.cleaned_data),
        )
        if saved:
            messages.success(request, "The record is saved.")
            return redirect(saved)
    crumbs = [("Home", reverse("home")), (name, reverse("organisation", args=[slug]))]
    return form_page(request, form, "Change the record", crumbs=crumbs, caption=name)
