"""Roles that people in prison hold. Nobody's name, number or account is ever asked for."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Refused
from coordination.roles import Permission
from forums import policies
from forums.models import Representative

COLUMNS: Final = ["title", "wing", "forum", "opportunity", "holders", "hours_a_month", "since"]
SETS: Final = ["pathways", "groups"]


@transaction.atomic
def add_representative(*, by: User, prison: Prison, values: dict[str, Any]) -> Representative:
    """`values`: COLUMNS, and `pathways` and `groups` as lists."""
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    # Held: the same role is not written down twice at once.
    Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)
    representative = Representative(prison=prison, since=clock.today())
    _write(representative, values)
    representative.save()
    _set(representative, values)
    audit.record("add_representative", by=by, on=representative, prison=prison)
    return representative


@transaction.atomic
def change_representative(
    *, by: User, representative: Representative, values: dict[str, Any]
) -> Representative:
    access.require(by, Permission.MANAGE_FORUMS, prison=representative.prison)
    Prison.objects.select_for_update(no_key=True).get(pk=representative.prison_id)
    representative = _held(representative)
    before = audit.values(representative, [*COLUMNS, *SETS])
    _write(representative, values)
    representative.save(update_fields=COLUMNS)
    _set(representative, values)
    changes = audit.changes(representative, before, audit.values(representative, [*COLUMNS, *SETS]))
    if changes:
        audit.record(
            "change_representative", by=by, on=representative, prison=representative.prison, changes=changes
        )
    return representative


@transaction.atomic
def end_representative(
    *, by: User, representative: Representative, until: date | None = None
) -> Representative:
    """The role is no more: today was the last day, unless an earlier one is given. A vacant role has no holders."""
    access.require(by, Permission.MANAGE_FORUMS, prison=representative.prison)
    representative = _held(representative)
    until = until or clock.today()
    policies.check_last_day(representative, until)
    representative.until = until
    representative.save(update_fields=["until"])
    audit.record("end_representative", by=by, on=representative, prison=representative.prison)
    return representative


def _held(representative: Representative) -> Representative:
    # Not with its wing: of a row that was waited for, that would be the one before (ADR 0067).
    rows = Representative.objects.select_related("prison").select_for_update(of=("self",))
    representative = rows.get(pk=representative.pk)
    policies.check_role_runs(representative)
    return representative


def _write(representative: Representative, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(representative, name, values[name])
    representative.title = one_line(representative.title)
    # What people in prison read: neither contact details nor refused words.
    policies.check_plain_words({"role": representative.title})
    if not representative.title:
        raise Refused("Say what the role is called, for example: directory representative.")
    policies.check_since(representative.since)
    prison = representative.prison
    if representative.wing and representative.wing.prison_id != prison.pk:
        raise Refused(f"That wing is not at {prison}. Choose one that is.")
    if representative.forum and representative.forum.prison_id != prison.pk:
        raise Refused(f"That forum is not at {prison}. Choose one that is.")
    policies.check_role_is_new(representative)


def _set(representative: Representative, values: dict[str, Any]) -> None:
    for name in SETS:
        if name in values:
            getattr(representative, name).set(values[name])
