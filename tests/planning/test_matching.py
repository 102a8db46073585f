"""Who might fill a gap, and why: by tables, without a database."""

from __future__ import annotations

from typing import Any, Final

import pytest

from planning.gaps.matching import Gap, Known, Suggestion, Work, suggestions

HERE, NEAR, FAR = 1, 2, 3
PRISONS: Final = {
    HERE: ("HMP Here", "South West"),
    NEAR: ("HMP Near", "South West"),
    FAR: ("HMP Far", "Wales"),
}
LABELS: Final = {"housing": "Accommodation", "family": "Family", "veterans": "Veterans"}
AREAS: Final = {"SW": "South West", "DEV": "Devon", "COR": "Cornwall", "DOR": "Dorset", "WAL": "Wales"}
GAP: Final = Gap(HERE, "housing", "", "South West", frozenset({"DEV"}))


def work(prison: int, *pathways: str, groups: tuple[str, ...] = ()) -> Work:
    return Work(prison, *PRISONS[prison], frozenset(pathways), frozenset(groups))


def known(key: int = 1, *works: Work, **more: Any) -> Known:
    sets = {name: frozenset(value) if isinstance(value, set) else value for name, value in more.items()}
    return Known(key, f"Organisation {key}", works, **sets)


def found(gap: Gap, *organisations: Known) -> list[Suggestion]:
    return suggestions(gap, organisations, LABELS, AREAS)


@pytest.mark.parametrize(
    ("organisation", "why"),
    [
        (known(1, work(HERE, "housing")), "offers Accommodation here"),
        (
            known(1, work(NEAR, "housing")),
            "offers Accommodation at HMP Near; works in this region: South West",
        ),
        (
            known(1, work(NEAR, "housing"), work(FAR, "housing")),
            "offers Accommodation at 2 other prisons; works in this region: South West",
        ),
        (
            known(1, work(FAR, "housing"), areas={"DEV"}, small=True),
            "offers Accommodation at HMP Far; works where people go on release: Devon; is a small organisation",
        ),
        # Here with something else, and elsewhere with this: both count.
        (
            known(1, work(HERE, "family"), work(FAR, "housing")),
            "offers Accommodation at HMP Far; works here already",
        ),
    ],
)
def test_the_reasons_are_said_in_words(organisation: Known, why: str) -> None:
    assert [each.why for each in found(GAP, organisation)] == [why]


@pytest.mark.parametrize(
    "organisation",
    [
        known(1, work(HERE, "family")),
        known(1, areas={"DEV", "SW"}),
        known(1, work(FAR, "housing")),
        known(1, work(FAR, "housing"), areas={"WAL"}),
    ],
    ids=["another pathway", "nothing it offers", "far away", "an area far away"],
)
def test_who_does_not_match_is_not_suggested(organisation: Known) -> None:
    assert found(GAP, organisation) == []


def test_those_here_come_first_then_who_has_more_reasons_then_by_name() -> None:
    near, both = known(2, work(NEAR, "housing")), known(3, work(NEAR, "housing"), areas={"DEV"})
    here, again = known(5, work(HERE, "housing")), known(4, work(HERE, "housing"))
    order = [each.key for each in found(GAP, near, both, here, again)]
    assert order == [4, 5, 3, 2]
    assert [each.here for each in found(GAP, near, here)] == [True, False]


def test_of_a_group_who_serves_it_or_is_led_by_it_is_named_for_that() -> None:
    gap = Gap(HERE, "housing", "veterans", "South West")
    serves = known(1, work(NEAR, "housing", groups=("veterans",)))
    leads = known(2, work(HERE, "family"), led_by={"veterans"})
    neither = known(3, work(HERE, "family", groups=("veterans",)))
    reasons = {each.key: each.reasons[:-1] for each in found(gap, serves, leads, neither)}
    assert reasons == {
        2: ("is led by the people it serves: Veterans",),
        1: ("offers Accommodation at HMP Near", "has a service for: Veterans"),
    }


def test_without_a_pathway_the_group_alone_matches() -> None:
    gap = Gap(HERE, "", "veterans", "South West")
    serves = known(1, work(NEAR, "family", groups=("veterans",)))
    assert [each.key for each in found(gap, serves, known(2, work(NEAR, "family")))] == [1]


def test_many_areas_are_counted() -> None:
    gap = Gap(HERE, "housing", "", "", frozenset({"DEV", "COR", "DOR"}))
    organisation = known(1, work(FAR, "housing"), areas={"DEV", "COR", "DOR"})
    assert "release: Cornwall, Devon and 1 more" in found(gap, organisation)[0].why
