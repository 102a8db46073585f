"""What changed between two reports: tables of two snapshots, and the sentences that come of them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from planning.gaps.findings import findings
from planning.gaps.rows import Demand, Facts, Inputs, Offer
from planning.gaps.urgent import Labels
from planning.reports.changes import KINDS, changes
from planning.reports.sheet import sheet
from tests.planning.rows import DAY, GROUPS, PATHWAYS, STAGES, inputs, offer

LABELS = Labels(
    pathways={code: code.capitalize() for code in PATHWAYS},
    groups={code: code.capitalize() for code in GROUPS},
    stages={code: code.capitalize() for code in STAGES},
    areas={},
)


def demand(a_month: int | None, pathway: str = "accommodation") -> Demand:
    return Demand(
        pathway, a_month=None if a_month is None else Fraction(a_month), needing=None, source="Survey", on=DAY
    )


def snapshot(rows: Inputs, number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "number": number, "day": rows.day.isoformat(), "sheet": sheet(findings(rows, {}), LABELS), "needs": [],
        "priorities": [], "decisions": {"asked": [], "settled": []},
    } | more  # fmt: skip


def told(before: Inputs, after: Inputs, **more: Any) -> dict[str, list[str]]:
    """{kind: sentences}, of kinds of which there are any."""
    found = changes(snapshot(before), snapshot(after, 2, **more))
    return {kind: [each["sentence"] for each in found[kind]] for kind in KINDS if found[kind]}


def test_the_first_report_has_nothing_to_be_compared_with() -> None:
    found = changes(None, snapshot(inputs(offer())))
    assert found["since"] is None
    assert not any(found[kind] for kind in KINDS)


def test_two_equal_reports_differ_in_nothing() -> None:
    rows = inputs(offer(places=12), demands=(demand(20),))
    assert told(rows, rows) == {}
    assert changes(snapshot(rows, 4), snapshot(rows, 5))["since"] == {"number": 4, "day": DAY.isoformat()}


@pytest.mark.parametrize(
    ("places", "kind", "sentence"),
    [
        (20, "better", "Accommodation: it was partly met. It is met."),
        (15, "better", "Accommodation: places for 5 people a month are missing. It was 8."),
        (5, "worse", "Accommodation: places for 15 people a month are missing. It was 8."),
        (
            0,
            "worse",
            "Accommodation: it was partly met. It is unmet: places for 20 people a month are missing.",
        ),
    ],
)
def test_more_or_fewer_places(places: int, kind: str, sentence: str) -> None:
    before = inputs(offer(places=12), demands=(demand(20),))
    after = inputs(offer(places=places), demands=(demand(20),))
    assert told(before, after) == {kind: [sentence]}


def test_less_than_a_person_more_or_less_is_no_change() -> None:
    before = inputs(offer(places=12), demands=(demand(20),))
    after = inputs(
        offer(places=12), demands=(Demand("accommodation", a_month=Fraction(41, 2), source="S", on=DAY),)
    )
    assert told(before, after) == {}


def test_what_becomes_known_is_new_and_neither_better_nor_worse() -> None:
    before, after = inputs(offer(places=12)), inputs(offer(places=12), demands=(demand(20),))
    assert told(before, after) == {
        "new": [
            "Accommodation: It is partly met: places for 8 people a month are missing. It was not known before."
        ]
    }
    assert told(after, before) == {"gone": ["Accommodation: it was partly met and is not known any more."]}


def test_services_that_come_and_go() -> None:
    here, there = inputs(offer()), inputs(offer(), offer(2, pathways={"family"}))
    assert told(here, there) == {"new": ["Service 2 (Organisation 2) is in the directory."]}
    assert told(there, here) == {"gone": ["Service 2 (Organisation 2) is in the directory no more."]}


def test_a_service_that_is_about_to_be_lost_and_then_is_not() -> None:
    safe, ending = inputs(offer()), inputs(offer(funded_until=date(2026, 12, 31)))
    assert told(safe, ending) == {"worse": ["Service 1: its funding ends on 31 December 2026."]}
    assert told(ending, safe) == {"better": ["Service 1 is about to be lost no more."]}


def test_a_service_that_pauses() -> None:
    runs, paused = inputs(offer()), inputs(offer(room="paused", room_on=DAY.replace(day=1)))
    before = changes(snapshot(runs), snapshot(replaced(paused)))
    assert [each["sentence"] for each in before["worse"]] == [
        "Service 1 (Organisation 1) does not run now, and did before."
    ]


def replaced(rows: Inputs) -> Inputs:
    """The same, after its last day."""
    from dataclasses import replace

    gone: tuple[Offer, ...] = tuple(replace(each, room="", ends_on=date(2026, 10, 1)) for each in rows.offers)
    return replace(rows, offers=gone)


def test_wings_that_are_reached_and_no_more() -> None:
    reached = inputs(offer(every_wing=False, wings={"A"}), wings=("A",))
    not_reached = inputs(offer(every_wing=False, wings={"B"}), wings=("A",))
    assert told(reached, not_reached) == {"worse": ["A: nothing reaches it any more."]}
    assert told(not_reached, reached) == {"better": ["A: it is reached now."]}


def need(key: int, times: int = 1) -> dict[str, Any]:
    return {"key": key, "statement": "A drama group", "times": times}


def test_single_needs() -> None:
    rows = inputs(offer())
    stages: tuple[list[dict[str, Any]], ...] = ([], [need(1)], [need(1, 3)])
    none, once, thrice = stages
    for before, after, kind, sentence in (
        (none, once, "new", "Told: A drama group"),
        (once, thrice, "worse", "Told 3 times, before 1: A drama group"),
        (thrice, none, "gone", "Settled: A drama group"),
    ):
        found = changes(snapshot(rows, needs=before), snapshot(rows, 2, needs=after))
        assert [each["sentence"] for each in found[kind]] == [sentence]


def priority(state: str = "open", late: bool = False) -> dict[str, Any]:
    words = {"open": "Being worked on", "met": "Met", "ended": "Ended without it"}[state]
    return {
        "key": 1,
        "title": "A second adviser",
        "state": state,
        "state_words": words,
        "late": late,
        "outcome": "Said.",
    }


@pytest.mark.parametrize(
    ("before", "after", "kind", "sentence"),
    [
        (None, priority(), "new", "Adopted as a priority: A second adviser."),
        (priority(), priority(late=True), "worse", "Late: A second adviser."),
        (priority(), priority("met"), "better", "Met: A second adviser. Said."),
        (priority(), priority("ended"), "gone", "Ended without it: A second adviser. Said."),
        (priority(), priority() | {"call": "Open"}, "new", "Call for offers, open: A second adviser."),
        (
            priority() | {"call": "Open"},
            priority() | {"call": "Decided"},
            "new",
            "Call for offers, decided: A second adviser.",
        ),
        (priority(), priority() | {"follow_up": True}, "new", "A joint step is begun: A second adviser."),
    ],
)
def test_priorities(before: dict[str, Any] | None, after: dict[str, Any], kind: str, sentence: str) -> None:
    rows = inputs(offer())
    found = changes(
        snapshot(rows, priorities=[before] if before else []), snapshot(rows, 2, priorities=[after])
    )
    assert {kind: [each["sentence"] for each in found[kind]] for kind in KINDS if found[kind]} == {
        kind: [sentence]
    }


def test_another_formula_and_another_population_are_said() -> None:
    before = snapshot(inputs(offer(), facts=Facts(population=560)))
    after = snapshot(inputs(offer(), facts=Facts(population=540)), 2)
    after["sheet"]["formula"] = 2
    assert changes(before, after)["notes"] == [
        "The way of counting changed (formula 1, now 2), so numbers may differ for that reason alone.",
        "The prison held 560 people and holds 540.",
    ]


def test_nothing_is_written_into_the_snapshots() -> None:
    before, after = snapshot(inputs(offer(places=3), demands=(demand(9),))), snapshot(inputs(), 2)
    copies = deepcopy((before, after))
    changes(before, after)
    assert (before, after) == copies


def test_changes_there_and_back_are_told_from_both_sides() -> None:
    """What is worse one way is better the other way, and what is new is gone."""
    turned = {"worse": "better", "better": "worse", "new": "gone", "gone": "new"}
    before = inputs(
        offer(places=12), offer(2, pathways={"family"}), demands=(demand(20), demand(5, "family"))
    )
    after = inputs(offer(places=4, funded_until=date(2026, 12, 1)), demands=(demand(20), demand(5, "family")))
    there = changes(snapshot(before), snapshot(after, 2))
    back = changes(snapshot(after), snapshot(before, 2))
    for kind, other in turned.items():
        assert {each["key"] for each in there[kind]} == {each["key"] for each in back[other]}
