"""Who gets an issue: chosen while it is made; once it is on its way, people can only be added."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from bulletins.actions.forgetting import addresses_are_gone
from bulletins.actions.sending import held, queue_lanes, require_for
from bulletins.audiences import recipients
from bulletins.models import Audience, BulletinIssue, Delivery
from coordination import audit, clock
from coordination.models import User
from coordination.models.mail_address import hidden
from coordination.policies import Overtaken
from coordination.roles import Permission

State = BulletinIssue.State
CHOSEN: Final = ("roles", "people_who_come_in", "outsiders")
LISTS: Final = ("organisations", "prisons", "pathways")


@transaction.atomic
def set_audience(
    *, by: User, issue: BulletinIssue, values: dict[str, Any], seen: int | None = None
) -> BulletinIssue:
    """`values`: CHOSEN and LISTS. Raises the issue's version, so that whoever sends it is shown the change first.

    Of an issue that is being sent or was sent, whoever is new gets it; whoever has a row keeps it and gets it once.
    """
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    if issue.state == State.CANCELLED:
        raise Overtaken("This issue is cancelled: nobody gets it any more.")
    if seen is not None and seen != issue.version:
        raise Overtaken("Somebody changed this issue meanwhile. Look at its readers again.")
    if addresses_are_gone(issue):
        raise Overtaken(
            "This issue was sent more than a year ago. To whom it went is not kept any more, so nobody can be added."
        )
    audience = Audience.objects.get(issue=issue)
    before = audit.values(audience, [*CHOSEN, *LISTS])
    for name in CHOSEN:
        setattr(audience, name, values[name])
    for name in LISTS:
        getattr(audience, name).set(values[name])
    changes = audit.changes(audience, before, audit.values(audience, [*CHOSEN, *LISTS]))
    if changes:
        audience.changed_at, audience.changed_by = clock.now(), by
        audience.save()
        issue.version += 1
        issue.save(update_fields=["version"])
        audit.record("set_audience", by=by, on=issue, prison=issue.prison, changes=changes)
    if issue.sending_began_at:
        _add_new(by, issue)
    return issue


def _add_new(by: User, issue: BulletinIssue) -> None:
    """A row for each address that has none. Call with the issue's row held."""
    there = set(issue.deliveries.values_list("email", flat=True))
    sections = [section["code"] for section in issue.content.words["sections"]]
    issue.audience.refresh_from_db()
    rows = [
        Delivery(
            issue=issue, email=each.email, name=each.name, reason=each.reason,
            state=Delivery.State.LEFT_OUT if each.reason else Delivery.State.QUEUED,
        )
        for each in recipients(issue, sections)
        if not there & {each.email, hidden(each.email)}
    ]  # fmt: skip
    if not rows:
        return
    Delivery.objects.bulk_create(rows, batch_size=500)
    waits = sum(row.state == Delivery.State.QUEUED for row in rows)
    if waits and issue.state == State.SENT:
        issue.state, issue.finished_at = State.SENDING, None
        issue.save(update_fields=["state", "finished_at"])
    if waits:
        queue_lanes()
    audit.record("add_readers", by=by, on=issue, prison=issue.prison, changes={"readers": [0, waits]})
