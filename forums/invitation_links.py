"""The link in the letter of a meeting: a signed token for one address of one meeting.

Whoever holds it sees when and where the meeting is, as the letter said, and may answer for that address; it signs
nobody in. It works until the meeting begins.
"""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from coordination import clock
from forums.models import MeetingInvitation

SALT: Final = "forums.meeting_invitation"


class NoLonger(Exception):
    """The link was ours; the meeting has begun, or this address is not asked any more."""


def token_for(invitation: MeetingInvitation) -> str:
    return signing.dumps([invitation.pk, _mark(invitation)], salt=SALT)


def invitation_in(token: str) -> MeetingInvitation | None:
    """None for what is no token of ours. Raises NoLonger."""
    try:
        key, mark = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    rows = MeetingInvitation.objects.select_related("meeting__forum__prison", "member")
    found = rows.filter(pk=key).first()
    if found is None or not constant_time_compare(mark, _mark(found)):
        raise NoLonger
    if found.meeting.starts_at <= clock.now():
        raise NoLonger
    if found.asked == MeetingInvitation.Asked.CANCEL and not found.meeting.is_off:
        raise NoLonger
    return found


def _mark(invitation: MeetingInvitation) -> str:
    return salted_hmac(SALT, f"{invitation.pk}:{invitation.email}").hexdigest()[:16]
