"""Links for whoever has no account: to leave, to say what one wishes, and to confirm that one wants to join.

The first two carry the address, signed, for good: a mail of years ago still lets its reader leave. They open nothing
but one's own wishes. The link to confirm carries what was chosen, so that nothing of it counts before its owner says
so, and ends after `WORKS_FOR`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from django.core import signing

SALT: Final = "bulletins.reader"
JOINING: Final = "bulletins.joining"
WORKS_FOR: Final = timedelta(days=7)


class NoLonger(Exception):
    """The link was ours; its time is over."""


@dataclass(frozen=True)
class Choice:
    """What somebody chose who wants to join: agency codes of prisons and codes of pathways."""

    email: str
    prisons: list[str]
    pathways: list[str]


def token_for(email: str) -> str:
    return signing.dumps(email, salt=SALT, compress=False)


def email_of(token: str) -> str | None:
    """None for a token that is not ours."""
    try:
        email = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return email if isinstance(email, str) else None


def joining_token(choice: Choice) -> str:
    return signing.dumps(asdict(choice), salt=JOINING, compress=True)


def choice_in(token: str) -> Choice | None:
    """None for a token that is not ours. Raises NoLonger."""
    try:
        return Choice(**signing.loads(token, salt=JOINING, max_age=WORKS_FOR))
    except signing.SignatureExpired:
        raise NoLonger from None
    except (signing.BadSignature, TypeError):  # Ours, of a version in which it said something else.
        return None
