"""To whom nothing is sent any more, asked in the moment in which a lane takes rows, and not only when they were made.

Between the two, a reader leaves, an address bounces, an owner complains; a row is put back into the queue after its
owner left; and whoever left while an issue's rows were being made stood in none of them yet.
"""

from __future__ import annotations

from collections.abc import Collection

from bulletins.models import Delivery, Reader
from coordination.models import MailAddress
from coordination.models.mail_address import NOWHERE, forms_of

Reason = Delivery.Reason


def reason_of_address(known: MailAddress | None) -> str:
    if known and known.hard_bounced_at:
        return Reason.BOUNCED
    if known and known.complained_at:
        return Reason.COMPLAINED
    return ""


def reasons_against(emails: Collection[str]) -> dict[str, str]:
    """{address: why nothing goes there now} of some normalised addresses; two queries."""
    found = {email: str(Reason.BAD_ADDRESS) for email in emails if email.endswith(f"@{NOWHERE}")}
    written = forms_of(emails)
    left = Reader.objects.filter(email__in=written, left_at__isnull=False).values_list("email", flat=True)
    found |= {written[email]: str(Reason.UNSUBSCRIBED) for email in left}
    for known in MailAddress.objects.filter(email__in=written):
        if reason := reason_of_address(known):
            found[written[known.email]] = str(reason)
    return found
