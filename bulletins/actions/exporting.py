"""The addresses of an issue leave the portal as a file: for who may see everybody, and it stands in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from bulletins.actions.sending import require_for
from bulletins.audiences import Wanted, may_see_names
from bulletins.models import BulletinIssue, Delivery
from coordination import audit
from coordination.access import NotPermitted
from coordination.models import User
from coordination.roles import Permission

BATCH: Final = 500


def sees_everybody(user: User, issue: BulletinIssue) -> bool:
    """At all the prisons of the issue, also those that its audience leaves out by now: their rows stay."""
    return may_see_names(user, issue, replace(Wanted.of(issue.audience), prisons=frozenset()))


@transaction.atomic
def export_deliveries(
    *, by: User, issue: BulletinIssue, rows: QuerySet[Delivery]
) -> Iterator[list[Delivery]]:
    """The rows in their order, in batches that are read while the file is written. The audit says how many."""
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    if not sees_everybody(by, issue):
        raise NotPermitted("Only who may see everybody who comes in there takes out their addresses.")
    keys = list(rows.filter(issue=issue).order_by("pk").values_list("pk", flat=True))
    audit.record(
        "export_deliveries", by=by, on=issue, prison=issue.prison, changes={"addresses": [None, len(keys)]}
    )
    return _batches(keys)


def _batches(keys: list[int]) -> Iterator[list[Delivery]]:
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        found = Delivery.objects.in_bulk(part)
        yield [found[key] for key in part if key in found]
