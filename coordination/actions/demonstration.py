"""A demonstration: say that this database is one, and find the account that somebody wants to be."""

from __future__ import annotations

from django.db import transaction

from coordination import audit
from coordination.access import SYSTEM
from coordination.models import Installation, Posting, Prison, User
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
    if email not in _emails():
        raise Refused("That is not an account of the demonstration. Choose one of the list.")
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise Refused("Somebody closed this account in the demonstration. Choose another one.")
    return user


def accounts_by_place() -> list[tuple[str, list[tuple[Account, str]]]]:
    """(prison in words, its accounts, each with the name of its organisation), in the order of the list.

    Accounts that are tied to no one prison come last.
    """
    prisons = {prison.code: in_words(prison) for prison in Prison.objects.filter(code__in=_codes())}
    managed = Posting.objects.exclude(organisation=None).filter(user__email__in=_emails())
    organisations = dict(managed.values_list("user__email", "organisation__name"))
    places: dict[str, list[tuple[Account, str]]] = {}
    for account in ACCOUNTS:
        place = prisons.get(account.prison, "Over several prisons")
        places.setdefault(place, []).append((account, organisations.get(account.email, "")))
    return list(places.items())


def in_words(prison: Prison) -> str:
    return prison.name if prison.is_running else f"{prison.name} ({prison.get_status_display().lower()})"


def _codes() -> set[str]:
    return {account.prison for account in ACCOUNTS}


def _emails() -> set[str]:
    return {account.email for account in ACCOUNTS}
