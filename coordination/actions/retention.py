"""Addresses that nobody has any more are hidden where readers and letters are counted (ADR 0076).

What is kept of an address lies in several apps; each offers `retention.py`. An address that one of them still has for
a reason of its own is left alone in all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.models import User
from coordination.models.mail_address import NOWHERE
from coordination.models.user import normalise_email
from coordination.offers import offers

# After the last word that was said of an address, or by its owner.
KEPT: Final = timedelta(days=90)
PART: Final = 500


@transaction.atomic
def hide_addresses(emails: Iterable[str]) -> int:
    """Of these, those that nobody has. Rows stay, so that counts of the past stay true; returns how many addresses."""
    gone = set()
    for part in in_parts(sorted({normalise_email(email) for email in emails if email})):
        wanted = {email for email in part if not email.endswith(f"@{NOWHERE}")}
        wanted -= {email for module in offers("retention") for email in module.held(wanted)}
        for module in offers("retention"):
            module.hide(wanted)
        gone |= wanted
    if gone:
        audit.record("hide_addresses", by=SYSTEM, changes={"addresses": [len(gone), 0]})
    return len(gone)


def hide_addresses_daily() -> int:
    """Those whose time is over."""
    before = clock.now() - KEPT
    return hide_addresses({email for module in offers("retention") for email in module.over(before)})


def record_of(email: str, by: User | None) -> dict[str, Any]:
    """What is kept under an address, as plain data under plain words. `by` None: for its owner; else what they see."""
    return {
        heading: rows
        for module in offers("retention")
        for heading, rows in module.record_of(normalise_email(email), by).items()
    }


def in_parts(emails: list[str]) -> Iterator[Collection[str]]:
    """A database takes so many values in one question."""
    for start in range(0, len(emails), PART):
        yield emails[start : start + PART]
