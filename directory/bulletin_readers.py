"""Whom directory offers as readers of bulletins: who has an account for an organisation with a service at a prison."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.models import Posting, Prison
from coordination.offers import BulletinReader
from directory.models import Listing


def readers(prisons: list[Prison]) -> Iterator[BulletinReader]:
    """Their interests are the pathways of the organisation's services there. Who left the organisation is marked."""
    codes = {prison.pk: prison.code for prison in prisons}
    here: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for (prison, organisation), pathways in Listing.objects.pathways_by_organisation(prisons).items():
        here.setdefault(organisation, []).append((prison, pathways))
    for row in Posting.objects.filter(organisation__in=here).with_addresses():
        for prison, pathways in here[row["organisation"]]:
            yield BulletinReader(
                email=row["user__email"], name=row["user__name"], prison=codes[prison], role=row["role"],
                organisation=row["organisation"], pathways=pathways, left=row["over"],
            )  # fmt: skip
