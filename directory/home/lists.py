"""Lists that somebody began to bring in and that wait for a word or a yes."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.home.lines import each_or_one
from directory.models import ImportRow, ImportRun

State = ImportRun.State
# What somebody has to do next; the others go on or have ended by themselves.
WAITS_FOR: Final = {
    State.MAPPING: "waits for its columns to be named",
    State.CHECKED: "was checked and waits for your yes",
}


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.IMPORT_SERVICES):
        return []
    # A list that says nothing new waits for nobody.
    to_bring_in = ImportRow.objects.filter(
        run=OuterRef("pk"), fate__in=(ImportRow.Fate.CREATED, ImportRow.Fate.MATCHED)
    )
    runs = ImportRun.objects.visible_to(user).filter(
        Q(state=State.MAPPING) | Q(state=State.CHECKED) & Exists(to_bring_in)
    )
    return each_or_one(
        list(runs.select_related("prison").order_by("moved_at")),
        lambda run: HomeItem(
            Section.WAITS, f"The list “{run.file_name}” for {run.prison} {WAITS_FOR[State(run.state)]}.",
            run.get_absolute_url(), since=run.moved_at,
        ),
        lambda found: HomeItem(
            Section.WAITS, f"{len(found)} lists of services wait to be brought in.",
            found[0].get_absolute_url(), len(found), found[0].moved_at,
        ),
    )  # fmt: skip
