"""Lists of people that were read and not brought in: what waits in them is thrown away on a day."""

from __future__ import annotations

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from coordination.views.sentences import day
from inductions.models import WorkerImport


def items(user: User, standing: Standing) -> list[HomeItem]:
    """For whoever read the list: to others it says nothing that they could judge. One line a prison."""
    prisons = standing.prisons_where(P.MANAGE_WORKERS)
    rows = WorkerImport.objects.visible_to(user).unfinished().filter(prison__in=prisons, uploaded_by=user)
    by_prison: dict[Prison, list[WorkerImport]] = {}
    for row in rows.select_related("prison").order_by("prison__name", "uploaded_at"):
        by_prison.setdefault(row.prison, []).append(row)
    return [_line(prison, lists) for prison, lists in by_prison.items()]


def _line(prison: Prison, lists: list[WorkerImport]) -> HomeItem:
    first = lists[0]
    until, url = day(first.kept_until), first.get_absolute_url()
    sentence = f"A list of people for {prison} is not finished. What waits in it is thrown away on {until}."
    if len(lists) > 1:
        sentence = f"{len(lists)} lists of people for {prison} are not finished. The first is thrown away on {until}."
        url = reverse("workers_import", args=[prison.code])
    return HomeItem(Section.WAITS, sentence, url, len(lists), first.uploaded_at)
