"""What a prison decided to work on: adopted, changed, its follow-up, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Group, Pathway, Posting, Prison, Stage, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory.actions.needs import settle_need
from directory.models import Listing, Need
from planning.models import Priority
from planning.policies import check_own_page, check_priority_open, check_words

COLUMNS: Final = ["title", "target", "owner", "owner_role", "due_on"]
WORDED: Final = {"title": "what is to change", "target": "how we shall know", "owner_role": "who sees to it"}
# Roles are suggested from what was adopted last; nobody looks through more.
MOST_ROLES: Final = 40


@dataclass(frozen=True)
class About:
    """What was found and is taken up. Of a need and of listings the places in the matrix come by themselves."""

    origin: str = Priority.Origin.GAP
    pathway: Pathway | None = None
    group: Group | None = None
    stage: Stage | None = None
    need: Need | None = None
    listings: tuple[Listing, ...] = field(default_factory=tuple)


@transaction.atomic
def adopt_priority(*, by: User, prison: Prison, about: About, values: dict[str, Any]) -> Priority:
    """`values`: COLUMNS. What is worked on already is not adopted twice."""
    access.require(by, Permission.ADOPT_PRIORITY, prison=prison)
    _check_about(prison, about)
    _hold(prison)
    if same := open_about(prison, about):
        raise Overtaken(f"{same.adopted_by} has adopted this already: “{same}”.")
    priority = Priority(
        prison=prison, origin=about.origin, pathway=about.pathway, group=about.group, stage=about.stage,
        need=about.need, adopted_at=clock.now(), adopted_by=by,
    )  # fmt: skip
    _write(priority, values)
    if priority.due_on < clock.today():
        raise Refused("That day has passed. Choose a day to come.")
    priority.save()
    priority.listings.set(about.listings)
    audit.record("adopt_priority", by=by, on=priority, prison=prison)
    return priority


@transaction.atomic
def change_priority(*, by: User, priority: Priority, values: dict[str, Any]) -> Priority:
    """Its words, owner or day; what it is about never changes."""
    priority = _held(by, priority)
    check_priority_open(priority)
    before = audit.values(priority, COLUMNS)
    _write(priority, values)
    changes = audit.changes(priority, before, audit.values(priority, COLUMNS))
    if "due_on" in changes and priority.due_on < clock.today():
        raise Refused("That day has passed. Choose a day to come.")
    if changes:
        priority.save(update_fields=COLUMNS)
        audit.record("change_priority", by=by, on=priority, prison=priority.prison, changes=changes)
    return priority


@transaction.atomic
def settle_priority(
    *, by: User, priority: Priority, state: str, outcome: str = "", met_by: Listing | None = None
) -> Priority:
    """Met by a listing that is published here, or ended with a reason.

    The same service several times, and what was about to be lost, may be met without a new one: then in words. A need
    that it took up is settled with it, where `by` may do that.
    """
    priority = _held(by, priority)
    running = priority.calls.running().first()
    if running:
        raise Refused(f"The call “{running}” is under way for this. Decide or cancel it first.")
    return settle(by, priority, state, outcome, met_by)


def settle(by: User, priority: Priority, state: str, outcome: str, met_by: Listing | None) -> Priority:
    """Of a priority that is held, by somebody whose right was asked."""
    check_priority_open(priority)
    outcome = one_line(outcome)
    check_words({"what came of it": outcome})
    if state == Priority.State.MET:
        if met_by:
            check_published_at(met_by, priority.prison)
            outcome = outcome or f"“{met_by.name_for_readers}” is offered here now."
        elif priority.origin in (Priority.Origin.GAP, Priority.Origin.NEED):
            raise Refused("Choose the service by which it is met. It has to stand in the directory here.")
        elif not outcome:
            raise Refused("Choose the service by which it is met, or say how it was.")
    elif state == Priority.State.ENDED:
        met_by = None
        if not outcome:
            raise Refused("Say why it ends without being met. The next report says it too.")
    else:
        raise Refused("Choose what has become of it.")
    priority.state, priority.outcome, priority.met_by = state, outcome, met_by
    priority.settled_at, priority.settled_by = clock.now(), by
    priority.save(update_fields=["state", "outcome", "met_by", "settled_at", "settled_by"])
    audit.record(
        "settle_priority", by=by, on=priority, prison=priority.prison, changes={"state": ["open", state]}
    )
    if met_by:
        _settle_need(by, priority, met_by)
    return priority


def _settle_need(by: User, priority: Priority, met_by: Listing) -> None:
    """Governors may not settle needs; then the coordinator does it on the need's own page."""
    need = priority.need
    if need and access.permitted(by, Permission.MANAGE_NEEDS, prison=priority.prison):
        need = Need.objects.select_for_update().get(pk=need.pk)
        if need.state == Need.State.OPEN:
            settle_need(by=by, need=need, state=Need.State.MET, met_by=met_by)


@transaction.atomic
def keep_follow_up(*, by: User, priority: Priority, path: str) -> Priority:
    """The page of what was begun for it, such as a meeting. Another one takes the place of the first."""
    priority = _held(by, priority)
    check_priority_open(priority)
    check_own_page(path, priority.prison)
    if priority.follow_up != path:
        before, priority.follow_up = priority.follow_up, path
        priority.save(update_fields=["follow_up"])
        changes = {"follow_up": [before, path]}
        audit.record("follow_up_priority", by=by, on=priority, prison=priority.prison, changes=changes)
    return priority


# --- Who may own it, and what is worked on already ------------------------------------------------


def possible_owners(prison: Prison) -> QuerySet[User]:
    """People with an account of the prison."""
    posted = Posting.objects.current().filter(prison=prison).order_by()
    return User.objects.filter(pk__in=posted.values("user"), is_active=True).order_by("name", "pk")


def roles_used(prison: Prison) -> list[str]:
    """Of earlier priorities there, to be offered while somebody types."""
    rows = Priority.objects.filter(prison=prison).exclude(owner_role="").order_by()
    return sorted(set(rows.values_list("owner_role", flat=True).distinct()[:MOST_ROLES]), key=str.casefold)


def open_about(prison: Prison, about: About) -> Priority | None:
    """The priority by which the same thing is worked on."""
    rows = Priority.objects.open().filter(prison=prison, origin=about.origin)
    if about.need:
        return rows.filter(need=about.need).select_related("adopted_by").first()
    if about.listings:
        keys = {listing.pk for listing in about.listings}
        alike = rows.filter(listings__in=keys).distinct().prefetch_related("listings")
        for row in alike.select_related("adopted_by"):
            if {listing.pk for listing in row.listings.all()} == keys:
                return row
        return None
    same = rows.filter(pathway=about.pathway, group=about.group, stage=about.stage, need=None)
    return same.select_related("adopted_by").first()


def listings_for(priority: Priority, rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """Of these, what is for its pathway and its group; for everybody is for a group too."""
    if priority.pathway_id:
        rows = rows.filter(approved_revision__pathways=priority.pathway_id)
    if priority.group_id:
        everybody = Q(approved_revision__groups=None)
        rows = rows.filter(everybody | Q(approved_revision__groups=priority.group_id))
    return rows.distinct()


def check_published_at(listing: Listing, prison: Prison) -> None:
    if listing.prison_id != prison.pk:
        raise Refused(f"That service is not at {prison}. Choose one that is.")
    if not listing.is_published:
        raise Refused("That service does not stand in the directory. Choose one that does.")


def _check_about(prison: Prison, about: About) -> None:
    """What is missing is refused here, so that no priority is about nothing."""
    origins = Priority.Origin
    if about.origin == origins.NEED:
        if about.need is None or about.need.prison_id != prison.pk:
            raise Refused(f"Choose a need of {prison}.")
        if about.need.state != Need.State.OPEN:
            raise Overtaken(f"This need is settled already: {about.need.get_state_display().lower()}.")
    elif about.origin in (origins.DUPLICATION, origins.LOSS):
        if not about.listings:
            raise Refused("Choose the services that it is about.")
        _check_listings(prison, about.listings)
    elif about.origin != origins.GAP or about.pathway is None:
        raise Refused("Choose the gap that it is about.")


def _check_listings(prison: Prison, listings: Iterable[Listing]) -> None:
    for listing in listings:
        check_published_at(listing, prison)


def _write(priority: Priority, values: dict[str, Any]) -> None:
    owner = priority.owner
    for name in COLUMNS:
        if name in values:
            setattr(priority, name, values[name])
    for name in WORDED:
        setattr(priority, name, one_line(getattr(priority, name) or ""))
    check_words({words: getattr(priority, name) for name, words in WORDED.items()})
    if not priority.title or not priority.target:
        raise Refused("Say what is to change, and how you will know that it has.")
    if not isinstance(priority.due_on, date):
        raise Refused("Say by which day.")
    if (priority.owner is None) == (not priority.owner_role):
        raise Refused("Say who sees to it: one person, or one role in the prison.")
    new_owner = priority.owner if priority.owner != owner else None
    if new_owner and not possible_owners(priority.prison).filter(pk=new_owner.pk).exists():
        raise Refused(
            f"{priority.owner} has no account at {priority.prison}. Choose somebody else, or a role."
        )


def _hold(prison: Prison) -> None:
    """Two who adopt the same at once must find each other."""
    list(Prison.objects.select_for_update(no_key=True).filter(pk=prison.pk).values_list("pk"))


def _held(by: User, priority: Priority) -> Priority:
    """The row alone: what is joined to a row that was waited for may be older than the row (ADR 0067)."""
    access.require(by, Permission.ADOPT_PRIORITY, prison=priority.prison)
    return Priority.objects.select_for_update().get(pk=priority.pk)
