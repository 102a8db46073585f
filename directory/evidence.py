"""What the directory shows of the work at a prison: lists, services, editions and queries. Six queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison
from coordination.months import by_month, first_of_month, newest_first
from coordination.offers import Evidence
from coordination.roles import Permission as P
from directory.models import Edition, ImportRun, ListingEvent, Query, Revision

KINDS: Final = {
    "map": "Services mapped",
    "services_approved": "Services approved",
    "services_confirmed": "Services confirmed as still right",
    "edition_staff": "Directory for staff",
    "edition_people": "Directory for people in prison",
    "queries_answered": "Queries answered with a service",
}
EDITIONS: Final = {Edition.Kind.STAFF: "edition_staff", Edition.Kind.PEOPLE: "edition_people"}
# The states of a text that was approved once.
APPROVED: Final = (Revision.State.APPROVED, Revision.State.SUPERSEDED)


def found(prison: Prison, first: date, last: date) -> list[Evidence]:
    parts = (_first_map, _lists, _approved, _confirmed, _editions, _queries)
    return newest_first(each for part in parts for each in part(prison, first, last))


def _first_map(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """The day of the first service that was approved, which is where the map of this prison begins."""
    rows = Revision.objects.filter(listing__prison=prison, state__in=APPROVED, decided_at__isnull=False)
    moment = rows.order_by("decided_at").values_list("decided_at", flat=True).first()
    if moment and first <= (on := timezone.localdate(moment)) <= last:
        yield Evidence(
            kind="map", source="directory.first_map", words="The first service entered the directory", on=on,
            path=reverse("directory", args=[prison.code]), opened_by=P.VIEW_DIRECTORY,
        )  # fmt: skip


def _lists(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """Of the run itself alone: the name of a file is whatever somebody called it."""
    rows = ImportRun.objects.filter(
        prison=prison, state=ImportRun.State.FINISHED, finished_at__date__range=(first, last)
    )
    for key, moment in rows.order_by().values_list("pk", "finished_at"):
        yield Evidence(
            kind="map", source=f"directory.import.{key}", words="A list of services was brought in",
            on=timezone.localdate(moment), path=reverse("import_run", args=[prison.code, key]),
            opened_by=P.IMPORT_SERVICES,
        )  # fmt: skip


def _approved(prison: Prison, first: date, last: date) -> list[Evidence]:
    """A service counts once a month, however often its text was changed."""
    rows = Revision.objects.filter(
        listing__prison=prison, state__in=APPROVED, decided_at__date__range=(first_of_month(first), last)
    )
    return by_month(
        _once_a_month(rows.order_by("decided_at").values_list("listing", "decided_at")), first,
        kind="services_approved", source="directory.approved", words="Services approved",
        unit="services", path=reverse("directory", args=[prison.code]), opened_by=P.VIEW_DIRECTORY,
    )  # fmt: skip


def _once_a_month(moments: Iterable[tuple[int, datetime | None]]) -> Iterable[date]:
    """(listing, moment), the earliest first: of each listing and month the last day."""
    once: dict[tuple[int, date], date] = {}
    for listing, moment in moments:
        day = timezone.localdate(moment)
        once[listing, first_of_month(day)] = day
    return once.values()


def _confirmed(prison: Prison, first: date, last: date) -> list[Evidence]:
    """By the history, which keeps what a later confirmation would take away. A service counts once a month; that its
    text was approved is no confirmation.
    """
    rows = ListingEvent.objects.filter(
        listing__prison=prison,
        kind=ListingEvent.Kind.CONFIRMED,
        at__date__range=(first_of_month(first), last),
    )
    return by_month(
        _once_a_month(rows.order_by("at").values_list("listing", "at")), first, kind="services_confirmed",
        source="directory.confirmed", words="Services confirmed as still right", unit="services",
        path=reverse("directory", args=[prison.code]), opened_by=P.VIEW_DIRECTORY,
    )  # fmt: skip


def _editions(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """Those that may be used: not one that was withdrawn when the prison closed."""
    rows = Edition.objects.filter(
        prison=prison, kind__in=EDITIONS, state=Edition.State.READY, withdrawn_on=None,
        printed_on__range=(first, last),
    )  # fmt: skip
    for key, kind, number, on in rows.order_by().values_list("pk", "kind", "number", "printed_on"):
        yield Evidence(
            kind=EDITIONS[Edition.Kind(kind)], source=f"directory.edition.{key}",
            words=f"{Edition.Kind(kind).label}, edition {number}", on=on,
            path=reverse("edition", args=[prison.code, key]), opened_by=P.VIEW_EDITIONS,
        )  # fmt: skip


def _queries(prison: Prison, first: date, last: date) -> list[Evidence]:
    rows = Query.objects.filter(
        prison=prison, outcome=Query.Outcome.ANSWERED, asked_on__range=(first_of_month(first), last)
    )
    return by_month(
        rows.order_by().values_list("asked_on", flat=True), first, kind="queries_answered",
        source="directory.queries", words="Queries answered with a service", unit="queries",
        path=reverse("queries", args=[prison.code]), opened_by=P.VIEW_NEEDS,
    )  # fmt: skip
