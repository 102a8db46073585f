"""One page in plain words for the wings, from approved minutes and from the allow-list alone.

It is exactly one page in type of 14 points or more. What does not fit is neither shrunk nor cut: it is refused, with
the items to shorten. The allow-list and the one page: ADR 0065.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.disclosure import check_for_everyone
from coordination.models.prison import Prison
from coordination.policies import Refused
from coordination.publishing import Printed
from directory.editions import sentences, symbols
from directory.editions.guard import only_tables_of
from forums.minuted import chair_of
from forums.models.forum import Forum
from forums.models.meeting import AgendaItem, Meeting
from forums.models.minutes import ApprovedMinutes, MinuteItem, Minutes
from forums.papers import public
from forums.papers.place import Place, place_of, weekday

SYMBOLS: Final = ("talk", "calendar", "group", "question", "ask-an-officer", "important")
# Points: the largest that fits is taken, and none is smaller than people in prison can be asked to read.
TYPE: Final = (18, 16, 14)
# Words that surely fit are not laid out to be measured: as many lines of this length, in plain English.
SURE_LINES: Final = 18
SURE_LENGTH: Final = 60
MOST_NAMED: Final = 3


@dataclass(frozen=True)
class WingItem:
    number: int
    plain_words: str


@dataclass(frozen=True)
class WingPage:
    """Everything that the template is given. `left_out`: how many items somebody chose to leave off."""

    place: Place
    title: str
    held_on: str
    chair: str
    named: tuple[str, ...]
    people: int
    organisations: int
    staff: int
    items: tuple[WingItem, ...]
    left_out: int


class DoesNotFit(Refused):
    """`numbers` are the items to shorten, longest first."""

    def __init__(self, sentence: str, numbers: tuple[int, ...]) -> None:
        super().__init__(sentence)
        self.numbers = numbers


def read_page(meeting: int, printed_on: date, without: Collection[int] = ()) -> WingPage | None:
    """From the approved minutes of the meeting, without the items of those numbers. None: not approved."""
    check_for_everyone(public.PRINTED)
    with only_tables_of(ApprovedMinutes, Minutes, Meeting, Forum, Prison):
        approved = ApprovedMinutes.objects.filter(minutes__meeting=meeting)
        row = approved.values_list("content", "minutes__meeting__forum__prison").first()
        if row is None:
            return None
        content, prison = row
        return page_of(content, place_of(prison, printed_on), without)


def page_of(content: dict[str, Any], place: Place, without: Collection[int] = ()) -> WingPage:
    """`content` as `forums.minuted` writes it: of its keys only those that stand here are read."""
    meeting = content["meeting"]
    came = [row for row in content["attendance"] if not row["apologies"]]
    chair = chair_of(meeting)["chair"] if meeting["chair_is_public"] else ""
    named = [row["name"] for row in came if row["name"] and row["name_is_public"]]
    keys = (*public.PRINTED[AgendaItem], *public.PRINTED[MinuteItem])
    worded = [{key: item[key] for key in keys} for item in content["items"] if item["plain_words"].strip()]
    return WingPage(
        place=place,
        title=meeting["name"],
        held_on=weekday(datetime.fromisoformat(meeting["starts_at"])),
        chair=chair,
        named=tuple(name for name in named if name != chair),
        people=sum(row["people_count"] for row in content["wings"]),
        organisations=len({row["organisation"] for row in came if row["organisation"]}),
        staff=sum(not row["organisation"] for row in came),
        items=tuple(WingItem(**item) for item in worded if item["number"] not in without),
        left_out=sum(item["number"] in without for item in worded),
    )


def check_page(page: WingPage, names: Iterable[str]) -> None:
    """May these words be read on the wings? `names`: those that may not."""
    if not page.items:
        raise Refused(
            "No item of these minutes has words for the wings."
            if not page.left_out
            else "Every item is left out. Keep at least one."
        )
    texts = [("the title", page.title), ("whom to ask", page.place.ask)]
    texts += [(f"item {item.number}", item.plain_words) for item in page.items]
    public.check_texts(texts, names)
    public.check_texts([("a name", name) for name in (page.chair, *page.named)], ())


def surely_fits(page: WingPage) -> bool:
    lines = sum(
        1 + len(line) // SURE_LENGTH for item in page.items for line in [*item.plain_words.splitlines(), ""]
    )
    return lines <= SURE_LINES


def check_fits(page: WingPage) -> None:
    """Lays the page out where it is not plain that it fits. Nothing is said where this machine cannot print."""
    if surely_fits(page) or publishing.missing_library():
        return
    printed = publishing.print_pdf(html_of(page))
    if printed.pages > 1:
        raise too_long(page, printed)


def print_page(page: WingPage) -> Printed:
    """In the largest type that fits. Raises DoesNotFit, and publishing.PrintingUnavailable."""
    for points in TYPE:
        printed = publishing.print_pdf(html_of(page, points))
        if printed.pages == 1:
            return printed
    raise too_long(page, printed)


def html_of(page: WingPage, points: int = TYPE[-1]) -> str:
    context = {
        "page": page,
        "place": page.place,
        "symbols": symbols.known(SYMBOLS),
        "present": present(page),
        "points": points,
    }
    return render_to_string("forums/pdf/wings.html", context)


def present(page: WingPage) -> str:
    """“6 people in prison, 2 organisations and 1 member of staff were there.”"""
    counted = [
        _counted(page.people, "person in prison", "people in prison"),
        _counted(page.organisations, "organisation", "organisations"),
        _counted(page.staff, "member of staff", "members of staff"),
    ]
    said = [words for words in counted if words]
    alone = len(said) == 1 and page.people + page.organisations + page.staff == 1
    return f"{sentences.listed(said)} {'was' if alone else 'were'} there." if said else ""


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""


def too_long(page: WingPage, printed: Printed) -> DoesNotFit:
    """Which items to shorten: the longest, until what they have over the others would make room."""
    lengths = {item.number: len(item.plain_words) for item in page.items}
    total = sum(lengths.values())
    room = _room(page, printed)
    longest = sorted(lengths, key=lambda number: (-lengths[number], number))
    named: list[int] = []
    fair = room / len(lengths)
    for number in longest[:MOST_NAMED]:
        named.append(number)
        if sum(max(0, lengths[each] - fair) for each in named) >= total - room:
            break
    which = sentences.listed(f"item {number} ({lengths[number]} characters)" for number in named)
    return DoesNotFit(
        f"This does not fit on one page: about {room:,} characters do, and these items have {total:,}. Shorten"
        f" {which}, or leave some off the page.", tuple(named),
    )  # fmt: skip


def _room(page: WingPage, printed: Printed) -> int:
    """About how many characters the first page holds, in tens, with the box at its foot."""
    on_first = sum(
        len(item.plain_words) for item in page.items if printed.anchors.get(f"item-{item.number}", 1) == 1
    )
    total = sum(len(item.plain_words) for item in page.items)
    return max(100, min(on_first, total - 50) // 10 * 10)
