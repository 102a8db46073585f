"""What coordination keeps of an address: accounts, whether mail arrives there, and what the provider told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from coordination.models import MailAddress, MailEvent, User
from coordination.models.mail_address import NOWHERE, forms_of, hidden


def held(emails: Collection[str]) -> set[str]:
    """An account has its address until it is forgotten, also one that is closed: its owner may come back."""
    return set(User.objects.filter(email__in=emails).values_list("email", flat=True))


def over(before: datetime) -> set[str]:
    """Of which nothing was said since."""
    rows = MailAddress.objects.exclude(email__endswith=f"@{NOWHERE}")
    day = timezone.localdate(before)
    lately = (
        Q(hard_bounced_at__gte=before)
        | Q(complained_at__gte=before)
        | Q(lifted_at__gte=before)
        | Q(soft_bounced_on__gte=day)
    )
    return set(rows.exclude(pk__in=rows.filter(lately).values("pk")).values_list("email", flat=True))


def hide(emails: Collection[str]) -> None:
    """What stops mail stays, under the hidden address; the rest has nothing more to say."""
    for email in emails:
        MailAddress.objects.filter(email=email, hard_bounced_at=None, complained_at=None).delete()
        MailAddress.objects.filter(email=email).update(email=hidden(email), said="")
        MailEvent.objects.filter(email=email).update(email=hidden(email), said="")


def record_of(email: str, by: User | None) -> dict[str, list[dict[str, Any]]]:
    """For its owner alone: to others a page says what stops mail."""
    if by is not None:
        return {}
    written = forms_of([email])
    stops = MailAddress.objects.filter(email__in=written)
    told = MailEvent.objects.filter(email__in=written)
    return {
        "mail_to_the_address": [
            {
                "does_not_arrive_since": _at(row.hard_bounced_at),
                "called_unwanted_at": _at(row.complained_at),
                "temporary_failures": row.soft_bounces,
                "the_other_mail_server_said": row.said,
                "allowed_again_at": _at(row.lifted_at),
            }
            for row in stops
        ],
        "told_by_the_mail_provider": [
            {"what": row.get_kind_display(), "said": row.said, "at": _at(row.happened_at)} for row in told
        ],
    }


def _at(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
