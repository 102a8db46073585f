"""A person's training records: what they are worth, earlier evidence, a second person's look, a mistake struck out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Posting, Prison
from coordination.roles import Permission as P
from coordination.roles import roles_with
from coordination.views.places import Crumb, attempt, form_page, press, prison_at
from inductions.actions import privacy
from inductions.actions import records as actions
from inductions.forms.records import EarlierForm, StrikeForm
from inductions.models import Person, Placement, TrainingRecord
from inductions.models.moments import day_in_words
from inductions.views.people import crumbs_to
from inductions.views.training_here import training_at
from inductions.views.training_state import ANOTHER, states_of

A_PAGE = 50


def seen_prisons(request: HttpRequest, person: Person) -> dict[int, Prison] | None:
    """Prisons whose names the reader may see beside a record: for whom else somebody works is nobody's to see.

    None: all of them, for the person.
    """
    if person.user_id == request.user.pk:
        return None
    placed = Placement.objects.visible_to(request.user).filter(engagement__person=person)
    found = {each.prison_id: each.prison for each in placed.select_related("prison")}
    return found | {each.pk: each for each in Prison.objects.visible_to(request.user)}


def record_row(record: TrainingRecord, seen: dict[int, Prison] | None) -> dict[str, Any]:
    known = record.prison is not None and (seen is None or record.prison_id in seen)
    where = record.prison.name if record.prison and known else ANOTHER
    return {
        "pk": record.pk,
        "module": record.module.label,
        "done_on": day_in_words(record.done_on),
        "version": record.version,
        "source": record.get_source_display(),
        "where": where,
        "known": known,
        "verified": day_in_words(timezone.localdate(record.verified_at)) if record.verified_at else "",
        "struck": record.struck_reason,
        "file_url": reverse("stored_file", args=[record.evidence_id]) if record.evidence_id else "",
        "verify_url": "",
        "strike_url": "",
    }


@require_safe
def training_of(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_visible_or_404(Person, request.user, pk=pk)
    privacy.read_person(by=request.user, person=person)
    seen = seen_prisons(request, person)
    managed = _managed_prisons(request, person)
    records = TrainingRecord.objects.visible_to(request.user).filter(person=person)
    rows = [
        record_row(record, seen) | _buttons(request, record, person, managed)
        for record in records.select_related("module", "prison")
    ]
    context = {
        "person": person,
        "crumbs": _crumbs(request, person),
        "states": states_of(request, person),
        "records": rows,
        "earlier": [
            (prison, reverse("training_earlier", args=[person.pk, prison.code]))
            for prison in managed.values()
        ],
        "with_actions": any(row["verify_url"] or row["strike_url"] for row in rows),
    }
    return TemplateResponse(request, "inductions/training_of.html", context)


def _crumbs(request: HttpRequest, person: Person) -> list[Crumb]:
    return [*crumbs_to(request, person), (person.name, reverse("person", args=[person.pk]))]


def _managed_prisons(request: HttpRequest, person: Person) -> dict[int, Prison]:
    """Where the person works and the reader keeps the training."""
    prisons = standing_of(request.user).prisons_where(P.MANAGE_TRAINING)
    placed = Placement.objects.visible_to(request.user).filter(engagement__person=person, prison__in=prisons)
    current = placed.not_over_by(timezone.localdate()).select_related("prison")
    return {each.prison_id: each.prison for each in current}


def _buttons(
    request: HttpRequest, record: TrainingRecord, person: Person, managed: dict[int, Prison]
) -> dict[str, str]:
    if record.struck_at or not managed:
        return {}
    found = {}
    at = managed.get(record.prison_id or 0) or next(iter(managed.values()))
    if not record.verified_at and record.recorded_by_id != request.user.pk:
        found["verify_url"] = reverse("record_verify", args=[person.pk, at.code, record.pk])
    if record.prison_id in managed:
        found["strike_url"] = reverse("record_strike", args=[person.pk, record.pk])
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def training_earlier(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_TRAINING)
    person = _person_at(request, pk, prison)
    posted = request.method == "POST"
    form = EarlierForm(request.POST if posted else None, request.FILES if posted else None)
    if posted:
        made = attempt(form, lambda: _record(request, person, prison, form))
        if made:
            messages.success(request, "The training is recorded.")
            return redirect("training_of", pk)
    return form_page(
        request, form, "Record earlier training", crumbs=[*_crumbs(request, person), _back(person)],
        caption=person.name,
        lead=f"What was done elsewhere, before, or outside a session. It is recorded by {prison} and counts wherever"
        " they work.",
    )  # fmt: skip


def _back(person: Person) -> Crumb:
    return "Training", reverse("training_of", args=[person.pk])


def _person_at(request: HttpRequest, pk: int, prison: Prison) -> Person:
    """Somebody who works, or worked, at the prison."""
    person = get_visible_or_404(Person, request.user, pk=pk)
    placed = Placement.objects.visible_to(request.user).filter(engagement__person=person, prison=prison)
    if not placed.exists():
        raise Http404
    return person


def _record(request: HttpRequest, person: Person, prison: Prison, form: EarlierForm) -> TrainingRecord:
    file = form.cleaned_data["evidence"]
    if file is None:
        return actions.record_earlier(by=request.user, person=person, prison=prison, **form.values())
    return actions.record_with_evidence(
        by=request.user,
        person=person,
        prison=prison,
        file_name=file.name,
        content=file.content,
        **form.values(),
    )


@require_POST
def record_verify(request: HttpRequest, pk: int, code: str, record_pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_TRAINING)
    person = _person_at(request, pk, prison)
    record = get_visible_or_404(TrainingRecord, request.user, pk=record_pk, person=person)
    back = reverse("training_to_verify", args=[code])
    to = back if request.POST.get("back") == "list" else reverse("training_of", args=[pk])
    return press(
        request, lambda: actions.verify_record(by=request.user, record=record, prison=prison),
        "Thank you. The record counts now.", to,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def record_strike(request: HttpRequest, pk: int, record_pk: int) -> HttpResponse:
    person = get_visible_or_404(Person, request.user, pk=pk)
    record = get_visible_or_404(TrainingRecord, request.user, pk=record_pk, person=person)
    prison = prison_at(request, record.prison.code if record.prison else "", P.MANAGE_TRAINING)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.strike_record(by=request.user, record=record, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, "The record is struck out and counts no more.")
        return redirect("training_of", pk)
    return form_page(
        request, form, "Strike out a training record", crumbs=[*_crumbs(request, person), _back(person)],
        caption=person.name,
        facts=[
            ("Training", record.module.label),
            ("Done on", day_in_words(record.done_on)),
            ("From", record.get_source_display()),
            ("Recorded by", prison.name),
        ],
    )  # fmt: skip


# --- Records that wait for a second person --------------------------------------------------------


def others_who_verify(request: HttpRequest, prison: Prison) -> list[str]:
    """Names of whoever else looks after training at the prison."""
    postings = Posting.objects.visible_to(request.user).current().filter(prison=prison)
    others = postings.filter(role__in=roles_with(P.MANAGE_TRAINING)).exclude(user=request.user)
    return sorted(set(others.values_list("user__name", flat=True)))


@require_safe
def training_to_verify(request: HttpRequest, code: str) -> HttpResponse:
    here = training_at(request, code, P.MANAGE_TRAINING)
    records = TrainingRecord.objects.visible_to(request.user)
    rows = records.waiting_for_a_second_person(here.prison, timezone.localdate()).order_by(
        "recorded_at", "pk"
    )
    page = Paginator(rows.select_related("module", "prison", "person"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "here": here,
        "prison": here.prison,
        "crumbs": here.below_training,
        "page": page,
        "own_ones": rows.filter(recorded_by=request.user).count(),
        "others": others_who_verify(request, here.prison),
        "rows": [
            record_row(record, {here.prison.pk: here.prison})
            | {
                "name": record.person.name,
                "url": reverse("training_of", args=[record.person_id]),
                "own": record.recorded_by_id == request.user.pk,
                "verify_url": reverse("record_verify", args=[record.person_id, code, record.pk]),
            }
            for record in page.object_list
        ],
    }
    return TemplateResponse(request, "inductions/training_to_verify.html", context)
