"""A demonstration: say that this database is one, and find the account that somebody wants to be."""

from __future__ import annotations

from django.db import transaction

from coordination import audit
from coordination.access import SYSTEM
from coordination.models import Installation, Prison, User
from coordination.policies import Refused
from coordination.reference.demonstration import ACCOUNTS, Account


@transaction.atomic
def mark_as_demonstration() -> Installation:
    """From now on, anybody who reaches this portal can sign in as anybody. Refused where people are already."""
    if User.objects.exists():
        raise Refused("This database has users, so it cannot become a demonstration. Use a new one.")
    row, _ = Installation.objects.update_or_create(pk=1, defaults={"seeded_as_demo": True})
    audit.record("mark_as_demonstration", by=SYSTEM, on=row)
    return row


def account_to_be(email: str) -> User:
    """The user behind one of the demonstration's accounts; nobody else can be signed in as."""
    if not Installation.is_demonstration():
        raise Refused("This is not a demonstration. Sign in with your own account.")
    if email not in {account.email for account in ACCOUNTS}:
        raise Refused("That is not an account of the demonstration. Choose one of the list.")
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise Refused("Somebody closed this account in the demonstration. Choose another one.")
    return user


def accounts_by_place() -> list[tuple[str, list[Account]]]:
    """Accounts under the name of the prison that they show, in the order of the list; the rest under "Leads"."""
    names = {
        prison.code: prison.name for prison in Prison.objects.filter(code__in={a.prison for a in ACCOUNTS})
    }
    places: dict[str, list[Account]] = {}
    for account in ACCOUNTS:
        places.setdefault(names.get(account.prison, "Leads"), []).append(account)
    return list(places.items())
