"""Places for copies, and where the copies of an edition lie."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination import access
from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from directory.actions import copies as actions
from directory.forms.editions import CopyPlaceForm, PlaceCopiesForm
from directory.models import CopyPlace, PlacedCopy
from directory.views.edition_words import copies as copies_in_words
from directory.views.editions import edition_at, edition_page


def below_editions(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Editions", reverse("editions", args=[prison.code]))]


def below_places(prison: Prison) -> list[Crumb]:
    return [*below_editions(prison), ("Places for copies", reverse("copy_places", args=[prison.code]))]


def place_at(request: HttpRequest, code: str, pk: int) -> CopyPlace:
    prison = prison_at(request, code, Permission.MAKE_EDITION)
    places = CopyPlace.objects.visible_to(request.user).filter(prison=prison).select_related("prison")
    found: CopyPlace | None = places.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def copy_places(request: HttpRequest, code: str) -> HttpResponse:
    """The places with the copies that lie there; a form for one more."""
    prison = prison_at(request, code, Permission.MAKE_EDITION)
    form = CopyPlaceForm(request.POST or None)
    if request.method == "POST":
        added = attempt(
            form,
            lambda: actions.add_copy_place(by=request.user, prison=prison, name=form.cleaned_data["name"]),
        )
        if added:
            messages.success(request, f"{added} was added.")
            return redirect("copy_places", code)
    places = list(CopyPlace.objects.visible_to(request.user).filter(prison=prison, ended_on=None))
    lying = PlacedCopy.objects.visible_to(request.user).lying().filter(place__in=places)
    counted = {place.pk: 0 for place in places}
    for copy in lying:
        counted[copy.place_id] += copy.copies
    context = {
        "prison": prison,
        "crumbs": below_editions(prison),
        "form": form,
        "places": [{"place": place, "copies": counted[place.pk]} for place in places],
    }
    return TemplateResponse(request, "directory/editions/places.html", context)


@require_http_methods(["GET", "POST"])
def copy_place(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Rename."""
    place = place_at(request, code, pk)
    form = CopyPlaceForm(request.POST or None, initial={"name": place.name})
    form.submit_label = "Save name"
    if request.method == "POST":
        renamed = attempt(
            form,
            lambda: actions.rename_copy_place(by=request.user, place=place, name=form.cleaned_data["name"]),
        )
        if renamed:
            messages.success(request, f"The place is called {renamed} now.")
            return redirect("copy_places", code)
    crumbs = below_places(place.prison)
    return form_page(request, form, f"Rename {place}", crumbs=crumbs, caption=place.prison.name)


@require_POST
def copy_place_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place = place_at(request, code, pk)
    return press(
        request,
        lambda: actions.end_copy_place(by=request.user, place=place),
        f"{place} was ended. Old editions still say that copies lay there.",
        reverse("copy_places", args=[code]),
    )


@require_http_methods(["GET", "POST"])
def edition_copies(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One number for each place; 0 says that the copies were taken away."""
    edition = edition_at(request, code, pk)
    prison = edition.prison
    access.require(request.user, Permission.MAKE_EDITION, prison=prison)
    places = list(CopyPlace.objects.visible_to(request.user).filter(prison=prison, ended_on=None))
    here = PlacedCopy.objects.visible_to(request.user).lying().filter(edition=edition)
    form = PlaceCopiesForm(
        request.POST or None, places=places, lying={copy.place_id: copy.copies for copy in here}
    )
    form.cancel_url = edition.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.place_copies(
                by=request.user, edition=edition, copies=form.copies(), replaces=form.cleaned_data["replaces"]
            )
        except Refused as refused:
            return edition_page(request, edition, problem=str(refused), status=409)
        messages.success(request, "Saved." if changed else "Nothing was changed.")
        return redirect(edition)
    context = {
        "edition": edition,
        "prison": prison,
        "crumbs": [*below_editions(prison), (f"Edition {edition.number}", edition.get_absolute_url())],
        "form": form,
        "has_places": bool(places),
        "copies": copies_in_words(edition),
    }
    return TemplateResponse(request, "directory/editions/copies.html", context)
