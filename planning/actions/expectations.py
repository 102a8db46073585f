"""What inspectors expect, kept right by whoever looks after all prisons: editions change numbers and words."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from coordination import access, audit
from coordination.emails import one_line
from coordination.models import User
from coordination.policies import Refused
from coordination.roles import Permission
from planning.models import Expectation, Indicator
from planning.plans.gathering import kinds

COLUMNS: Final = ["edition", "number", "sentence", "active", "unverified"]
INDICATOR: Final = ["sentence", "evidence", "months"]
MOST_MONTHS: Final = 36


@transaction.atomic
def change_expectation(*, by: User, expectation: Expectation, values: dict[str, Any]) -> Expectation:
    """`values`: COLUMNS. What nobody has checked of it is empty once somebody has."""
    access.require(by, Permission.MANAGE_PRISONS)
    held = Expectation.objects.select_for_update().get(pk=expectation.pk)
    before = audit.values(held, COLUMNS)
    for name in COLUMNS:
        value = values[name]
        setattr(held, name, one_line(value) if isinstance(value, str) else value)
    if not held.edition or not held.sentence:
        raise Refused("Say which edition it is and what it expects.")
    changes = audit.changes(held, before, audit.values(held, COLUMNS))
    if changes:
        held.save(update_fields=COLUMNS)
        audit.record("change_expectation", by=by, on=held, changes=changes)
    return held


@transaction.atomic
def change_indicator(*, by: User, indicator: Indicator, values: dict[str, Any]) -> Indicator:
    """`values`: INDICATOR. Without a kind of evidence the portal cannot show it, and says so."""
    access.require(by, Permission.MANAGE_PRISONS)
    held = Indicator.objects.select_for_update().get(pk=indicator.pk)
    before = audit.values(held, INDICATOR)
    held.sentence, held.evidence = one_line(values["sentence"]), list(values["evidence"])
    held.months = values["months"]
    if not held.sentence:
        raise Refused("Say in short what is expected.")
    if not 1 <= held.months <= MOST_MONTHS:
        raise Refused(f"Evidence counts for 1 to {MOST_MONTHS} months.")
    if set(held.evidence) - set(kinds()):
        raise Refused("The portal has no such evidence. Choose from the list.")
    changes = audit.changes(held, before, audit.values(held, INDICATOR))
    if changes:
        held.save(update_fields=INDICATOR)
        audit.record("change_indicator", by=by, on=held, changes=changes)
    return held
