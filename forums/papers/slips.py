"""The slip on which people in prison say what they think of a service: no name, a number, three faces, a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.disclosure import check_for_everyone
from coordination.models.prison import Prison
from coordination.publishing import Printed
from directory.editions import symbols
from directory.editions.guard import only_tables_of
from directory.models.listing import Listing
from directory.models.revision import Revision
from forums.models.feedback import FeedbackSlip
from forums.papers import public
from forums.papers.place import Place, place_of

SYMBOLS: Final = ("face-sad", "face-flat", "face-glad", "ask-an-officer")
# As the page on which slips are typed in calls them: counted from the left, they are its 1, 2 and 3.
FACES: Final = tuple(
    zip(
        SYMBOLS,
        (FeedbackSlip.Face.SAD.label, FeedbackSlip.Face.FLAT.label, FeedbackSlip.Face.GLAD.label),
        strict=False,
    )
)
# Slips on a sheet of A4; with four there is less room to write.
A_SHEET: Final = (2, 4)
MOST_LINES: Final = {2: 5, 4: 4}


@dataclass(frozen=True)
class Slip:
    """`entry_number` and `service`: about what, where that is printed. `service` is empty for a discreet one."""

    place: Place
    entry_number: int | None = None
    service: str = ""


def read_slip(prison: int, printed_on: date, entry_number: int | None = None) -> Slip | None:
    """None: nothing that readers see has this entry number."""
    check_for_everyone(public.PRINTED)
    with only_tables_of(Listing, Revision, Prison):
        place = place_of(prison, printed_on)
        if entry_number is None:
            return Slip(place)
        here = Listing.objects.published().filter(prison=prison, entry_number=entry_number)
        row = here.order_by("pk").values_list("approved_revision__name", "discreet").first()
        if row is None:
            return None
        name, discreet = row
        return Slip(place, entry_number, "" if discreet else name)


def check_slip(slip: Slip, names: Iterable[str]) -> None:
    """The name of a service was approved for the directory and is printed as it stands there."""
    public.check_texts([("whom to give it to", slip.place.ask)], names)


def print_slip(slip: Slip, a_sheet: int = A_SHEET[0]) -> Printed:
    """One sheet to be copied and cut. Raises publishing.PrintingUnavailable."""
    most = MOST_LINES[a_sheet]
    # A long name takes room from the box to write in, never from a line of the slip.
    for lines in range(most, 0, -1):
        printed = publishing.print_pdf(html_of(slip, a_sheet, lines))
        if printed.pages == 1:
            break
    return printed


def html_of(slip: Slip, a_sheet: int, lines: int) -> str:
    context = {
        "slip": slip,
        "place": slip.place,
        "rows": [range(a_sheet // 2)] * 2,
        "a_sheet": a_sheet,
        "digits": range(3),
        "faces": FACES,
        "lines": range(lines),
        "symbols": symbols.known(SYMBOLS),
    }
    return render_to_string("forums/pdf/slip.html", context)
