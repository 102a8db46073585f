"""What forums keep of an organisation goes over to the record that is kept. Called inside a merge of coordination.

What was approved stays as it was written: frozen minutes name the organisation as it was called on that day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from coordination import clock
from coordination.models import Organisation, Posting, User
from coordination.roles import Role
from forums.models import (
    Action,
    AgendaItem,
    Attendance,
    Forum,
    ForumMember,
    Idea,
    PartnershipEvent,
    Stall,
)

# Words for what goes over as it is, and the foreign key.
AS_IT_IS: Final = (
    ("forums that it chairs", Forum, "chair_organisation"),
    ("items for agendas", AgendaItem, "organisation"),
    ("meetings that it came to", Attendance, "organisation"),
    ("actions", Action, "owner_organisation"),
    ("ideas", Idea, "organisation"),
)
# Of two answers for one event, the one that says more.
_SAYS_MORE: Final = (
    Stall.Reply.CAME, Stall.Reply.COMING, Stall.Reply.DID_NOT_COME, Stall.Reply.NOT_COMING, Stall.Reply.INVITED,
)  # fmt: skip
_LONGEST_NEEDS: Final = 200


def move(duplicate: Organisation, kept: Organisation, by: User) -> dict[str, list[int]]:
    """Keys by words for them."""
    _hold(Q(members__organisation__in=[kept, duplicate]), Q(stalls__organisation__in=[kept, duplicate]))
    moved = {
        "memberships of forums": _move_memberships(duplicate, kept),
        "stalls at events": _move_stalls(duplicate, kept),
    }
    for words, model, name in AS_IT_IS:
        rows = model._default_manager.filter(**{name: duplicate}).order_by("pk")
        keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        model._default_manager.filter(pk__in=keys).update(**{name: kept})
        moved[words] = keys
    return moved


def _hold(forums: Q, events: Q) -> None:
    """Whoever adds a member or asks to an event holds these first; so do we."""
    those = Forum.objects.filter(forums).values("pk")
    list(Forum.objects.select_for_update(of=("self",)).filter(pk__in=those).order_by("pk"))
    these = PartnershipEvent.objects.filter(events).values("pk")
    list(PartnershipEvent.objects.select_for_update(of=("self",)).filter(pk__in=these).order_by("pk"))


def _move_memberships(duplicate: Organisation, kept: Organisation) -> list[int]:
    """Where both belong, one membership goes on; the other stays as one that has ended."""
    rows = ForumMember.objects.select_for_update(of=("self",)).filter(organisation__in=[kept, duplicate])
    every = list(rows.order_by("pk"))
    today = clock.today()
    # One without an end comes last, and so is the one that goes on.
    lasting = sorted((row for row in every if _lasts(row)), key=lambda row: row.until is None)
    ours = {row.forum_id: row for row in lasting if row.organisation_id == kept.pk}
    moved = [row for row in every if row.organisation_id == duplicate.pk]
    for row in moved:
        same = ours.get(row.forum_id) if _lasts(row) else None
        until = row.until
        if same:
            row.until = max(row.since, today - timedelta(days=1))
        row.organisation = kept
        row.save(update_fields=["organisation", "until"])
        if same:
            _cover(same, row, until)
    return [row.pk for row in moved]


def _lasts(row: ForumMember) -> bool:
    return row.until is None or row.until >= clock.today()


def _cover(kept: ForumMember, other: ForumMember, until: date | None) -> None:
    """Who was asked to a meeting through the other stays asked. `until` was the other's."""
    kept.since = min(kept.since, other.since)
    kept.until = max(kept.until, until) if kept.until and until else None
    if not kept.email and not _has_a_manager(kept.organisation):
        kept.email = other.email
    kept.save(update_fields=["since", "until", "email"])
    other.invitations.update(member=kept)


def _has_a_manager(organisation: Organisation | None) -> bool:
    """Then letters go there, and the typed address of the other record would stand in their way."""
    managers = Posting.objects.current().filter(organisation=organisation, role=Role.MANAGER)
    return managers.filter(user__is_active=True).exists()


def _move_stalls(duplicate: Organisation, kept: Organisation) -> list[int]:
    """Where both were asked, one stall is left with what either said of it."""
    every = list(Stall.objects.filter(organisation__in=[kept, duplicate]).order_by("pk"))
    ours = {row.event_id: row for row in every if row.organisation_id == kept.pk}
    moved = [row for row in every if row.organisation_id == duplicate.pk]
    for row in moved:
        same = ours.get(row.event_id)
        if same:
            _join(same, row)
            row.delete()
        else:
            row.organisation = kept
            row.save(update_fields=["organisation"])
    return [row.pk for row in moved if row.pk]


def _join(kept: Stall, other: Stall) -> None:
    if _SAYS_MORE.index(Stall.Reply(other.reply)) < _SAYS_MORE.index(Stall.Reply(kept.reply)):
        kept.reply, kept.replied_at = other.reply, other.replied_at
    needs = dict.fromkeys(text for text in (kept.needs, other.needs) if text)
    kept.needs = "; ".join(needs)[:_LONGEST_NEEDS]
    counted = [row.contacts_count for row in (kept, other) if row.contacts_count is not None]
    kept.contacts_count = sum(counted) if counted else None
    kept.save(update_fields=["reply", "replied_at", "needs", "contacts_count"])
