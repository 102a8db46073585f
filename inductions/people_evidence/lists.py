"""The people behind a number of the page, by the same counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.models import Prison
from inductions.models import ModuleRule
from inductions.people_evidence.people import people_at, rules_of
from inductions.status import Status, Worth


@dataclass(frozen=True)
class Choice:
    """What the number counts: a module, a state, an organisation; None for any."""

    module: str | None = None
    state: Status | None = None
    organisation: int | None = None


def people_behind(prison: Prison, day: date, choice: Choice) -> dict[int, list[tuple[ModuleRule, Worth]]]:
    """{key of person: what of their training it is about}. Three queries."""
    found = {}
    for each in people_at(prison, [day], rules_of(prison)):
        if choice.organisation is not None and choice.organisation not in each.work:
            continue
        about = [
            (rule, worth)
            for rule, worth in each.training
            if choice.module in (None, rule.module_id) and choice.state in (None, worth.status)
        ]
        if about or (choice.module is None and choice.state is None):
            found[each.person] = about
    return found
