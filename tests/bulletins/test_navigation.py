"""Bulletins in the bar at the top."""

from __future__ import annotations

import pytest

from bulletins.navigation import entries
from coordination.access import standing_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_whoever_reads_bulletins_at_the_prison_finds_them(cast: Cast) -> None:
    for who in ("coordinator", "governor", "staff", "gate", "lead", "national"):
        user = getattr(cast, who)
        [entry] = entries(user, standing_of(user), cast.exeter)
        assert (entry.label, entry.url) == ("Bulletins", "/prisons/EXI/bulletins/")
    for who in ("manager", "worker", "other_coordinator"):
        user = getattr(cast, who)
        assert entries(user, standing_of(user), cast.exeter) == []
    assert entries(cast.coordinator, standing_of(cast.coordinator), None) == []
