"""Two at the gate's screens in one moment, on PostgreSQL with real connections."""

from __future__ import annotations

import pytest

from inductions.actions import stopping, visits
from inductions.models import AccessStop, Visit
from tests.cast import Cast
from tests.directory.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


def arrive(cast: Cast) -> Visit:
    return visits.record_arrival(
        by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=True
    )


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_signed_in_at_two_screens_at_once_is_in_once(everybody: Cast, turn: int) -> None:
    results = at_once(*[lambda: arrive(everybody)] * 4)
    assert sorted(type(result).__name__ for result in results) == ["Overtaken"] * 3 + ["Visit"]
    assert Visit.objects.inside().filter(person=everybody.volunteer).count() == 1


def test_a_departure_recorded_twice_at_once_is_recorded_once(everybody: Cast) -> None:
    visit = arrive(everybody)
    results = at_once(*[lambda: visits.record_departure(by=everybody.gate, visit=visit)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "Visit"]


def test_the_same_paper_typed_in_by_two_is_kept_once(everybody: Cast) -> None:
    """Each holds the two people in the other's order: neither waits for ever."""
    began = arrive(everybody).arrived_at
    Visit.objects.all().delete()
    rows = [
        visits.SheetRow(person=person, arrived_at=began, left_at=began, read_acct_folder=True)
        for person in (everybody.volunteer, everybody.worker_person)
    ]

    def type_in(order: list[visits.SheetRow]) -> list[Visit]:
        return visits.record_sheet(by=everybody.gate, prison=everybody.exeter, rows=order)

    results = at_once(lambda: type_in(rows), lambda: type_in(rows[::-1]))
    assert sorted(type(result).__name__ for result in results) == ["SheetRefused", "list"]
    assert Visit.objects.count() == 2


def test_stopped_by_two_at_once_is_one_stop(everybody: Cast) -> None:
    def stop(who: str) -> AccessStop:
        return stopping.stop_person_now(
            by=getattr(everybody, who), person=everybody.volunteer, prison=everybody.exeter
        )

    first, second = at_once(lambda: stop("governor"), lambda: stop("coordinator"))
    assert first == second == AccessStop.objects.get()
