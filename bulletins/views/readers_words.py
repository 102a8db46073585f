"""Who gets an issue, said once more on the page from which it is sent: how many, and whom a late change added."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse

from bulletins.actions.settling import settled
from bulletins.audiences import Recipient, in_short, may_see_names, recipients
from bulletins.models import BulletinIssue
from bulletins.views import sending_words as words
from coordination.models import User

NAMED_AT_MOST: Final = 50


@dataclass(frozen=True)
class Readers:
    """`changed` is empty where nobody changed it since it was settled; `added` names nobody to who may not know."""

    facts: list[dict[str, Any]]
    changed: str = ""
    added: list[str] = field(default_factory=list)
    more: int = 0


def readers_of(issue: BulletinIssue, user: User, *, may_change: bool = True) -> Readers:
    sections = list(issue.items.kept().order_by().values_list("section", flat=True).distinct())  # type: ignore[attr-defined]
    found = recipients(issue, sections)
    gets = [each for each in found if not each.reason]
    audience = issue.audience
    facts: list[dict[str, Any]] = [
        {
            "label": "Gets it", "value": addresses(len(gets)), "action": "See or change",
            "url": reverse("bulletin_audience", args=[issue.pk]) if may_change else "",
        },
        {"label": "Left out", "value": addresses(len(found) - len(gets))},
    ]  # fmt: skip
    if audience.changed_at:
        who = f"{audience.changed_by}, " if audience.changed_by else ""
        facts.append({"label": "Readers last changed", "value": f"{who}{words.moment(audience.changed_at)}"})
    before = settled(audience)
    if before is None or issue.state in BulletinIssue.WRITABLE:
        return Readers(facts)
    then = {each.email for each in recipients(issue, sections, before) if not each.reason}
    new = [each for each in gets if each.email not in then]
    fewer = len(then - {each.email for each in gets})
    named = new[:NAMED_AT_MOST] if may_see_names(user, issue) else []
    return Readers(
        facts, changed_in_words(issue, len(new), fewer), [in_words(each) for each in named],
        more=len(new) - len(named) if named else 0,
    )  # fmt: skip


def addresses(count: int) -> str:
    return "1 address" if count == 1 else f"{count:,} addresses"


def changed_in_words(issue: BulletinIssue, more: int, fewer: int) -> str:
    audience = issue.audience
    who = audience.changed_by or "Somebody"
    what = [f"{addresses(more)} more" if more else "", f"{addresses(fewer)} fewer" if fewer else ""]
    said = " and ".join(each for each in what if each) or "the same addresses"
    return f"{who} changed who gets it after {words.moment(audience.settled_at)}: {said}."


def in_words(each: Recipient) -> str:
    return each.name or in_short(each.email)
