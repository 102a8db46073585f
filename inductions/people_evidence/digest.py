"""What is open this week: for the coordinators of a prison, and for the managers of each organisation that works there.

It goes into the mail of the reminders. The key names the week, so that it is told once, on the first day of the week on
which there is something to say. Numbers alone: who it is stands on the page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from coordination.models import Posting, Prison
from coordination.offers import Due
from coordination.roles import Role
from inductions.gaps import owed_at
from inductions.gate.waiting import ending
from inductions.models import Clearance, Placement, TrainingSession
from inductions.people_evidence.figures import Evidence, today_at
from inductions.people_evidence.people import Induction
from inductions.status import Status

Numbers = Iterable[tuple[int, str]]


def of_the_week(day: date) -> Iterator[Due]:
    """One prison after another; nothing for a prison or an organisation at which nothing is open.

    Who is told is asked prison by prison, too: all managers of the country at once would not fit in little memory.
    """
    for prison in _with_something(day).filter(status=Prison.Status.OPEN).order_by("pk"):
        found = today_at(prison, day)
        overdue = [owed for owed in owed_at(prison, day) if owed.due_on < day]
        yield from _for_coordinators(found, len(overdue), _current(Role.COORDINATOR, prison=prison))
        late = Counter(each.pk for owed in overdue for each in {*owed.organisations})
        managers: dict[int | None, list[Posting]] = defaultdict(list)
        for posting in _current(Role.MANAGER, organisation__in=list(found.organisations)):
            managers[posting.organisation_id].append(posting)
        for key in found.organisations:
            yield from _for_managers(found, key, late[key], managers[key])


def _with_something(day: date) -> QuerySet[Prison]:
    """Where somebody works, a clearance waits or a session may not be settled."""
    return Prison.objects.filter(
        Q(pk__in=Placement.objects.on(day).values("prison"))
        | Q(pk__in=Clearance.objects.filter(state=Clearance.State.APPLIED).values("prison"))
        | Q(pk__in=TrainingSession.objects.filter(state=TrainingSession.State.PLANNED).values("prison"))
    )


def _current(role: Role, **where: Any) -> list[Posting]:
    postings = Posting.objects.current().filter(role=role, **where)
    return list(postings.select_related("user", "organisation").order_by("pk"))


def _for_coordinators(found: Evidence, overdue: int, postings: list[Posting]) -> Iterator[Due]:
    if not postings:
        return
    lines = _lines(
        (
            (found.with_any[Status.EXPIRED], "People with required training that has expired"),
            (found.with_any[Status.NEVER], "People with required training that was never recorded"),
            (found.with_any[Status.DUE_SOON], "People whose training is due for renewal"),
            (
                found.induction[Induction.BEGUN] + found.induction[Induction.NOTHING],
                "People without a complete induction",
            ),
            (found.clearances.waiting, "Clearances that wait for a decision"),
            (_ends_soon(found), "Clearances that end within 60 days"),
            (found.sessions.waits, "Sessions of which nobody recorded who came"),
            (overdue, "Policies not acknowledged in time"),
        )
    )
    path = reverse("people_evidence", args=[found.prison.code])
    yield from _told(found, f"prison:{found.prison.pk}", str(found.prison), lines, path, postings)


def _ends_soon(found: Evidence) -> int:
    return sum(
        row.expires_on is not None and row.expires_on >= found.day for row in ending(found.prison, found.day)
    )


def _for_managers(found: Evidence, key: int, overdue: int, postings: list[Posting]) -> Iterator[Due]:
    """Of the organisation's own people alone. Clearances are the prison's to speak of."""
    line = found.organisations[key]
    lines = _lines(
        (
            (line.expired, "People with required training that has expired"),
            (line.never, "People with required training that was never recorded"),
            (line.due_soon, "People whose training is due for renewal"),
            (line.not_inducted, "People without a complete induction"),
            (overdue, "Policies not acknowledged in time"),
        )
    )
    for posting in postings:
        assert posting.organisation is not None  # they are found by it
        path = reverse("own_workers", args=[posting.organisation.slug])
        what = f"organisation:{key}:{found.prison.pk}"
        where = f"{line.name[:120]} at {found.prison}"
        yield from _told(found, what, where, lines, path, [posting])


def _lines(numbers: Numbers) -> list[str]:
    return [f"{words}: {number}" for number, words in numbers if number]


def _told(
    found: Evidence, what: str, where: str, lines: list[str], path: str, postings: list[Posting]
) -> Iterator[Due]:
    if not lines:
        return
    monday = found.day - timedelta(days=found.day.weekday())
    for posting in postings:
        yield Due(
            email=posting.user.email, name=posting.user.name, days=7, comes_due_on=monday + timedelta(days=6),
            key=f"week:{what}:{monday}", sentence="\n".join([where, *lines]), path=path, digest=True,
        )  # fmt: skip
