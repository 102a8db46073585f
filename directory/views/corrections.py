"""“Something is wrong here”: a reader tells, the organisation or the coordinator settles."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Organisation, Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, organisation_at, prison_at
from directory.actions import corrections as actions
from directory.forms.corrections import CorrectionForm, CorrectionsFilter, SettleCorrectionForm
from directory.models import Correction, Listing
from directory.models.listing_state import age_in_words, day_in_words
from directory.views.needs import NOT_URGENT

A_PAGE: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
def correction_new(request: HttpRequest, code: str, entry_number: int) -> HttpResponse:
    prison = prison_at(request, code, P.REPORT_CORRECTION)
    here = Listing.objects.visible_to(request.user).published().filter(prison=prison)
    found = here.select_related("approved_revision", "service__organisation", "prison")
    listing = found.filter(entry_number=entry_number).first()
    if listing is None or listing.approved_revision is None:
        raise Http404
    entry_url = reverse("entry", args=[code, entry_number])
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.report_correction(by=request.user, listing=listing, **form.cleaned_data)
    ):
        messages.success(
            request, "Thank you. The organisation and the coordinator see it. What was done comes to your home page."
        )  # fmt: skip
        return redirect(entry_url)
    directory_url = reverse("directory", args=[code])
    name = listing.approved_revision.name
    return form_page(
        request, form, "Something is wrong here", caption=f"Entry {entry_number}: {name}", warning=NOT_URGENT,
        crumbs=[*crumbs_of(prison), ("Directory", directory_url), (name, entry_url)],
    )  # fmt: skip


@require_safe
def corrections(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_QUEUE)
    told = Correction.objects.visible_to(request.user).filter(listing__prison=prison)
    return _list(request, told, prison=prison)


@require_safe
def organisation_corrections(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at(request, slug, P.UPDATE_LISTING)
    told = Correction.objects.visible_to(request.user).filter(listing__service__organisation=organisation)
    return _list(request, told, organisation=organisation)


def _list(
    request: HttpRequest,
    told: QuerySet[Correction],
    *,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
) -> HttpResponse:
    """Open ones first, the oldest of them at the top: it has waited longest."""
    form = CorrectionsFilter(request.GET if request.GET else {"state": "open"})
    form.is_valid()
    if form.cleaned_data.get("state"):
        told = told.filter(settled_at=None)
    if topic := form.cleaned_data.get("topic"):
        told = told.filter(topic=topic)
    related = told.select_related(
        "listing__prison", "listing__approved_revision", "listing__service__organisation"
    )
    page = Paginator(related.order_by("settled_at", "told_at", "pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "place": prison or organisation,
        "crumbs": crumbs_of(prison, organisation),
        "form": form,
        "page": page,
        "rows": [_row(each, with_prison=prison is None) for each in page.object_list],
    }
    return TemplateResponse(request, "directory/corrections.html", context)


def _row(told: Correction, *, with_prison: bool) -> dict[str, Any]:
    listing = told.listing
    where = listing.prison.name if with_prison else listing.service.organisation.name
    return {
        "url": told.get_absolute_url(),
        "name": name_of(listing),
        "where": where,
        "topic": told.get_topic_display(),
        "told": f"{day_in_words(told.told_at)} ({age_in_words(told.told_at)})",
        "state": "Settled" if told.settled_at else "Open",
        "tone": "good" if told.settled_at else "attention",
    }


def name_of(listing: Listing) -> str:
    return listing.approved_revision.name if listing.approved_revision else listing.service.name


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What was told and what became of it; a POST settles it."""
    found = get_visible_or_404(Correction, request.user, pk=pk, listing__prison__code=code)
    listing = found.listing
    prison, organisation = listing.prison, listing.service.organisation
    standing = standing_of(request.user)
    may_settle = standing.may(P.UPDATE_LISTING, prison=prison, organisation=organisation)
    form = SettleCorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (
        # Who may not settle is told so by the action, whatever was typed.
        attempt(form, lambda: _settle(request, found, form.cleaned_data["answer"])) if may_settle
        else _settle(request, found, "")
    ):  # fmt: skip
        messages.success(request, "Settled. The reader who told you sees what was done.")
        return redirect(found)
    oversees = standing.may(P.VIEW_QUEUE, prison=prison)
    own = standing.may(P.VIEW_OWN_SERVICES, organisation=organisation)
    context = {
        "correction": found,
        "listing": listing,
        "title": f"Something is wrong in “{name_of(listing)}”",
        "prison": prison,
        "crumbs": _crumbs(found, oversees, own),
        "facts": _facts(found, oversees or found.told_by_id == request.user.pk),
        "listing_url": listing.get_absolute_url() if oversees or own else "",
        "entry_url": _entry_url(listing) if standing.may(P.VIEW_DIRECTORY, prison=prison) else "",
        "write_url": _write_url(listing) if standing.may(P.WRITE_SERVICE, organisation=organisation) else "",
        "state": "Settled" if found.settled_at else "Open",
        "tone": "good" if found.settled_at else "attention",
    }
    if may_settle and not found.settled_at:
        context["form"] = form
    return TemplateResponse(request, "directory/correction.html", context)


def _settle(request: HttpRequest, found: Correction, answer: str) -> Correction:
    return actions.settle_correction(by=request.user, correction=found, answer=answer)


def _entry_url(listing: Listing) -> str:
    return reverse("entry", args=[listing.prison.code, listing.entry_number]) if listing.is_published else ""


def _write_url(listing: Listing) -> str:
    return reverse("write", args=[listing.service.organisation.slug, listing.service_id, listing.prison.code])


def _crumbs(found: Correction, oversees: bool, own: bool) -> list[Crumb]:
    prison, organisation = found.listing.prison, found.listing.service.organisation
    if oversees:
        return [*crumbs_of(prison), ("Corrections", reverse("corrections", args=[prison.code]))]
    if own:
        url = reverse("organisation_corrections", args=[organisation.slug])
        return [*crumbs_of(organisation=organisation), ("Corrections", url)]
    return crumbs_of(prison)


def _facts(found: Correction, names_the_reader: bool) -> list[tuple[str, Any]]:
    """The organisation learns that a reader at the prison told it, not who: staff are not to be rung up about it."""
    listing = found.listing
    reader = found.told_by.name if names_the_reader else "A reader"
    facts = [
        ("What is wrong", found.get_topic_display()),
        ("What it should say", found.words or None),
        ("Told", f"{day_in_words(found.told_at)}, by {reader} at {listing.prison.name}"),
        ("Entry", f"{listing.entry_number}, {listing.service.organisation.name}"),
    ]
    if found.settled_at:
        facts += [("Settled", day_in_words(found.settled_at)), ("What was done", found.answer)]
    return facts
