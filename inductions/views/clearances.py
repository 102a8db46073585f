"""A person's clearance at one prison: how it stands, what became of it, and whose clearance is relied on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.forms.people import ConfirmForm
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, press, prison_at
from inductions.actions import clearances as actions
from inductions.actions import details, privacy
from inductions.actions.telling_of_reliance import whom_to_contact
from inductions.forms.clearances import ClearanceForm, State, initial_of
from inductions.forms.people import NameForm
from inductions.gate.elsewhere import Elsewhere, in_force_elsewhere
from inductions.gate.entries import entries_of, people_at
from inductions.models import AccessStop, Clearance, ClearanceEvent, Person, Reliance
from inductions.models.moments import day_in_words
from inductions.views.clearance_words import card_of, line_of, stop_in_words

DECIDED = [State.GRANTED, State.REFUSED]


def person_at(
    request: HttpRequest, pk: int, code: str, permission: P = P.VIEW_CLEARANCES
) -> tuple[Person, Prison]:
    """403 where the role lacks the permission at the prison, 404 for somebody who does not work there."""
    prison = prison_at(request, code, permission)
    person = get_visible_or_404(Person, request.user, pk=pk, pk__in=people_at(prison).values("pk"))
    return person, prison


def clearance_of(request: HttpRequest, person: Person, prison: Prison, pk: int) -> Clearance:
    return get_visible_or_404(Clearance, request.user, pk=pk, person=person, prison=prison)


def page_of(person: Person, prison: Prison) -> str:
    return reverse("clearances", args=[person.pk, prison.code])


@require_http_methods(["GET", "POST"])
def clearances(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """How it stands here. That it was read is written down, as with the rest of the record."""
    person, prison = person_at(request, pk, code)
    form = None
    if standing_of(request.user).may(P.MANAGE_CLEARANCES, prison=prison):
        form = ClearanceForm(request.POST or None, states=[State.APPLIED, *DECIDED], with_level=True)
    if request.method == "POST":
        access.require(request.user, P.MANAGE_CLEARANCES, prison=prison)
        form = ClearanceForm(request.POST, states=[State.APPLIED, *DECIDED], with_level=True)
        recorded = attempt(
            form,
            lambda: actions.record_clearance(
                by=request.user, person=person, prison=prison, level=form.cleaned_data["level"], values=form.values
            ),
        )  # fmt: skip
        if recorded:
            messages.success(request, f"{recorded.level}: {recorded.get_state_display().lower()}. Recorded.")
            return redirect(page_of(person, prison))
    privacy.read_person(by=request.user, person=person)
    return TemplateResponse(request, "inductions/clearances.html", _context(request, person, prison, form))


def _context(
    request: HttpRequest, person: Person, prison: Prison, form: ClearanceForm | None
) -> dict[str, Any]:
    standing, today = standing_of(request.user), timezone.localdate()
    [entry] = entries_of(prison, [person], today, [])
    rows = Clearance.objects.visible_to(request.user).filter(person=person, prison=prison)
    events = ClearanceEvent.objects.visible_to(request.user).filter(clearance__in=rows).select_related("by")
    reliances = Reliance.objects.visible_to(request.user).filter(clearance__person=person, prison=prison)
    reliances = reliances.select_related("clearance__prison", "clearance__level", "confirmed_by", "ended_by")
    stop = AccessStop.objects.visible_to(request.user).in_force().filter(person=person, prison=prison)
    stopped = stop.select_related("stopped_by").first()
    may_stop = standing.may(P.STOP_ACCESS, prison=prison)
    offered = in_force_elsewhere(person, prison) if form else []
    return {
        "person": person,
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Clearances", reverse("prison_clearances", args=[prison.code]))],
        "entry": entry,
        "cards": [
            card_of(row, [each for each in events if each.clearance_id == row.pk], today, may_change=bool(form))
            for row in rows.select_related("level", "prison")
        ],
        "reliances": [line_of(row, contacts_of(row.clearance.prison), may_end=bool(form)) for row in reliances],
        "offered": [_offer(person, prison, each) for each in offered if not each.relied_on],
        "stopped": stop_in_words(stopped) if stopped else "",
        "stop_url": reverse("stop_person", args=[person.pk, prison.code]) if may_stop and not stopped else "",
        "lift_url": reverse("lift_person_stop", args=[person.pk, prison.code]) if may_stop and stopped else "",
        "name_url": reverse("person_name", args=[person.pk, prison.code])
        if standing.may(P.MANAGE_WORKERS, prison=prison)
        else "",
        "form": form,
    }  # fmt: skip


def contacts_of(prison: Prison) -> str:
    found = [f"{each.name}, {each.email}" for each in whom_to_contact(prison)]
    return "; ".join(found) or f"the voluntary sector coordinator at {prison}"


def _offer(person: Person, prison: Prison, each: Elsewhere) -> dict[str, str]:
    return {
        "prison": each.prison.name,
        "sentence": f"{each.level}, in force until {day_in_words(each.expires_on)}.",
        "contact": contacts_of(each.prison),
        "url": reverse("clearance_rely", args=[person.pk, prison.code, each.key]),
    }


@require_http_methods(["GET", "POST"])
def clearance_decide(request: HttpRequest, pk: int, code: str, clearance: int) -> HttpResponse:
    person, prison = person_at(request, pk, code, P.MANAGE_CLEARANCES)
    row = clearance_of(request, person, prison, clearance)
    initial = initial_of(row) | {"state": ""}
    form = ClearanceForm(request.POST or None, states=DECIDED, initial=initial)
    form.submit_label = "Record the decision"
    if request.method == "POST" and attempt(
        form, lambda: actions.decide_clearance(by=request.user, clearance=row, values=form.values)
    ):
        messages.success(request, "The decision is recorded.")
        return redirect(page_of(person, prison))
    return _form_page(request, form, f"What was decided on {row.level}?", person, prison)


@require_http_methods(["GET", "POST"])
def clearance_correct(request: HttpRequest, pk: int, code: str, clearance: int) -> HttpResponse:
    person, prison = person_at(request, pk, code, P.MANAGE_CLEARANCES)
    row = clearance_of(request, person, prison, clearance)
    states = [State.APPLIED] if row.state == State.APPLIED else DECIDED
    form = ClearanceForm(request.POST or None, states=states, initial=initial_of(row))
    form.submit_label = "Save what is right"
    if request.method == "POST" and attempt(
        form, lambda: actions.correct_clearance(by=request.user, clearance=row, values=form.values)
    ):
        messages.success(request, "It is put right. The history shows that it was changed.")
        return redirect(page_of(person, prison))
    lead = "For what was typed wrongly. A new decision is a new clearance."
    return _form_page(request, form, f"Put {row.level} right", person, prison, lead=lead)


@require_http_methods(["GET", "POST"])
def clearance_withdraw(request: HttpRequest, pk: int, code: str, clearance: int) -> HttpResponse:
    person, prison = person_at(request, pk, code, P.MANAGE_CLEARANCES)
    row = clearance_of(request, person, prison, clearance)
    form = ConfirmForm(request.POST or None, label="Withdraw it")
    if request.method == "POST":
        form = ConfirmForm(request.POST, label="Withdraw it")
        if attempt(form, lambda: actions.withdraw_clearance(by=request.user, clearance=row)):
            messages.success(request, f"{row.level} is withdrawn. It counts nowhere any more.")
            return redirect(page_of(person, prison))
    return _form_page(
        request, form, f"Withdraw {row.level} of {person}?", person, prison,
        paragraphs=[
            "You do not have to give a reason, and none is kept. It stays in the history.",
            "Prisons that rely on it are asked to contact you. They are not told more.",
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def clearance_rely(request: HttpRequest, pk: int, code: str, clearance: int) -> HttpResponse:
    """404 for whatever is not in force elsewhere, so that nothing is learned by asking."""
    person, prison = person_at(request, pk, code, P.MANAGE_CLEARANCES)
    offered = {each.key: each for each in in_force_elsewhere(person, prison)}
    if clearance not in offered:
        raise Http404
    each = offered[clearance]
    label = f"I, {request.user.name}, confirm: {prison.short_name} relies on it"
    form = ConfirmForm(request.POST or None, label=label, kind="")
    if request.method == "POST":
        form = ConfirmForm(request.POST, label=label, kind="")
        row = attempt(
            form, lambda: actions.rely_on_key(by=request.user, person=person, key=each.key, prison=prison)
        )
        if row:
            messages.success(request, f"{prison} relies on the clearance of {each.prison} from now on.")
            return redirect(page_of(person, prison))
    return _form_page(
        request, form, f"Rely on the clearance of {each.prison.short_name}?", person, prison,
        facts=[
            ("Person", person.name),
            ("Level", each.level),
            ("In force until", day_in_words(each.expires_on)),
            ("Whom to contact", contacts_of(each.prison)),
        ],
        paragraphs=[
            "Ask that prison first whether this is the same person and whether the level is enough here.",
            "Your name stands beside it. It ends with the clearance itself, and you can end it sooner.",
        ],
    )  # fmt: skip


@require_POST
def reliance_end(request: HttpRequest, pk: int, code: str, reliance: int) -> HttpResponse:
    person, prison = person_at(request, pk, code, P.MANAGE_CLEARANCES)
    row = get_visible_or_404(Reliance, request.user, pk=reliance, prison=prison, clearance__person=person)
    done = "This prison no longer relies on it."
    return press(
        request, lambda: actions.end_reliance(by=request.user, reliance=row), done, page_of(person, prison)
    )


@require_http_methods(["GET", "POST"])
def person_name(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """By the coordinator, once a prison has checked the person by it: neither they nor their organisation may then."""
    person, prison = person_at(request, pk, code, P.MANAGE_WORKERS)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": person.name})
    if request.method == "POST" and attempt(
        form,
        lambda: details.correct_name(
            by=request.user, person=person, prison=prison, name=form.cleaned_data["name"]
        ),
    ):
        messages.success(request, "The name is saved. The gate’s sheet shows it when it is printed again.")
        return redirect(page_of(person, prison))
    return _form_page(
        request, form, "Put the name right", person, prison,
        paragraphs=[
            "For a name that was typed wrongly or has changed. Look at the photo ID first.",
            "Never put another person in the place of this one: add them as somebody new.",
        ],
    )  # fmt: skip


def _form_page(
    request: HttpRequest, form: Any, title: str, person: Person, prison: Prison, **more: Any
) -> HttpResponse:
    crumbs = [*crumbs_of(prison), (f"Clearance of {person}", page_of(person, prison))]
    return form_page(request, form, title, caption=f"{person}, {prison}", crumbs=crumbs, **more)
