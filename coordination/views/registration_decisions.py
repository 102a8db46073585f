"""Organisations that registered themselves, as the coordinator of one prison sees and decides on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from coordination.access import get_visible_or_404
from coordination.actions import joining
from coordination.actions import registrations as actions
from coordination.actions.organisations import TOLD_APART_BY
from coordination.duplicates import Duplicate, possible_duplicates, seen_by
from coordination.forms.base import PortalForm
from coordination.forms.registrations import CheckedForm, KnownForm, LetInForm, TurnDownForm
from coordination.models import JoinRequest, Organisation, Registration, RegistrationChoice
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission as P
from coordination.views.home import since_in_words
from coordination.views.places import crumbs_of, press, prison_at
from coordination.views.registration_words import asked_in_words, contact, decided, facts, side_by_side
from coordination.views.sentences import day

A_PAGE: Final = 50
SIDE_BY_SIDE: Final = 3
State = RegistrationChoice.State
TONES: Final = {
    State.WAITING: "waiting",
    State.ACCEPTED: "good",
    State.REFUSED: "neutral",
    State.JOINS: "info",
}


@require_safe
def registrations(request: HttpRequest, code: str) -> HttpResponse:
    """What waits, oldest first; what an organisation was asked about; what is decided."""
    prison = prison_at(request, code, P.DECIDE_REGISTRATION)
    here = (
        RegistrationChoice.objects.visible_to(request.user)
        .filter(prison=prison)
        .select_related("registration__organisation", "registration__join_request", "prison", "decided_by")
    )
    waiting, asked = here.waiting(), here.asked_about()
    decided = here.exclude(pk__in=waiting).exclude(pk__in=asked).order_by("-decided_at")
    page = Paginator(decided, A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "coordination/registration/list.html",
        {
            "prison": prison,
            "crumbs": crumbs_of(prison),
            "waiting": [waiting_row(choice) for choice in waiting],
            "asked": [asked_row(choice) for choice in asked],
            "decided": [decided_row(choice) for choice in page],
            "page": page,
            "waiting_columns": ["Organisation", "Kind", "Registered"],
            "asked_columns": ["Registered as", "Organisation that was asked", "Asked on"],
            "decided_columns": ["Organisation", "Decision", "When and by whom"],
        },
    )


def link_to(choice: RegistrationChoice) -> str:
    return format_html(
        '<a class="govuk-link" href="{}">{}</a>', choice.get_absolute_url(), choice.registration.name
    )


def waiting_row(choice: RegistrationChoice) -> list[str]:
    registration = choice.registration
    return [
        link_to(choice),
        registration.get_kind_display(),
        f"{day(registration.verified_at)} ({since_in_words(registration.verified_at)})",
    ]


def asked_row(choice: RegistrationChoice) -> list[str]:
    request = choice.registration.join_request
    return [link_to(choice), str(request.organisation), f"{day(request.asked_at)}"]


def decided_row(choice: RegistrationChoice) -> list[str]:
    return [link_to(choice), choice.get_state_display(), f"{day(choice.decided_at)}, {choice.decided_by}"]


def choice_at(request: HttpRequest, code: str, pk: int) -> RegistrationChoice:
    """404 for one that chose another prison, whatever else the user sees."""
    prison = prison_at(request, code, P.DECIDE_REGISTRATION)
    return get_visible_or_404(RegistrationChoice, request.user, pk=pk, prison=prison)


@require_safe
def registration(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Everything that was typed, what looks alike, and the answers that are open."""
    return page(request, choice_at(request, code, pk))


def page(request: HttpRequest, choice: RegistrationChoice, **bound: PortalForm) -> HttpResponse:
    """`bound`: the form that was sent, under its name of the context, when it came back with an error."""
    found = choice.registration
    waits = choice.state == State.WAITING
    alike = alike_to(request, found) if waits and not found.organisation else []
    asked = JoinRequest.objects.visible_to(request.user).filter(registration=found).first()
    return TemplateResponse(
        request,
        "coordination/registration/one.html",
        {
            "choice": choice,
            "registration": found,
            "crumbs": [
                *crumbs_of(choice.prison),
                ("Registrations", reverse("registrations", args=[choice.prison.code])),
            ],
            "state": (choice.get_state_display(), TONES[State(choice.state)]),
            "facts": facts(choice),
            "contact": contact(found),
            "decided": decided(choice),
            "waits": waits,
            "columns": ["Mark", "Registered", *[str(each.organisation) for each in alike[:SIDE_BY_SIDE]]],
            "side_by_side": side_by_side(found, alike[:SIDE_BY_SIDE]) if alike else [],
            "more_alike": [each.organisation for each in alike[SIDE_BY_SIDE:]],
            "others": others_of_same_sender(request, found),
            "asked": asked_in_words(asked),
            **(forms(request, choice, alike) if waits else {}),
            **(checked_form(choice, asked) if asked else {}),
            **bound,
        },
    )


def others_of_same_sender(request: HttpRequest, found: Registration) -> list[RegistrationChoice]:
    """Further registrations by the same address that this reader may see."""
    if not found.contact_email:
        return []
    rows = RegistrationChoice.objects.visible_to(request.user).filter(
        registration__contact_email=found.contact_email
    )
    return list(rows.exclude(registration=found).select_related("registration", "prison"))


def alike_to(request: HttpRequest, found: Registration) -> list[Duplicate]:
    marks = {name: getattr(found, name) for name in TOLD_APART_BY}
    return seen_by(request.user, possible_duplicates(**marks))


def forms(request: HttpRequest, choice: RegistrationChoice, alike: list[Duplicate]) -> dict[str, PortalForm]:
    """The three answers. Where the organisation is there by now, there is nothing left to recognise."""
    found = {"let_in_form": let_in_form(choice, alike), "turn_down_form": turn_down_form(choice)}
    if not choice.registration.organisation:
        found["known_form"] = known_form(request, choice, alike)
    return found


def addressed(form: Any, name: str, choice: RegistrationChoice) -> Any:
    form.form_action = reverse(name, args=[choice.prison.code, choice.pk])
    return form


def let_in_form(choice: RegistrationChoice, alike: list[Duplicate], data: Any = None) -> LetInForm:
    return addressed(LetInForm(data, alike=bool(alike)), "let_registration_in", choice)


def turn_down_form(choice: RegistrationChoice, data: Any = None) -> TurnDownForm:
    return addressed(TurnDownForm(data), "turn_registration_down", choice)


def known_form(
    request: HttpRequest, choice: RegistrationChoice, alike: list[Duplicate], data: Any = None
) -> KnownForm:
    known = Organisation.objects.visible_to(request.user).current()
    return addressed(KnownForm(data, alike=alike, known=known), "registration_known", choice)


def checked_form(choice: RegistrationChoice, asked: JoinRequest, data: Any = None) -> dict[str, PortalForm]:
    """Only at the prison that asked, and only until somebody answers."""
    if asked.state != JoinRequest.State.WAITING or asked.prison_id != choice.prison_id:
        return {}
    form = CheckedForm(data, organisation=asked.organisation)
    return {"checked_form": addressed(form, "let_registration_join", choice)}


# --- The answers ----------------------------------------------------------------------------------

OVERTAKEN: Final = object()


def answer(request: HttpRequest, form: Any, action: Callable[[], Any]) -> Any:
    """As `attempt`; OVERTAKEN, with the sentence said, where a colleague was quicker and the form is of no use."""
    if not form.is_valid():
        return None
    try:
        return action()
    except Overtaken as quicker:
        messages.error(request, str(quicker))
        return OVERTAKEN
    except Refused as refused:
        form.refuse(refused)
        return None


@require_POST
def let_in(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    choice = choice_at(request, code, pk)
    found = choice.registration
    form = let_in_form(choice, [] if found.organisation else alike_to(request, found), request.POST)
    invites = found.organisation is None
    organisation = answer(
        request,
        form,
        lambda: actions.let_in(
            by=request.user, choice=choice, although_alike=form.cleaned_data["although_alike"]
        ),
    )
    if organisation is None:
        return page(request, choice, let_in_form=form)
    if isinstance(organisation, Organisation):
        invited = f" An invitation goes to {found.contact_email}." if invites else ""
        messages.success(request, f"{organisation} is let in and may send its services here.{invited}")
    return redirect(choice)


@require_POST
def turn_down(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    choice = choice_at(request, code, pk)
    form = turn_down_form(choice, request.POST)
    done = answer(
        request, form, lambda: actions.turn_down(by=request.user, choice=choice, **form.cleaned_data)
    )
    if done is None:
        return page(request, choice, turn_down_form=form)
    if done is not OVERTAKEN:
        messages.success(request, "Turned down. The organisation gets your reason by e-mail.")
    return redirect("registrations", choice.prison.code)


@require_POST
def known(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    choice = choice_at(request, code, pk)
    form = known_form(request, choice, alike_to(request, choice.registration), request.POST)
    asked = answer(
        request,
        form,
        lambda: joining.ask_to_join(
            by=request.user, choice=choice, organisation=form.cleaned_data["organisation"]
        ),
    )
    if asked is None:
        return page(request, choice, known_form=form)
    if isinstance(asked, JoinRequest):
        messages.success(request, f"{asked.organisation} is asked whether the person belongs to it.")
    return redirect(choice)


@require_POST
def let_join(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    choice = choice_at(request, code, pk)
    asked = get_visible_or_404(
        JoinRequest, request.user, registration=choice.registration, prison=choice.prison
    )
    form = addressed(
        CheckedForm(request.POST, organisation=asked.organisation), "let_registration_join", choice
    )
    role = joining.roles_to_give(request.user, asked.organisation)[0]
    invitation = answer(
        request,
        form,
        lambda: joining.let_join(by=request.user, request=asked, role=role, **form.cleaned_data),
    )
    if invitation is None:
        return page(request, choice, checked_form=form)
    if invitation is not OVERTAKEN:
        messages.success(request, f"{invitation.name} is invited to {asked.organisation}.")
    return redirect(choice)


@require_POST
def turn_down_joining(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    choice = choice_at(request, code, pk)
    asked = get_visible_or_404(
        JoinRequest, request.user, registration=choice.registration, prison=choice.prison
    )
    return press(
        request,
        lambda: joining.turn_down_joining(by=request.user, request=asked),
        "The registration waits for your decision again.",
        choice.get_absolute_url(),
    )
