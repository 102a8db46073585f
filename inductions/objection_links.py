"""The link in the letter to somebody whom somebody else typed in: a signed token for one record and one address.

It dies when the address is corrected, so that a letter that went to a stranger opens nothing of the right person's.
Whoever holds it sees what the letter said and may object; it signs nobody in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from inductions.models import Person

SALT: Final = "inductions.objection"
WORKS_FOR: Final = timedelta(days=90)


class NoLonger(Exception):
    """The link was ours; its time is over, or the record is not what it was."""


def token_for(person: Person) -> str:
    return signing.dumps([person.pk, _mark(person)], salt=SALT)


def person_in(token: str) -> Person | None:
    """None for what is no token of ours. Raises NoLonger."""
    try:
        key, mark = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except signing.SignatureExpired:
        raise NoLonger from None
    except signing.BadSignature:
        return None
    person = Person.objects.select_related("added_by").filter(pk=key, anonymised_at=None).first()
    if person is None or not person.email or not constant_time_compare(mark, _mark(person)):
        raise NoLonger
    return person


def _mark(person: Person) -> str:
    return salted_hmac(SALT, f"{person.pk}:{person.email}").hexdigest()[:16]
