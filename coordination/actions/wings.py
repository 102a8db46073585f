"""The wings and units of a prison: add, rename, end, put in order."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.holding import hold
from coordination.emails import one_line
from coordination.models import Prison, User, Wing
from coordination.policies import Refused, check_no_contact_details, check_no_prison_numbers
from coordination.roles import Permission


def _checked_name(prison: Prison, name: str, but: Wing | None = None) -> str:
    name = one_line(name)
    check_no_prison_numbers({"name": name})
    check_no_contact_details({"name": name})
    same = [w for w in _present(prison) if w != but and w.name.casefold() == name.casefold()]
    if same:
        raise Refused(f"{prison} already has a wing called “{same[0].name}”. Choose another name.")
    return name


def _present(prison: Prison) -> list[Wing]:
    """The wings in use, held with their prison until the transaction ends."""
    hold(prison)
    return list(prison.wings.filter(ended_on=None))


@transaction.atomic
def add_wing(*, by: User, prison: Prison, name: str) -> Wing:
    """The new wing stands last."""
    access.require(by, Permission.EDIT_PRISON, prison=prison)
    position = max((wing.position for wing in _present(prison)), default=0) + 1
    wing = Wing.objects.create(prison=prison, name=_checked_name(prison, name), position=position)
    audit.record("add_wing", by=by, on=wing, prison=prison, changes={"name": ["", wing.name]})
    return wing


@transaction.atomic
def rename_wing(*, by: User, wing: Wing, name: str) -> Wing:
    access.require(by, Permission.EDIT_PRISON, prison=wing.prison)
    wing = _locked(wing)
    before = audit.values(wing, ["name"])
    wing.name = _checked_name(wing.prison, name, but=wing)
    wing.save(update_fields=["name"])
    changes = audit.changes(wing, before, audit.values(wing, ["name"]))
    audit.record("rename_wing", by=by, on=wing, prison=wing.prison, changes=changes)
    return wing


@transaction.atomic
def end_wing(*, by: User, wing: Wing) -> Wing:
    """It leaves the forms today; papers and texts that name it keep it."""
    access.require(by, Permission.EDIT_PRISON, prison=wing.prison)
    wing = _locked(wing)
    wing.ended_on = clock.today()
    wing.save(update_fields=["ended_on"])
    changes = {"ended_on": [None, str(wing.ended_on)]}
    audit.record("end_wing", by=by, on=wing, prison=wing.prison, changes=changes)
    return wing


@transaction.atomic
def move_wing(*, by: User, wing: Wing, up: bool) -> list[Wing]:
    """One place up or down in the order of forms and papers. Returns the wings in their new order."""
    access.require(by, Permission.EDIT_PRISON, prison=wing.prison)
    wing = _locked(wing)
    wings = _present(wing.prison)
    here = wings.index(wing)
    there = min(max(here + (-1 if up else 1), 0), len(wings) - 1)
    wings[here], wings[there] = wings[there], wings[here]
    for position, each in enumerate(wings, 1):
        each.position = position
    Wing.objects.bulk_update(wings, ["position"])
    audit.record("move_wing", by=by, on=wing, prison=wing.prison, changes={"position": [here + 1, there + 1]})
    return wings


def _locked(wing: Wing) -> Wing:
    """Read afresh, and still in use."""
    wing = Wing.objects.select_for_update(of=("self",)).select_related("prison").get(pk=wing.pk)
    if wing.ended_on:
        raise Refused(f"{wing} has ended. Add it anew if it is in use again.")
    return wing
