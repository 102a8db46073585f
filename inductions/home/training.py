"""For whoever looks after training: sessions that wait for who came, records that wait for a second person."""

from __future__ import annotations

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from inductions.models import TrainingRecord, TrainingSession
from inductions.models.moments import day_in_words


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.MANAGE_TRAINING):
        return []
    return [
        line
        for prison in standing.prisons_where(P.MANAGE_TRAINING).order_by("name")
        for line in (*_who_came(prison), *_second_person(prison, user))
    ]


def _who_came(prison: Prison) -> list[HomeItem]:
    rows = TrainingSession.objects.filter(
        prison=prison, state=TrainingSession.State.PLANNED, ends_at__lte=timezone.now()
    )
    over = list(rows.select_related("module").order_by("starts_at", "pk"))
    if not over:
        return []
    first = over[0]
    if len(over) == 1:
        day = day_in_words(timezone.localdate(first.starts_at))
        sentence = f"Say who came to {first.module} on {day} at {prison}."
        url = reverse("training_attendance", args=[prison.code, first.pk])
    else:
        sentence = f"{len(over)} training sessions at {prison} wait for who came."
        url = f"{reverse('training', args=[prison.code])}?show=settle"
    return [HomeItem(Section.WAITS, sentence, url, len(over), first.starts_at)]


def _second_person(prison: Prison, user: User) -> list[HomeItem]:
    """Without those of one's own writing, which somebody else verifies."""
    rows = TrainingRecord.objects.waiting_for_a_second_person(prison, timezone.localdate())
    rows = rows.exclude(recorded_by=user)
    count = rows.count()
    if not count:
        return []
    records = "1 training record waits" if count == 1 else f"{count} training records wait"
    since = rows.aggregate(first=Min("recorded_at"))["first"]
    return [
        HomeItem(
            Section.WAITS, f"{records} for you as the second person at {prison}.",
            reverse("training_to_verify", args=[prison.code]), count, since,
        )
    ]  # fmt: skip
