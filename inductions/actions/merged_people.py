"""Work for an organisation goes over to the record that is kept. Called inside a merge of coordination."""

from __future__ import annotations

from coordination import clock
from coordination.models import Organisation, User
from inductions.actions.leaving import note_last_day
from inductions.models import Engagement


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
    """What the other has at a prison goes over, but for prisons where there is something already."""
    today = clock.today()
    here = set(kept.placements.exclude(ends_on__lt=today).values_list("prison", flat=True))
    for placement in other.placements.exclude(ends_on__lt=today):
        if placement.prison_id in here:
            placement.ends_on = max(today, placement.begins_on)
        else:
            placement.engagement = kept
        placement.save()
    kept.begins_on = min(kept.begins_on, other.begins_on)
    kept.save()
    other.ends_on = max(today, other.begins_on)
