"""Tests on several processors: every test once, and what needs the machine to itself comes last and alone."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.configuration import CHECKOUT
from tests.side_by_side import DEMONSTRATION_FILES, SideBySide

JOURNEYS = ["tests/journeys/test_a.py::one", "tests/journeys/test_z.py::two"]
ALONE = ["tests/load/test_b.py::one", "tests/load/test_b.py::two", "tests/load/test_c.py::three"]
ASKS_FOR_IT = re.compile(r"^from tests.coordination.demonstrated import .*\bdemonstration\b", re.MULTILINE)
SEEDED = [f"{file}::{number}" for file in DEMONSTRATION_FILES for number in range(2)]
PLAIN = [f"tests/directory/test_{name}.py::{number}" for name in "abcdef" for number in range(4)]


class Worker:
    """Takes what the scheduler hands out and, like xdist's, holds its last test back until it hears what follows."""

    def __init__(self, name: str, run: list[tuple[str, str, set[str]]]) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.run = run
        self.waiting: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, indices: list[int]) -> None:
        self.waiting += indices

    def shutdown(self) -> None:
        self.shutting_down = True

    def can_go_on(self) -> bool:
        return len(self.waiting) > (0 if self.shutting_down else 1)


def played(collected: list[str], workers: int) -> list[tuple[str, str, set[str]]]:
    """(test, worker, workers that had something to do) in the order in which the tests ran."""
    run: list[tuple[str, str, set[str]]] = []
    scheduler = SideBySide(config(workers))
    there = [Worker(f"gw{number}", run) for number in range(workers)]
    for worker in there:
        scheduler.add_node(worker)
    for worker in there:
        scheduler.add_node_collection(worker, collected)
    scheduler.schedule()
    while there:
        able = [worker for worker in there if worker.can_go_on()]
        if not able and not any(worker.shutting_down for worker in there):
            pytest.fail(f"Everybody waits: {scheduler.workqueue}")
        for worker in able:
            busy = {each.gateway.id for each in there if each.waiting}
            index = worker.waiting.pop(0)
            run.append((collected[index], worker.gateway.id, busy))
            scheduler.mark_test_complete(worker, index)
        for worker in [worker for worker in there if worker.shutting_down and not worker.waiting]:
            there.remove(worker)
            if worker in scheduler.nodes:
                assert scheduler.remove_node(worker) is None
    return run


def config(workers: int) -> Any:
    option = SimpleNamespace(loadscopereorder=True)
    values = {"tx": ["popen"] * workers}
    return SimpleNamespace(option=option, getvalue=values.get, getoption=values.get)


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize(
    "collected",
    [
        [*ALONE, *SEEDED, *PLAIN, *JOURNEYS],
        [*PLAIN, *ALONE],
        [*PLAIN, *SEEDED],
        PLAIN[:1],
        ALONE,
        [*ALONE, *PLAIN[:2]],
        JOURNEYS,
        [*ALONE, *JOURNEYS],
    ],
    ids=["all", "no demonstration", "none alone", "one", "alone", "few", "journeys", "no files"],
)
def test_every_test_runs_once_and_what_must_be_alone_is(workers: int, collected: list[str]) -> None:
    run = played(collected, workers)
    assert sorted(test for test, _, _ in run) == sorted(collected)
    for test, worker, busy in run:
        if test in ALONE:
            assert busy == {worker}
    order = [test for test, _, _ in run]
    assert set(order[len(order) - len(set(order) & set(ALONE)) :]) == set(order) & set(ALONE)


def test_journeys_begin_first_and_stay_on_one_worker_while_another_does_the_rest() -> None:
    run = played([*PLAIN, *ALONE, *JOURNEYS], 2)
    own = [(test, by) for test, by, _ in run if test in JOURNEYS]
    assert len({by for _, by in own}) == 1
    begins = [test for test, by, _ in run if by == own[0][1]]
    assert begins[: len(JOURNEYS)] == JOURNEYS
    assert next(by for test, by, _ in run if test in PLAIN) != own[0][1]


def test_what_looks_at_one_demonstration_stays_on_one_worker() -> None:
    run = played([*SEEDED, *PLAIN, *ALONE], 2)
    assert len({worker for test, worker, _ in run if test in SEEDED}) == 1
    assert {worker for test, worker, _ in run if test in PLAIN} == {"gw0", "gw1"}


def test_every_file_that_looks_at_the_demonstration_is_named() -> None:
    files = {
        path.relative_to(CHECKOUT).as_posix(): path.read_text() for path in CHECKOUT.glob("tests/*/test_*.py")
    }
    asking = {path for path, text in files.items() if ASKS_FOR_IT.search(text)}
    assert asking == set(DEMONSTRATION_FILES)


def test_the_tests_of_a_file_stay_on_one_worker() -> None:
    run = played([*PLAIN, *SEEDED], 2)
    for file in {test.split("::")[0] for test, _, _ in run}:
        assert len({worker for test, worker, _ in run if test.startswith(file)}) == 1
