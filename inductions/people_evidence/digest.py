"""The week in a line: for the coordinators of a prison, and for the managers of each organisation that works there.

It goes into the mail of the reminders. The key names the week, so that it is told once, on the first day of the week on
which there is something to say. Numbers alone: who it is stands on the page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse

from coordination.models import Posting, Prison
from coordination.offers import Due
from coordination.roles import Role
from inductions.gaps import owed_at
from inductions.models import Placement
from inductions.people_evidence.figures import Evidence, today_at
from inductions.status import Status


def of_the_week(day: date) -> Iterator[Due]:
    """One prison after another; nothing for a prison or an organisation at which nothing is to do."""
    managers: dict[int, list[Posting]] = defaultdict(list)
    for posting in _current(Role.MANAGER):
        if posting.organisation_id:
            managers[posting.organisation_id].append(posting)
    coordinators: dict[int, list[Posting]] = defaultdict(list)
    for posting in _current(Role.COORDINATOR):
        if posting.prison_id:
            coordinators[posting.prison_id].append(posting)
    for prison in Prison.objects.filter(pk__in=Placement.objects.on(day).values("prison")).order_by("pk"):
        found = today_at(prison, day)
        yield from _for_coordinators(found, coordinators[prison.pk])
        for key in found.organisations:
            yield from _for_managers(found, key, managers.get(key, []))


def _current(role: Role) -> list[Posting]:
    return list(
        Posting.objects.current().filter(role=role).select_related("user", "organisation").order_by("pk")
    )


def _for_coordinators(found: Evidence, postings: list[Posting]) -> Iterator[Due]:
    if not postings:
        return
    overdue = sum(owed.due_on < found.day for owed in owed_at(found.prison, found.day))
    states = Counter[Status]()
    for module in found.modules:
        states.update(module.counts)
    counts = (
        (states[Status.EXPIRED], "required training expired"),
        (states[Status.NEVER], "required training never recorded"),
        (states[Status.DUE_SOON], "due soon"),
        (found.clearances.waiting, "clearances waiting for a decision"),
        (found.sessions.waits, "sessions without who came"),
        (overdue, "policies not acknowledged in time"),
    )
    parts = _parts(counts)
    path = reverse("people_evidence", args=[found.prison.code])
    yield from _told(
        found, f"prison:{found.prison.pk}", f"This week at {found.prison}", parts, path, postings
    )


def _for_managers(found: Evidence, key: int, postings: list[Posting]) -> Iterator[Due]:
    line = found.organisations[key]
    parts = _parts(
        (
            (line.expired, "people with training expired"),
            (line.never, "people with training never recorded"),
        )
    )
    for posting in postings:
        assert posting.organisation is not None  # they are found by it
        path = reverse("own_workers", args=[posting.organisation.slug])
        what = f"organisation:{key}:{found.prison.pk}"
        yield from _told(found, what, f"This week, {line.name} at {found.prison}", parts, path, [posting])


def _parts(counts: Iterable[tuple[int, str]]) -> list[str]:
    return [f"{words}: {number}" for number, words in counts if number]


def _told(
    found: Evidence, what: str, where: str, parts: list[str], path: str, postings: list[Posting]
) -> Iterator[Due]:
    monday = found.day - timedelta(days=found.day.weekday())
    if not parts:
        return
    for posting in postings:
        yield Due(
            email=posting.user.email, name=posting.user.name, days=7, comes_due_on=monday + timedelta(days=6),
            key=f"week:{what}:{monday}", sentence=f"{where[:120]} – {'; '.join(parts)}."[:300], path=path,
        )  # fmt: skip
