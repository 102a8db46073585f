"""The newsletter for the wings, from the allow-list alone: items that are marked for people in prison and approved.

Title and greeting of the issue are words for staff: the newsletter has a title of its own. Helplines are fixed words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, IntegerField, Value, When
from django.template.loader import render_to_string

from bulletins.models.issue import BulletinIssue
from bulletins.models.item import BulletinItem, Section
from bulletins.papers import public
from bulletins.wording import period_in_words
from coordination import publishing
from coordination.disclosure import check_for_everyone
from coordination.models.prison import Prison
from coordination.policies import Refused
from coordination.publishing import Printed
from directory.editions import sentences, symbols
from directory.editions.guard import only_tables_of

FORMAT: Final = 1
KIND: Final = "wings"
# Easy-read practice: what is longer is not read on a wing.
MOST_PAGES: Final = 4
FIXED: Final = ("talk", "question", "ask-an-officer", "important", "phone")
PLAIN: Final = "information"
# Of an issue for several prisons nobody knows where it will lie.
ANY_LIBRARY: Final = "the library"
RENEW_AFTER: Final = 90


@dataclass(frozen=True)
class WingItem:
    """`key` is for asking whether it may still be printed; it is not printed."""

    key: int
    heading: str
    text: str
    symbol: str


@dataclass(frozen=True)
class Newsletter:
    """Everything that the template is given. `prison` is empty for an issue of several. Days in ISO 8601."""

    prison: str
    prison_welsh: str
    ask: str
    number: int | None
    period: str
    printed_on: str
    renew_on: str
    items: tuple[WingItem, ...]


def read(issue: int, printed_on: date) -> Newsletter:
    """`issue` is a key. Raises Refused where there is nothing to print, and for words that nobody there may read."""
    check_for_everyone(public.PRINTED)
    with only_tables_of(BulletinIssue, BulletinItem, Prison):
        number, first, last = (
            BulletinIssue.objects.filter(pk=issue).values_list(*public.PRINTED[BulletinIssue]).get()
        )
        place = Prison.objects.filter(bulletins=issue).values_list(*public.PRINTED[Prison]).first()
        items = _items(issue)
    name, welsh, ask, days = place or ("", "", ANY_LIBRARY, RENEW_AFTER)
    found = Newsletter(
        prison=name, prison_welsh=welsh, ask=ask, number=number, period=period_in_words(first, last),
        printed_on=printed_on.isoformat(), renew_on=(printed_on + timedelta(days=days)).isoformat(), items=items,
    )  # fmt: skip
    check(found)
    return found


def _items(issue: int) -> tuple[WingItem, ...]:
    """In the order of the issue: sections, then as they stand."""
    order = [When(section=section.value, then=Value(place)) for place, section in enumerate(Section)]
    rows = BulletinItem.objects.filter(issue=issue).for_wings()
    rows = rows.order_by(Case(*order, output_field=IntegerField()), "position", "pk")
    return tuple(WingItem(*row) for row in rows.values_list("pk", *public.PRINTED[BulletinItem]))


def check(newsletter: Newsletter) -> None:
    """May these words be read on the wings?"""
    if not newsletter.items:
        raise Refused(
            "No item of this issue is approved for people in prison. Write their words and approve them first."
        )
    for item in newsletter.items:
        place = f"the item “{item.heading}”"
        public.check_texts([(place, item.heading), (place, item.text)])
    public.check_texts([("“whom to ask for a new copy” of the prison", newsletter.ask)])


def snapshot(issue: int, printed_on: date) -> dict[str, Any]:
    """As plain JSON."""
    found = asdict(read(issue, printed_on))
    return {"format": FORMAT, "kind": KIND, **found, "items": list(found["items"])}


def from_snapshot(plain: dict[str, Any]) -> Newsletter:
    values = {name: plain[name] for name in Newsletter.__dataclass_fields__}
    return Newsletter(**values | {"items": tuple(WingItem(**item) for item in plain["items"])})


def print_newsletter(plain: dict[str, Any], progress: Callable[[int], None] | None = None) -> Printed:
    """From the snapshot alone. Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(from_snapshot(plain)), expected_pages=MOST_PAGES, progress=progress)


def html_of(newsletter: Newsletter) -> str:
    drawn = symbols.known(item.symbol for item in newsletter.items)
    context = {
        "paper": newsletter,
        "title": f"News from {newsletter.prison}" if newsletter.prison else "News for people in prison",
        "items": [(item, item.symbol if item.symbol in drawn else PLAIN) for item in newsletter.items],
        "issue": f"Issue {newsletter.number}. " if newsletter.number else "",
        "printed_on": sentences.day(date.fromisoformat(newsletter.printed_on)),
        "renew_on": sentences.day(date.fromisoformat(newsletter.renew_on)),
        "symbols": symbols.known([*FIXED, PLAIN, *drawn]),
    }
    return render_to_string("bulletins/pdf/wings.html", context)
