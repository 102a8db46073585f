"""Links for whoever has no account: to leave, and to say what one wishes. They carry the address, signed, for good.

A mail of years ago still lets its reader leave, so the links never end; they open nothing but one's own wishes.
"""

from __future__ import annotations

from typing import Final

from django.core import signing

SALT: Final = "bulletins.reader"


def token_for(email: str) -> str:
    return signing.dumps(email, salt=SALT, compress=False)


def email_of(token: str) -> str | None:
    """None for a token that is not ours."""
    try:
        email = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return email if isinstance(email, str) else None
