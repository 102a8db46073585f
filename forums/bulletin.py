"""What forums offer to the bulletin, which everybody may read who works or volunteers in the prison, and the wings.

    for module in offers("bulletin"):
        module.items(prison, first, last) -> list[BulletinItem]

“You said, we did” that was approved from `first` to `last`, and what is to come in those days: meetings and partnership
events. A caller asks for days behind it to tell of what was done, and for days ahead to tell of what is to come.
Built from an allow-list, as an edition for people in prison is: named columns, each of them for everyone, and no row of
a table leaves here. Nobody's name, no place inside the prison, no contact. Three queries, however much there is.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from coordination.models import Prison
from coordination.offers import BulletinItem
from coordination.plain_text import contact_details, prison_numbers
from forums.models import Forum, Meeting, Outcome, PartnershipEvent

SAID_AND_DONE = "said_and_done"
MEETING = "meeting"
EVENT = "event"


def items(prison: Prison, first: date, last: date) -> list[BulletinItem]:
    """Of the days `first` to `last`, both included, in London. What was done stands first, the newest at the top."""
    return [*_said_and_done(prison, first, last), *_to_come(prison, first, last)]


def _said_and_done(prison: Prison, first: date, last: date) -> list[BulletinItem]:
    rows = Outcome.objects.approved().filter(prison=prison, approved_at__date__range=(first, last))
    columns = rows.order_by("-approved_at", "-pk").values_list(
        "pk", "you_said", "we_did", "pathway__label", "approved_at"
    )
    return [
        BulletinItem(
            f"{SAID_AND_DONE}:{key}",
            SAID_AND_DONE,
            pathway or "",
            (said, did),
            timezone.localdate(approved_at),
        )
        for key, said, did, pathway, approved_at in columns
    ]


def _to_come(prison: Prison, first: date, last: date) -> list[BulletinItem]:
    """Planned ones alone: what fell out is not announced."""
    meetings = Meeting.objects.filter(
        forum__prison=prison, state=Meeting.State.PLANNED, starts_at__date__range=(first, last)
    )
    events = PartnershipEvent.objects.filter(
        prison=prison, state=PartnershipEvent.State.PLANNED, starts_at__date__range=(first, last)
    )
    found = [
        BulletinItem(
            f"{MEETING}:{key}", MEETING, _clean(title or name, kind), (), timezone.localdate(starts_at)
        )
        for key, title, name, kind, starts_at in meetings.values_list(
            "pk", "title", "forum__name", "forum__kind", "starts_at"
        )
    ]
    found += [
        BulletinItem(
            f"{EVENT}:{key}", EVENT, title, (purpose,) if purpose else (), timezone.localdate(starts_at)
        )
        for key, title, purpose, starts_at in events.values_list("pk", "title", "purpose", "starts_at")
    ]
    return sorted(found, key=lambda item: (item.on, item.key))


def _clean(title: str, kind: str) -> str:
    """A meeting's title is written for its members; one that says how to reach somebody is called by its kind."""
    doubtful = contact_details(title) or prison_numbers(title)
    return Forum.Kind(kind).label if doubtful else title
