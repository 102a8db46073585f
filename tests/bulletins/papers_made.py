"""What tests of papers share: issues whose words are fixed, items for the wings, and snapshots made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from bulletins.actions.freezing import freeze
from bulletins.actions.items import approve_for_wings
from bulletins.models import BulletinIssue, BulletinItem
from bulletins.wording import html_of
from tests.bulletins import making
from tests.cast import Cast

DAY = date(2026, 12, 2)
SENTENCE = "You can come to the chapel on Tuesdays. There is tea. "


def for_wings(cast: Cast, issue: BulletinIssue, heading: str = "A new choir", **changes: Any) -> BulletinItem:
    """An item with its own words for the wings, approved."""
    values = {
        "issue": issue, "section": "news", "position": issue.items.count() + 1, "heading": f"Staff: {heading}",
        "for_wings": True, "wing_heading": heading, "wing_text": "You can sing on Tuesdays.", "wing_symbol": "talk",
    } | changes  # fmt: skip
    item = BulletinItem.objects.create(**values)
    return approve_for_wings(by=issue.begun_by, item=item)


@transaction.atomic
def fixed(issue: BulletinIssue, state: str = "sent") -> BulletinIssue:
    """Its words frozen, as when it is sent."""
    if state in BulletinIssue.READABLE:
        issue.sending_began_at = issue.sending_began_at or timezone.now()
    freeze(issue)
    issue.state = state
    issue.finished_at = timezone.now() if state == "sent" else None
    issue.save()
    return issue


def sent(cast: Cast, elsewhere: bool = False, **changes: Any) -> BulletinIssue:
    """With one item of news, and one that is approved for the wings."""
    made = making.issue(cast, elsewhere, **changes)
    for_wings(cast, made)
    return fixed(made)


def newsletter(*texts: str, **changes: Any) -> dict[str, Any]:
    items = [
        {"key": number, "heading": f"Heading {number}", "text": text, "symbol": "talk"}
        for number, text in enumerate(texts, 1)
    ]
    return {
        "format": 1, "kind": "wings", "prison": "HMP/YOI Exeter", "prison_welsh": "", "ask": "the library",
        "number": 7, "period": "1 to 30 November 2026", "printed_on": "2026-12-02", "renew_on": "2027-03-02",
        "items": items,
    } | changes  # fmt: skip


def board(*texts: str, **changes: Any) -> dict[str, Any]:
    """`texts` are Markdown, one an item."""
    items = [
        {"heading": f"Heading {number}", "html": html_of(text), "url": "", "picture": None}
        for number, text in enumerate(texts, 1)
    ]
    return {
        "format": 1, "kind": "notice_board", "number": 7, "printed_on": "2026-12-02", "title": "News of November",
        "place": "HMP/YOI Exeter", "period": "1 to 30 November 2026", "greeting": "<p>Dear all</p>",
        "join": "https://portal.example/bulletins/join/", "words": "ab" * 32, "pictures": [],
        "sections": [{"label": "News", "items": items}],
    } | changes  # fmt: skip
