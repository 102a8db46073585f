"""The lists behind the figures: people and sessions."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination.models import Organisation, Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from inductions.models import ModuleRule, Person, TrainingSession, WorkerKind
from inductions.models.moments import day_in_words, moment_in_words
from inductions.people_evidence.lists import Choice
from inductions.people_evidence.lists import people_behind as behind
from inductions.people_evidence.lists import sessions_behind as sessions
from inductions.people_evidence.people import Induction, OnDay, Whole
from inductions.people_evidence.tables import NOT_INDUCTED
from inductions.status import LABELS, Status

A_PAGE: Final = 50


def _choice(request: HttpRequest, prison: Prison) -> tuple[Choice, str]:
    """What the address asks for, and in words. What it does not know is left out of both."""
    asked = request.GET
    rules = ModuleRule.objects.visible_to(request.user).filter(prison=prison, active=True)
    rule = rules.filter(module=asked.get("module", "")).select_related("module").first()
    state = next((each for each in Status if each.value == asked.get("state")), None)
    whole = next((each for each in Whole if each.value == asked.get("whole")), None)
    kind = next((each for each in WorkerKind if each.value == asked.get("kind")), None)
    inductions = tuple(each for each in Induction if each.value == asked.get("induction"))
    words = [LABELS[state]] if state else []
    words += [str(kind.label)] if kind else []
    words += [whole.label] if whole else []
    words += [f"Induction: {each.label.lower()}" for each in inductions]
    if asked.get("induction") == NOT_INDUCTED:
        inductions = (Induction.BEGUN, Induction.NOTHING)
        words.append("Without a complete induction")
    organisation = _organisation(request, asked.get("organisation", ""))
    choice = Choice(
        module=rule.module_id if rule else None, organisation=organisation.pk if organisation else None,
        state=None if state == Status.NOT_REQUIRED else state, whole=whole, inductions=inductions,
        not_asked=state == Status.NOT_REQUIRED, kind=kind,
    )  # fmt: skip
    first = [rule.module.label, *[each.lower() for each in words]] if rule else words
    return choice, ", ".join([*first, *([str(organisation)] if organisation else [])])


def _organisation(request: HttpRequest, key: str) -> Organisation | None:
    if not (key.isdecimal() and len(key) < 19):
        return None
    return Organisation.objects.visible_to(request.user).filter(pk=int(key)).first()


@require_safe
def people_behind(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands behind a number of the page."""
    prison = prison_at(request, code, P.VIEW_WORKERS)
    choice, words = _choice(request, prison)
    found = behind(prison, timezone.localdate(), choice)
    people = Person.objects.visible_to(request.user).filter(pk__in=list(found)).order_by("name", "pk")
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "prison": prison,
        "crumbs": _below_evidence(prison),
        "what": words or "Everybody who works here",
        "page": page,
        "columns": ("Person", "Training", "Induction"),
        "rows": [[_linked(person), *_about(found[person.pk])] for person in page],
    }
    return TemplateResponse(request, "inductions/people_behind.html", context)


def _below_evidence(prison: Prison) -> list[Any]:
    return [*crumbs_of(prison), ("Evidence", reverse("people_evidence", args=[prison.code]))]


def _linked(thing: Any, words: str = "") -> str:
    return format_html(
        '<a class="govuk-link" href="{}">{}</a>', thing.get_absolute_url(), words or str(thing)
    )


def _about(each: OnDay) -> list[str]:
    training = [
        f"{rule.module.label}: {worth.status.label.lower()}"
        + (f" (until {day_in_words(worth.expires_on)})" if worth.expires_on else "")
        for rule, worth in each.training
    ]
    return ["; ".join(training) or "None is required", each.induction.label.split(":")[0]]


@require_safe
def sessions_behind(request: HttpRequest, code: str) -> HttpResponse:
    """The sessions behind a number: of the same twelve months, in the same state, for the same reason."""
    prison = prison_at(request, code, P.VIEW_WORKERS)
    states, reasons = TrainingSession.State, TrainingSession.Reason
    state = next((each for each in states if each.value == request.GET.get("state")), states.RUN)
    reason = next((each for each in reasons if each.value == request.GET.get("reason")), None)
    rows = sessions(prison, timezone.localdate(), state.value, reason.value if reason else "")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    words = "Begun, and not yet recorded who came" if state == states.PLANNED else str(state.label)
    context = {
        "prison": prison,
        "crumbs": _below_evidence(prison),
        "what": f"{words}: {str(reason.label).lower()}" if reason else words,
        "page": page,
        "columns": ("Session", "Module", "Place", "Reason"),
        "rows": [
            [
                _linked(each, moment_in_words(each.starts_at, each.ends_at)),
                each.module.label,
                each.place,
                f"{each.get_reason_display()}. {each.reason_note}".strip(". ") if each.reason else "–",
            ]
            for each in page
        ],
    }
    return TemplateResponse(request, "inductions/sessions_behind.html", context)
