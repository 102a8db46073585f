"""A small crowd against the embedded default: real processes, SQLite and a private Redis, for a few seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.load import crowd
from tests.running import RunningPortal

pytestmark = pytest.mark.embedded

SECONDS = 8


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with RunningPortal(tmp_path_factory.mktemp("load") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def outcome(portal: RunningPortal) -> crowd.Outcome:
    """What seven people saw who browsed, wrote and decided at once."""
    people = crowd.seed(portal, managers=4, coordinators=3)
    return crowd.let_loose(portal, people, seconds=SECONDS, pause=0.2)


def test_several_people_write_at_once_and_no_write_is_lost(
    portal: RunningPortal, outcome: crowd.Outcome
) -> None:
    assert crowd.judge(portal, outcome) == []
    kinds = {each.kind for each in outcome.written}
    assert {"submitted", "room_changed", "contacts_changed"} <= kinds
    assert kinds & {"accepted", "accepted_with_edits"}
    assert set(outcome.statuses()) <= {200, 302, 409}


def test_the_ledger_names_a_write_that_is_not_there_and_a_value_that_was_lost(
    portal: RunningPortal, outcome: crowd.Outcome
) -> None:
    once = next(each for each in reversed(outcome.written) if each.kind == "submitted")
    other = replace(once, kind="room_changed", value="a room that nobody chose")
    problems = crowd.judge(portal, replace(outcome, written=[*outcome.written, once, other]))
    assert f"submitted by {once.by} on {once.subject}: acknowledged 2, in the database 1" in problems
    assert [each for each in problems if "a room that nobody chose" in each]
