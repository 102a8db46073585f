"""The page of one issue: read by all who get it, written by whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from bulletins.actions.freezing import words_of
from bulletins.models import BulletinIssue, BulletinItem, Section
from bulletins.views.issues import crumbs_to, makes, name_place, state_of
from bulletins.views.next_words import next_of
from bulletins.views.offers import offers_of
from bulletins.views.wing_words import Wings, wing_state, wings_of
from bulletins.wording import html_of, period_in_words, text_of
from coordination.access import get_visible_or_404

# Of a list of items nobody reads whole texts: the preview has them.
MOST_WORDS = 40


@dataclass(frozen=True)
class Row:
    """One item among those of its section. `wings` is (words, tone), or None where it is not for the wings."""

    item: BulletinItem
    text: str
    picture: str
    number: int
    of: int
    wings: tuple[str, str] | None


@require_safe
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    name_place(request, issue)
    maker = makes(request.user, issue)
    writes = maker and issue.state in BulletinIssue.WRITABLE
    context: dict[str, Any] = {
        "issue": issue, "crumbs": crumbs_to(issue, maker), "writes": writes, "maker": maker,
        "period": period_in_words(issue.period_from, issue.period_to), "state": state_of(issue),
        "wings": None, "next": next_of(issue, request.user),
    }  # fmt: skip
    if maker:
        items = list(issue.items.select_related("image"))
        kept = [item for item in items if not item.dropped_at]
        context["wings"] = wings_of(kept) if issue.state != BulletinIssue.State.CANCELLED else Wings()
    if writes:
        context |= {
            "greeting_html": html_of(issue.greeting), "sections": sections_of(kept),
            "dropped": [item for item in items if item.dropped_at], "offers": offers_of(request, issue),
        }  # fmt: skip
    else:
        content = getattr(issue, "content", None)
        context["words"] = content.words if content and _stands(issue) else words_of(issue)
    return TemplateResponse(request, "bulletins/writing/bulletin.html", context)


def _stands(issue: BulletinIssue) -> bool:
    """Whether what was frozen is what is, or was, sent."""
    return issue.state != BulletinIssue.State.DRAFT


def sections_of(kept: list[BulletinItem]) -> list[tuple[str, list[Row]]]:
    """(name of the section, its items in order); sections without items left out."""
    found = []
    for section in Section:
        items = [item for item in kept if item.section == section]
        if items:
            found.append((str(section.label), [_row(item, n, len(items)) for n, item in enumerate(items, 1)]))
    return found


def _row(item: BulletinItem, number: int, of: int) -> Row:
    words = text_of(item.text).split()
    text = " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
    picture = item.image.alternative_text if item.image and not item.image.removed_at else ""
    return Row(item, text, picture, number, of, wing_state(item) if item.for_wings else None)
