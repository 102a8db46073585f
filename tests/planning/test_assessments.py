"""What sources say of needs: recorded, changed, taken back; and which of them counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from coordination import audit
from coordination.access import NotPermitted
from coordination.models import AuditEntry, Pathway
from coordination.policies import Overtaken, Refused
from planning.actions import assessments as actions
from planning.bringing_in.said import Said
from planning.gaps.gathering import gather
from planning.gaps.sources import counted_groups, sources_at
from planning.models import GroupCount, NeedsAssessment, PathwayNeed, PinnedSource, ReleaseShare
from tests.cast import Cast
from tests.planning import sources_made as making
from tests.planning.sources_made import WILTSHIRE, area, group, need, said, source, values

ROWS = (NeedsAssessment, GroupCount, PathwayNeed, ReleaseShare)


def record(cast: Cast, rows: Said | None = None, **changes: Any) -> NeedsAssessment:
    return actions.record_assessment(
        by=cast.coordinator,
        prison=cast.exeter,
        values=values(**changes),
        said=said() if rows is None else rows,
    )


def nothing_kept() -> bool:
    return not any(model._default_manager.exists() for model in ROWS)


def accommodation() -> Pathway:
    return Pathway.objects.get(pk="accommodation")


# --- Recorded -------------------------------------------------------------------------------------


def test_a_source_is_kept_with_its_rows_and_stands_in_the_audit(cast: Cast) -> None:
    made = record(cast, source="  Needs   analysis 2026 ")
    assert (made.source, made.population, made.recorded_by) == ("Needs analysis 2026", 560, cast.coordinator)
    assert [str(row) for row in (*made.groups.all(), *made.needs.all(), *made.releases.all())] == [
        "Veterans: 20 people", "Accommodation", "Devon & Cornwall: 60%",
    ]  # fmt: skip
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.prison_code) == ("record_needs_assessment", "EXI")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "  "}, "Say what the source is called"),
        ({"dated_on": date(2099, 1, 1)}, "dated in the future"),
        ({"period_to": date(2000, 1, 1)}, "period ends before it begins"),
        ({"stay_days": Decimal(0)}, "longer than no day"),
        ({"receptions_a_month": Decimal(-1)}, "never below nought"),
        ({"note": "Seen by A1234BC."}, "prison number"),
        ({"source": "Survey of A1234BC"}, "prison number"),
        ({"note": "What inmates told us."}, "inmates"),
    ],
)
def test_a_source_that_cannot_be_is_refused_and_nothing_is_kept(
    cast: Cast, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        record(cast, **changes)
    assert nothing_kept()


def test_a_source_that_says_nothing_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="says nothing yet"):
        record(cast, Said(), population=None, receptions_a_month=None)
    assert record(cast, Said(), receptions_a_month=None).population == 560


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (lambda: said(needs=[need(share=Decimal("100.01"))]), "Accommodation: 100.01% is more than 100%"),
        (lambda: said(needs=[need(needing=-1)]), "Accommodation: -1 is below nought"),
        (lambda: said(needs=[need(needing=1, a_month=Decimal(1))]), "Accommodation: give one number"),
        (lambda: said(needs=[need(needing=None)]), "Accommodation: give one number"),
        (lambda: said(needs=[need(needing=561)]), "561 people are more than the 560 whom the prison holds"),
        (lambda: said(needs=[need(), need()]), "Accommodation stands there twice"),
        (lambda: said(groups=[group(people=561)]), "Veterans: 561 people are more than the 560"),
        (lambda: said(groups=[group(people=1, share=Decimal(1))]), "Veterans: give one number"),
        (lambda: said(groups=[group(share=Decimal(101))]), "Veterans: 101% is more than 100%"),
        (lambda: said(groups=[group(), group()]), "Veterans stands there twice"),
        (lambda: said(releases=[area(), area()]), r"Devon & Cornwall \(police area\) stands there twice"),
        (lambda: said(releases=[area(share=60), area(WILTSHIRE, 41)]), "add up to 101%"),
        (lambda: said(releases=[area(share=-3)]), "Devon & Cornwall: -3 is below nought"),
    ],
)
def test_rows_that_cannot_be_are_refused_by_name_and_nothing_is_kept(
    cast: Cast, rows: Any, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        record(cast, rows())
    assert nothing_kept()


def test_nought_is_kept_as_nobody_and_empty_as_not_known(cast: Cast) -> None:
    made = record(cast, said(needs=[need(needing=0)]), receptions_a_month=None)
    assert made.needs.get().needing == 0
    facts = gather([cast.exeter], timezone.localdate())[cast.exeter.pk].inputs.facts
    assert (facts.population, facts.receptions_a_month) == (560, None)


def test_shares_of_areas_that_were_rounded_up_may_be_a_little_more_than_all(cast: Cast) -> None:
    made = record(cast, said(releases=[area(share="60.3"), area(WILTSHIRE, "40.2")]))
    assert made.releases.count() == 2


def test_only_who_manages_the_plan_of_this_prison_may(cast: Cast) -> None:
    made = record(cast)
    pin = making.pin(cast, of=made)
    for other in (cast.governor, cast.lead, cast.staff, cast.manager, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            actions.record_assessment(by=other, prison=cast.exeter, values=values(), said=said())
        with pytest.raises(NotPermitted):
            actions.change_assessment(by=other, assessment=made, values=values(), said=said())
        with pytest.raises(NotPermitted):
            actions.take_back_assessment(by=other, assessment=made, reason="Wrong.")
        with pytest.raises(NotPermitted):
            actions.pin_source(by=other, assessment=made, topic="facts", reason="Better.")
        with pytest.raises(NotPermitted):
            actions.unpin_source(by=other, pin=pin)
    assert (NeedsAssessment.objects.count(), PinnedSource.objects.get()) == (1, pin)


def test_nobody_sees_sources_of_another_prison(cast: Cast) -> None:
    here, there = source(cast), source(cast, elsewhere=True)
    for user, seen in (
        (cast.coordinator, [here]), (cast.governor, [here]), (cast.lead, [here]), (cast.other_coordinator, [there]),
        (cast.staff, []), (cast.manager, []),
    ):  # fmt: skip
        assert list(NeedsAssessment.objects.visible_to(user)) == seen
        assert set(PathwayNeed.objects.visible_to(user)) == {row.needs.get() for row in seen}
    assert NeedsAssessment.objects.visible_to(cast.national).count() == 2


# --- Changed and taken back -----------------------------------------------------------------------


def test_a_change_replaces_the_rows_and_the_audit_keeps_what_the_numbers_were(cast: Cast) -> None:
    made = record(cast)
    actions.change_assessment(
        by=cast.coordinator, assessment=made, values=values(population=500),
        said=said(needs=[need(share=Decimal(40))], releases=[]),
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.population, made.needs.get().share, made.releases.count()) == (500, 40, 0)
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "change_needs_assessment"
    assert entry.changes == {
        "population": [560, 500],
        "rows": [
            ["Accommodation: 224 people at any one time", "Devon & Cornwall: 60%"],
            ["Accommodation: 40% of those who come in"],
        ],
    }  # fmt: skip
    assert audit.changes_in_words(entry, {})


def test_the_same_again_is_no_change(cast: Cast) -> None:
    made = record(cast)
    actions.change_assessment(by=cast.coordinator, assessment=made, values=values(), said=said())
    assert not AuditEntry.objects.filter(verb="change_needs_assessment").exists()


def test_a_note_is_not_repeated_in_the_audit(cast: Cast) -> None:
    made = record(cast)
    actions.change_assessment(
        by=cast.coordinator, assessment=made, values=values(note="Counted by the chaplain."), said=said()
    )
    assert AuditEntry.objects.latest("pk").changes == {"note": ["changed", "changed"]}


def test_a_change_that_is_refused_leaves_everything_as_it_was(cast: Cast) -> None:
    made = record(cast)
    with pytest.raises(Refused, match="more than 100%"):
        actions.change_assessment(
            by=cast.coordinator, assessment=made, values=values(population=999),
            said=said(needs=[need(share=Decimal(101))]),
        )  # fmt: skip
    made.refresh_from_db()
    assert (made.population, made.needs.get().needing, made.groups.count()) == (560, 224, 1)


def test_a_pin_goes_with_what_the_source_no_longer_says(cast: Cast) -> None:
    made = record(cast)
    making.pin(cast, of=made, topic="releases")
    making.pin(cast, of=made, topic="pathway", pathway=accommodation())
    actions.change_assessment(by=cast.coordinator, assessment=made, values=values(), said=said(releases=[]))
    assert [pin.topic for pin in made.pins.all()] == ["pathway"]


def test_what_was_taken_back_counts_no_more_and_keeps_its_reason(cast: Cast) -> None:
    made = record(cast)
    making.pin(cast, of=made)
    with pytest.raises(Refused, match="Say why"):
        actions.take_back_assessment(by=cast.coordinator, assessment=made, reason="  ")
    with pytest.raises(Refused, match="prison number"):
        actions.take_back_assessment(by=cast.coordinator, assessment=made, reason="Said by A1234BC")
    actions.take_back_assessment(by=cast.coordinator, assessment=made, reason="Counted the wrong wing.")
    made.refresh_from_db()
    assert (made.taken_back_by, made.taken_back_reason) == (cast.coordinator, "Counted the wrong wing.")
    assert not made.pins.exists()
    inputs = gather([cast.exeter], timezone.localdate())[cast.exeter.pk].inputs
    assert (inputs.facts.population, inputs.demands, inputs.releases) == (None, (), ())
    assert AuditEntry.objects.latest("pk").verb == "take_back_needs_assessment"


def test_who_comes_too_late_is_told(cast: Cast) -> None:
    made = record(cast)
    actions.take_back_assessment(by=cast.coordinator, assessment=made, reason="Wrong.")
    with pytest.raises(Overtaken):
        actions.take_back_assessment(by=cast.second_coordinator, assessment=made, reason="Wrong too.")
    with pytest.raises(Overtaken):
        actions.change_assessment(by=cast.second_coordinator, assessment=made, values=values(), said=said())
    with pytest.raises(Overtaken):
        actions.pin_source(by=cast.second_coordinator, assessment=made, topic="facts", reason="Better.")


# --- Which one counts -----------------------------------------------------------------------------


def test_the_newest_counts_until_another_is_chosen_with_a_reason(cast: Cast) -> None:
    old = source(cast, days_ago=400, population=500, rows=said(needs=[need(needing=100)]))
    source(cast, days_ago=10, population=560)
    today = timezone.localdate()

    def counted() -> tuple[Any, Any]:
        inputs = gather([cast.exeter], today)[cast.exeter.pk].inputs
        return inputs.facts.population, inputs.demands[0].needing

    assert counted() == (560, 224)
    pin = making.pin(cast, of=old)
    assert counted() == (500, 224), "a pin holds for its topic alone"
    making.pin(cast, of=old, topic="pathway", pathway=accommodation())
    assert counted() == (500, 100)
    actions.unpin_source(by=cast.coordinator, pin=pin)
    assert counted() == (560, 100)
    assert list(AuditEntry.objects.order_by("-pk").values_list("verb", flat=True)[:3]) == [
        "unpin_source", "pin_source", "pin_source",
    ]  # fmt: skip


def test_a_second_pin_replaces_the_first(cast: Cast) -> None:
    old, new = source(cast, days_ago=30), source(cast)
    making.pin(cast, of=old)
    making.pin(cast, of=new, reason="It was counted twice.")
    assert [(pin.assessment, pin.reason) for pin in PinnedSource.objects.all()] == [
        (new, "It was counted twice.")
    ]


def test_a_pin_that_is_gone_cannot_be_taken_out_again(cast: Cast) -> None:
    pin = making.pin(cast)
    again = PinnedSource.objects.get(pk=pin.pk)
    actions.unpin_source(by=cast.coordinator, pin=pin)
    with pytest.raises(Overtaken):
        actions.unpin_source(by=cast.coordinator, pin=again)
    assert AuditEntry.objects.filter(verb="unpin_source").count() == 1


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"topic": "facts", "reason": " "}, "Say why this source counts"),
        ({"topic": "pathway"}, "Choose for which pathway"),
        ({"topic": "facts", "pathway": "accommodation"}, "Choose for which pathway"),
        ({"topic": "pathway", "pathway": "finance"}, "says nothing of that"),
        ({"topic": "releases"}, "says nothing of that"),
        ({"topic": "facts", "reason": "A1234BC said so"}, "prison number"),
    ],
)
def test_a_pin_that_makes_no_sense_is_refused(cast: Cast, chosen: dict[str, Any], sentence: str) -> None:
    made = source(cast, rows=said(releases=[]))
    code = chosen.pop("pathway", "")
    with pytest.raises(Refused, match=sentence):
        making.pin(cast, of=made, pathway=Pathway.objects.get(pk=code) if code else None, **chosen)
    assert not PinnedSource.objects.exists()


def test_groups_are_counted_by_the_same_rule_as_everything_else(cast: Cast) -> None:
    old = source(cast, days_ago=400, rows=said(groups=[group(people=9), group("older", people=5)]))
    source(cast, rows=said(groups=[group(people=20)]))
    source(cast, elsewhere=True, rows=said(groups=[group(people=77)]))

    def counted() -> dict[str, Any]:
        found = counted_groups([cast.exeter, cast.guys_marsh], timezone.localdate())
        assert found[cast.guys_marsh.pk]["veterans"].people == 77
        return {code: row.people for code, row in found[cast.exeter.pk].items()}

    assert counted() == {"veterans": 20, "older": 5}
    making.pin(cast, of=old, topic="groups")
    assert counted() == {"veterans": 9, "older": 5}


def test_sources_stand_beside_each_other_and_say_whether_they_agree(cast: Cast) -> None:
    """40% of the 140 who come in are the same 56 people a month as 224 of 560 who stay four months."""
    source(cast, rows=said(needs=[need(needing=224), need("finance", share=Decimal(10))]))
    source(cast, days_ago=9, rows=said(needs=[need(share=Decimal(40)), need("finance", share=Decimal(11))]))
    found = sources_at(cast.exeter, timezone.localdate())
    (home,), (money,) = found.pathways["accommodation"], found.pathways["finance"]
    assert home.counts is not None
    assert (home.counts.words, home.counts.a_month) == ("224 people at any one time", 56)
    assert [(each.words, each.a_month) for each in home.others] == [("40% of those who come in", 56)]
    assert (home.agree, money.agree) == (True, False)
    assert found.facts[2].counts is None, "nobody says how long people stay"
    assert found.releases.counts is not None
    assert found.releases.counts.words == "Devon & Cornwall 60%; together 60%"


def test_sources_are_read_in_as_many_queries_for_many_as_for_few(
    cast: Cast, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    for days in (1, 2):
        source(cast, days_ago=days)
    with django_assert_max_num_queries(30) as few:
        sources_at(cast.exeter, timezone.localdate())
    for days in range(3, 13):
        source(cast, days_ago=days, rows=said(needs=[need(), need("finance"), need("family", "veterans")]))
    with django_assert_num_queries(len(few)):
        sources_at(cast.exeter, timezone.localdate())


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 31), date(2025, 4, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
    ],
)
def test_a_source_without_a_period_speaks_of_the_year_up_to_its_date(day: date, first: date) -> None:
    assert actions.year_up_to(day) == (first, day)
    assert day - first >= timedelta(days=364)
