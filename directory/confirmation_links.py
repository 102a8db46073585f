"""The link of a reminder: a signed token that says who was asked about which confirmations, and nothing else.

It is bound to the reminders' rows, and so to each listing and to the confirmation that was growing old. Whoever holds
it may say "still right" as the person it was sent to, as long as that person may; it signs nobody in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing

from coordination.models import User
from directory.models import ConfirmationReminder

SALT: Final = "directory.confirmation"
# Longer than an absence, shorter than the next round of confirming.
WORKS_FOR: Final = timedelta(days=60)


class TooOld(Exception):
    """The link was ours; its time is over."""


@dataclass(frozen=True)
class Asked:
    """Who was asked, and about what. Rows of listings that are gone are not among them."""

    user: User
    reminders: list[ConfirmationReminder]


def token_for(user: User, reminders: Iterable[ConfirmationReminder]) -> str:
    asked = [user.pk, sorted(reminder.pk for reminder in reminders)]
    return signing.dumps(asked, salt=SALT, compress=True)


def asked_in(token: str) -> Asked | None:
    """None for what is no token of ours. Raises TooOld."""
    try:
        user_pk, reminder_pks = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except signing.SignatureExpired:
        raise TooOld from None
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_pk).first()
    if user is None:
        return None
    rows = ConfirmationReminder.objects.filter(pk__in=reminder_pks).select_related(
        "listing__prison", "listing__service__organisation", "listing__approved_revision"
    )
    sessions = rows.prefetch_related("listing__approved_revision__sessions")
    return Asked(
        user, list(sessions.order_by("listing__approved_revision__name", "listing__prison__name", "pk"))
    )
