"""Papers of an issue in words. Templates only lay out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bulletins.models import BulletinIssue, BulletinItem, BulletinPaper, Section
from bulletins.papers.newsletter import MOST_PAGES
from directory.editions import sentences

Kind, State = BulletinPaper.Kind, BulletinPaper.State
WHAT: Final = {
    Kind.NOTICE_BOARD: "What the mail says, on A4 for the notice boards of staff. Links are spelt out.",
    Kind.WINGS: "For people in prison: only items that are approved for them, in plain words and large type.",
}
LEFT_OUT: Final = ("Item", "Why")
COLUMNS: Final = ("Paper", "Asked for", "Pages", "State")


def number_and_day(paper: BulletinPaper) -> str:
    """“Issue 7, printed 2 December 2026, 2 pages.”"""
    number = paper.snapshot["number"]
    parts = [f"Issue {number}" if number else "", f"printed {_day(paper.snapshot['printed_on'])}"]
    parts += [sentences.count(paper.pages, "page")] if paper.pages else []
    said = ", ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


def renewing(paper: BulletinPaper) -> str:
    """Of the newsletter: when its readers ask for a new one."""
    if "renew_on" not in paper.snapshot:
        return ""
    day, today = paper.snapshot["renew_on"], timezone.localdate().isoformat()
    if day < today:
        return f"It is out of date since {_day(day)}: make a new one."
    return f"It tells its readers to ask for a new one after {_day(day)}."


def too_long(paper: BulletinPaper) -> str:
    if paper.kind != Kind.WINGS or not paper.pages or paper.pages <= MOST_PAGES:
        return ""
    return (
        f"It has {paper.pages} pages. More than {MOST_PAGES} are seldom read: shorten the items, or take the mark for"
        " people in prison off some."
    )


def rows(papers: Iterable[BulletinPaper]) -> list[list[str]]:
    return [
        [
            paper.get_kind_display(),
            sentences.day(timezone.localdate(paper.asked_at)),
            "" if paper.pages is None else str(paper.pages),
            _state(paper),
        ]
        for paper in papers
    ]


def _state(paper: BulletinPaper) -> str:
    if paper.superseded_at:
        return f"Replaced {sentences.day(timezone.localdate(paper.superseded_at))}"
    return f"{paper.get_state_display()}: {paper.problem}" if paper.problem else paper.get_state_display()


def left_out(issue: BulletinIssue) -> list[tuple[SafeString, str]]:
    """(heading, which leads to its words for the wings; why) of each item that the newsletter does not hold."""
    items = issue.items.kept().filter(wing_approved_at=None).order_by("position", "pk")
    in_order = sorted(items, key=lambda item: Section.values.index(item.section))
    return [(_linked(issue, item), _why(item)) for item in in_order]


def _linked(issue: BulletinIssue, item: BulletinItem) -> SafeString:
    address = reverse("item_for_wings", args=[issue.pk, item.pk])
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, item.heading)


def _why(item: BulletinItem) -> str:
    if not item.for_wings:
        return "Not marked for people in prison"
    return (
        "Its words for people in prison wait for approval"
        if item.wing_text
        else "It has no words for people in prison yet"
    )


def _day(iso: str) -> str:
    return sentences.day(date.fromisoformat(iso))
