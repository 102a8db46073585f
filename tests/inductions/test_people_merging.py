"""Who works for an organisation goes over with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from coordination.actions.merging import ask_to_merge
from inductions import merging
from inductions.actions import people
from inductions.models import Engagement, Person, Placement
from tests.cast import Cast
from tests.coordination.merged import merged


def both(cast: Cast) -> tuple[Engagement, Engagement]:
    """The volunteer works for both, at both prisons for the one that goes away."""
    kept = cast.volunteer.engagements.get()
    other = people.add_at(
        by=cast.other_coordinator, organisation=cast.lantern, prison=cast.guys_marsh, placed={},
        same_as=cast.volunteer, values={"name": "V", "email": cast.volunteer.email, "kind": "staff"},
    ).engagement  # fmt: skip
    people.place_at(by=cast.coordinator, engagement=other, prison=cast.exeter, values={})
    return kept, other


def test_work_for_the_duplicate_is_work_for_the_kept_record(cast: Cast) -> None:
    assert merged(cast) == cast.harbour
    assert cast.other_volunteer.engagements.get().organisation == cast.harbour
    today = timezone.localdate()
    placed = Placement.objects.on(today).get(engagement__person=cast.other_volunteer)
    assert placed.prison == cast.guys_marsh


def test_who_works_for_both_has_one_engagement_that_goes_on_with_every_prison(cast: Cast) -> None:
    kept, other = both(cast)
    merged(cast)
    open_ones = Engagement.objects.filter(person=cast.volunteer, ends_on=None)
    assert open_ones.get() == kept
    prisons = Placement.objects.filter(engagement=kept, ends_on=None).values_list("prison__code", flat=True)
    assert sorted(prisons) == ["EXI", "GMI"]
    other.refresh_from_db()
    assert (other.organisation, other.ends_on) == (cast.harbour, timezone.localdate())
    assert Person.objects.get(pk=cast.volunteer.pk).left_on is None


def test_nobody_loses_a_day_of_work_by_a_merge(cast: Cast) -> None:
    """At Exeter both have something: the kept one ends in a week, the other began before it and goes on."""
    kept, other = both(cast)
    today = timezone.localdate()
    begins_on = date(2019, 1, 1)
    kept.placements.update(ends_on=today + timedelta(days=7))
    other.placements.filter(prison=cast.exeter).update(begins_on=begins_on)
    merged(cast)
    placement = kept.placements.get(prison=cast.exeter)
    assert (placement.begins_on, placement.ends_on) == (begins_on, None)
    in_a_month = Placement.objects.on(today + timedelta(days=30))
    assert in_a_month.filter(engagement__person=cast.volunteer, prison=cast.exeter).count() == 1


def test_work_of_another_time_goes_over_as_it_is(cast: Cast) -> None:
    kept, other = both(cast)
    today = timezone.localdate()
    kept.placements.update(ends_on=today + timedelta(days=7))
    other.placements.filter(prison=cast.exeter).update(begins_on=today + timedelta(days=20))
    merged(cast)
    ends = kept.placements.filter(prison=cast.exeter).order_by("begins_on").values_list("ends_on", flat=True)
    assert list(ends) == [today + timedelta(days=7), None]


def test_both_of_the_managers_see_them_all_afterwards(cast: Cast) -> None:
    merged(cast)
    seen = set(Person.objects.visible_to(cast.other_manager))
    assert {cast.worker_person, cast.volunteer, cast.other_volunteer} == seen


def test_prisons_where_only_a_person_works_are_asked_about_a_merge(cast: Cast) -> None:
    people.add_at(
        by=cast.coordinator, organisation=cast.lantern, prison=cast.exeter, placed={},
        values={"name": "Lia", "kind": "staff"},
    )  # fmt: skip
    assert sorted(prison.code for prison in merging.touched_prisons(cast.lantern)) == ["EXI", "GMI"]
    merge = ask_to_merge(by=cast.other_coordinator, kept=cast.harbour, duplicate=cast.lantern)
    assert sorted(consent.prison.code for consent in merge.consents.all()) == ["EXI", "GMI"]


def test_the_summary_counts_people_and_not_who_left(cast: Cast) -> None:
    today = timezone.localdate()
    assert merging.summary(cast.harbour) == [("People who work for it", f"2 ({cast.exeter.name}: 2)")]
    people.end_engagement(
        by=cast.manager, engagement=cast.volunteer.engagements.get(), ends_on=today - timedelta(days=1)
    )
    assert merging.summary(cast.harbour) == [("People who work for it", f"1 ({cast.exeter.name}: 1)")]


@pytest.mark.parametrize(("name", "count"), [("vera volunteer", 1), ("Vera Other", 0)])
def test_two_records_of_one_name_are_shown_afterwards(cast: Cast, name: str, count: int) -> None:
    engagement = people.add_person(
        by=cast.other_manager, organisation=cast.lantern, values={"name": name, "kind": "staff"}
    )
    kept = merged(cast)
    pairs = merging.to_look_at(cast.manager, kept, {"people who come in": [engagement.pk]})
    assert len(pairs) == count
