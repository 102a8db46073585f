"""Planning in the bar at the top."""

from __future__ import annotations

import pytest

from coordination.access import standing_of
from planning.navigation import AT_A_PRISON, SECTION, entries
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def labels(cast: Cast, who: str, at_prison: bool = True) -> list[str]:
    user = getattr(cast, who)
    return [each.label for each in entries(user, standing_of(user), cast.exeter if at_prison else None)]


def test_whoever_reads_plans_at_the_prison_finds_them_in_one_section(cast: Cast) -> None:
    every = [label for _, label, _, _ in AT_A_PRISON]
    for who in ("coordinator", "governor"):
        assert labels(cast, who) == every
    for who in ("lead", "national"):
        assert labels(cast, who)[: len(every)] == every
    found = entries(cast.governor, standing_of(cast.governor), cast.exeter)
    assert {each.section for each in found} == {SECTION}
    for who in ("staff", "gate", "other_coordinator"):
        assert labels(cast, who) == []


def test_organisations_find_calls_and_leads_the_comparison_of_prisons(cast: Cast) -> None:
    assert labels(cast, "manager", at_prison=False) == ["Calls for offers"]
    assert labels(cast, "national", at_prison=False) == ["Compare gaps", "Closing and opening", "Gap reports"]
    assert labels(cast, "lead", at_prison=False) == ["Compare gaps", "Closing and opening"]
    assert labels(cast, "coordinator", at_prison=False) == []
