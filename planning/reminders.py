"""Priorities that come due, two weeks before and on their day, for whoever owns them; and what is past it, once a week.

Of one that a role owns, or somebody who has left, the prison's coordinators hear.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from coordination.models import Posting, Prison, User
from coordination.offers import Due
from coordination.roles import Permission, roles_with
from planning.models import Priority
from planning.plans.due import steps_due
from planning.wording import day_in_words

DAYS: Final = (14, 0)
# What goes past its day from Friday on is told with everything else on Monday.
THURSDAY: Final = 3
SHOWN: Final = 160


def due(day: date) -> Iterator[Due]:
    """In a few queries, however many priorities there are."""
    yield from _that_come(day)
    if day.weekday() <= THURSDAY:
        yield from _that_are_late(day)
    yield from steps_due(day)


def step_of(due_on: date, adopted_on: date, day: date) -> int | None:
    """Which of DAYS is reached. None: too early, over, or adopted so late that everybody knows."""
    left = (due_on - day).days
    if left < 0:
        return None
    step = min((each for each in DAYS if left <= each), default=None)
    return None if step and (due_on - adopted_on).days <= step else step


class Readers:
    """Whom to write to: the owner while posted at the prison; else its coordinators."""

    def __init__(self, priorities: Iterable[Priority]) -> None:
        priorities = list(priorities)
        prisons = {each.prison_id for each in priorities}
        postings = Posting.objects.current().filter(prison__in=prisons, user__is_active=True)
        self.here = set(
            postings.filter(user__in={each.owner_id for each in priorities} - {None})
            .order_by().values_list("prison", "user")
        )  # fmt: skip
        self.keepers: dict[int, dict[int, User]] = defaultdict(dict)
        keeping = postings.filter(role__in=roles_with(Permission.MANAGE_PLAN)).select_related("user")
        for posting in keeping.order_by("user_id"):
            self.keepers[posting.prison_id or 0][posting.user_id] = posting.user

    def owner(self, priority: Priority) -> User | None:
        return priority.owner if (priority.prison_id, priority.owner_id) in self.here else None

    def of(self, priority: Priority) -> list[User]:
        owner = self.owner(priority)
        return [owner] if owner else list(self.keepers[priority.prison_id].values())


def _asked_for() -> QuerySet[Priority]:
    """A prison that closed asks for nothing; when it opens again, it does."""
    return Priority.objects.open().filter(prison__status=Prison.Status.OPEN)


def _that_come(day: date) -> Iterator[Due]:
    rows = _asked_for().filter(due_on__range=(day, day + timedelta(days=max(DAYS))))
    priorities = list(rows.select_related("prison", "owner"))
    readers = Readers(priorities)
    for each in priorities:
        step = step_of(each.due_on, timezone.localdate(each.adopted_at), day)
        if step is None:
            continue
        who = "" if readers.owner(each) else f" {each.owner_name} sees to it: ask how far it is."
        sentence = (
            f"“{Truncator(each.title).chars(SHOWN)}” is a priority of {each.prison} until"
            f" {day_in_words(each.due_on)}.{who}"
        )
        for person in readers.of(each):
            yield Due(
                email=person.email, name=person.name, days=step, comes_due_on=each.due_on,
                key=f"priority:{each.pk}:{each.due_on}", sentence=sentence, path=each.get_absolute_url(),
            )  # fmt: skip


def _that_are_late(day: date) -> Iterator[Due]:
    """Numbers alone, by prison: to each owner of theirs, to coordinators of what nobody else is told of."""
    priorities = list(_asked_for().filter(due_on__lt=day).select_related("prison", "owner"))
    readers = Readers(priorities)
    prisons = {each.prison_id: each.prison for each in priorities}
    counts = Counter((each.prison_id, person) for each in priorities for person in readers.of(each))
    monday = day - timedelta(days=day.weekday())
    for (prison_pk, person), count in counts.items():
        prison = prisons[prison_pk]
        yield Due(
            email=person.email, name=person.name, days=7, comes_due_on=monday + timedelta(days=6),
            key=f"week:priorities:{prison_pk}:{monday}",
            sentence=f"Priorities of {prison}\nPast their day: {count}",
            path=reverse("priorities", args=[prison.code]), digest=True,
        )  # fmt: skip
