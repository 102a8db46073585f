"""Lists of people that were read and not brought in: what waits in them is thrown away on a day."""

from __future__ import annotations

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from coordination.views.sentences import day
from inductions.models import WorkerImport


def items(user: User, standing: Standing) -> list[HomeItem]:
    """For whoever read the list: to others it says nothing that they could judge."""
    prisons = standing.prisons_where(P.MANAGE_WORKERS)
    rows = WorkerImport.objects.visible_to(user).unfinished().filter(prison__in=prisons, uploaded_by=user)
    return [
        HomeItem(
            Section.WAITS,
            f"A list of people for {row.prison} is not finished. What waits in it is thrown away on"
            f" {day(row.kept_until)}.",
            row.get_absolute_url(), 1, row.uploaded_at,
        )
        for row in rows.select_related("prison")
    ]  # fmt: skip
