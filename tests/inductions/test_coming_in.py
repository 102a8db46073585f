"""May they come in: each sentence of the rule, and that the unknown is never yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inductions.coming_in import (
    Answer,
    Clearance,
    Facts,
    Movement,
    Needed,
    Reason,
    Turn,
    may_come_in,
    together,
)
from inductions.status import Status

DAY = date(2026, 5, 4)
GRANTED = Clearance(granted_on=date(2025, 1, 1), expires_on=DAY)
FREE = Facts(movements=(Movement.UNESCORTED,), clearances=(GRANTED,))


def test_nothing_known_is_no_and_says_whose_turn_it_is() -> None:
    verdict = may_come_in(Facts(), DAY)
    assert verdict.answer == Answer.NO
    assert [reason.turn for reason in verdict.reasons] == [Turn.MANAGER]


def test_a_clearance_counts_on_its_last_day_and_not_on_the_next() -> None:
    assert may_come_in(FREE, DAY).answer == Answer.YES
    after = may_come_in(FREE, DAY + timedelta(days=1))
    assert after.answer == Answer.NO
    assert "ended on 4 May 2026" in after.reasons[0].sentence


def test_who_applied_anew_in_time_or_late_waits_for_the_coordinator() -> None:
    renewed = replace(FREE, clearances=(GRANTED, Clearance(applied=True)))
    assert may_come_in(renewed, DAY).answer == Answer.YES
    [reason] = may_come_in(renewed, DAY + timedelta(days=1)).reasons
    assert reason == Reason("The clearance ended on 4 May 2026. A new one is applied for.", Turn.COORDINATOR)


def test_work_that_has_not_begun_or_is_over_is_no_and_says_from_when_to_when() -> None:
    newcomer = replace(FREE, movements=(), begins_on=date(2026, 5, 11))
    left = replace(FREE, movements=(), ended_on=date(2026, 4, 30))
    assert [may_come_in(each, DAY).answer for each in (newcomer, left)] == [Answer.NO, Answer.NO]
    assert may_come_in(newcomer, DAY).reasons[0].sentence == "Work here begins on 11 May 2026, not before."
    assert may_come_in(left, DAY).reasons[0].sentence == "Work here ended on 30 April 2026."
    both = replace(newcomer, ended_on=date(2026, 4, 30))
    assert may_come_in(both, DAY) == may_come_in(newcomer, DAY)


def test_what_is_missing_for_one_cause_and_by_one_turn_is_one_sentence() -> None:
    needed = (
        Needed("Induction", Status.NEVER, turn=Turn.COORDINATOR), Needed("ACCT process", Status.NEVER),
        Needed("Key talk", Status.EXPIRED), Needed("Security", Status.NEVER), Needed("Fire", Status.NEVER),
    )  # fmt: skip
    found = together(may_come_in(replace(FREE, needed=needed), DAY).reasons)
    assert [(each.sentence, each.turn) for each in found] == [
        ("Induction is not recorded.", Turn.COORDINATOR),
        ("Not recorded: ACCT process, Security, Fire.", Turn.PERSON),
        ("Key talk has expired.", Turn.PERSON),
    ]
    expired = [Needed(name, Status.EXPIRED) for name in ("Key talk", "Fire")]
    [one] = together(may_come_in(replace(FREE, needed=tuple(expired)), DAY).reasons)
    assert one.sentence == "Expired: Key talk, Fire."


def test_who_is_escorted_at_all_times_needs_no_clearance_and_is_never_alone() -> None:
    escorted = Facts(movements=(Movement.ESCORTED,))
    assert may_come_in(escorted, DAY).answer == Answer.ESCORTED
    assert may_come_in(replace(escorted, clearances=(GRANTED,)), DAY).answer == Answer.ESCORTED


@pytest.mark.parametrize("movement", [Movement.UNESCORTED, Movement.KEYS])
def test_everybody_else_needs_one(movement: Movement) -> None:
    nobody = Facts(movements=(movement,))
    applied = replace(nobody, clearances=(Clearance(applied=True),))
    assert may_come_in(nobody, DAY).answer == Answer.NO
    assert may_come_in(applied, DAY).reasons[0].turn == Turn.COORDINATOR


def test_stopped_and_refused_read_the_same_and_say_nothing_more() -> None:
    stopped = may_come_in(replace(FREE, stopped=True), DAY)
    refused = may_come_in(replace(FREE, clearances=(Clearance(refused=True),)), DAY)
    assert stopped == refused
    assert [each.sentence for each in stopped.reasons] == ["Not cleared here."]


@pytest.mark.parametrize(
    ("refused_on", "answer"),
    [
        (date(2024, 12, 31), Answer.YES),
        (date(2025, 1, 1), Answer.YES),
        (date(2025, 1, 2), Answer.NO),
    ],
)
def test_a_refusal_outweighs_what_was_granted_before_it_and_nothing_later(
    refused_on: date, answer: Answer
) -> None:
    """The grant is of 1 January 2025. A renewal that was refused leaves nobody cleared until the old end."""
    both = replace(FREE, clearances=(Clearance(refused=True, refused_on=refused_on), GRANTED))
    verdict = may_come_in(both, DAY)
    assert verdict.answer == answer
    assert [each.sentence for each in verdict.reasons] == (
        [] if answer == Answer.YES else ["Not cleared here."]
    )


def test_one_that_was_withdrawn_leaves_another_in_force() -> None:
    both = replace(FREE, clearances=(Clearance(refused=True), GRANTED))
    assert may_come_in(both, DAY).answer == Answer.YES


@pytest.mark.parametrize(
    ("without_it", "answer"),
    [(Answer.YES, Answer.YES), (Answer.ESCORTED, Answer.ESCORTED), (Answer.NO, Answer.NO)],
)
def test_what_is_missing_weighs_what_the_prison_says(without_it: Answer, answer: Answer) -> None:
    missing = Needed("ACCT process", Status.NEVER, without_it, Turn.PERSON)
    verdict = may_come_in(replace(FREE, needed=(missing,)), DAY)
    assert verdict.answer == answer
    assert [each.sentence for each in verdict.reasons] == ["ACCT process is not recorded."]


def test_keys_are_for_a_plain_yes_alone() -> None:
    keys = replace(FREE, movements=(Movement.KEYS,))
    assert may_come_in(keys, DAY).keys
    assert not may_come_in(replace(keys, needed=(Needed("Key talk", Status.EXPIRED),)), DAY).keys


clearances = st.builds(
    Clearance,
    refused=st.booleans(),
    refused_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    applied=st.booleans(),
    granted_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    expires_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
facts = st.builds(
    Facts,
    movements=st.lists(st.sampled_from(Movement), max_size=2).map(tuple),
    stopped=st.booleans(),
    clearances=st.lists(clearances, max_size=2).map(tuple),
    needed=st.lists(
        st.builds(Needed, st.just("Security"), st.sampled_from(Status), st.sampled_from(Answer)), max_size=2
    ).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(known=facts)
def test_yes_needs_work_here_a_clearance_in_force_and_nothing_missing_that_forbids(known: Facts) -> None:
    verdict = may_come_in(known, DAY)
    if verdict.answer == Answer.YES:
        assert known.movements and not known.stopped
        assert any(
            each.granted_on
            and each.expires_on
            and each.granted_on <= DAY <= each.expires_on
            and not any(other.refused_on and other.refused_on > each.granted_on for other in known.clearances)
            for each in known.clearances
        )
        assert all(
            each.status in (Status.CURRENT, Status.DUE_SOON, Status.NOT_REQUIRED)
            or each.without_it == Answer.YES
            for each in known.needed
        )
    if verdict.answer == Answer.NO:
        assert verdict.reasons


@settings(max_examples=200, deadline=None)
@given(
    known=facts, one_more=st.builds(Needed, st.just("Fire"), st.sampled_from(Status), st.sampled_from(Answer))
)
def test_asking_for_more_never_opens_a_door(known: Facts, one_more: Needed) -> None:
    more = replace(known, needed=(*known.needed, one_more))
    assert may_come_in(more, DAY).answer <= may_come_in(known, DAY).answer
