"""Merges as the tests ask for them."""

from __future__ import annotations

from coordination.actions.merging import ask_to_merge
from coordination.models import Organisation, OrganisationMerge, User
from tests.cast import Cast


def a_double() -> Organisation:
    """A second record of Harbour, with nothing on it."""
    return Organisation.objects.create(name="Harbor Housing", slug="harbor-housing")


def ask(cast: Cast, by: User, **chosen: str) -> OrganisationMerge:
    """Lantern, which works at Guys Marsh, into Harbour, which works at Exeter."""
    return ask_to_merge(by=by, kept=cast.harbour, duplicate=cast.lantern, chosen=chosen)


def merged(cast: Cast, duplicate: Organisation | None = None, **chosen: str) -> Organisation:
    """Harbour after the merge, as the national lead does it."""
    ask_to_merge(by=cast.national, kept=cast.harbour, duplicate=duplicate or cast.lantern, chosen=chosen)
    return Organisation.objects.get(pk=cast.harbour.pk)


def names(merge: OrganisationMerge, *, agreed: bool) -> list[str]:
    rows = merge.consents.filter(agreed_at__isnull=not agreed).select_related("prison")
    return sorted(row.prison.short_name for row in rows)
