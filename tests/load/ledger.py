"""Compares what the portal acknowledged with what its database holds: each write there exactly once.

`python -m tests.load.ledger < acknowledged.json` runs in the environment of the portal and prints a JSON list of
sentences, one for each difference.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

DECISIONS = ("accepted", "accepted_with_edits", "returned")


@dataclass(frozen=True)
class Written:
    """A write that the portal said it had done.

    `kind` is the kind of the listing's event; `subject` the key of the revision that was sent in or decided on,
    for decisions, and else of the listing; `value` what was written: of a text a sentence that stands in no other.
    """

    kind: str
    by: str
    subject: int
    value: str = ""


def miscounted(since: datetime, written: list[Written]) -> list[str]:
    """Every event since the moment was acknowledged to the person who caused it, once, and the reverse."""
    from directory.models import ListingEvent

    found: Counter[tuple[str, str, int]] = Counter()
    for event in ListingEvent.objects.filter(at__gte=since).select_related("by", "revision"):
        decided = event.revision if event.kind in DECISIONS else None
        subject = decided.edited_from_id or decided.pk if decided else event.listing_id
        found[event.kind, event.by.email, subject] += 1
    expected = Counter((each.kind, each.by, each.subject) for each in written)
    return [
        f"{kind} by {by} on {subject}: acknowledged {expected[kind, by, subject]},"
        f" in the database {found[kind, by, subject]}"
        for kind, by, subject in sorted(found | expected)
        if found[kind, by, subject] != expected[kind, by, subject]
    ]


def lost(written: list[Written]) -> list[str]:
    """Texts are there once by their sentence; room and contacts are as their last writer left them."""
    from directory.models import Listing, Revision

    sentences = []
    for each in written:
        if each.kind == "submitted":
            texts = Revision.objects.filter(
                listing=each.subject, summary=each.value, edited_from=None
            ).count()
            if texts != 1:
                sentences.append(f"“{each.value}” on listing {each.subject} is there {texts} times")
    last = {(each.kind, each.subject): each.value for each in written}
    for (kind, subject), value in last.items():
        if kind not in ("room_changed", "contacts_changed"):
            continue
        listing = Listing.objects.get(pk=subject)
        now = listing.room if kind == "room_changed" else listing.contacts.get().phone
        if now != value:
            sentences.append(f"{kind} on listing {subject}: acknowledged {value}, in the database {now}")
    return sentences


def broken_rules() -> list[str]:
    """What holds after any number of writers: entry numbers are unique, states and audit agree."""
    from coordination.models import AuditEntry, Prison
    from directory.models import Listing, ListingEvent, Revision

    sentences = []
    for prison in Prison.objects.filter(listings__isnull=False).distinct():
        numbered = Listing.objects.filter(prison=prison, entry_number__isnull=False)
        numbers = sorted(numbered.values_list("entry_number", flat=True))
        if numbers != list(range(1, prison.last_entry_number + 1)):
            sentences.append(f"Entry numbers at {prison} have gaps or doubles: {numbers}")
    shown = Listing.objects.filter(approved_revision__isnull=False)
    wrong = shown.exclude(approved_revision__state=Revision.State.APPROVED)
    sentences += [f"Listing {listing.pk} shows a text that is not approved" for listing in wrong]
    events = Counter(ListingEvent.objects.values_list("kind", flat=True))
    entries = Counter(AuditEntry.objects.filter(verb__in=events).values_list("verb", flat=True))
    if events != entries:
        sentences.append(f"History and audit differ: {events} and {entries}")
    return sentences


def main(given: dict[str, Any]) -> list[str]:
    import django

    django.setup()
    written = [Written(**each) for each in given["written"]]
    since = datetime.fromisoformat(given["since"])
    return miscounted(since, written) + lost(written) + broken_rules()


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
