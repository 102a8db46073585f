"""What becomes of a prison's editions when it closes."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.roles import Permission
from directory.models import Edition


@transaction.atomic
def withdraw_editions(*, by: User, prison: Prison) -> int:
    """Nobody uses them any more; they stay to be read, and where their copies lie is known until they are collected.

    Those that are being laid out are stopped. Returns how many were withdrawn.
    """
    access.require(by, Permission.MANAGE_PRISONS, prison=prison)
    prison = Prison.objects.select_for_update().get(pk=prison.pk)
    of = Edition.objects.filter(prison=prison)
    under_way = of.filter(state__in=(Edition.State.QUEUED, Edition.State.RENDERING))
    under_way.update(state=Edition.State.FAILED, problem=f"{prison} closed before it was laid out.")
    withdrawn = list(of.filter(state=Edition.State.READY, withdrawn_on=None).values_list("pk", flat=True))
    of.filter(pk__in=withdrawn).update(withdrawn_on=clock.today())
    if withdrawn:
        audit.record(
            "withdraw_editions", by=by, on=prison, prison=prison, changes={"editions": ["", len(withdrawn)]}
        )
    return len(withdrawn)
