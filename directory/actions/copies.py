"""Where copies lie: places, copies put there, copies taken away."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.roles import Permission
from directory import policies
from directory.models import CopyPlace, Edition, PlacedCopy


@transaction.atomic
def add_copy_place(*, by: User, prison: Prison, name: str) -> CopyPlace:
    access.require(by, Permission.MAKE_EDITION, prison=prison)
    _hold(prison)
    name = " ".join(name.split())
    policies.check_copy_place_name(prison, name)
    place = CopyPlace.objects.create(prison=prison, name=name)
    audit.record("add_copy_place", by=by, on=place, prison=prison)
    return place


@transaction.atomic
def rename_copy_place(*, by: User, place: CopyPlace, name: str) -> CopyPlace:
    access.require(by, Permission.MAKE_EDITION, prison=place.prison)
    _hold(place.prison)
    name = " ".join(name.split())
    policies.check_copy_place_name(place.prison, name, but=place)
    before = audit.values(place, ["name"])
    place.name = name
    place.save(update_fields=["name"])
    changes = audit.changes(place, before, audit.values(place, ["name"]))
    audit.record("rename_copy_place", by=by, on=place, prison=place.prison, changes=changes)
    return place


@transaction.atomic
def end_copy_place(*, by: User, place: CopyPlace) -> CopyPlace:
    """No more copies go there. A place with copies is not ended: they would be forgotten."""
    access.require(by, Permission.MAKE_EDITION, prison=place.prison)
    place = CopyPlace.objects.select_for_update(of=("self",)).select_related("prison").get(pk=place.pk)
    policies.check_end_copy_place(place)
    place.ended_on = clock.today()
    place.save(update_fields=["ended_on"])
    audit.record("end_copy_place", by=by, on=place, prison=place.prison)
    return place


@transaction.atomic
def place_copies(*, by: User, edition: Edition, copies: dict[CopyPlace, int], replaces: bool = True) -> int:
    """How many copies of the edition lie at each place now; returns at how many places that is news.

    0 takes them away. With `replaces`, older editions of the same kind at a place that gets copies count as taken
    away: somebody swapped them.
    """
    access.require(by, Permission.MAKE_EDITION, prison=edition.prison)
    _hold(edition.prison)
    policies.check_place_copies(edition, copies, copies.values())
    today = clock.today()
    lying = {copy.place_id: copy for copy in PlacedCopy.objects.lying().filter(edition=edition)}
    changed = 0
    for place, number in copies.items():
        present = lying.get(place.pk)
        if number == (present.copies if present else 0):
            continue
        changed += 1
        _set(edition, place, present, number, today)
        if number and replaces:
            _replace_older(edition, place, today)
    if changed:
        audit.record("place_copies", by=by, on=edition, prison=edition.prison)
    return changed


def _set(edition: Edition, place: CopyPlace, present: PlacedCopy | None, number: int, today: date) -> None:
    if present and number:
        present.copies = number
        present.save(update_fields=["copies"])
    elif present:
        present.removed_on = max(today, present.placed_on)
        present.save(update_fields=["removed_on"])
    else:
        PlacedCopy.objects.create(edition=edition, place=place, copies=number, placed_on=today)


def _replace_older(edition: Edition, place: CopyPlace, today: date) -> None:
    older = PlacedCopy.objects.lying().filter(
        place=place, edition__kind=edition.kind, edition__number__lt=edition.number
    )
    older.filter(placed_on__lte=today).update(removed_on=today)


def _hold(prison: Prison) -> None:
    """Two people who name or fill places at once take turns."""
    Prison.objects.select_for_update().get(pk=prison.pk)
