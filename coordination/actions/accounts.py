"""What people change about themselves."""

from __future__ import annotations

from django.db import transaction

from coordination import audit
from coordination.emails import one_line
from coordination.models import User
from coordination.policies import Refused, check_no_prison_numbers


@transaction.atomic
def change_own_name(*, by: User, name: str) -> User:
    """The audit says that it changed and never from what: it names people as they are today."""
    name = one_line(name)
    if not name:
        raise Refused("Enter your name.")
    check_no_prison_numbers({"name": name})
    user = User.objects.select_for_update().get(pk=by.pk)
    before = audit.values(user, ["name"])
    user.name = name
    user.save(update_fields=["name"])
    changes = audit.changes(user, before, audit.values(user, ["name"]))
    if changes:
        audit.record("change_own_name", by=by, on=user, changes=changes)
    return user
