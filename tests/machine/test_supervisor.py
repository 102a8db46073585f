"""The supervisor: what it starts it keeps running, and what it started it ends."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from coordination.machine import processes
from coordination.machine.supervisor import TOO_OFTEN, CannotGoOn, Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "print('no database'); raise SystemExit(4)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    made = Supervisor(logs=tmp_path, environment=dict(os.environ), folder=tmp_path, say=said.append)
    yield made
    made.stop()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_that_ends_is_started_again_and_that_is_said(supervisor, said):
    child = Child("worker", SLEEP)
    supervisor.start(child)
    first = child.process.pid
    # The death signal follows the thread that starts a child, so this thread must watch.
    threading.Timer(0.1, os.kill, (first, signal.SIGKILL)).start()
    threading.Timer(3.0, supervisor.stop_soon).start()
    supervisor.watch()
    assert child.process.pid != first
    assert is_alive(child.process.pid)
    assert said[0].startswith("worker ended (status -9) and is started again.")


def test_a_child_that_ends_again_and_again_stops_everything_with_its_last_words(supervisor, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds, sleep=time.sleep: sleep(min(seconds, 0.05)))
    supervisor.start(Child("web", ENDS))
    with pytest.raises(CannotGoOn, match=f"web ended {TOO_OFTEN} times in a minute.(.|\n)*no database"):
        supervisor.watch()


def test_a_child_that_never_answers_is_an_error_with_its_last_words(supervisor):
    with pytest.raises(CannotGoOn, match=r"redis did not start.(.|\n)*no database"):
        supervisor.start(Child("redis", ENDS), ready=lambda: False)


def test_stopping_ends_children_in_the_reverse_order(supervisor, monkeypatch):
    order = []
    end_group = processes.end_group
    monkeypatch.setattr(
        processes, "end_group", lambda process: (order.append(process.pid), end_group(process))
    )
    for name in ("redis", "web", "worker"):
        supervisor.start(Child(name, SLEEP))
    started = [child.process.pid for child in supervisor.children]
    supervisor.stop()
    assert order == started[::-1]
    assert not any(is_alive(pid) for pid in started)


def test_a_child_that_does_not_listen_is_killed_after_its_grace(supervisor, tmp_path):
    child = Child("deaf", DEAF, grace=0.5)
    supervisor.start(child, ready=lambda: "deaf" in (tmp_path / "deaf.log").read_text())
    began = time.monotonic()
    supervisor.stop()
    assert 0.4 < time.monotonic() - began < 5
    assert not is_alive(child.process.pid)


def test_a_second_ctrl_c_takes_the_grace_away(supervisor, tmp_path):
    supervisor.start(
        Child("deaf", DEAF, grace=60), ready=lambda: "deaf" in (tmp_path / "deaf.log").read_text()
    )
    supervisor.stop_soon()
    threading.Timer(0.3, supervisor.stop_soon).start()
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 5


def test_what_a_child_left_in_its_group_ends_with_it(supervisor, tmp_path):
    script = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    log = tmp_path / "worker.log"
    supervisor.start(
        Child("worker", [sys.executable, "-c", script]), ready=lambda: log.read_text().endswith("\n")
    )
    grandchild = int(log.read_text())
    supervisor.stop()
    assert processes.wait_until(lambda: not is_alive(grandchild), seconds=5)


def test_a_killed_parent_leaves_no_child(tmp_path):
    script = (
        "import sys, time; from coordination.machine import processes;"
        "print(processes.start(['sleep', '60'], output=None).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert processes.wait_until(lambda: not is_alive(child), seconds=5)


def test_a_long_log_is_put_aside_before_the_next_start(supervisor, tmp_path, monkeypatch):
    monkeypatch.setattr("coordination.machine.supervisor.LARGEST_LOG", 10)
    (tmp_path / "web.log").write_text("what was written yesterday")
    supervisor.start(Child("web", SLEEP))
    assert (tmp_path / "web.old.log").read_text() == "what was written yesterday"
    assert (tmp_path / "web.log").read_text() == ""
