"""Ideas that came to a prison: waiting by answer day, answered, laid before a meeting."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, prison_at
from directory.models.listing_state import day_in_words
from forums.actions import ideas as actions
from forums.forms.ideas import AgendaForm, AnswerForm, IdeaDaysForm
from forums.models import Idea, Meeting
from forums.models.idea import IdeaQuerySet
from forums.views import idea_words as words

A_PAGE: Final = 30
WAITING, LONGER, ANSWERED, BACK = "waiting", "longer", "answered", "back"
TABS: Final = {
    WAITING: "Waiting",
    LONGER: "Waited longer",
    ANSWERED: "Answered",
    BACK: "Taken back",
}
EMPTY: Final = {
    WAITING: (
        "Nothing waits for an answer",
        "What organisations send to the prison comes here, soonest due first.",
    ),
    LONGER: ("Nothing waited longer", "Still waiting past its day, or answered late in the last 12 months."),
    ANSWERED: ("Nothing is answered yet", "What was answered is kept here."),
    BACK: ("Nothing was taken back", "What an organisation took back is kept here."),
}


def below_ideas(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Ideas", reverse("ideas", args=[prison.code]))]


def chosen(rows: IdeaQuerySet, show: str) -> IdeaQuerySet:
    today = timezone.localdate()
    if show == LONGER:
        return rows.waited_longer(today).order_by("answer_by", "pk")
    if show == ANSWERED:
        return rows.answered().order_by("-answered_at", "-pk")
    if show == BACK:
        return rows.filter(taken_back_at__isnull=False).order_by("-taken_back_at", "-pk")
    return rows.waiting().order_by("answer_by", "pk")


@require_safe
def ideas(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_FORUMS)
    rows = Idea.objects.visible_to(request.user).filter(prison=prison)
    show = request.GET.get("show", "")
    show = show if show in TABS else WAITING
    page = Paginator(chosen(rows, show).select_related("organisation"), A_PAGE).get_page(
        request.GET.get("page")
    )
    keeps = standing_of(request.user).may(P.MANAGE_FORUMS, prison=prison)
    today = timezone.localdate()
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "tabs": _tabs(prison, rows, show),
        "page": page,
        "rows": [
            {
                "idea": each, "url": reverse("idea", args=[code, each.pk]), "state": words.state_of(each, today),
                "when": words.when(each, today),
            }
            for each in page
        ],
        "empty": EMPTY[show],
        "caption": TABS[show],
        "days": actions.working_days(prison),
        "days_url": reverse("set_idea_days", args=[code]) if keeps else "",
    }  # fmt: skip
    return TemplateResponse(request, "forums/ideas/ideas.html", context)


def _tabs(prison: Prison, rows: IdeaQuerySet, show: str) -> list[dict[str, Any]]:
    path = reverse("ideas", args=[prison.code])
    return [
        {
            "label": label,
            "url": f"{path}?show={key}",
            "current": key == show,
            "count": chosen(rows, key).count(),
        }
        for key, label in TABS.items()
    ]


def idea_at(request: HttpRequest, code: str, pk: int, permission: P | None = None) -> Idea:
    """With a permission: for somebody of the prison."""
    if permission:
        prison_at(request, code, permission)
    found = get_visible_or_404(Idea, request.user, pk=pk, prison__code=code)
    if standing_of(request.user).may(P.VIEW_FORUMS, prison=found.prison):
        request.prison_here = found.prison  # type: ignore[attr-defined]  # The bar at the top need not ask again.
    return found


@require_safe
def idea(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """For the prison and for the organisation that sent it."""
    found = idea_at(request, code, pk)
    standing, today = standing_of(request.user), timezone.localdate()
    here = standing.may(P.VIEW_FORUMS, prison=found.prison)
    keeps = standing.may(P.MANAGE_FORUMS, prison=found.prison)
    sends = standing.may(P.SEND_IDEA, organisation=found.organisation)
    waits = not found.answered_at and not found.taken_back_at
    slug = found.organisation.slug
    own: list[Crumb] = [
        *crumbs_of(organisation=found.organisation), ("Ideas", reverse("own_ideas", args=[slug]))
    ]  # fmt: skip
    context = {
        "idea": found,
        "crumbs": below_ideas(found.prison) if here else own,
        "state": words.state_of(found, today),
        "facts": words.facts_of(found, today, meeting_url=_meeting_url(request, found)),
        "waits": waits,
        "answer_url": reverse("answer_idea", args=[code, pk]) if keeps and waits else "",
        "agenda_url": reverse("put_idea_on_agenda", args=[code, pk])
        if keeps and waits and not found.agenda_item_id
        else "",
        "back_url": reverse("take_back_idea", args=[slug, pk]) if sends and waits else "",
    }
    return TemplateResponse(request, "forums/ideas/idea.html", context)


def _meeting_url(request: HttpRequest, found: Idea) -> str:
    """Empty for somebody who may not read that meeting."""
    if found.agenda_item is None:
        return ""
    meeting = Meeting.objects.visible_to(request.user).filter(pk=found.agenda_item.meeting_id).first()
    return meeting.get_absolute_url() if meeting else ""


@require_http_methods(["GET", "HEAD", "POST"])
def answer_idea(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = idea_at(request, code, pk, P.MANAGE_FORUMS)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.answer_idea(by=request.user, idea=found, **form.cleaned_data))
        if made:
            messages.success(request, f"Your answer is sent to {found.organisation}.")
            return redirect(found)
    crumbs = [*below_ideas(found.prison), (found.title, found.get_absolute_url())]
    facts = [
        (f"{found.organisation} wrote", found.text), ("Answer due", f"by {day_in_words(found.answer_by)}")
    ]  # fmt: skip
    return form_page(
        request, form, f"Answer “{found.title}”", crumbs=crumbs, caption=found.prison.name, facts=facts
    )


@require_http_methods(["GET", "HEAD", "POST"])
def put_idea_on_agenda(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Of a meeting of this prison that is still to come. The answer is owed all the same."""
    found = idea_at(request, code, pk, P.MANAGE_FORUMS)
    rows = Meeting.objects.visible_to(request.user).filter(forum__prison=found.prison)
    to_come = rows.filter(state=Meeting.State.PLANNED, starts_at__gt=timezone.now())
    meetings = to_come.select_related("forum").order_by("starts_at", "pk")
    form = AgendaForm(request.POST if request.method == "POST" else None, meetings=meetings)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.put_on_agenda(by=request.user, idea=found, meeting=form.cleaned_data["meeting"]),
        )
        if made:
            messages.success(request, "It stands on the agenda. The answer is still owed by its day.")
            return redirect(found)
    crumbs = [*below_ideas(found.prison), (found.title, found.get_absolute_url())]
    paragraphs = [] if meetings else ["No meeting is called. Call one first, then come back."]
    return form_page(
        request, form, "Put it on an agenda", crumbs=crumbs, caption=found.title, paragraphs=paragraphs,
        lead="Its title and its first words go onto the agenda, with the organisation as the one who raised it.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def set_idea_days(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_FORUMS)
    form = IdeaDaysForm(
        request.POST if request.method == "POST" else None,
        initial={"working_days": actions.working_days(prison)},
    )
    if request.method == "POST":
        made = attempt(
            form, lambda: actions.set_working_days(by=request.user, prison=prison, **form.cleaned_data)
        )
        if made:
            messages.success(request, "It is saved, for ideas that come from now on.")
            return redirect("ideas", code)
    today = timezone.localdate()
    example = f"An idea sent today would be answered by {day_in_words(actions.answer_by(prison, today))}."
    return form_page(
        request, form, "How long an answer takes", crumbs=below_ideas(prison), caption=prison.name,
        lead="Organisations read this when they send an idea. What waits already keeps its day.",
        paragraphs=[example],
    )  # fmt: skip
