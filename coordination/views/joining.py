"""Who asks to join an organisation: its manager lets them in or turns them down."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404
from coordination.actions import joining as actions
from coordination.forms.registrations import CheckedForm, JoiningForm
from coordination.models import JoinRequest, Organisation
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission as P
from coordination.views.home import since_in_words
from coordination.views.places import crumbs_of, form_page, organisation_at, press
from coordination.views.sentences import day

SHOWN: Final = 50


@require_safe
def joining(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits, and what was answered."""
    organisation = organisation_at(request, slug, P.INVITE_TO_ORGANISATION)
    here = JoinRequest.objects.visible_to(request.user).filter(organisation=organisation)
    rows = here.select_related("prison", "decided_by")
    answered = rows.exclude(pk__in=here.waiting()).order_by("-decided_at")[:SHOWN]
    return TemplateResponse(
        request,
        "coordination/registration/joining.html",
        {
            "organisation": organisation,
            "crumbs": crumbs_of(organisation=organisation),
            "columns": ["Name", "Answer", "When and by whom"],
            "waiting": [(each, since_in_words(each.asked_at)) for each in rows.waiting()],
            "answered": [
                [each.name or "No longer kept", each.get_state_display(), f"{day(each.decided_at)}, {each.decided_by}"]
                for each in answered
            ],
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def let_join(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """As what? Somebody from outside the organisation says instead how they checked."""
    organisation = organisation_at(request, slug, P.INVITE_TO_ORGANISATION)
    asked = get_visible_or_404(JoinRequest, request.user, pk=pk, organisation=organisation)
    back = reverse("organisation_joining", args=[slug])
    roles = actions.roles_to_give(request.user, organisation)
    form = form_for(request, organisation, roles)
    if request.method == "POST" and form.is_valid():
        given = {"role": roles[0], **form.cleaned_data}
        try:
            invitation = actions.let_join(by=request.user, request=asked, **given)
        except Overtaken as quicker:
            messages.error(request, str(quicker))
            return redirect(back)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"An invitation goes to {invitation.email}.")
            return redirect(back)
    facts = [
        ("Name", asked.name),
        ("E-mail address, confirmed", asked.email),
        ("Asked on", day(asked.asked_at)),
        ("By", f"The coordinator of {asked.prison}"),
    ]
    return form_page(
        request, form, f"Let {asked.name} in", caption=organisation.name, facts=facts,
        crumbs=[*crumbs_of(organisation=organisation), ("Who asks to join", back)],
        lead="Only if you know the person, or a colleague does.",
    )  # fmt: skip


def form_for(request: HttpRequest, organisation: Organisation, roles: list[Any]) -> Any:
    data = request.POST if request.method == "POST" else None
    if actions.manages(request.user, organisation):
        return JoiningForm(data, roles=roles)
    return CheckedForm(data, organisation=organisation)


@require_POST
def turn_down_joining(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_at(request, slug, P.INVITE_TO_ORGANISATION)
    asked = get_visible_or_404(JoinRequest, request.user, pk=pk, organisation=organisation)
    return press(
        request,
        lambda: actions.turn_down_joining(by=request.user, request=asked),
        f"{asked.name} is turned down. The coordinator who asked is told.",
        reverse("organisation_joining", args=[slug]),
    )
