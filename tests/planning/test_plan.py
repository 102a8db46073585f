"""The action plan: what its actions refuse, what shows a step, and how far a level is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.offers import Evidence
from coordination.policies import Overtaken, Refused
from planning.actions import plan as actions
from planning.models import Activity, Expectation, Indicator, PlanEvidence, PlanStep
from planning.plans.gathering import Gathered, months_before
from planning.plans.progress import Item, State, progress, state_of
from planning.plans.reading import read_plan, read_step
from planning.reference import sync
from tests.cast import Cast
from tests.planning import plan_made as making

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


# --- Pure: how far it is ----------------------------------------------------------------------------


def items(**levels: str) -> list[Item]:
    """`bronze="x.o"`: x done, . open, o left out, ~ shown too long ago."""
    made: list[Item] = []
    for level, marks in levels.items():
        for mark in marks:
            made.append(
                Item(
                    key=len(made), level=level, done=mark in "x~", left_out=mark == "o",
                    shown=False if mark == "~" else None,
                )
            )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("bronze", "silver", "gold", "reached", "following", "left"),
    [
        ("..", "..", ".", "", "bronze", 2),
        ("xx", "x.", ".", "bronze", "silver", 1),
        ("xx", "xx", "x", "gold", "", 0),
        ("x.", "xx", "x", "", "bronze", 1),
        ("xo", "x.", ".", "bronze", "silver", 1),
        ("oo", "x.", ".", "", "bronze", 0),
        ("x~", "..", ".", "", "bronze", 1),
    ],
)
def test_a_level_is_reached_when_it_and_all_before_it_are_done(
    bronze: str, silver: str, gold: str, reached: str, following: str, left: int
) -> None:
    far = progress(items(bronze=bronze, silver=silver, gold=gold), TODAY)
    assert (far.reached, far.next_level, len(far.left)) == (reached, following, left)


def test_own_steps_of_a_prison_are_counted_by_no_level() -> None:
    own = Item(key=99, level="bronze", own=True)
    assert progress([*items(bronze="x"), own], TODAY).reached == "bronze"


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (Item(1, "bronze"), State.OPEN),
        (Item(1, "bronze", begun=True), State.BEGUN),
        (Item(1, "bronze", due_on=TODAY), State.OPEN),
        (Item(1, "bronze", due_on=TODAY - timedelta(days=1)), State.LATE),
        (Item(1, "bronze", done=True, shown=True, due_on=date(2020, 1, 1)), State.DONE),
        (Item(1, "bronze", done=True, shown=False), State.OLD),
        (Item(1, "bronze", done=True, left_out=True), State.LEFT_OUT),
    ],
)
def test_the_state_of_a_step(item: Item, state: State) -> None:
    assert state_of(item, TODAY) is state


def test_evidence_counts_for_so_many_months_and_stands_newest_first() -> None:
    days = [date(2025, 6, 29), date(2025, 6, 30), date(2026, 1, 1)]
    found = Gathered(TODAY, tuple(Evidence("a", f"s{day}", "Words", day) for day in days))
    assert [each.on for each in found.of(["a", "a"], 12)] == [date(2026, 1, 1), date(2025, 6, 30)]


def test_months_before_the_end_of_a_long_month() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


# --- The lists that come with the portal ---------------------------------------------------------------


def test_the_lists_are_there_once_and_what_a_lead_changed_stays(db: None) -> None:
    assert Activity.objects.filter(level="bronze").exists()
    Activity.objects.filter(pk="mapping").update(label="Our own map", level="silver", active=False)
    Expectation.objects.filter(pk="men-version-5").update(number="99")
    Indicator.objects.filter(expectation="men-version-5", number=9).delete()
    assert sync() == 0
    changed = Activity.objects.get(pk="mapping")
    assert (changed.label, changed.level, changed.active) == ("Our own map", "silver", False)
    assert Expectation.objects.get(pk="men-version-5").number == "99"
    assert Indicator.objects.filter(expectation="men-version-5").count() == 8


def test_what_is_missing_comes_back(db: None) -> None:
    Activity.objects.filter(pk="forum").delete()
    assert sync() == 1
    assert Activity.objects.get(pk="forum").evidence == ["meeting", "minutes"]


def test_every_kind_that_the_lists_name_is_offered_by_a_feature(db: None) -> None:
    from planning.plans.gathering import kinds

    known = set(kinds())
    rows: list[Activity | Indicator] = [*Activity.objects.all(), *Indicator.objects.all()]
    named = {code for row in rows for code in row.evidence}
    assert named <= known
    assert known - named == set()


def test_the_expectation_for_women_never_carries_the_number_for_men(db: None) -> None:
    women = Expectation.objects.get(for_women=True)
    assert women.number == "" and "Nobody has checked" in women.unverified


# --- Level and manager --------------------------------------------------------------------------------


def test_with_the_first_level_each_activity_stands_in_the_plan_once(cast: Cast) -> None:
    plan = making.plan(cast)
    assert plan.steps.count() == Activity.objects.filter(active=True).count()
    Activity.objects.create(code="new", label="New", level="gold", position=50)
    again = actions.set_plan_level(by=cast.governor, prison=cast.exeter, level="gold")
    assert (again.pk, again.level) == (plan.pk, "gold")
    assert plan.steps.filter(activity="new").count() == 1


@pytest.mark.parametrize("who", ["staff", "lead", "national", "other_coordinator", "manager"])
def test_only_coordinator_and_governor_of_the_prison_choose_level_and_manager(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    with pytest.raises(NotPermitted):
        actions.set_plan_level(by=by, prison=cast.exeter, level="gold")
    with pytest.raises(NotPermitted):
        actions.set_named_manager(by=by, prison=cast.exeter, manager_role="Head")


def test_the_manager_is_somebody_of_the_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="has no account at"):
        actions.set_named_manager(by=cast.governor, prison=cast.exeter, manager=cast.other_coordinator)
    plan = actions.set_named_manager(
        by=cast.governor, prison=cast.exeter, manager=cast.staff, manager_role="Head of resettlement"
    )
    assert plan.manager_name == "Stella Staff · Head of resettlement"
    entry = AuditEntry.objects.get(verb="set_named_manager")
    assert entry.changes == {
        "manager": ["changed", "changed"],
        "manager_role": ["", "Head of resettlement"],
    }


# --- Steps ----------------------------------------------------------------------------------------------


def test_a_step_belongs_to_one_person_or_one_role(cast: Cast) -> None:
    step = making.step(cast)
    both = {"owner": cast.governor, "owner_role": "Librarian"}
    with pytest.raises(Refused, match="not both"):
        actions.change_plan_step(by=cast.coordinator, step=step, values=both)
    with pytest.raises(Refused, match="may not read the plan"):
        actions.change_plan_step(by=cast.coordinator, step=step, values={"owner": cast.staff})
    changed = actions.change_plan_step(by=cast.coordinator, step=step, values={"owner": cast.governor})
    assert changed.owner_name == "Gwen Governor"


def test_the_words_of_an_activity_are_the_list_s_and_an_own_step_s_are_the_prison_s(cast: Cast) -> None:
    step = making.step(cast)
    actions.change_plan_step(by=cast.coordinator, step=step, values={"title": "Mine", "level": "gold"})
    step.refresh_from_db()
    assert (step.title, step.level) == ("Services mapped", "bronze")
    own = making.own_step(cast)
    changed = actions.change_plan_step(by=cast.coordinator, step=own, values={"title": "  A\nshelf  "})
    assert changed.title == "A shelf"


def test_no_prison_number_enters_a_plan(cast: Cast) -> None:
    with pytest.raises(Refused):
        making.own_step(cast, title="Ask A1234BC")
    with pytest.raises(Refused):
        actions.leave_out_plan_step(by=cast.coordinator, step=making.step(cast), reason="A1234BC has it")


def test_an_own_step_needs_a_plan(cast: Cast) -> None:
    values = {"title": "A shelf", "level": "bronze"}
    with pytest.raises(Refused, match="no plan yet"):
        actions.add_plan_step(by=cast.coordinator, prison=cast.exeter, values=values)


# --- What shows it --------------------------------------------------------------------------------------


def test_what_is_found_is_linked_with_its_own_words_and_day(cast: Cast) -> None:
    link = making.linked(cast)
    assert (link.words, link.dated_on) == ("The first service entered the directory", clock.today())
    again = actions.link_evidence(by=cast.coordinator, step=link.step, source=link.source)
    assert again.pk == link.pk
    actions.unlink_evidence(by=cast.coordinator, evidence=link)
    with pytest.raises(Overtaken):
        actions.unlink_evidence(by=cast.coordinator, evidence=link)


@pytest.mark.parametrize("source", ["directory.edition.1", "planning.plan", "anything I like", ""])
def test_nothing_is_linked_that_no_feature_offers_for_this_step(cast: Cast, source: str) -> None:
    with pytest.raises(Overtaken, match="not found any more"):
        actions.link_evidence(by=cast.coordinator, step=making.step(cast), source=source)
    assert not PlanEvidence.objects.exists()


def test_evidence_of_another_prison_is_not_linked(cast: Cast) -> None:
    making.plan(cast, elsewhere=True)
    step = making.step(cast, code="single_contact")
    with pytest.raises(Overtaken):
        actions.link_evidence(by=cast.coordinator, step=step, source="planning.manager")


def test_what_can_be_shown_is_done_only_when_it_is_linked(cast: Cast) -> None:
    step = making.step(cast)
    with pytest.raises(Refused, match="Link what shows it first"):
        actions.finish_plan_step(by=cast.coordinator, step=step)
    with pytest.raises(Refused, match="Nothing that shows it was found"):
        actions.finish_plan_step(by=cast.coordinator, step=making.step(cast, code="partnership_event"))
    done = making.done_step(cast)
    assert done.done_by == cast.coordinator
    with pytest.raises(Overtaken, match="done already"):
        actions.finish_plan_step(by=cast.coordinator, step=step)


def test_what_nothing_can_show_is_done_on_somebody_s_word(cast: Cast) -> None:
    step = making.step(cast, code="funded_coordinator")
    assert actions.finish_plan_step(by=cast.coordinator, step=step).done_on == clock.today()
    assert actions.finish_plan_step(by=cast.coordinator, step=making.own_step(cast)).done_on


def test_a_step_is_not_done_any_more_when_what_showed_it_is_too_old(cast: Cast) -> None:
    step = making.done_step(cast)
    later = clock.today() + timedelta(days=400)
    assert read_step(step, cast.exeter, clock.today()).state is State.DONE
    assert read_step(step, cast.exeter, later).state is State.OLD


def test_what_is_gone_from_its_place_is_said_to_be_gone(cast: Cast) -> None:
    link = making.linked(cast)
    PlanEvidence.objects.filter(pk=link.pk).update(source="directory.edition.999")
    line = read_step(link.step, cast.exeter, clock.today())
    assert [each.live for each in line.linked] == [None]


def test_the_owner_of_a_step_may_say_how_far_it_is_and_nobody_else_who_looks_on(cast: Cast) -> None:
    step = making.step(cast)
    with pytest.raises(NotPermitted):
        actions.link_evidence(by=cast.governor, step=step, source="directory.first_map")
    actions.change_plan_step(by=cast.coordinator, step=step, values={"owner": cast.governor})
    actions.link_evidence(by=cast.governor, step=step, source="directory.first_map")
    assert actions.finish_plan_step(by=cast.governor, step=step).done_by == cast.governor
    with pytest.raises(NotPermitted):
        actions.reopen_plan_step(by=cast.governor, step=step)


def test_left_out_says_why_counts_no_more_and_comes_back(cast: Cast) -> None:
    step = making.step(cast)
    with pytest.raises(Refused, match="Say why"):
        actions.leave_out_plan_step(by=cast.coordinator, step=step, reason="  ")
    actions.leave_out_plan_step(by=cast.coordinator, step=step, reason="Clinks does it for us.")
    with pytest.raises(Overtaken, match="left out"):
        actions.link_evidence(by=cast.coordinator, step=step, source="directory.first_map")
    read = read_plan(step.plan, cast.exeter, clock.today())
    assert read.progress.of("bronze").left_out == 1
    back = actions.reopen_plan_step(by=cast.coordinator, step=step)
    assert back.left_out_reason == ""
    with pytest.raises(Overtaken, match="open already"):
        actions.reopen_plan_step(by=cast.coordinator, step=step)


def test_an_activity_that_the_list_has_no_more_stays_while_something_was_done(cast: Cast) -> None:
    done = making.done_step(cast)
    Activity.objects.filter(pk__in=["mapping", "partnership_event"]).update(active=False)
    lines = read_plan(done.plan, cast.exeter, clock.today()).lines
    seen = {each.step.activity_id for each in lines}
    assert "mapping" in seen and "partnership_event" not in seen
    assert PlanStep.objects.filter(plan=done.plan, activity="partnership_event").exists()


def test_what_was_done_and_nobody_took_up_reads_as_found() -> None:
    today = date(2026, 11, 22)
    assert state_of(Item(key=1, level="bronze", shown=True), today) == State.FOUND
    assert state_of(Item(key=1, level="bronze", shown=True, begun=True), today) == State.BEGUN
    assert state_of(Item(key=1, level="bronze", shown=False), today) == State.OPEN
