"""The page of one training session: who has a place, and who takes the next."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination.access import NotPermitted
from coordination.roles import Permission as P
from coordination.views.places import attempt
from inductions.actions import bookings
from inductions.forms.training import BookForm
from inductions.models import Booking, TrainingSession
from inductions.models.moments import day_in_words, moment_in_words
from inductions.views.training_here import (
    Here,
    day_of,
    engagements_seen,
    may_be_booked,
    organisations_of,
    session_at,
)
from inductions.views.training_words import BOOKING_TONES, State, counts_of, is_over, places_of, state_of

# Where a booking still says something of what comes or came.
HOLDS = (State.PLANNED, State.RUN)
ORDER = [
    Booking.State.BOOKED, Booking.State.ATTENDED, Booking.State.ABSENT, Booking.State.WAITING,
]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def training_session(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The page of a session; a POST books somebody."""
    here, session = session_at(request, code, pk)
    seen = _bookings_seen(request, session)
    form = _book_form(request, here, session, {each.person_id for each in seen})
    if request.method == "POST":
        if form is None:
            return _cannot_book(request, here, session)
        made = attempt(
            form, lambda: bookings.book(by=request.user, session=session, person=form.cleaned_data["person"])
        )
        if made:
            messages.success(request, _booked(made))
            return redirect(session)
    counts = counts_of([session])[session.pk]
    own = next((each for each in seen if each.person.user_id == request.user.pk), None)
    context = {
        "here": here,
        "prison": here.prison,
        "session": session,
        "crumbs": here.below_training,
        "heading": f"{session.module.label}, {moment_in_words(session.starts_at, session.ends_at)}",
        "state": state_of(session),
        "facts": _facts(session, counts, here),
        "own": own,
        "own_words": _own_words(own) if own else "",
        "rows": _rows(session, seen, own, here),
        "others": sum(counts[each] for each in ORDER) - len(seen) if not here.looks_after else 0,
        "cancelled": _cancelled(request, session) if here.plans else [],
        "again_url": f"{reverse('training_plan', args=[code])}?like={session.pk}" if here.plans else "",
        "form": form,
        "somebody_left": form is not None and ("name" in form.fields or bool(form.found)),
        "buttons": _buttons(here, session, counts) if here.plans else [],
        "list_of": "Who came" if session.state == State.RUN else "Booked",
        "may_take_back": here.plans and session.state == State.NOT_RUN,
        "in_calendar": session.state in (State.PLANNED, State.CANCELLED) and not is_over(session),
    }
    return TemplateResponse(request, "inductions/training_session.html", context)


def _bookings_seen(request: HttpRequest, session: TrainingSession) -> list[Booking]:
    rows = Booking.objects.visible_to(request.user).filter(session=session)
    rows = rows.exclude(state=Booking.State.CANCELLED).select_related("person")
    people = rows.prefetch_related(_through_person(request))
    return sorted(people, key=lambda each: (ORDER.index(Booking.State(each.state)), each.pk))


def _through_person(request: HttpRequest) -> Any:
    seen = engagements_seen(request)
    seen.add_prefix("person")
    return seen


def _book_form(
    request: HttpRequest, here: Here, session: TrainingSession, booked: set[int]
) -> BookForm | None:
    """None where nobody can be booked: by the state of the session, or by this user."""
    if session.state != State.PLANNED or is_over(session):
        return None
    candidates = may_be_booked(request, here, day_of(session))
    if not here.plans and not candidates.exists():
        return None
    # Somebody booked already may be sent again by an old page: that is one booking still.
    offered = candidates if request.method == "POST" else candidates.exclude(pk__in=booked)
    chosen = request.GET.get("person", "")
    initial = {"person": int(chosen)} if chosen.isdecimal() and len(chosen) < 10 else {}
    return BookForm(request.POST if request.method == "POST" else None, candidates=offered, initial=initial)


def _cannot_book(request: HttpRequest, here: Here, session: TrainingSession) -> HttpResponse:
    if not here.plans and not may_be_booked(request, here, day_of(session)).exists():
        raise NotPermitted(f"Your role at {here.prison} does not include: {P.MANAGE_TRAINING.label.lower()}.")
    messages.error(request, "This session was cancelled, has begun or is over. Choose another one.")
    return redirect(session)


def _booked(booking: Booking) -> str:
    if booking.state == Booking.State.WAITING:
        return (
            f"{booking.person} is number {booking.place_on_list} on the waiting list and moves up by itself when"
            " a place comes free."
        )
    return f"{booking.person} has a place."


def _cancelled(request: HttpRequest, session: TrainingSession) -> list[str]:
    """Who gave a place up, when and why: it tells whether another day would do."""
    rows = Booking.objects.visible_to(request.user).filter(session=session, state=Booking.State.CANCELLED)
    return [
        f"{each.person}, {day_in_words(timezone.localdate(each.cancelled_at))}: {each.get_cancel_reason_display()}"
        for each in rows.select_related("person").order_by("cancelled_at", "pk")
    ]


def _facts(session: TrainingSession, counts: Counter[str], here: Here) -> list[tuple[str, Any]]:
    """When it is stands in the heading."""
    facts: list[tuple[str, Any]] = [
        ("Where", session.place),
        ("Places", places_of(session, counts)),
        ("Trainers", session.trainers),
    ]
    if session.co_delivered:
        number = session.co_deliverers
        facts.append(("People in prison co-deliver", f"Yes, {number}" if number else "Yes"))
    if session.reason:
        facts.append(("Why not", session.get_reason_display()))
    if session.reason_note and here.looks_after:
        facts.append(("In words", session.reason_note))
    return facts


def _own_words(own: Booking) -> str:
    if own.state == Booking.State.WAITING:
        return f"You are number {own.place_on_list} on the waiting list."
    words = {
        Booking.State.BOOKED: "You have a place.",
        Booking.State.ATTENDED: "You came.",
        Booking.State.ABSENT: "You are recorded as not having come.",
    }
    return words[Booking.State(own.state)]


def _rows(
    session: TrainingSession, seen: list[Booking], own: Booking | None, here: Here
) -> list[dict[str, Any]]:
    open_still = session.state == State.PLANNED and not is_over(session)
    positions = _positions(session) if any(each.state == Booking.State.WAITING for each in seen) else {}
    may_cancel = here.plans or bool(here.standing.organisations_where(P.MANAGE_OWN_WORKERS))
    return [
        {
            "name": booking.person.name,
            "url": reverse("training_of", args=[booking.person_id]),
            "organisation": organisations_of(booking.person),
            "state": booking.get_state_display(),
            "tone": BOOKING_TONES[Booking.State(booking.state)] if session.state in HOLDS else "neutral",
            "position": positions.get(booking.pk, 0),
            "unreachable": open_still and not booking.person.email,
            "cancel_url": (
                reverse("booking_cancel", args=[here.prison.code, session.pk, booking.pk])
                if open_still and booking.state in bookings.OPEN and (may_cancel or booking == own)
                else ""
            ),
        }
        for booking in seen
    ]


def _positions(session: TrainingSession) -> dict[int, int]:
    """{key of booking: place on the waiting list}"""
    return {key: place for place, key in enumerate(session.waiting_list(), 1)}


def _buttons(here: Here, session: TrainingSession, counts: Counter[str]) -> list[dict[str, str]]:
    place = [here.prison.code, session.pk]

    def button(label: str, name: str, kind: str = "secondary") -> dict[str, str]:
        return {"label": label, "url": reverse(name, args=place), "kind": kind}

    register = button("Register to sign (PDF)", "training_register")
    if session.state == State.PLANNED and not is_over(session):
        return [
            register,
            button("Change time or place", "training_change"),
            button("Change how many places", "training_places"),
            button("Cancel the session", "training_cancel"),
        ]
    if session.state == State.PLANNED:
        return [
            button("Record who came", "training_attendance", ""),
            button("It did not run", "training_not_run"),
            register,
        ]
    if session.state == State.RUN:
        correct = button("Correct who came", "training_attendance")
        # Where somebody came it took place: that is put right first.
        came = counts[Booking.State.ATTENDED]
        return [correct] if came else [correct, button("It did not run", "training_not_run")]
    return []
