"""What I need, what I have booked and what I have done, at every prison where I work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.views.places import crumbs_of
from inductions.actions.bookings import OPEN
from inductions.models import Booking, Person, TrainingRecord, TrainingSession
from inductions.models.moments import moment_in_words
from inductions.views.training_records import record_row, seen_prisons
from inductions.views.training_state import states_of
from inductions.views.training_words import BOOKING_TONES


@require_safe
def my_training(request: HttpRequest) -> HttpResponse:
    person = Person.objects.visible_to(request.user).filter(user=request.user).first()
    context: dict[str, Any] = {
        "crumbs": crumbs_of(),
        "person": person,
        "states": [],
        "booked": [],
        "records": [],
    }
    if person:
        records = TrainingRecord.objects.visible_to(request.user).filter(person=person)
        seen = seen_prisons(request, person)
        context |= {
            "states": states_of(request, person),
            "booked": _booked(request, person),
            "records": [record_row(each, seen) for each in records.select_related("module", "prison")],
        }
    return TemplateResponse(request, "inductions/my_training.html", context)


def _booked(request: HttpRequest, person: Person) -> list[dict[str, object]]:
    rows = Booking.objects.visible_to(request.user).filter(
        person=person, state__in=OPEN, session__starts_at__gt=timezone.now(),
        session__state=TrainingSession.State.PLANNED,
    )  # fmt: skip
    return [
        {
            "module": booking.session.module.label,
            "prison": booking.session.prison.name,
            "when": moment_in_words(booking.session.starts_at, booking.session.ends_at),
            "place": booking.session.place,
            "state": booking.get_state_display(),
            "tone": BOOKING_TONES[Booking.State(booking.state)],
            "position": booking.place_on_list,
            "url": booking.session.get_absolute_url(),
        }
        for booking in rows.select_related("session__prison", "session__module").order_by(
            "session__starts_at"
        )
    ]
