"""“You said, we did” for the walls: approved outcomes in large type, each page a poster of its own.

Kept off a wall: what came of a slip about a service that must not be seen to be used, what names such a service, and
what belongs to a pathway that stands only where women are held (abuse; sex work).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.template.loader import render_to_string

from coordination import publishing
from coordination.disclosure import check_for_everyone
from coordination.models.prison import Prison
from coordination.models.reference import Pathway
from coordination.policies import Refused
from coordination.publishing import Printed
from directory.editions import symbols
from directory.editions.guard import only_tables_of
from directory.models.listing import Listing
from directory.models.revision import Revision
from forums.models.feedback import FeedbackSlip
from forums.models.outcome import Outcome
from forums.papers import public
from forums.papers.place import Place, place_of

SYMBOLS: Final = ("talk", "yes", "question", "ask-an-officer")
# Newest first, so that a wall tells what is new; more than this is three or four posters.
MOST: Final = 8
# What a poster holds, in lines of so many characters; laid out again with less where that was too much.
LINE: Final = 38
LINES: Final = 22
LINES_AROUND: Final = 3
# Points on A4: the largest that takes no more posters. On A3 everything is larger by as much as the sheet is.
TYPE: Final = (30, 26, 22)
ENLARGED: Final = {"a4": 1.0, "a3": 1.41}


@dataclass(frozen=True)
class Said:
    """`key` is for the sentence that names what must be reworded; it is not printed."""

    key: int
    you_said: str
    we_did: str
    pathway: str
    symbol: str


@dataclass(frozen=True)
class Poster:
    place: Place
    pathway: str
    said: tuple[Said, ...]


def read_poster(prison: int, printed_on: date, *, pathway: str = "", keys: Collection[int] = ()) -> Poster:
    """The newest approved ones, of that pathway, or those of these keys. All of one prison."""
    check_for_everyone(public.PRINTED)
    with only_tables_of(Outcome, FeedbackSlip, Listing, Revision, Pathway, Prison):
        rows = may_hang(prison)
        if keys:
            rows = rows.filter(pk__in=keys)
        if pathway:
            rows = rows.filter(pathway=pathway)
        columns = ("pk", "you_said", "we_did", "pathway__label", "pathway__symbol", "pathway__position")
        found = list(rows.order_by("-approved_at", "-pk").values_list(*columns))
        discreet = discreet_names(prison)
        place = place_of(prison, printed_on)
    kept = [row for row in found if not _names_one(f"{row[1]} {row[2]}", discreet)][:MOST]
    # What belongs together hangs together; what belongs to no pathway comes last.
    kept.sort(key=lambda row: (row[5] is None, row[5] or 0))
    said = tuple(Said(pk, you, we, label or "", symbol or "") for pk, you, we, label, symbol, _ in kept)
    return Poster(place, said[0].pathway if pathway and said else "", said)


def may_hang(prison: int) -> QuerySet[Outcome]:
    rows = Outcome.objects.approved().filter(prison=prison)
    return rows.exclude(slip__listing__discreet=True).exclude(pathway__women_only=True)


def discreet_names(prison: int) -> list[str]:
    """What services that must not be seen to be used are called: as approved, whatever they are called since."""
    rows = Listing.objects.filter(prison=prison, discreet=True, approved_revision__isnull=False)
    return list(rows.order_by("pk").values_list("approved_revision__name", flat=True))


def _names_one(text: str, names: Iterable[str]) -> bool:
    return any(name.casefold() in text.casefold() for name in names if name)


def check_poster(poster: Poster, names: Iterable[str]) -> None:
    if not poster.said:
        raise Refused(
            "There is nothing to put on a poster: approve a “you said, we did” first. What came of a slip about a"
            " discreet service never hangs on a wall."
        )
    texts = [("whom to ask", poster.place.ask)]
    texts += [(f"the outcome “{said.you_said}”", f"{said.you_said}\n{said.we_did}") for said in poster.said]
    public.check_texts(texts, names)


def print_posters(poster: Poster, size: str = "a4") -> Printed:
    """One page a poster. Raises publishing.PrintingUnavailable."""
    for lines in range(LINES, 0, -2):
        walls = split(poster.said, lines)
        for points in TYPE:
            printed = publishing.print_pdf(html_of(poster, walls, size, points))
            if printed.pages == len(walls):
                return printed
    return printed


def split(said: Sequence[Said], lines: int = LINES) -> list[tuple[Said, ...]]:
    """Over as few posters as hold them, about as full as each other, in their order."""
    total = sum(map(height, said))
    posters = max(1, -(-total // lines))
    walls: list[list[Said]] = [[]]
    used = 0
    for each in said:
        # Begin the next one where this one is as full as its share, or would be too full.
        share = -(-total // posters)
        if walls[-1] and (used + height(each) > lines or used + height(each) / 2 > share):
            walls.append([])
            used = 0
        walls[-1].append(each)
        used += height(each)
    return [tuple(wall) for wall in walls]


def height(said: Said) -> int:
    """About how many lines of a poster it takes."""
    return LINES_AROUND + len(said.you_said) // LINE + len(said.we_did) // LINE + 2


def html_of(poster: Poster, walls: Sequence[Sequence[Said]], size: str = "a4", points: int = TYPE[-1]) -> str:
    context = {
        "place": poster.place,
        "pathway": poster.pathway,
        "walls": walls,
        "is_a3": size == "a3",
        "points": round(points * ENLARGED[size]),
        "symbols": symbols.known([*SYMBOLS, *(said.symbol for wall in walls for said in wall)]),
    }
    return render_to_string("forums/pdf/poster.html", context)
