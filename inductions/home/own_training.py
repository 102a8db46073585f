"""What somebody who comes in has booked, has to do and is about to lose: their own training and clearance."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from inductions.gate.answers import training_of
from inductions.models import Booking, Clearance, Person, Placement, TrainingSession
from inductions.models.moments import day_in_words
from inductions.status import Status

SOON: Final = timedelta(days=60)


def items(user: User, standing: Standing) -> list[HomeItem]:
    person = Person.objects.filter(user=user).first()
    if person is None:
        return []
    today = timezone.localdate()
    # Also where the work is about to begin: newcomers are trained before their first day.
    working = Placement.objects.filter(engagement__person=person).exclude(
        Q(ends_on__lt=today) | Q(engagement__ends_on__lt=today)
    )
    at: dict[Prison, list[Placement]] = defaultdict(list)
    for placement in working.select_related("prison", "engagement"):
        at[placement.prison].append(placement)
    booked = _booked(person)
    found = [_place(each) for each in booked if each.state == Booking.State.BOOKED]
    for prison, placements in at.items():
        taken = {each.session.module_id for each in booked if each.session.prison_id == prison.pk}
        found += _training(prison, person, placements, taken, today)
        found += _clearance(prison, person, today)
    return found


def _booked(person: Person) -> list[Booking]:
    rows = Booking.objects.filter(
        person=person, state__in=[Booking.State.BOOKED, Booking.State.WAITING],
        session__starts_at__gt=timezone.now(), session__state=TrainingSession.State.PLANNED,
    )  # fmt: skip
    related = rows.select_related("session__prison", "session__module")
    return list(related.order_by("session__starts_at", "pk"))


def _place(booking: Booking) -> HomeItem:
    session = booking.session
    starts = timezone.localtime(session.starts_at)
    return HomeItem(
        Section.WAITS,
        f"You have a place on {session.module} at {session.prison}: {starts:%A} {day_in_words(starts.date())},"
        f" {starts:%H:%M}.",
        session.get_absolute_url(), 1, session.starts_at,
    )  # fmt: skip


def _training(
    prison: Prison, person: Person, placements: list[Placement], taken: set[str], today: date
) -> list[HomeItem]:
    """What is booked already is left out."""
    worths = [
        (rule, worth)
        for rule, worth in training_of(prison, {person.pk: placements}, {person.pk}, today)[person.pk]
        if rule.module_id not in taken
    ]
    missing = [rule.module.label for rule, worth in worths if worth.status in (Status.NEVER, Status.EXPIRED)]
    ends = [worth.expires_on for _, worth in worths if worth.status == Status.DUE_SOON and worth.expires_on]
    url, found = reverse("my_training"), []
    if missing:
        what = missing[0] if len(missing) == 1 else f"{len(missing)} modules of training"
        sentence = f"{prison} asks you for {what}: not recorded, or expired."
        found.append(HomeItem(Section.WAITS, sentence, url, len(missing)))
    if ends:
        what = "One module of your training" if len(ends) == 1 else f"{len(ends)} modules of your training"
        sentence = f"{what} at {prison} must be renewed soon."
        found.append(HomeItem(Section.RISK, sentence, url, len(ends), min(ends)))
    return found


def _clearance(prison: Prison, person: Person, today: date) -> list[HomeItem]:
    """The one that lasts longest. It says when it ends, as the reminder does, and nothing else."""
    rows = Clearance.objects.granted_on(today).filter(prison=prison, person=person)
    last = max((row.expires_on for row in rows if row.expires_on), default=None)
    if last is None or last > today + SOON:
        return []
    sentence = (
        f"Your clearance at {prison} ends on {day_in_words(last)}. Ask whoever you work for to renew it."
    )
    return [HomeItem(Section.RISK, sentence, reverse("my_record"), 1, last)]
