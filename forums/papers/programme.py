"""The programme of a partnership event, for whoever comes: stalls by number, and what each organisation offers here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.template.loader import render_to_string

from coordination import publishing
from coordination.disclosure import check_for_everyone
from coordination.models.organisation import Organisation
from coordination.models.prison import Prison
from coordination.policies import Refused
from coordination.publishing import Printed
from directory.editions import symbols
from directory.editions.guard import only_tables_of
from directory.models.listing import Listing
from directory.models.revision import Revision
from directory.models.service import Service
from forums.models.event import PartnershipEvent, Stall
from forums.papers import public
from forums.papers.place import Place, moment, place_of

SYMBOLS: Final = ("calendar", "place", "ask-an-officer", "information")
ON_IT: Final = (Stall.Reply.COMING, Stall.Reply.CAME)


@dataclass(frozen=True)
class Offered:
    entry_number: int
    name: str


@dataclass(frozen=True)
class AtStall:
    """`number` None: none was given yet."""

    number: int | None
    organisation: str
    services: tuple[Offered, ...]


@dataclass(frozen=True)
class Programme:
    place: Place
    title: str
    purpose: str
    when: str
    where: str
    stalls: tuple[AtStall, ...]


def read_programme(event: int, printed_on: date) -> Programme:
    """Of the organisations that said that they come, and their published services here that are not discreet."""
    check_for_everyone(public.PRINTED)
    with only_tables_of(PartnershipEvent, Stall, Organisation, Service, Listing, Revision, Prison):
        columns = (*public.PRINTED[PartnershipEvent], "prison")
        title, purpose, starts, ends, where, prison = PartnershipEvent.objects.values_list(*columns).get(
            pk=event
        )
        stalls = Stall.objects.filter(event=event, reply__in=ON_IT).order_by("number", "organisation__name")
        rows = list(stalls.values_list("number", "organisation", "organisation__name"))
        offered = _services(prison, [row[1] for row in rows], printed_on)
        place = place_of(prison, printed_on)
    found = tuple(AtStall(number, name, tuple(offered.get(key, ()))) for number, key, name in rows)
    return Programme(place, title, purpose, moment(starts, ends), where, found)


def _services(prison: int, organisations: list[int], day: date) -> dict[int, list[Offered]]:
    rows = (
        Listing.objects.published()
        .filter(Q(approved_revision__ends_on=None) | Q(approved_revision__ends_on__gte=day))
        .filter(prison=prison, service__organisation__in=organisations, discreet=False)
        .order_by("approved_revision__name", "entry_number")
        .values_list("service__organisation", "entry_number", "approved_revision__name")
    )
    found: dict[int, list[Offered]] = {}
    for organisation, number, name in rows:
        found.setdefault(organisation, []).append(Offered(number or 0, name))
    return found


def check_programme(programme: Programme, names: Iterable[str]) -> None:
    if not programme.stalls:
        raise Refused("No organisation has said yet that it comes, so there is no programme to print.")
    texts = [
        ("the title", programme.title), ("the purpose", programme.purpose), ("the place", programme.where),
        ("whom to ask", programme.place.ask),
    ]  # fmt: skip
    public.check_texts(texts, names)


def print_programme(programme: Programme) -> Printed:
    """Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(programme))


def html_of(programme: Programme) -> str:
    context = {"programme": programme, "place": programme.place, "symbols": symbols.known(SYMBOLS)}
    return render_to_string("forums/pdf/programme.html", context)
