"""“You said, we did”: what may be written of what, who approves which words, and what is offered to others."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from forums.actions import agreed
from forums.actions import outcomes as actions
from forums.models import Action, Outcome
from tests.cast import Cast
from tests.coordination.pages import last_entry
from tests.forums import making

SAID = {"you_said": "There is nothing to do in the evening.", "we_did": "There is a class on Tuesdays."}


def written(cast: Cast, **more: Any) -> Outcome:
    return actions.write_outcome(by=cast.coordinator, prison=cast.exeter, **({"values": SAID} | more))


def approved(cast: Cast, elsewhere: bool = False) -> Outcome:
    outcome = making.outcome(cast, elsewhere)
    return actions.approve_outcome(by=making.keeper(cast, elsewhere), outcome=outcome)


def test_what_is_written_waits_and_only_what_is_approved_is_read_by_others(cast: Cast) -> None:
    outcome = written(cast)
    assert not Outcome.objects.visible_to(cast.governor).exists()
    actions.approve_outcome(by=cast.coordinator, outcome=outcome)
    assert Outcome.objects.visible_to(cast.governor).get() == outcome
    assert Outcome.objects.visible_to(cast.lead).get() == outcome
    for stranger in (cast.other_coordinator, cast.manager, cast.staff):
        assert not Outcome.objects.visible_to(stranger).exists()


def test_changed_words_wait_for_approval_again_and_nobody_else_reads_them(cast: Cast) -> None:
    outcome = actions.reword_outcome(
        by=cast.coordinator, outcome=approved(cast), values=SAID | {"we_did": "There is a class on Fridays."}
    )
    assert (outcome.approved_at, outcome.approved_by) == (None, None)
    assert not Outcome.objects.visible_to(cast.governor).exists()
    assert last_entry("reword_outcome").changes["we_did"] == [
        "There is a class on Tuesdays.", "There is a class on Fridays."
    ]  # fmt: skip


def test_the_same_words_again_change_nothing(cast: Cast) -> None:
    outcome = actions.reword_outcome(by=cast.coordinator, outcome=approved(cast), values=SAID)
    assert outcome.approved_by == cast.coordinator


@pytest.mark.parametrize(
    ("half", "words", "sentence"),
    [
        ("we_did", "Ring 01632 960123 for a place.", "telephone number"),
        ("you_said", "A1234BC wants a class.", "prison number"),
        ("you_said", "The offenders want a class.", "people in prison"),
        ("we_did", "  ", "both halves"),
    ],
)
def test_words_that_may_not_reach_a_wing_are_refused_with_why(
    cast: Cast, half: str, words: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        written(cast, values=SAID | {half: words})
    assert not isinstance(refused.value, Overtaken)
    assert not Outcome.objects.exists()


def test_of_an_unfinished_action_it_may_be_written_and_not_approved(cast: Cast) -> None:
    action = making.action(cast)
    outcome = written(cast, action=action)
    with pytest.raises(Refused, match="not finished"):
        actions.approve_outcome(by=cast.coordinator, outcome=outcome)
    agreed.note(by=cast.coordinator, action=action, text="The room is ours.", state=Action.State.DONE)
    assert actions.approve_outcome(by=cast.coordinator, outcome=outcome).approved_by == cast.coordinator


def test_of_one_action_there_is_one(cast: Cast) -> None:
    action = making.action(cast)
    written(cast, action=action)
    with pytest.raises(Overtaken, match="already"):
        written(cast, action=action)


def test_a_source_at_another_prison_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="not at"):
        written(cast, action=making.action(cast, elsewhere=True))
    with pytest.raises(Refused, match="not at"):
        written(cast, slip=making.slip(cast, elsewhere=True))


def test_words_that_somebody_changed_meanwhile_are_neither_approved_nor_written_over(cast: Cast) -> None:
    outcome = written(cast)
    seen = actions.seen_words(outcome)
    actions.reword_outcome(
        by=cast.second_coordinator, outcome=outcome, values=SAID | {"we_did": "Nothing yet."}
    )
    with pytest.raises(Overtaken, match="while you were reading"):
        actions.approve_outcome(by=cast.coordinator, outcome=outcome, seen=seen)
    with pytest.raises(Overtaken, match="while you were reading"):
        actions.reword_outcome(by=cast.coordinator, outcome=outcome, values=SAID, seen=seen)
    outcome.refresh_from_db()
    assert (outcome.we_did, outcome.approved_at) == ("Nothing yet.", None)


def test_what_was_taken_off_is_reworded_only_once_it_is_back_and_waits_then(cast: Cast) -> None:
    outcome = actions.withdraw_outcome(by=cast.coordinator, outcome=approved(cast))
    assert not Outcome.objects.visible_to(cast.governor).exists()
    for act in (actions.withdraw_outcome, actions.approve_outcome):
        with pytest.raises(Overtaken, match="taken off"):
            act(by=cast.coordinator, outcome=outcome)
    with pytest.raises(Overtaken, match="Put it back"):
        actions.reword_outcome(by=cast.coordinator, outcome=outcome, values=SAID)
    back = actions.put_back_outcome(by=cast.coordinator, outcome=outcome)
    assert (back.withdrawn_at, back.approved_at) == (None, None)
    with pytest.raises(Overtaken, match="put back already"):
        actions.put_back_outcome(by=cast.coordinator, outcome=outcome)


@pytest.mark.parametrize("who", ["governor", "lead", "national", "manager", "other_coordinator"])
def test_only_whoever_keeps_forums_there_writes_approves_or_takes_off(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    outcome = written(cast)
    with pytest.raises(NotPermitted):
        actions.write_outcome(by=by, prison=cast.exeter, values=SAID)
    with pytest.raises(NotPermitted):
        actions.reword_outcome(by=by, outcome=outcome, values=SAID)
    for act in (actions.approve_outcome, actions.withdraw_outcome, actions.put_back_outcome):
        with pytest.raises(NotPermitted):
            act(by=by, outcome=outcome)
