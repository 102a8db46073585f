"""What coordination offers to bulletins: who has a role at a prison."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from coordination.models import Posting, Prison, PrisonSet
from coordination.offers import BulletinReader
from coordination.roles import Role


def readers(prisons: list[Prison]) -> Iterator[BulletinReader]:
    """Everybody with a role at the prisons, and leads of a set that holds them; who had one and has none is marked.

    National leads get what goes to all prisons, and not the weekly bulletin of each of a hundred.
    """
    codes = {prison.pk: prison.code for prison in prisons}
    of_set: dict[int, list[int]] = {}
    members = PrisonSet.prisons.through.objects.filter(prison__in=codes)
    for set_pk, prison_pk in members.values_list("prisonset", "prison"):
        of_set.setdefault(set_pk, []).append(prison_pk)
    wanted = Q(prison__in=codes) | Q(prison_set__in=of_set)
    if not set(Prison.objects.taking_services().values_list("pk", flat=True)) - set(codes):
        wanted |= Q(role=Role.NATIONAL)
    for row in Posting.objects.filter(wanted).with_addresses():
        here = [row["prison"]] if row["prison"] else of_set.get(row["prison_set"], list(codes))
        for prison in here:
            yield BulletinReader(
                email=row["user__email"], name=row["user__name"], prison=codes[prison], role=row["role"],
                left=row["over"],
            )  # fmt: skip
