"""What an organisation sent to prisons, and the answers."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, organisation_at, press
from directory.models.listing_state import day_in_words
from forums import policies
from forums.actions import ideas as actions
from forums.forms.ideas import SendIdeaForm
from forums.models import Idea, IdeaSetting
from forums.views import idea_words as words

A_PAGE: Final = 30


def below_own_ideas(organisation: Organisation) -> list[Crumb]:
    return [
        *crumbs_of(organisation=organisation), ("Ideas", reverse("own_ideas", args=[organisation.slug]))
    ]  # fmt: skip


@require_safe
def own_ideas(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at(request, slug, P.VIEW_OWN_SERVICES)
    rows = Idea.objects.visible_to(request.user).filter(organisation=organisation).select_related("prison")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    may_send = standing_of(request.user).may(P.SEND_IDEA, organisation=organisation)
    context = {
        "organisation": organisation,
        "crumbs": crumbs_of(organisation=organisation),
        "page": page,
        "rows": [
            {"idea": each, "state": words.state_of(each, today), "when": words.when(each, today)}
            for each in page
        ],
        "send_url": reverse("send_idea", args=[slug]) if may_send else "",
    }
    return TemplateResponse(request, "forums/ideas/own_ideas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send_idea(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at(request, slug, P.SEND_IDEA)
    prisons = policies.prisons_that_know(organisation)
    chosen = actions.working_days_of(prisons)
    form = SendIdeaForm(
        request.POST if request.method == "POST" else None, prisons=prisons,
        days=lambda key: chosen.get(key, IdeaSetting.DEFAULT_WORKING_DAYS),
    )  # fmt: skip
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.send_idea(by=request.user, organisation=organisation, **form.cleaned_data),
        )
        if made:
            messages.success(request, f"It is sent. {made.prison} answers by {day_in_words(made.answer_by)}.")
            return redirect(made)
    if not prisons:
        context = {"organisation": organisation, "crumbs": below_own_ideas(organisation)}
        return TemplateResponse(request, "forums/ideas/not_known.html", context)
    return form_page(
        request, form, "Send an idea to a prison", crumbs=below_own_ideas(organisation),
        caption=organisation.name,
        lead="The coordinator reads it and answers by a day. It may go onto the agenda of a meeting, where members"
        " read it too.",
    )  # fmt: skip


@require_POST
def take_back_idea(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_at(request, slug, P.SEND_IDEA)
    found = get_visible_or_404(Idea, request.user, pk=pk, organisation=organisation)
    return press(
        request, lambda: actions.take_back_idea(by=request.user, idea=found),
        "It is taken back. The prison sees that you did.", found.get_absolute_url(),
    )  # fmt: skip
