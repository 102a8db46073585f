"""Work in the background gives way to whatever else runs on the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import worker_process_init

from coordination.machine import processes

AUTOGROUP = Path("/proc/self/autogroup")
GIVE_WAY = """
import os, pathlib
from coordination.machine import processes
processes.give_way(7)
print(os.nice(0))
group = pathlib.Path("/proc/self/autogroup")
print(group.read_text().split()[-1] if group.exists() else "none")
"""


def said_by(program: str) -> list[str]:
    """Words printed by the program in a session of its own."""
    child = processes.start([sys.executable, "-c", program], output=subprocess.PIPE)
    words, _ = child.communicate(timeout=30)
    assert child.returncode == 0, words.decode()
    return words.decode().split()


def run_inside(program: str) -> str:
    """A program that runs another one as its child."""
    return f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}], check=True)"


@pytest.mark.parametrize("program", [GIVE_WAY, run_inside(GIVE_WAY)])
def test_a_process_lowers_itself_and_the_session_that_it_or_its_parent_leads(program: str) -> None:
    expected = "7" if AUTOGROUP.exists() else "none"
    assert said_by(program) == [str(os.nice(0) + 7), expected]


def test_a_process_leaves_a_session_alone_that_somebody_else_leads() -> None:
    expected = "0" if AUTOGROUP.exists() else "none"
    assert said_by(run_inside(run_inside(GIVE_WAY))) == [str(os.nice(0) + 7), expected]


def test_every_child_of_the_worker_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(processes, "give_way", lambda: asked.append(True))
    worker_process_init.send(sender=None)
    assert asked == [True]
