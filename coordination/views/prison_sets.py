"""Sets of prisons that a lead looks at together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import get_visible_or_404
from coordination.actions import prisons as actions
from coordination.forms.prisons import PrisonSetForm
from coordination.models import PrisonSet
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page


@require_safe
def prison_sets(request: HttpRequest) -> HttpResponse:
    """All sets with their prisons and their leads."""
    access.require_everywhere(request.user, P.MANAGE_PRISONS)
    sets = PrisonSet.objects.visible_to(request.user).prefetch_related("prisons")
    return TemplateResponse(
        request, "coordination/pages/prison_sets.html", {"crumbs": crumbs_of(), "sets": sets}
    )


@require_http_methods(["GET", "POST"])
def add_prison_set(request: HttpRequest) -> HttpResponse:
    access.require_everywhere(request.user, P.MANAGE_PRISONS)
    form = PrisonSetForm(request.POST or None)
    if request.method == "POST":
        added = attempt(form, lambda: actions.add_prison_set(by=request.user, **form.cleaned_data))
        if added:
            messages.success(request, f"The set “{added}” was added.")
            return redirect("prison_sets")
    return form_page(
        request,
        form,
        "Add a set of prisons",
        crumbs=[*crumbs_of(), ("Sets of prisons", reverse("prison_sets"))],
    )


@require_http_methods(["GET", "POST"])
def prison_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name or the prisons of a set."""
    access.require_everywhere(request.user, P.MANAGE_PRISONS)
    found = get_visible_or_404(PrisonSet, request.user, pk=pk)
    name = found.name
    form = PrisonSetForm(request.POST or None, instance=found)
    if request.method == "POST":
        saved = attempt(
            form,
            lambda: actions.edit_prison_set(by=request.user, prison_set=found, **form.cleaned_data),
        )
        if saved:
            messages.success(request, f"The set “{saved}” was saved.")
            return redirect("prison_sets")
    crumbs = [*crumbs_of(), ("Sets of prisons", reverse("prison_sets"))]
    lead = "Leads over this set see the chosen prisons at once."
    return form_page(request, form, f"Change “{name}”", crumbs=crumbs, lead=lead)
