"""What a prison says about itself, whether it is open, and sets of prisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from coordination import access, audit
from coordination.emails import one_line
from coordination.models import Prison, PrisonSet, User
from coordination.policies import Refused, check_no_contact_details, check_no_prison_numbers
from coordination.roles import Permission

SETTINGS: Final = ["renew_after_days", "ask_for_new_copy", "name_welsh"]
STATUS: Final = ["status", "status_since", "status_note"]


def save_and_record(verb: str, by: User, prison: Prison, values: Mapping[str, object]) -> Prison:
    # Read afresh: a form has written its values on the object that it was given.
    prison = Prison.objects.select_for_update().get(pk=prison.pk)
    before = audit.values(prison, list(values))
    for name, value in values.items():
        setattr(prison, name, value)
    prison.save(update_fields=list(values))
    changes = audit.changes(prison, before, audit.values(prison, list(values)))
    if changes:
        audit.record(verb, by=by, on=prison, prison=prison, changes=changes)
    return prison


@transaction.atomic
def edit_prison_settings(
    *, by: User, prison: Prison, renew_after_days: int, ask_for_new_copy: str, name_welsh: str = ""
) -> Prison:
    """How editions speak of the prison. The number of days is 1 to 730."""
    access.require(by, Permission.EDIT_PRISON, prison=prison)
    texts = {"whom to ask for a new copy": ask_for_new_copy, "Welsh name": name_welsh}
    check_no_prison_numbers(texts)
    check_no_contact_details(texts)
    if not 1 <= renew_after_days <= 730:
        raise Refused("“Ask for a new one after” takes 1 to 730 days.")
    values = {
        "renew_after_days": renew_after_days,
        "ask_for_new_copy": one_line(ask_for_new_copy),
        "name_welsh": one_line(name_welsh),
    }
    return save_and_record("edit_prison_settings", by, prison, values)


@transaction.atomic
def change_prison_status(
    *, by: User, prison: Prison, status: str, status_since: str = "", status_note: str = ""
) -> Prison:
    """Open, closed temporarily, closed, planned; since when (year, month or day, as known) and a note."""
    access.require(by, Permission.MANAGE_PRISONS, prison=prison)
    check_no_prison_numbers({"note": status_note})
    values = {
        "status": Prison.Status(status).value,
        "status_since": status_since,
        "status_note": one_line(status_note),
    }
    return save_and_record("change_prison_status", by, prison, values)


@transaction.atomic
def add_prison_set(*, by: User, name: str, prisons: Iterable[Prison]) -> PrisonSet:
    access.require_everywhere(by, Permission.MANAGE_PRISONS)
    chosen = PrisonSet(name=_set_name(name))
    chosen.save()
    chosen.prisons.set(prisons)
    audit.record("add_prison_set", by=by, on=chosen, changes={"name": ["", chosen.name]})
    return chosen


@transaction.atomic
def edit_prison_set(*, by: User, prison_set: PrisonSet, name: str, prisons: Iterable[Prison]) -> PrisonSet:
    """Leads over the set reach the prisons chosen from the next page on."""
    access.require_everywhere(by, Permission.MANAGE_PRISONS)
    prison_set = PrisonSet.objects.select_for_update().get(pk=prison_set.pk)
    before = audit.values(prison_set, ["name", "prisons"])
    prison_set.name = _set_name(name, but=prison_set)
    prison_set.save(update_fields=["name"])
    prison_set.prisons.set(prisons)
    changes = audit.changes(prison_set, before, audit.values(prison_set, ["name", "prisons"]))
    audit.record("edit_prison_set", by=by, on=prison_set, changes=changes)
    return prison_set


def _set_name(name: str, but: PrisonSet | None = None) -> str:
    name = one_line(name)
    check_no_prison_numbers({"name": name})
    for each in PrisonSet.objects.select_for_update():
        if each != but and each.name.casefold() == name.casefold():
            raise Refused(f"There is a set called “{each.name}”. Choose another name.")
    return name
