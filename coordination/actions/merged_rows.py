"""What coordination keeps of an organisation goes over to the record that is kept. Called inside a merge."""

from __future__ import annotations

from coordination import clock
from coordination.actions.registrations import decide_anew
from coordination.models import (
    Invitation,
    JoinRequest,
    Organisation,
    Posting,
    Registration,
    User,
)


def move(duplicate: Organisation, kept: Organisation, by: User) -> dict[str, list[int]]:
    """Keys by words for them. Invitations before postings: whoever accepts one at this moment holds its row, and the
    posting that this makes is seen by the statement after.
    """
    return {
        "invitations": _moved(Invitation, duplicate, kept),
        "people": _move_postings(duplicate, kept, by),
        "requests to join": _move_join_requests(duplicate, kept, by),
        "registrations": _moved(Registration, duplicate, kept),
    }


def _moved(
    model: type[Invitation] | type[JoinRequest] | type[Registration],
    duplicate: Organisation,
    kept: Organisation,
) -> list[int]:
    rows = model._default_manager.filter(organisation=duplicate).order_by("pk")
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    rows.filter(pk__in=keys).update(organisation=kept)
    return keys


def _move_postings(duplicate: Organisation, kept: Organisation, by: User) -> list[int]:
    """Who has the same role at both keeps one, for as long as either lasts; the other stays as one that has ended."""
    rows = Posting.objects.select_for_update().filter(organisation__in=[kept, duplicate]).order_by("pk")
    every = list(rows)
    moved = [posting for posting in every if posting.organisation_id == duplicate.pk]
    ours = {
        (each.user_id, each.role): each
        for each in every
        if each.organisation_id == kept.pk and not each.has_ended
    }
    for posting in moved:
        same = None if posting.has_ended else ours.get((posting.user_id, posting.role))
        if same:
            _cover(same, posting)
            posting.ended_at, posting.ended_by = clock.now(), by
        posting.organisation = kept
        posting.save()
    return [posting.pk for posting in moved]


def _cover(kept: Posting, other: Posting) -> None:
    kept.begins_on = min(kept.begins_on, other.begins_on)
    ends = (kept.ends_on, other.ends_on)
    kept.ends_on = None if None in ends else max(ends)  # type: ignore[type-var]
    kept.save()


def _move_join_requests(duplicate: Organisation, kept: Organisation, by: User) -> list[int]:
    """Who asked at both is asked about once; the prisons that waited for the other answer decide anew."""
    waiting = JoinRequest.objects.select_for_update().filter(state=JoinRequest.State.WAITING).order_by("pk")
    asked = set(waiting.filter(organisation=kept).values_list("email", flat=True))
    for request in waiting.filter(organisation=duplicate, email__in=asked):
        request.state = JoinRequest.State.REFUSED
        request.decided_at, request.decided_by = clock.now(), by
        request.save()
        decide_anew(request)
    return _moved(JoinRequest, duplicate, kept)
