"""What is done with priorities: adopted from what was found, changed, followed up, settled."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, prison_at
from directory.models import Listing, Need
from planning.actions import priorities as actions
from planning.actions.priorities import About
from planning.forms.priorities import AboutForm, FollowUpForm, PriorityForm, SettlePriorityForm
from planning.gaps.findings import Findings
from planning.gaps.matrix import Cell
from planning.gaps.urgent import rounded
from planning.models import Priority
from planning.reports.live import found_at, labels
from planning.views.gap_words import explained
from planning.views.priorities import below_priorities, priority_at
from planning.views.priority_words import about_of

A_PAGE: Final = 30
LONGEST_TITLE: Final = 160


@require_http_methods(["GET", "HEAD", "POST"])
def adopt_priority(request: HttpRequest, code: str) -> HttpResponse:
    """With what it is about in the address; without, the page says where to begin, and lists the open needs."""
    prison = prison_at(request, code, P.ADOPT_PRIORITY)
    if not request.GET.keys() - {"page"}:
        return _where_to_begin(request, prison)
    about = AboutForm(
        request.GET,
        needs=Need.objects.visible_to(request.user).filter(prison=prison).open(),
        listings=Listing.objects.visible_to(request.user).published().filter(prison=prison),
    ).about()
    if about is None:
        raise Http404
    posted = request.method == "POST"
    first = {} if posted else _first(prison, about)
    form = PriorityForm(request.POST if posted else None, prison=prison, initial=first)
    if posted:
        made = attempt(
            form,
            lambda: actions.adopt_priority(
                by=request.user, prison=prison, about=about, values=form.cleaned_data
            ),
        )
        if made:
            messages.success(request, "It is a priority now. It stands in the next report.")
            return redirect(made)
    worked_on = actions.open_about(prison, about)
    if worked_on and not posted:
        messages.info(request, f"{worked_on.adopted_by} has adopted this already.")
        return redirect(worked_on)
    return form_page(
        request, form, "Adopt a priority", crumbs=below_priorities(prison), caption=prison.name,
        facts=_facts(about, _today(prison, about)),
    )  # fmt: skip


def _facts(about: About, today: list[tuple[str, str]]) -> list[tuple[str, str]]:
    row = Priority(origin=about.origin, pathway=about.pathway, group=about.group, stage=about.stage)
    facts = [("About", about_of(row)), *today]
    if about.need:
        facts.append(("Need", about.need.statement))
    return facts + [
        ("Service", f"{each.name_for_readers} ({each.service.organisation})") for each in about.listings
    ]


def _first(prison: Prison, about: About) -> dict[str, Any]:
    """A beginning that may be typed over."""
    names = ", ".join(each.name_for_readers for each in about.listings)
    place = ", ".join(str(part) for part in (about.pathway, about.group, about.stage) if part)
    origins = Priority.Origin
    titles = {
        origins.NEED: about.need.statement if about.need else "",
        origins.DUPLICATION: f"Agree who does what: {place or names}",
        origins.LOSS: f"Keep what we have: {names}",
        origins.GAP: f"More places: {place}",
    }
    first = {"title": titles[origins(about.origin)][:LONGEST_TITLE]}
    if about.origin == origins.GAP:
        first["target"] = _missing(prison, about)
    return first


def _today(prison: Prison, about: About) -> list[tuple[str, str]]:
    """How the gap is today, in the words of its own page."""
    if about.origin != Priority.Origin.GAP:
        return []
    found, cell = _cell(prison, about)
    return [("Today", explained(cell, found, labels(), prison.code).result)] if cell else []


def _cell(prison: Prison, about: About) -> tuple[Findings, Cell | None]:
    found = found_at([prison], timezone.localdate())[prison.pk]
    pathway, group, stage = (part.pk if part else "" for part in (about.pathway, about.group, about.stage))
    return found, found.cells.get((pathway, group, stage))


def _missing(prison: Prison, about: About) -> str:
    """From what is found today; nothing where it is not known, or not told."""
    _found, cell = _cell(prison, about)
    most = cell.told.at_most if cell else None
    return f"Places for {rounded(most)} more people a month." if most else ""


def _where_to_begin(request: HttpRequest, prison: Prison) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    needs = Need.objects.visible_to(request.user).filter(prison=prison).open()
    adopted = Priority.objects.visible_to(request.user).open().filter(need__isnull=False).values("need")
    rows = needs.exclude(pk__in=adopted).select_related("pathway", "group", "stage", "wing")
    page = Paginator(rows.order_by("-last_on", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    own = reverse("adopt_priority", args=[prison.code])
    context = {
        "prison": prison, "crumbs": below_priorities(prison), "page": page,
        "begin": [
            (label, reverse(name, args=[prison.code]))
            for label, name in (
                ("A gap: open it and press “Adopt as a priority”", "gaps"),
                ("The same thing offered several times", "duplications"),
                ("Something that is about to be lost", "losing"),
            )
        ],
        "needs": [
            {"statement": each.statement, "about": ", ".join(each.about), "url": f"{own}?need={each.pk}"}
            for each in page
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/priorities/begin.html", context)


def _below(priority: Priority) -> list[Crumb]:
    return [*below_priorities(priority.prison), (priority.title, priority.get_absolute_url())]


@require_http_methods(["GET", "HEAD", "POST"])
def change_priority(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = priority_at(request, code, pk, P.ADOPT_PRIORITY)
    form = PriorityForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.change_priority(by=request.user, priority=found, values=form.cleaned_data)
    ):
        messages.success(request, "It is saved.")
        return redirect(found)
    return form_page(
        request, form, "Change the priority", crumbs=_below(found), caption=found.prison.name,
        facts=[("About", about_of(found))],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def settle_priority(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = priority_at(request, code, pk, P.ADOPT_PRIORITY)
    listings = Listing.objects.visible_to(request.user).published().filter(prison=found.prison)
    rows = listings.select_related("service__organisation", "approved_revision").order_by(
        "approved_revision__name"
    )
    fitting = set(actions.listings_for(found, listings).order_by().values_list("pk", flat=True))
    form = SettlePriorityForm(
        request.POST if request.method == "POST" else None, listings=rows, fitting=fitting
    )
    if request.method == "POST" and attempt(
        form, lambda: actions.settle_priority(by=request.user, priority=found, **form.cleaned_data)
    ):
        messages.success(request, "It is settled. The next report says it.")
        return redirect(found)
    return form_page(
        request, form, "Settle the priority", crumbs=_below(found), caption=found.prison.name,
        facts=[("What was to change", found.title), ("How we shall know", found.target)],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Whoever began something for a priority comes back here with its address (`?begun=`); a button keeps it."""
    found = priority_at(request, code, pk, P.ADOPT_PRIORITY)
    form = FollowUpForm(
        request.POST if request.method == "POST" else None, initial={"begun": request.GET.get("begun", "")}
    )
    if request.method == "POST" and attempt(
        form,
        lambda: actions.keep_follow_up(by=request.user, priority=found, path=form.cleaned_data["begun"]),
    ):
        messages.success(request, "It stands with the priority now.")
        return redirect(found)
    if request.method != "POST" and not request.GET.get("begun"):
        return redirect(found)
    return form_page(
        request, form, "Keep what was begun", crumbs=_below(found), caption=found.prison.name,
        lead="It is begun. Keep it with the priority, so that everybody who looks finds it.",
        facts=[("Priority", found.title)],
    )  # fmt: skip
