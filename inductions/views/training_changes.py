"""What is changed of a training session: a booking cancelled; its time and places; that it fell out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page, press
from inductions.actions import bookings, sessions
from inductions.forms.training import CancelBookingForm, ChangeForm, FellOutForm, PlacesForm
from inductions.models import Booking
from inductions.models.moments import moment_in_words
from inductions.views.training_here import crumbs_below, session_at
from inductions.views.training_words import counts_of, places_of


@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: HttpRequest, code: str, pk: int, booking_pk: int) -> HttpResponse:
    here, session = session_at(request, code, pk)
    rows = Booking.objects.visible_to(request.user).filter(session=session, pk=booking_pk)
    booking = rows.select_related("session__prison", "person").first()
    if booking is None:
        raise Http404
    bookings.require_may_book(request.user, session, booking.person)
    form = CancelBookingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: bookings.cancel_booking(by=request.user, booking=booking, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, f"The booking of {booking.person} is cancelled.")
        return redirect(session)
    return form_page(
        request, form, "Cancel a booking", crumbs=crumbs_below(here, session), caption=here.caption,
        facts=[
            ("Who", booking.person.name),
            ("Training", session.module.label),
            ("When", moment_in_words(session.starts_at, session.ends_at)),
            ("Now", booking.get_state_display()),
        ],
        lead="The place goes to the first who waits.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def training_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, session = session_at(request, code, pk, P.MANAGE_TRAINING)
    form = ChangeForm.of(session, request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: sessions.change_session(by=request.user, session=session, values=form.values())
    ):
        messages.success(request, "The session is changed. Everybody booked is told.")
        return redirect(session)
    return form_page(
        request, form, "Change a training session", crumbs=crumbs_below(here, session), caption=here.caption
    )


@require_http_methods(["GET", "HEAD", "POST"])
def training_places(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, session = session_at(request, code, pk, P.MANAGE_TRAINING)
    form = PlacesForm(
        request.POST if request.method == "POST" else None, initial={"capacity": session.capacity}
    )
    if request.method == "POST" and attempt(
        form,
        lambda: bookings.set_capacity(
            by=request.user, session=session, capacity=form.cleaned_data["capacity"]
        ),
    ):
        messages.success(request, "The number of places is changed.")
        return redirect(session)
    return form_page(
        request, form, "Change how many places there are", crumbs=crumbs_below(here, session),
        caption=here.caption, lead="New places go at once to those who wait, in their order.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def training_cancel(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _fell_out(
        request, code, pk, "Cancel a training session", "Cancel the session",
        "Everybody who has a place or waits for one is told, with the reason.",
        "The session is cancelled. Everybody booked is told.", sessions.cancel_session,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def training_not_run(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _fell_out(
        request, code, pk, "The session did not run", "Record that it did not run",
        "Nobody counts as absent. The reasons are counted for the governor.",
        "It is recorded that the session did not run.", sessions.record_not_run,
    )  # fmt: skip


def _fell_out(
    request: HttpRequest, code: str, pk: int, title: str, label: str, lead: str, done: str, action: Any
) -> HttpResponse:
    here, session = session_at(request, code, pk, P.MANAGE_TRAINING)
    form = FellOutForm(request.POST if request.method == "POST" else None)
    form.submit_label = label
    if request.method == "POST" and attempt(
        form, lambda: action(by=request.user, session=session, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect(session)
    facts = [
        ("Training", session.module.label),
        ("When", moment_in_words(session.starts_at, session.ends_at)),
        ("Places", places_of(session, counts_of([session])[session.pk])),
    ]
    return form_page(
        request, form, title, crumbs=crumbs_below(here, session), caption=here.caption, lead=lead, facts=facts
    )


@require_POST
def training_take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    _, session = session_at(request, code, pk, P.MANAGE_TRAINING)
    return press(
        request, lambda: sessions.take_back_not_run(by=request.user, session=session),
        "It waits again for who came.", session.get_absolute_url(),
    )  # fmt: skip
