"""An issue is begun, its frame is worded, and what features offer is taken in. Words may change while it is a draft.

Every change takes the lock of the issue's row and raises `version`, by which whoever approves or sends says what they
read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from bulletins import policies
from bulletins.actions.sending import held, require_for
from bulletins.models import Audience, BulletinIssue, BulletinItem, Section
from bulletins.offered import offered_to
from coordination import audit, clock
from coordination.emails import one_line
from coordination.models import Prison, PrisonSet, User
from coordination.offers import BulletinOffer
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission

FRAME: Final = ("title", "greeting", "period_from", "period_to")
FIRST_PERIOD: Final = timedelta(weeks=4)
LONGEST_PERIOD: Final = timedelta(days=366)
CHANGED_MEANWHILE: Final = "Somebody changed this issue while you were writing. Look at it again."


def next_period(prison: Prison | None = None, prison_set: PrisonSet | None = None) -> tuple[date, date]:
    """From the day after the last issue of the same place until today; four weeks where there was none."""
    today = clock.today()
    last = (
        BulletinIssue.objects.filter(prison=prison, prison_set=prison_set)
        .exclude(state=BulletinIssue.State.CANCELLED)
        .aggregate(last=Max("period_to"))["last"]
    )
    first = last + timedelta(days=1) if last else today - FIRST_PERIOD
    return min(first, today), today


def held_for_writing(by: User, issue: BulletinIssue, seen: int | None = None) -> BulletinIssue:
    """The issue locked, for whoever makes it. Overtaken where its words are fixed, or another version was `seen`."""
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_writable(issue)
    if seen is not None and seen != issue.version:
        raise Overtaken(CHANGED_MEANWHILE)
    return issue


def raise_version(issue: BulletinIssue) -> None:
    """Call with the issue's row held."""
    issue.version += 1
    issue.save(update_fields=["version"])


@transaction.atomic
def begin_issue(
    *, by: User, prison: Prison | None = None, prison_set: PrisonSet | None = None, values: dict[str, Any]
) -> BulletinIssue:
    """`values`: title, greeting, period_from, period_to. With neither prison nor set it is for all prisons.

    One for a prison begins with all that is offered for its period. Of several prisons nothing is taken in by itself:
    hundreds of items are nobody's bulletin.
    """
    issue = BulletinIssue(prison=prison, prison_set=prison_set, begun_at=clock.now(), begun_by=by)
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    _word(issue, values)
    issue.save()
    Audience.objects.create(issue=issue)
    if prison:
        _append(issue, offered_to(issue)[: policies.MOST_ITEMS])
    audit.record("begin_bulletin", by=by, on=issue, prison=prison)
    return issue


def seen_frame(issue: BulletinIssue) -> str:
    """What the page of the frame sends back: who moves an item meanwhile is in nobody's way."""
    return hashlib.sha256(repr([getattr(issue, name) for name in FRAME]).encode()).hexdigest()[:32]


@transaction.atomic
def reword_issue(*, by: User, issue: BulletinIssue, values: dict[str, Any], seen: str = "") -> BulletinIssue:
    """`values` as for `begin_issue`; what is missing stays. Another period takes in nothing by itself."""
    issue = held_for_writing(by, issue)
    if seen and seen != seen_frame(issue):
        raise Overtaken(CHANGED_MEANWHILE)
    before = audit.values(issue, list(FRAME))
    _word(issue, values)
    changes = audit.changes(issue, before, audit.values(issue, list(FRAME)))
    if changes:
        issue.save(update_fields=list(FRAME))
        raise_version(issue)
        audit.record("reword_bulletin", by=by, on=issue, prison=issue.prison, changes=changes)
    return issue


def _word(issue: BulletinIssue, values: dict[str, Any]) -> None:
    for name in FRAME:
        if name in values:
            setattr(issue, name, values[name])
    issue.title, issue.greeting = one_line(issue.title), issue.greeting.strip()
    if not issue.title:
        raise Refused("Give the issue a title: it is the subject of the mail.")
    if issue.period_to < issue.period_from:
        raise Refused("The period ends before it begins. Check both days.")
    if issue.period_to - issue.period_from > LONGEST_PERIOD:
        raise Refused("The period is longer than a year. Choose days within one year.")
    policies.check_words({"title": issue.title, "greeting": issue.greeting})


@transaction.atomic
def take_in_offers(
    *,
    by: User,
    issue: BulletinIssue,
    sources: Iterable[str],
    prison: Prison | None = None,
    seen: int | None = None,
) -> list[BulletinItem]:
    """Those of `sources` that are still offered and not there yet, at the end of their sections.

    `prison`: of an issue of several, the one that offers them.
    """
    issue = held_for_writing(by, issue, seen)
    wanted = set(sources)
    chosen = [offer for offer in offered_to(issue, prison) if offer.source in wanted]
    if not chosen:
        raise Overtaken("Nothing of that is offered any more, or it stands in the issue already.")
    policies.check_room_for_items(issue, len(chosen))
    made = _append(issue, chosen)
    raise_version(issue)
    audit.record("take_in_offers", by=by, on=issue, prison=issue.prison)
    return made


def last_position(issue: BulletinIssue, section: str) -> int:
    return issue.items.filter(section=section).aggregate(last=Max("position"))["last"] or 0


def _append(issue: BulletinIssue, offered: list[BulletinOffer]) -> list[BulletinItem]:
    """Words for the wings come with an offer only as they are approved there; here they wait for approval again."""
    last: dict[str, int] = {}
    rows = []
    for offer in offered:
        last[offer.section] = last.get(offer.section) or last_position(issue, offer.section)
        last[offer.section] += 1
        wing_heading, wing_text = one_line(offer.wing_heading)[:100], offer.wing_text.strip()
        fits = bool(wing_heading and wing_text) and len(wing_text) <= 600
        rows.append(BulletinItem(
            issue=issue, section=offer.section, position=last[offer.section], source=offer.source,
            heading=_short(one_line(offer.heading), 160), text=_short(offer.text, 3000), path=offer.path,
            for_wings=fits, wing_heading=wing_heading if fits else "", wing_text=wing_text if fits else "",
            wing_symbol=Section(offer.section).symbol if fits else "",
        ))  # fmt: skip
    return BulletinItem.objects.bulk_create(rows)


def _short(text: str, most: int) -> str:
    """Cut at a word."""
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0] + "…"
