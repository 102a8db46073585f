"""Whom inductions offer as readers of bulletins: people who come in at a prison and gave an address."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coordination.models import Prison
from coordination.offers import BulletinReader
from coordination.roles import Role
from directory.models import Listing
from inductions.models import Objection, Placement

What = Objection.What


def readers(prisons: list[Prison]) -> Iterator[BulletinReader]:
    """Newcomers too: they are trained before their first day. Whose work there is over is marked.

    Left out altogether: whoever does not want to be listed, and an address whose owner says “this is not me” until
    somebody has looked at it. Of somebody with an account the account's address counts, so that they get one mail.
    """
    codes = {prison.pk: prison.code for prison in prisons}
    pathways = Listing.objects.pathways_by_organisation(prisons)
    objected = Objection.objects.filter(
        Q(what=What.UNWANTED) | Q(what=What.NOT_ME, settled_at=None), person=OuterRef("engagement__person")
    )
    placed = Placement.objects.filter(~Exists(objected), prison__in=codes)
    placed = placed.filter(engagement__person__anonymised_at=None)
    runs = set(placed.not_over_by(timezone.localdate()).values_list("pk", flat=True))
    for pk, prison, organisation, name, own, account in placed.order_by("pk").values_list(
        "pk", "prison", "engagement__organisation", "engagement__person__name", "engagement__person__email",
        "engagement__person__user__email",
    ):  # fmt: skip
        if email := account or own:
            yield BulletinReader(
                email=email, name=name, prison=codes[prison], role=Role.WORKER if account else "",
                organisation=organisation, pathways=pathways.get((prison, organisation), ()), left=pk not in runs,
            )  # fmt: skip
