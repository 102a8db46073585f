"""Issues for a set of prisons, and for all: listed and begun by who looks after that very set, or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.actions import writing
from bulletins.actions.sending import require_for
from bulletins.forms.writing import IssueForm
from bulletins.models import BulletinIssue
from bulletins.views.issue_rows import A_PAGE, row_of
from coordination.access import get_visible_or_404, standing_of
from coordination.models import PrisonSet
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page

ALL_PRISONS: Final = "All prisons"


@dataclass(frozen=True)
class Several:
    """A set of prisons, or with `prison_set` None all of them."""

    prison_set: PrisonSet | None

    @property
    def name(self) -> str:
        return self.prison_set.name if self.prison_set else ALL_PRISONS

    @property
    def url(self) -> str:
        return (
            reverse("bulletins_of_set", args=[self.prison_set.pk])
            if self.prison_set
            else reverse("bulletins_of_all")
        )

    @property
    def new_url(self) -> str:
        if self.prison_set:
            return reverse("begin_bulletin_of_set", args=[self.prison_set.pk])
        return reverse("begin_bulletin_of_all")

    @property
    def crumbs(self) -> list[Crumb]:
        return [*crumbs_of(), (f"Bulletins, {self.name}", self.url)]


def several_at(request: HttpRequest, pk: int | None) -> Several:
    """404 for a set that the user may not know of; 403 for who makes no bulletins for these prisons."""
    found = get_visible_or_404(PrisonSet, request.user, pk=pk) if pk else None
    require_for(request.user, P.MANAGE_BULLETINS, BulletinIssue(prison_set=found))
    return Several(found)


@require_safe
def bulletins_of_several(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    here = several_at(request, pk)
    rows = BulletinIssue.objects.visible_to(request.user).filter(prison=None, prison_set=here.prison_set)
    page = Paginator(rows.select_related("prison_set"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": crumbs_of(), "name": here.name, "page": page, "rows": [row_of(each) for each in page],
        "new_url": here.new_url, "prisons": _names(here), "others": _others(request, here),
        "pictures_url": "" if here.prison_set else reverse("shared_bulletin_images"),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/around/several.html", context)


def _names(here: Several) -> list[str]:
    return [prison.short_name for prison in here.prison_set.prisons.all()] if here.prison_set else []


def _others(request: HttpRequest, here: Several) -> list[tuple[str, str]]:
    """(label, address) of the other places for which the user makes bulletins."""
    sets: list[PrisonSet | None] = list(PrisonSet.objects.visible_to(request.user))
    if standing_of(request.user).everywhere(P.MANAGE_BULLETINS):
        sets.insert(0, None)
    return [(each.name, each.url) for each in map(Several, sets) if each.prison_set != here.prison_set]


@require_http_methods(["GET", "HEAD", "POST"])
def begin_bulletin_of_several(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    here = several_at(request, pk)
    first, last = writing.next_period(prison_set=here.prison_set)
    form = IssueForm(
        request.POST if request.method == "POST" else None, initial={"period_from": first, "period_to": last}
    )
    form.submit_label = "Begin it"
    if request.method == "POST":
        made = attempt(
            form,
            lambda: writing.begin_issue(by=request.user, prison_set=here.prison_set, values=form.values()),
        )
        if made:
            return redirect(made)
    return form_page(
        request, form, "Begin an issue of the bulletin", crumbs=here.crumbs, caption=here.name,
        lead="It begins empty. Next you choose what each prison offers. Nothing is sent yet.",
    )  # fmt: skip
