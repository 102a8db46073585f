"""A list is taken out of the portal again: the cells as they were read. What came of them stays."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit
from coordination.models import User
from coordination.policies import Refused
from coordination.roles import Permission
from directory.models import ImportRun


@transaction.atomic
def delete_import(*, by: User, run: ImportRun) -> None:
    """Refused while a worker has it in hand. Its source remembers what the columns mean."""
    access.require(by, Permission.IMPORT_SERVICES, prison=run.prison)
    held = (
        ImportRun.objects.select_related("prison").select_for_update(of=("self",)).filter(pk=run.pk).first()
    )
    if held is None:
        return  # The button was pressed twice.
    if held.is_under_way:
        raise Refused("The rows are on their way. Stop it first, then delete it.")
    audit.record("delete_import", by=by, on=held, prison=held.prison)
    held.delete()
