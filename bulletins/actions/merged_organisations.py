"""Audiences that name an organisation name the record that is kept. Called inside a merge of coordination."""

from __future__ import annotations

from typing import Final

from bulletins.models import Audience
from coordination import clock
from coordination.models import Organisation, User

ROWS: Final = Audience.organisations.through
# What the page of a merge calls what went over.
AUDIENCES: Final = "audiences of bulletins"


def move(duplicate: Organisation, kept: Organisation, by: User) -> dict[str, list[int]]:
    """Who sends an issue that is not out yet is shown that its audience changed, because it has more people now."""
    rows = ROWS.objects.filter(organisation=duplicate)
    audiences = sorted(rows.values_list("audience", flat=True))
    both = ROWS.objects.filter(organisation=kept, audience__in=audiences).values_list("audience", flat=True)
    rows.filter(audience__in=list(both)).delete()
    rows.update(organisation=kept)
    waits = Audience.objects.filter(pk__in=audiences, issue__sending_began_at=None)
    waits.update(changed_at=clock.now(), changed_by=by)
    return {AUDIENCES: audiences}
