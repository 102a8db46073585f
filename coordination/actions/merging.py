"""Two records of one organisation become one: asked for, agreed to by every prison that it touches, and done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from coordination import access, audit, clock
from coordination.actions.organisations import COLUMNS, LISTS
from coordination.models import MergeConsent, Organisation, OrganisationMerge, Prison, Registration, User
from coordination.offers import offers
from coordination.policies import (
    Overtaken,
    Refused,
    check_merge_waits,
    check_no_prison_numbers,
    check_not_merged,
)
from coordination.queueing import queue_on_commit
from coordination.roles import Permission

KEPT: Final = "kept"
DUPLICATE: Final = "duplicate"
BOTH: Final = "both"
TELL: Final = "coordination.tell_of_merge"
# The name is printed; through the others a stranger who asks to join is checked. A value is filled in unasked only
# where there was none.
KNOWN_BY: Final = ("name", "charity_number", "company_number", "website")
P = Permission.MERGE_ORGANISATIONS


@transaction.atomic
def ask_to_merge(
    *, by: User, kept: Organisation, duplicate: Organisation, chosen: dict[str, str] | None = None
) -> OrganisationMerge:
    """`duplicate` goes into `kept`: at once where `by` may speak for every prison that it touches, else when all agree.

    `chosen` is {field: "kept", "duplicate" or, of a list, "both"}. A field that is not named keeps the kept record's
    value, or gets the duplicate's where that is empty; lists are united.
    """
    access.require(by, P)
    chosen = _checked(chosen or {})
    if kept.pk == duplicate.pk:
        raise Refused("This is one record, not two.")
    rows = _held(kept.pk, duplicate.pk)
    kept, duplicate = rows[kept.pk], rows[duplicate.pk]
    check_not_merged(kept)
    check_not_merged(duplicate)
    _check_not_asked(kept, duplicate)
    merge = OrganisationMerge.objects.create(
        kept=kept, duplicate=duplicate, chosen=chosen, asked_by=by, asked_at=clock.now(),
        prison=asking_prison(by, kept, duplicate),
    )  # fmt: skip
    _ask_prisons(merge)
    _note("ask_to_merge", by, merge, duplicate)
    _agree(by, merge)
    _merge_if_agreed(by, merge)
    return merge


@transaction.atomic
def agree_to_merge(*, by: User, merge: OrganisationMerge) -> OrganisationMerge:
    """For every prison that `by` may speak for. The last yes merges."""
    merge = _held_merge(merge)
    _require_unanswered(by, merge)
    for consent in _agree(by, merge):
        _note("agree_to_merge", by, merge, merge.duplicate, consent.prison)
    # Asked again: a service may have been sent to one more prison since.
    _ask_prisons(merge)
    _agree(by, merge)
    _merge_if_agreed(by, merge)
    return merge


@transaction.atomic
def refuse_merge(*, by: User, merge: OrganisationMerge, reason: str) -> OrganisationMerge:
    """One prison's no is enough. The reason goes to whoever asked."""
    merge = _held_merge(merge)
    prison = _require_unanswered(by, merge)
    if not reason.strip():
        raise Refused("Write the reason: whoever asked gets it.")
    check_no_prison_numbers({"the reason": reason})
    _settle(merge, OrganisationMerge.State.REFUSED, by, reason.strip())
    _note("refuse_merge", by, merge, merge.duplicate, prison)
    return merge


@transaction.atomic
def cancel_merge(*, by: User, merge: OrganisationMerge) -> OrganisationMerge:
    """Whoever asked takes it back; so may a colleague at the same prison, or a national lead."""
    merge = _held_merge(merge)
    if not may_cancel(by, merge):
        raise access.NotPermitted(f"Only who asked for it takes it back: {merge}.")
    _settle(merge, OrganisationMerge.State.CANCELLED, by)
    _note("cancel_merge", by, merge, merge.duplicate)
    return merge


def touched_prisons(kept: Organisation, duplicate: Organisation, chosen: dict[str, str]) -> dict[int, Prison]:
    """Where something of the duplicate is seen; where the kept record is seen too, if other people would get at it, or
    if what it is known by would become another.
    """
    taken = (name for name in KNOWN_BY if chosen.get(name) == DUPLICATE and getattr(kept, name))
    replaced = any(getattr(kept, name) != getattr(duplicate, name) for name in taken)
    seen = [duplicate, kept] if brings_people(duplicate) or replaced else [duplicate]
    return {
        prison.pk: prison
        for each in seen
        for module in offers("merging")
        for prison in module.touched_prisons(each)
    }


def brings_people(duplicate: Organisation) -> bool:
    """Would anybody get access to what is the kept organisation's today?"""
    postings = duplicate.postings.not_over().filter(user__is_active=True)
    return postings.exists() or duplicate.invitations.open().exists()


def asking_prison(by: User, kept: Organisation, duplicate: Organisation) -> Prison | None:
    """For which of their prisons `by` asks: one that it touches first. None for a national lead."""
    standing = access.standing_of(by)
    if standing.everywhere(P):
        return None
    touched = touched_prisons(kept, duplicate, {})
    own = list(standing.prisons_where(P).order_by("name"))
    return next((prison for prison in own if prison.pk in touched), own[0])


def _checked(chosen: dict[str, str]) -> dict[str, str]:
    for name, which in chosen.items():
        allowed = {KEPT, DUPLICATE, BOTH} if name in LISTS else {KEPT, DUPLICATE}
        if name not in COLUMNS + LISTS or which not in allowed:
            raise ValueError(f"{name}: {which} cannot be chosen.")
    return chosen


def _check_not_asked(kept: Organisation, duplicate: Organisation) -> None:
    pair = Q(duplicate=duplicate) | Q(duplicate=kept, kept=duplicate)
    waiting = OrganisationMerge.objects.waiting().filter(pair).select_related("kept", "duplicate").first()
    if waiting:
        raise Overtaken(
            f"Somebody has asked already to merge “{waiting.duplicate}” into “{waiting.kept}”. It waits for consent."
        )


# --- Held in one order: registrations, organisations by key, the merge, then what hangs on them ---


def _held(*keys: int) -> dict[int, Organisation]:
    """Both records as they are now. Whoever decides on a registration holds it before its organisation; so do we."""
    registrations = Registration.objects.select_for_update(of=("self",)).order_by("pk")
    list(registrations.filter(Q(organisation__in=keys) | Q(join_request__organisation__in=keys)))
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=keys)}


def _held_merge(merge: OrganisationMerge) -> OrganisationMerge:
    """Afresh and locked after its organisations, if it still waits."""
    rows = _held(merge.kept_id, merge.duplicate_id)
    related = OrganisationMerge.objects.select_related("prison", "asked_by", "settled_by")
    merge = related.select_for_update(of=("self",)).get(pk=merge.pk)
    merge.kept, merge.duplicate = rows[merge.kept_id], rows[merge.duplicate_id]
    check_merge_waits(merge)
    return merge


# --- Consent --------------------------------------------------------------------------------------


def _ask_prisons(merge: OrganisationMerge) -> None:
    """A row for each prison that has none yet; its coordinators are told."""
    touched = touched_prisons(merge.kept, merge.duplicate, merge.chosen)
    there = set(merge.consents.values_list("prison", flat=True))
    new = [MergeConsent(merge=merge, prison=prison) for key, prison in touched.items() if key not in there]
    MergeConsent.objects.bulk_create(new)
    if new:
        queue_on_commit(TELL, merge.pk)


def _open(merge: OrganisationMerge) -> list[MergeConsent]:
    return list(merge.consents.filter(agreed_at=None).select_related("prison"))


def _mine(by: User, merge: OrganisationMerge) -> list[MergeConsent]:
    standing = access.standing_of(by)
    return [each for each in _open(merge) if standing.may(P, prison=each.prison)]


def asked_of(by: User, merge: OrganisationMerge) -> list[MergeConsent]:
    """The consents that are `by`'s to give. Raises NotPermitted where there is none."""
    standing = access.standing_of(by)
    asked = [each for each in merge.consents.select_related("prison") if standing.may(P, prison=each.prison)]
    if not asked:
        raise access.NotPermitted(f"No prison of yours is asked to agree: {merge}.")
    return asked


def _require_unanswered(by: User, merge: OrganisationMerge) -> Prison:
    """A prison for which `by` is asked and which has not answered."""
    asked = asked_of(by, merge)
    waiting = [each.prison for each in asked if each.agreed_at is None]
    if not waiting:
        raise Overtaken(f"{asked[0].prison} has agreed already. It waits for another prison.")
    return waiting[0]


def _agree(by: User, merge: OrganisationMerge) -> list[MergeConsent]:
    mine = _mine(by, merge)
    for consent in mine:
        consent.agreed_at, consent.agreed_by = clock.now(), by
        consent.save(update_fields=["agreed_at", "agreed_by"])
    return mine


def may_cancel(by: User, merge: OrganisationMerge) -> bool:
    standing = access.standing_of(by)
    own = merge.asked_by_id == by.pk and standing.may(P)
    colleague = merge.prison is not None and standing.may(P, prison=merge.prison)
    return own or colleague or standing.everywhere(P)


# --- Done -----------------------------------------------------------------------------------------


def _merge_if_agreed(by: User, merge: OrganisationMerge) -> None:
    if _open(merge):
        return
    kept, duplicate = merge.kept, merge.duplicate
    for module in offers("merging"):
        merge.moved |= {words: keys for words, keys in module.move(duplicate, kept, by).items() if keys}
    changes = _take_over(kept, duplicate, merge.chosen)
    # One step from any old address: what was merged into the duplicate before leads to the kept record now.
    duplicate.merged_from.update(merged_into=kept)
    duplicate.merged_into = kept
    duplicate.save(update_fields=["merged_into"])
    _settle(merge, OrganisationMerge.State.DONE, by)
    _put_right_what_waits(by, merge)
    touched: list[Prison | None] = [consent.prison for consent in merge.consents.select_related("prison")]
    for prison in touched or [merge.prison]:
        _note("merge_organisations", by, merge, kept, prison, changes)
        _note("merge_into_another", by, merge, duplicate, prison, {"merged_into": [None, kept.pk]})


def _take_over(kept: Organisation, duplicate: Organisation, chosen: dict[str, str]) -> dict[str, list[Any]]:
    """Writes the chosen values on the kept record and returns what changed. The duplicate's row stays as it was."""
    before = audit.values(kept, COLUMNS + LISTS)
    for name in COLUMNS:
        empty = getattr(kept, name) in (None, "")
        if chosen.get(name, DUPLICATE if empty else KEPT) == DUPLICATE:
            setattr(kept, name, getattr(duplicate, name))
    kept.save()
    for name in LISTS:
        which, theirs = chosen.get(name, BOTH), getattr(duplicate, name).all()
        if which == BOTH:
            getattr(kept, name).add(*theirs)
        elif which == DUPLICATE:
            getattr(kept, name).set(theirs)
    return audit.changes(kept, before, audit.values(kept, COLUMNS + LISTS))


def _put_right_what_waits(by: User, merge: OrganisationMerge) -> None:
    """Other merges that were asked for with one of the two."""
    waiting = OrganisationMerge.objects.waiting().select_for_update(of=("self",)).order_by("pk")
    for other in waiting.filter(kept=merge.duplicate).select_related("kept", "duplicate", "prison"):
        # Its prisons agreed to something else.
        reason = f"“{merge.duplicate}” was itself merged into “{merge.kept}”. Ask again for that record."
        _settle(other, OrganisationMerge.State.CANCELLED, by, reason[:300])
        _note("cancel_merge", by, other, other.duplicate)
    for other in waiting.filter(duplicate=merge.kept).select_related("kept", "duplicate", "prison"):
        _ask_prisons(other)


def _settle(merge: OrganisationMerge, state: OrganisationMerge.State, by: User, reason: str = "") -> None:
    merge.state, merge.reason = state, reason
    merge.settled_at, merge.settled_by = clock.now(), by
    merge.save()
    queue_on_commit(TELL, merge.pk)


def _note(
    verb: str, by: User, merge: OrganisationMerge, organisation: Organisation, prison: Prison | None = None,
    changes: dict[str, list[Any]] | None = None,
) -> None:  # fmt: skip
    """On the organisation; the merge's own changes are said by its verb."""
    on = organisation if changes is not None else merge
    audit.record(
        verb, by=by, on=on, prison=prison or merge.prison, organisation=organisation, changes=changes or {}
    )


def waits_for(by: User, merge: OrganisationMerge) -> Iterable[Prison]:
    """The prisons for which `by` is asked; none where it is settled."""
    if merge.state != OrganisationMerge.State.WAITING:
        return []
    return [each.prison for each in _mine(by, merge)]
