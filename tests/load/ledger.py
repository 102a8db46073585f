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


@dataclass(frozen=True)
class Written:
    """A write that the portal said it had done.

    `kind` is the kind of the listing's event; `marker` is unique in the text that was sent (or empty).
    """

    kind: str
    by: str
    listing: int
    marker: str = ""


def differences(since: datetime, written: list[Written]) -> list[str]:
    """Events of the listings since the moment, by kind, person and listing; and the texts by their markers."""
    from directory.models import ListingEvent, Revision

    rows = ListingEvent.objects.filter(at__gte=since).values_list("kind", "by__email", "listing")
    found, expected = Counter(rows), Counter((w.kind, w.by, w.listing) for w in written)
    sentences = [
        f"{kind} by {by} on listing {listing}: acknowledged {expected[kind, by, listing]},"
        f" in the database {found[kind, by, listing]}"
        for kind, by, listing in sorted(found | expected)
        if found[kind, by, listing] != expected[kind, by, listing]
    ]
    for each in written:
        if not each.marker:
            continue
        texts = Revision.objects.filter(listing=each.listing, summary__contains=each.marker).count()
        if texts != 1:
            sentences.append(f"The text {each.marker} on listing {each.listing} is there {texts} times")
    return sentences


def broken_rules() -> list[str]:
    """What must hold after any number of writers: entry numbers, audit and states agree."""
    from coordination.models import AuditEntry, Prison
    from directory.models import Listing, ListingEvent, Revision

    sentences = []
    for prison in Prison.objects.filter(listings__isnull=False).distinct():
        numbers = list(
            Listing.objects.filter(prison=prison, entry_number__isnull=False).values_list(
                "entry_number", flat=True
            )
        )
        if len(set(numbers)) != len(numbers) or max(numbers, default=0) > prison.last_entry_number:
            sentences.append(f"Entry numbers at {prison} are not unique or run past the counter: {numbers}")
    wrong = Listing.objects.filter(approved_revision__isnull=False).exclude(
        approved_revision__state=Revision.State.APPROVED
    )
    sentences += [f"Listing {listing.pk} shows a text that is not approved" for listing in wrong]
    events = Counter(ListingEvent.objects.values_list("kind", flat=True))
    entries = Counter(AuditEntry.objects.filter(verb__in=events).values_list("verb", flat=True))
    if events != entries:
        sentences.append(f"History and audit differ: {events - entries or entries - events}")
    return sentences


def main(given: dict[str, Any]) -> list[str]:
    import django

    django.setup()
    written = [Written(**each) for each in given["written"]]
    return differences(datetime.fromisoformat(given["since"]), written) + broken_rules()


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
