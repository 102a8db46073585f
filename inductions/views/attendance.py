"""The register of a session: printed to be signed, and typed in afterwards on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.publishing import PrintingUnavailable
from coordination.roles import Permission as P
from coordination.views.places import attempt
from inductions.actions import sessions as actions
from inductions.forms.attendance import AttendanceForm
from inductions.models import Booking, ModuleRule, TrainingSession
from inductions.papers import register
from inductions.views.training_here import (
    Here,
    crumbs_below,
    day_of,
    engagements_seen,
    may_be_booked,
    organisations_of,
    session_at,
)
from inductions.views.training_words import State, is_over


def on_the_register(request: HttpRequest, session: TrainingSession) -> list[Booking]:
    """Who has a place, by name; after them those who wait, in their order."""
    people = engagements_seen(request)
    people.add_prefix("person")
    rows = Booking.objects.visible_to(request.user).filter(session=session)
    rows = rows.exclude(state=Booking.State.CANCELLED).select_related("person").prefetch_related(people)
    waiting = Booking.State.WAITING
    return sorted(
        rows,
        key=lambda each: (
            each.state == waiting,
            "" if each.state == waiting else each.person.name.casefold(),
            each.pk,
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def training_attendance(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, session = session_at(request, code, pk, P.MANAGE_TRAINING)
    if session.state not in (State.PLANNED, State.RUN) or not is_over(session):
        messages.error(request, _not_now(session))
        return redirect(session)
    bookings = on_the_register(request, session)
    form = AttendanceForm(
        request.POST if request.method == "POST" else None, bookings=bookings,
        others=may_be_booked(request, here, day_of(session)),
    )  # fmt: skip
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.record_attendance(
                by=request.user, session=session, came=form.came(), absent=form.absent()
            ),
        )
        if made is not None:
            messages.success(request, _saved(here, session, len(made)))
            return redirect(session)
    context = {
        "here": here,
        "prison": here.prison,
        "session": session,
        "crumbs": crumbs_below(here, session),
        "form": form,
    }
    return TemplateResponse(request, "inductions/attendance.html", context)


def _saved(here: Here, session: TrainingSession, made: int) -> str:
    said = f"Saved. New training records: {made}."
    second = ModuleRule.asking_for_a_second_person(here.prison).filter(module=session.module_id).exists()
    return f"{said} Each counts once a second person has verified it." if made and second else said


def _not_now(session: TrainingSession) -> str:
    if session.state == State.PLANNED:
        return "This session has not begun. Record who came when it has."
    return f"This session is recorded as: {session.get_state_display().lower()}. Nobody can be marked."


@require_safe
def training_register(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The paper: A4, black and white, a line to sign for each."""
    _, session = session_at(request, code, pk, P.MANAGE_TRAINING)
    rows = [
        register.Row(
            name=booking.person.name,
            organisation=organisations_of(booking.person),
            waits=booking.state == Booking.State.WAITING,
        )
        for booking in on_the_register(request, session)
    ]
    try:
        printed = register.print_register(session, rows, timezone.localtime())
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect(session)
    name = f"{session.prison.code}-register-{day_of(session):%Y-%m-%d}-{session.pk}.pdf"
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
