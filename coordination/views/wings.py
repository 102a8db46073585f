"""The wings of a prison."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination.actions import wings as actions
from coordination.forms.people import ConfirmForm
from coordination.forms.prisons import WingForm
from coordination.models import Prison, Wing
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at


def wing_at(request: HttpRequest, code: str, pk: int) -> Wing:
    prison = prison_at(request, code, P.EDIT_PRISON)
    found: Wing | None = prison.wings.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def below_wings(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Wings", reverse("wings", args=[prison.code]))]


@require_http_methods(["GET", "POST"])
def wings(request: HttpRequest, code: str) -> HttpResponse:
    """The wings in the order of forms and papers; a form for one more."""
    prison = prison_at(request, code, P.EDIT_PRISON)
    form = WingForm(request.POST or None)
    form.submit_label = "Add wing"
    if request.method == "POST":
        added = attempt(
            form, lambda: actions.add_wing(by=request.user, prison=prison, name=form.cleaned_data["name"])
        )
        if added:
            messages.success(request, f"{added} was added.")
            return redirect("wings", code)
    present = list(prison.wings.filter(ended_on=None))
    return TemplateResponse(
        request,
        "coordination/pages/wings.html",
        {
            "prison": prison,
            "crumbs": crumbs_of(prison),
            "form": form,
            "wings": present,
            "ended": prison.wings.exclude(ended_on=None).order_by("-ended_on"),
        },
    )


@require_http_methods(["GET", "POST"])
def wing(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Rename."""
    found = wing_at(request, code, pk)
    form = WingForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        renamed = attempt(
            form, lambda: actions.rename_wing(by=request.user, wing=found, name=form.cleaned_data["name"])
        )
        if renamed:
            messages.success(request, f"The wing is called {renamed} now.")
            return redirect("wings", code)
    crumbs = below_wings(found.prison)
    lead = "Texts that name the wing show the new name at once. Papers on the wings keep the old one."
    return form_page(request, form, f"Rename {found}", crumbs=crumbs, caption=found.prison.name, lead=lead)


@require_http_methods(["GET", "POST"])
def end_wing(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Asks once, because an ended wing does not come back."""
    found = wing_at(request, code, pk)
    form = ConfirmForm(request.POST or None, label="End this wing")
    if request.method == "POST":
        form = ConfirmForm(request.POST, label="End this wing")
        if attempt(form, lambda: actions.end_wing(by=request.user, wing=found)):
            messages.success(request, f"{found} left the forms.")
            return redirect("wings", code)
    return form_page(
        request, form, f"End {found}?", crumbs=below_wings(found.prison), caption=found.prison.name,
        paragraphs=["It leaves the forms. Services that name it keep it until somebody changes them."],
    )  # fmt: skip


@require_POST
def move_wing(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One place up or, with `direction=down`, down."""
    found = wing_at(request, code, pk)
    up = request.POST.get("direction") != "down"
    done = f"{found} moved {'up' if up else 'down'}."
    return press(
        request, lambda: actions.move_wing(by=request.user, wing=found, up=up), done,
        reverse("wings", args=[code]),
    )  # fmt: skip
