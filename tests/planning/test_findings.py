"""What comes too late, clashes, stands several times, is about to be lost; where people go, and who offers."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from planning.gaps.confidence import Confidence, confidence
from planning.gaps.duplication import duplications
from planning.gaps.losing import Why, losing
from planning.gaps.market import market
from planning.gaps.releases import release_areas
from planning.gaps.rows import Demand, Facts, Release
from planning.gaps.sequence import broken, sheet, too_long
from planning.gaps.wings import clashes, reached
from tests.planning.rows import DAY, STAGES, inputs, meets, offer

A_DAY = timedelta(days=1)


def test_a_wait_and_a_least_time_longer_than_the_average_stay_come_too_late() -> None:
    """Four months are 121.75 days."""
    rows = inputs(
        offer(1, wait_days=122), offer(2, least_days=121), offer(3, wait_days=60, least_days=62), offer(4),
        offer(5, wait_days=200, stages={"after"}), stages=("reception", "release", "after"),
    )  # fmt: skip
    found = too_long(rows)
    assert found is not None
    assert [(each.offer.key, each.together) for each in found] == [(1, 122), (3, 122)]


def test_of_a_prison_whose_stay_nobody_knows_nothing_is_said_to_come_too_late() -> None:
    assert too_long(inputs(offer(1, wait_days=900), facts=Facts())) is None


def test_a_sheet_of_what_follows_what() -> None:
    rows = inputs(
        offer(1, stages={"reception"}, hands_over_to=2), offer(2, stages={"release"}), offer(3),
        offer(4, ends_on=DAY - A_DAY),
    )  # fmt: skip
    homes = sheet(rows)[0]
    assert [step.stage for step in homes] == list(STAGES)
    assert [step.offers for step in homes] == [(1, 3), (2, 3)]
    assert homes[0].hands_over == ((1, 2),)


def test_a_hand_over_to_what_is_gone_is_broken() -> None:
    rows = inputs(offer(1, hands_over_to=2), offer(2, ends_on=DAY - A_DAY), offer(3, hands_over_to=1))
    assert [each.key for each in broken(rows)] == [1]


def test_a_wing_that_nothing_reaches_is_told_only_where_that_is_certain() -> None:
    named = offer(1, every_wing=False, wings={"A wing"})
    a_wing, b_wing = reached(inputs(named, wings=("A wing", "B wing")))
    assert (a_wing.own, a_wing.by_nothing, b_wing.by_nothing) == ((1,), False, True)
    unsaid = offer(2, every_wing=False)
    assert [each.by_nothing for each in reached(inputs(named, unsaid, wings=("A wing", "B wing")))] == [
        False,
        False,
    ]
    assert not reached(inputs(offer(3), wings=("B wing",)))[0].by_nothing


def test_sessions_clash_in_one_place_or_on_a_wing_that_both_name() -> None:
    chapel = offer(1, meets=(meets(),))
    same_room = offer(2, meets=(meets(begins=11, ends=13, place=" chapel "),))
    after = offer(3, meets=(meets(begins=12, ends=13),))
    assert [(c.first.key, c.second.key, c.place) for c in clashes(inputs(chapel, same_room))] == [
        (1, 2, "Chapel")
    ]
    assert clashes(inputs(chapel, after)) == []
    one = offer(4, every_wing=False, wings={"A wing"}, meets=(meets(place="Gym"),))
    other = offer(5, every_wing=False, wings={"A wing", "B wing"}, meets=(meets(place="Library"),))
    assert [c.wings for c in clashes(inputs(one, other))] == [("A wing",)]
    assert clashes(inputs(chapel, one)) == []


def test_sessions_of_different_fortnights_do_not_clash() -> None:
    first = offer(1, meets=(meets(pattern="fortnightly", week="2026-11-03"),))
    same = offer(2, meets=(meets(pattern="fortnightly", week="2026-12-01"),))
    between = offer(3, meets=(meets(pattern="fortnightly", week="2026-11-10"),))
    assert len(clashes(inputs(first, same))) == 1
    assert clashes(inputs(first, between)) == []


def test_three_of_the_same_at_overlapping_times_are_a_duplication() -> None:
    alike = [offer(key, ways={"group"}, meets=(meets(place=f"Room {key}"),)) for key in (1, 2, 3)]
    (found,) = duplications(inputs(*alike))
    assert ([each.key for each in found.offers], found.way) == ([1, 2, 3], "group")
    assert duplications(inputs(*alike[:2])) == []
    elsewhere = offer(3, ways={"group"}, meets=(meets(weekday=4, place="Room 9"),))
    assert duplications(inputs(*alike[:2], elsewhere)) == []
    one_to_one = offer(3, ways={"one_to_one"}, meets=(meets(),))
    assert duplications(inputs(*alike[:2], one_to_one)) == []


def test_two_pairs_that_have_nothing_to_do_with_each_other_are_no_duplication_of_four() -> None:
    early = [offer(key, ways={"group"}, meets=(meets(place=f"Room {key}"),)) for key in (1, 2)]
    late = [offer(key, ways={"group"}, meets=(meets(weekday=4, place=f"Room {key}"),)) for key in (3, 4)]
    assert duplications(inputs(*early, *late)) == []
    between = offer(5, ways={"group"}, meets=(meets(place="Room 5"), meets(weekday=4, place="Room 6")))
    (found,) = duplications(inputs(*early, *late, between))
    assert [each.key for each in found.offers] == [1, 2, 3, 4, 5]


def test_sessions_of_different_fortnights_are_no_duplication() -> None:
    weeks = ("2026-11-03", "2026-12-01", "2026-11-10")
    alike = [
        offer(key, ways={"group"}, meets=(meets(pattern="fortnightly", week=week, place=f"Room {key}"),))
        for key, week in enumerate(weeks)
    ]
    assert duplications(inputs(*alike)) == []


def test_the_same_services_under_two_pathways_are_told_once() -> None:
    both = [offer(key, ways={"group"}, pathways={"accommodation", "family"}) for key in (1, 2, 3)]
    assert len(duplications(inputs(*both))) == 1


def test_what_ends_what_loses_its_money_and_what_nobody_confirmed_is_about_to_be_lost() -> None:
    rows = inputs(
        offer(1), offer(2, confirmed_on=DAY - timedelta(days=91)), offer(3, funded_until=DAY + timedelta(days=90)),
        offer(4, ends_on=DAY + 5 * A_DAY, funded_until=DAY), offer(5, funded_until=DAY + timedelta(days=91)),
        offer(6, confirmed_on=None), offer(7, pathways={"family"}, ends_on=DAY + 9 * A_DAY),
    )  # fmt: skip
    found = [(each.offer.key, each.why) for each in losing(rows)]
    assert found == [
        (4, Why.ENDS), (7, Why.ENDS), (3, Why.FUNDING), (6, Why.UNCONFIRMED), (2, Why.UNCONFIRMED),
    ]  # fmt: skip
    assert [each.only for each in losing(rows)] == [(), ("family",), (), (), ()]


def test_release_areas_with_nobody() -> None:
    within = {"E07000041": "E23000035", "E23000035": "E12000009"}
    rows = inputs(
        offer(1, stages={"after"}, areas={"E12000009"}), offer(2, areas={"W11000024"}),
        releases=(Release("W11000024", Fraction(1, 4)), Release("E07000041", Fraction(3, 4))),
    )  # fmt: skip
    found = release_areas(rows, within)
    assert found is not None
    assert [(each.code, each.people_a_month, each.offers, each.nobody) for each in found] == [
        ("E07000041", 105, (1,), False),
        ("W11000024", 35, (), True),
    ]
    assert release_areas(inputs(), within) is None


def test_the_market_counts_organisations_and_leaves_unknown_sizes_out_of_shares() -> None:
    rows = inputs(
        offer(1, size="small"), offer(2, size="major"), offer(3), offer(4, voluntary=False, size="small"),
        offer(5, organisation="Organisation 1", size="small", pathways={"family"}, led_by={"veterans"}),
    )  # fmt: skip
    found = market(rows)
    assert (found.share_of_small, found.size_not_known) == (Fraction(1, 2), ("Organisation 3",))
    assert found.single_provider == (("family", "Organisation 1"),)
    assert found.led_by_groups == (("veterans", ("Organisation 1",)),)
    assert market(inputs()).share_of_small is None


def test_confidence_falls_with_age_and_with_how_few_were_asked() -> None:
    def of(kind: str, on: date | None) -> Confidence:
        return confidence(Demand("accommodation", needing=1, kind=kind, on=on), DAY)

    recent, older, old = (DAY - timedelta(days=days) for days in (30, 500, 800))
    assert [of("analysis", day) for day in (recent, older, old)] == ["high", "medium", "low"]
    assert [of("forum", day) for day in (recent, older, old)] == ["medium", "low", "low"]
    assert of("analysis", None) == "low"
    assert confidence(None, DAY) == "none"
