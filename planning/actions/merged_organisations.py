"""Calls that went to an organisation and what it answered go over to the record that is kept. Called inside a merge."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from coordination.models import Organisation, User
from planning.models import Call, Expression, ToldOrganisation

States = Expression.State
# Of two answers to one call, the one that is further.
_FURTHER: Final = (
    States.CHOSEN, States.SHORTLISTED, States.SENT, States.NOT_CHOSEN, States.WITHDRAWN, States.DRAFT,
)  # fmt: skip
_LONGEST: Final = 2000


def move(duplicate: Organisation, kept: Organisation, by: User) -> dict[str, list[int]]:
    """Keys by words for them. Whoever answers, decides or cancels holds the call; so do we, for all of them."""
    both = [kept, duplicate]
    calls = Call.objects.filter(Q(told__organisation__in=both) | Q(expressions__organisation__in=both))
    list(Call.objects.select_for_update().filter(pk__in=calls.order_by().values("pk")).order_by("pk"))
    return {
        "calls that it was told of": _move_told(duplicate, kept),
        "answers to calls": _move_expressions(duplicate, kept),
    }


def _move_told(duplicate: Organisation, kept: Organisation) -> list[int]:
    """Where both were told, one row is left: told since the first of them, and its letter seen to if either was."""
    ours = {row.call_id: row for row in ToldOrganisation.objects.filter(organisation=kept)}
    moved = []
    for row in ToldOrganisation.objects.filter(organisation=duplicate).order_by("pk"):
        same = ours.get(row.call_id)
        if same is None:
            row.organisation = kept
            row.save(update_fields=["organisation"])
            moved.append(row.pk)
            continue
        same.told_at = min(same.told_at, row.told_at)
        same.mailed_at = same.mailed_at or row.mailed_at
        same.why = same.why or row.why
        same.save(update_fields=["told_at", "mailed_at", "why"])
        row.delete()
    return moved


def _move_expressions(duplicate: Organisation, kept: Organisation) -> list[int]:
    """Where both answered, the answer that is further stands, with the words of the other below its own."""
    ours = {row.call_id: row for row in Expression.objects.filter(organisation=kept)}
    moved = []
    for row in Expression.objects.filter(organisation=duplicate).order_by("pk"):
        same = ours.get(row.call_id)
        stays = _joined(same, row) if same else row
        stays.organisation = kept
        stays.save(update_fields=["organisation", "offer"])
        moved.append(stays.pk)
    return moved


def _joined(one: Expression, other: Expression) -> Expression:
    """A draft, and what was taken back, are nobody's to read: their words go with them."""
    first, second = sorted((one, other), key=lambda each: _FURTHER.index(States(each.state)))
    unread = (States.DRAFT, States.WITHDRAWN)
    if second.offer != first.offer and (second.state not in unread or first.state in unread):
        first.offer = f"{first.offer}\n\nAlso written by the organisation:\n{second.offer}"[:_LONGEST]
    second.delete()
    return first
