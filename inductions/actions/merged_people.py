"""Work for an organisation goes over to the record that is kept. Called inside a merge of coordination."""

from __future__ import annotations

from coordination import clock
from coordination.models import Organisation, User
from inductions.actions.leaving import note_last_day
from inductions.models import Engagement, Placement


def move(duplicate: Organisation, kept: Organisation, by: User) -> dict[str, list[int]]:
    """Keys by words for them. Who works for both without an end is left with one such engagement, at every prison of
    either; the other stays as one that has ended.
    """
    rows = Engagement.objects.select_for_update(of=("self",)).filter(organisation__in=[kept, duplicate])
    every = list(rows.order_by("pk"))
    ours = {
        each.person_id: each for each in every if each.organisation_id == kept.pk and each.ends_on is None
    }
    moved = [each for each in every if each.organisation_id == duplicate.pk]
    for engagement in moved:
        same = ours.get(engagement.person_id) if engagement.ends_on is None else None
        if same:
            _join(same, engagement)
        engagement.organisation = kept
        engagement.save()
        note_last_day(engagement.person_id)
    return {"people who come in": [each.pk for each in moved]}


def _join(kept: Engagement, other: Engagement) -> None:
    """What the other has at a prison goes over; in the time of what is there already, that lasts as long as both."""
    today = clock.today()
    for placement in other.placements.exclude(ends_on__lt=today):
        there = _at_the_same_time(kept, placement)
        if there:
            _stretch(there, placement)
            placement.ends_on = max(today, placement.begins_on)
        else:
            placement.engagement = kept
        placement.save()
    kept.begins_on = min(kept.begins_on, other.begins_on)
    kept.save()
    other.ends_on = max(today, other.begins_on)


def _at_the_same_time(kept: Engagement, placement: Placement) -> list[Placement]:
    """Those of the kept engagement at the same prison, the first first. They never overlap each other."""
    rows = kept.placements.filter(prison=placement.prison_id).exclude(ends_on__lt=placement.begins_on)
    if placement.ends_on:
        rows = rows.exclude(begins_on__gt=placement.ends_on)
    return list(rows.order_by("begins_on"))


def _stretch(there: list[Placement], placement: Placement) -> None:
    """Nobody loses a day of work by a merge. How somebody moves inside stays as the kept record has it."""
    first, last = there[0], there[-1]
    first.begins_on = min(first.begins_on, placement.begins_on)
    first.save(update_fields=["begins_on"])
    last.ends_on = max(last.ends_on, placement.ends_on) if last.ends_on and placement.ends_on else None
    last.save(update_fields=["ends_on"])
