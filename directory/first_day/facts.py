"""What the data says of a prison's directory and of the work on it, counted anew each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from coordination.models import Invitation, Pathway, Posting, Prison, Wing
from coordination.roles import Role
from directory.models import CopyPlace, Edition, Listing, PlacedCopy, Revision
from directory.models.listing import ListingQuerySet

# (key for the filter of the directory, name)
Named = tuple[str, str]


@dataclass(frozen=True)
class Directory:
    """What a directory printed on that day would hold.

    `entries` counts what would be printed: published, not over, and confirmed within the time for which anything is
    printed. The other counts are of published entries, so that each is as long as the list behind it.
    """

    wings: int
    entries: int
    empty_pathways: tuple[Named, ...] = ()
    unreached_wings: tuple[Named, ...] = ()
    without_contact: int = 0
    without_how_to_ask: int = 0
    overdue: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Printed:
    """The newest finished edition of a kind."""

    pk: int
    number: int
    printed_on: date
    renew_on: date


@dataclass(frozen=True)
class Work:
    """What was done at the prison so far. `sent`: texts that organisations ever sent, decided or not."""

    today: date
    ask_for_new_copy: str
    renew_after_days: int
    own_wording: bool
    sent: int
    decided: int
    pending: int
    oldest_pending: datetime | None
    for_staff: Printed | None
    for_people: Printed | None
    copy_places: int
    copies: int
    staff: int
    staff_invited: int


def directory_of(prison: Prison, today: date) -> Directory:
    """Six queries."""
    published = Listing.objects.filter(prison=prison).published()
    printed = to_be_printed(published, today)
    wings = prison.wings.filter(ended_on=None)
    return Directory(
        wings=wings.count(),
        entries=printed.count(),
        empty_pathways=_empty_pathways(prison, printed),
        unreached_wings=_unreached(wings, printed),
        without_contact=published.without_contact(today).count(),
        without_how_to_ask=published.without_how_to_ask(today).count(),
        overdue=published.overdue(today).count(),
        left_out=published.left_out_of_print(today).count(),
    )


def to_be_printed(published: ListingQuerySet, today: date) -> ListingQuerySet:
    """Those that an edition made today would hold (see editions)."""
    over = Q(approved_revision__ends_on__lt=today)
    left_out = published.left_out_of_print(today).order_by().values("pk")
    return published.exclude(pk__in=left_out).exclude(over)


def _empty_pathways(prison: Prison, printed: ListingQuerySet) -> tuple[Named, ...]:
    pathways = Pathway.objects.filter(active=True)
    if not prison.holds_women:
        pathways = pathways.filter(women_only=False)
    links = Revision.pathways.through.objects.filter(pathway=OuterRef("pk"))
    served = links.filter(revision__in=printed.order_by().values("approved_revision"))
    return tuple((each.pk, each.label) for each in pathways.exclude(Exists(served)))


def _unreached(wings: QuerySet[Wing], printed: ListingQuerySet) -> tuple[Named, ...]:
    """Wings to which no entry comes; an entry for every wing comes to all."""
    if printed.filter(approved_revision__every_wing=True).exists():
        return ()
    links = Revision.wings.through.objects.filter(wing=OuterRef("pk"))
    reached = links.filter(revision__in=printed.order_by().values("approved_revision"))
    return tuple((str(each.pk), str(each)) for each in wings.exclude(Exists(reached)))


def work_of(prison: Prison, today: date) -> Work:
    """Some ten queries."""
    texts = Revision.objects.filter(listing__prison=prison)
    pending = texts.pending().aggregate(oldest=Min("submitted_at"))
    waiting = texts.pending().count()
    sent = texts.count()
    lying = PlacedCopy.objects.lying().filter(place__prison=prison)
    usual = Prison()
    return Work(
        today=today,
        ask_for_new_copy=prison.ask_for_new_copy,
        renew_after_days=prison.renew_after_days,
        own_wording=(prison.ask_for_new_copy, prison.renew_after_days)
        != (usual.ask_for_new_copy, usual.renew_after_days),
        sent=sent,
        decided=sent - waiting,
        pending=waiting,
        oldest_pending=pending["oldest"],
        for_staff=_newest(prison, Edition.Kind.STAFF),
        for_people=_newest(prison, Edition.Kind.PEOPLE),
        copy_places=CopyPlace.objects.filter(prison=prison, ended_on=None).count(),
        copies=sum(lying.values_list("copies", flat=True)),
        staff=Posting.objects.current().filter(prison=prison, role=Role.STAFF).count(),
        staff_invited=Invitation.objects.open().filter(prison=prison, role=Role.STAFF).count(),
    )


def _newest(prison: Prison, kind: str) -> Printed | None:
    ready = Edition.objects.filter(prison=prison, kind=kind, state=Edition.State.READY).order_by("-number")
    row = ready.values_list("pk", "number", "printed_on", "renew_on").first()
    return Printed(*row) if row else None
