"""What is sent by e-mail about people who come in. The subject names nobody: a screen may be seen by others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.urls import reverse

from coordination import clock
from coordination.emails import absolute, send
from coordination.models import User
from inductions.models import Booking, Engagement, Objection, Person, Reliance
from inductions.models.moments import moment_in_words
from inductions.objection_links import WORKS_FOR, token_for

# {news: (subject, sentence)} of a place on training.
NEWS: Final = {
    Booking.News.BOOKED: ("you have a place on training", "You have a place."),
    Booking.News.WAITING: (
        "you are on a waiting list for training", "All places are taken. You are on the waiting list.",
    ),
    Booking.News.MOVED_UP: (
        "you have a place on training now", "A place has come free, and it is yours: you have moved up.",
    ),
    Booking.News.CANCELLED: (
        "a booking of yours was cancelled", "Your booking for {module} at {prison} on {when} is cancelled.",
    ),
    Booking.News.SESSION_CHANGED: (
        "training that you booked was changed", "The session has changed. This is how it is now.",
    ),
    Booking.News.SESSION_CANCELLED: (
        "training that you booked will not take place",
        "{module} at {prison} on {when} will not take place. The reason: {why}. Nothing stands against you.",
    ),
}  # fmt: skip


def what_is_held(person: Person, whom_to_ask: Sequence[tuple[str, str, str]]) -> None:
    """To somebody whom somebody else typed in: what is held, who sees it, for how long, and how to object.

    `whom_to_ask`: (name, role, e-mail address).
    """
    work, prisons = Engagement.told_to(person)
    send(
        "inductions/email/what_is_held",
        to=person.email,
        subject="what is held of you, and how to object",
        name=person.name,
        phone=person.phone,
        email=person.email,
        work=work,
        prisons=prisons,
        added_by=str(person.added_by) if person.added_by else "",
        has_account=person.user_id is not None,
        whom_to_ask=[{"name": who, "role": role, "email": address} for who, role, address in whom_to_ask],
        years=settings.RETENTION_YEARS,
        url=absolute(reverse("my_record")),
        held_url=absolute(reverse("what_is_held", args=[token_for(person)])),
        held_until=clock.today() + WORKS_FOR,
    )


def somebody_objects(to: User, objection: Objection) -> None:
    """Neither who nor what stands in it: it may be read over a shoulder."""
    send(
        "inductions/email/objection",
        to=to.email,
        subject="somebody objects to what is held of them",
        name=to.name,
        url=absolute(objection.get_absolute_url()),
    )


def booking_news(booking: Booking, *, waits_as: int) -> None:
    """The last news of a place on training. The subject says neither where nor what, because a screen may be seen.

    Goes to whoever booked where no e-mail address of the person is held. `waits_as`: place on the waiting list, or 0.
    """
    session, person = booking.session, booking.person
    own = bool(person.email)
    gone = booking.news in (Booking.News.CANCELLED, Booking.News.SESSION_CANCELLED)
    when = moment_in_words(session.starts_at, session.ends_at)
    subject, sentence = NEWS[Booking.News(booking.news)]
    path = reverse("training", args=[session.prison.code]) if gone else session.get_absolute_url()
    send(
        "inductions/email/booking",
        to=person.email if own else booking.booked_by.email,
        subject=subject,
        name=person.name if own else booking.booked_by.name,
        about="" if own else person.name,
        sentence=sentence.format(
            module=session.module.label, prison=session.prison.name, when=when,
            why=session.get_reason_display().lower(),
        ),
        goes_on=not gone,
        module=session.module.label,
        prison=session.prison.name,
        when=when,
        place=session.place,
        waits_as=waits_as,
        url=absolute(path),
    )  # fmt: skip


def please_contact(to: User, reliance: Reliance, contacts: Sequence[User]) -> None:
    """To a prison that relies on another's clearance: whom to contact, and nothing of what happened or of whom."""
    clearance = reliance.clearance
    send(
        "inductions/email/please_contact",
        to=to.email,
        subject="please contact another prison about a clearance",
        name=to.name,
        prison=reliance.prison.name,
        other=clearance.prison.name,
        contacts=[{"name": each.name, "email": each.email} for each in contacts],
        url=absolute(reverse("clearances", args=[clearance.person_id, reliance.prison.code])),
    )
