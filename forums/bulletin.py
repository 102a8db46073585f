"""What forums offer to the bulletin, which everybody may read who works or volunteers in the prison, and the wings.

    for module in offers("bulletin"):
        module.items(prison, first, last) -> list[BulletinOffer]

“You said, we did” that was approved from `first` to `last`, and what is to come in those days: meetings and partnership
events. A caller asks for days behind it to tell of what was done, and for days ahead to tell of what is to come.
Built from an allow-list, as an edition for people in prison is: named columns, each of them for everyone, and no row of
a table leaves here. Nobody's name, no place inside the prison, no contact. Three queries, however much there is.

No page of ours stands beside them: most who read a bulletin may not open those of forums.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from coordination.models import Prison
from coordination.offers import BulletinOffer
from coordination.plain_text import contact_details, prison_numbers
from forums.models import Forum, Meeting, Outcome, PartnershipEvent

# Sections of a bulletin, by their codes.
OUTCOMES: Final = "outcomes"
FORUMS: Final = "forums"
SAID_AND_DONE: Final = "You said, we did"


def items(prison: Prison, first: date, last: date) -> list[BulletinOffer]:
    """Of the days `first` to `last`, both included, in London. What was done stands first, the newest at the top."""
    return [*_said_and_done(prison, first, last), *_to_come(prison, first, last)]


def _said_and_done(prison: Prison, first: date, last: date) -> list[BulletinOffer]:
    """Approved for the wings as they stand, and so for everybody."""
    rows = Outcome.objects.approved().filter(prison=prison, approved_at__date__range=(first, last))
    columns = rows.order_by("-approved_at", "-pk").values_list(
        "pk", "you_said", "we_did", "pathway__label", "pathway__code", "approved_at"
    )
    found = []
    for key, said, did, pathway, code, approved_at in columns:
        text = f"You said: {said}\n\nWe did: {did}"
        found.append(BulletinOffer(
            source=f"forums.outcome.{key}", section=OUTCOMES, heading=pathway or SAID_AND_DONE, text=text,
            on=timezone.localdate(approved_at), pathways=(code,) if code else (),
            wing_heading=SAID_AND_DONE, wing_text=text,
        ))  # fmt: skip
    return found


def _to_come(prison: Prison, first: date, last: date) -> list[BulletinOffer]:
    """Planned ones alone: what fell out is not announced."""
    meetings = Meeting.objects.filter(
        forum__prison=prison, state=Meeting.State.PLANNED, starts_at__date__range=(first, last)
    )
    events = PartnershipEvent.objects.filter(
        prison=prison, state=PartnershipEvent.State.PLANNED, starts_at__date__range=(first, last)
    )
    found = [
        BulletinOffer(
            source=f"forums.meeting.{key}", section=FORUMS, heading=_clean(title or name, kind),
            text=_moment(starts_at), on=timezone.localdate(starts_at),
        )
        for key, title, name, kind, starts_at in meetings.values_list(
            "pk", "title", "forum__name", "forum__kind", "starts_at"
        )
    ]  # fmt: skip
    found += [
        BulletinOffer(
            source=f"forums.event.{key}", section=FORUMS, heading=title,
            text="\n\n".join(filter(None, [_moment(starts_at), purpose])), on=timezone.localdate(starts_at),
        )
        for key, title, purpose, starts_at in events.values_list("pk", "title", "purpose", "starts_at")
    ]  # fmt: skip
    return sorted(found, key=lambda offer: (offer.on, offer.source))


def _moment(starts_at: datetime) -> str:
    local = timezone.localtime(starts_at)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M}."


def _clean(title: str, kind: str) -> str:
    """A meeting's title is written for its members; one that says how to reach somebody is called by its kind."""
    doubtful = contact_details(title) or prison_numbers(title)
    return Forum.Kind(kind).label if doubtful else title
