"""A posting ends: today, or with a last day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import NotPermitted
from coordination.actions.holding import hold
from coordination.models import Posting, User
from coordination.policies import Refused, check_not_oneself, is_only_coordinator
from coordination.roles import Role


def locked(posting: Posting) -> Posting:
    rows = Posting.objects.select_for_update(of=("self",))
    return rows.select_related("user", "prison", "organisation").get(pk=posting.pk)


def end_now(posting: Posting, by: User) -> None:
    """Ends the row itself; whoever calls has asked for permission and writes the audit."""
    posting.ended_at, posting.ended_by = clock.now(), by
    posting.save(update_fields=["ended_at", "ended_by"])


@transaction.atomic
def end_posting(*, by: User, posting: Posting, last_day: date | None = None) -> Posting:
    """Ends it at once, or sets the last day with access. Who may hand out the role may end it."""
    hold(posting.prison, posting.organisation)
    posting = locked(posting)
    place: dict[str, Any] = {"prison": posting.prison, "organisation": posting.organisation}
    if Role(posting.role) not in access.standing_of(by).grantable(**place):
        raise NotPermitted(f"You may not end the access of {posting.user} as {posting.get_role_display()}.")
    check_may_end(by, posting, last_day)
    before = audit.values(posting, ["ends_on"])
    if last_day is None:
        end_now(posting, by)
    else:
        posting.ends_on = last_day
        posting.save(update_fields=["ends_on"])
    audit.record(
        "end_posting" if last_day is None else "set_last_day",
        by=by, on=posting, prison=posting.prison, organisation=posting.organisation,
        changes=audit.changes(posting, before, audit.values(posting, ["ends_on"])),
    )  # fmt: skip
    return posting


def check_may_end(by: User, posting: Posting, last_day: date | None) -> None:
    """Refuses what is over, what lies in the past, one's own access, and a prison's only coordinator."""
    if posting.has_ended:
        raise Refused(f"The access of {posting.user} has ended already. Nothing was changed.")
    if last_day is not None:
        if last_day < max(clock.today(), posting.begins_on):
            raise Refused("The last day is in the past. Choose today or a later day, or end the access now.")
        return
    check_not_oneself(by, posting.user)
    if (
        posting.prison
        and posting.role == Role.COORDINATOR
        and is_only_coordinator(posting.user, posting.prison)
    ):
        raise Refused(
            f"{posting.user} is the only coordinator of {posting.prison}. Invite another one first, or set a"
            " last day. If access must stop now, use “Stop access now”."
        )
