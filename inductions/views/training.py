"""The training of a prison: sessions that come, that wait for who came, that are past; and a new one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from inductions.actions import sessions as actions
from inductions.forms.training import PlanForm, SessionForm
from inductions.models import Booking, TrainingRecord, TrainingSession
from inductions.views.training_here import Here, training_at
from inductions.views.training_words import counts_of, is_over, row_of

A_PAGE: Final = 30
LONGEST_KEY: Final = 9
COMING, SETTLE, PAST = "coming", "settle", "past"
EMPTY: Final = {
    COMING: (
        "No training is planned",
        "The coordinator plans it. What you need stands on the page of your training.",
    ),
    SETTLE: ("Nothing waits for who came", "A session comes here when it has begun."),
    PAST: ("No session has taken place yet", "Sessions come here once it is recorded who came."),
}


def shown(rows: QuerySet[TrainingSession], which: str) -> QuerySet[TrainingSession]:
    """A cancelled session stays among the coming ones until its day, so that nobody comes in vain."""
    now, planned = timezone.now(), TrainingSession.State.PLANNED
    if which == SETTLE:
        return rows.filter(state=planned, starts_at__lte=now).order_by("starts_at", "pk")
    if which == PAST:
        return rows.filter(starts_at__lte=now).exclude(state=planned).order_by("-starts_at", "-pk")
    return rows.filter(starts_at__gt=now).order_by("starts_at", "pk")


@require_safe
def training(request: HttpRequest, code: str) -> HttpResponse:
    here = training_at(request, code)
    rows = TrainingSession.objects.visible_to(request.user).filter(prison=here.prison)
    which = request.GET.get("show", COMING)
    if which not in EMPTY or (which == SETTLE and not here.plans):
        which = COMING
    chosen = shown(rows, which).select_related("prison", "module")
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    sessions = list(page.object_list)
    counts, own = counts_of(sessions), _own(request, here, sessions)
    context = {
        "here": here,
        "prison": here.prison,
        "crumbs": here.crumbs,
        "tabs": _tabs(here, rows, which),
        "page": page,
        "rows": [row_of(each, counts[each.pk], own[each.pk]) for each in sessions],
        "own_column": not here.looks_after,
        "empty": EMPTY[which],
        "to_verify": _to_verify(request, here),
    }
    return TemplateResponse(request, "inductions/training.html", context)


def _own(request: HttpRequest, here: Here, sessions: list[TrainingSession]) -> dict[int, list[Booking]]:
    """For whoever sees only some of the bookings: theirs."""
    found: dict[int, list[Booking]] = defaultdict(list)
    if not here.looks_after:
        rows = Booking.objects.visible_to(request.user).filter(session__in=sessions)
        for booking in rows.exclude(state=Booking.State.CANCELLED):
            found[booking.session_id].append(booking)
    return found


def _tabs(here: Here, rows: QuerySet[TrainingSession], which: str) -> list[dict[str, Any]]:
    path = reverse("training", args=[here.prison.code])
    labels = [(COMING, "Coming"), *([(SETTLE, "Waits for who came")] if here.plans else []), (PAST, "Past")]
    items: list[dict[str, Any]] = [
        {"label": label, "url": path if key == COMING else f"{path}?show={key}", "current": key == which}
        for key, label in labels
    ]
    if here.plans:
        items[1]["count"] = shown(rows, SETTLE).count()
    return items


def _to_verify(request: HttpRequest, here: Here) -> int:
    records = TrainingRecord.objects.visible_to(request.user)
    return records.waiting_for_a_second_person(here.prison, timezone.localdate()).count() if here.plans else 0


@require_http_methods(["GET", "HEAD", "POST"])
def training_plan(request: HttpRequest, code: str) -> HttpResponse:
    here = training_at(request, code, P.MANAGE_TRAINING)
    form = PlanForm(
        request.POST if request.method == "POST" else None, initial={"capacity": 12} | _like(request, here)
    )
    if request.method == "POST":
        made = attempt(form, lambda: _plan(request, here, form))
        if made and is_over(made):
            messages.success(request, "The session is written down. Now say who came.")
            return redirect("training_attendance", code, made.pk)
        if made:
            messages.success(request, "The session is planned. People can book it now.")
            return redirect(made)
    return form_page(
        request, form, "Plan a training session", crumbs=here.below_training, caption=here.caption,
        lead="A session that has taken place already can be written down as well, to record who came.",
    )  # fmt: skip


def _like(request: HttpRequest, here: Here) -> dict[str, Any]:
    """`?like=` of a session here: everything but its day. `?module=`: what is to be taught."""
    asked = request.GET.get("like", "")
    if not asked.isdecimal() or len(asked) > LONGEST_KEY:
        return {"module": request.GET.get("module", "")}
    rows = TrainingSession.objects.visible_to(request.user).filter(prison=here.prison, pk=int(asked))
    session = rows.first()
    if session is None:
        return {}
    first = {"module": session.module_id, "capacity": session.capacity}
    return first | SessionForm.values_like(session)


def _plan(request: HttpRequest, here: Here, form: PlanForm) -> TrainingSession:
    values = form.values()
    return actions.plan_session(
        by=request.user, prison=here.prison, module=values.pop("module"), values=values
    )
