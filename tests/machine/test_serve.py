"""`manage.py serve` as a person meets it: it answers, it refuses in a sentence, it leaves nothing behind."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psutil
import pytest

from coordination.configuration import CHECKOUT, Configuration
from coordination.machine import processes
from tests.running import RunningPortal

pytestmark = pytest.mark.embedded
DATABASE = "portal.sqlite3"
ADDRESSES = 300


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with RunningPortal(tmp_path_factory.mktemp("embedded") / "data") as portal:
        yield portal


@pytest.fixture
def with_tables(running, tmp_path):
    """A data folder whose database has its tables already: making them is most of what a first start takes."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(running.folder / DATABASE)) as made,
        closing(sqlite3.connect(folder / DATABASE)) as copy,
    ):
        made.backup(copy)
    return folder


def family(portal):
    return psutil.Process(portal.process.pid).children(recursive=True)


def test_it_says_where_it_is_and_where_mail_goes(running):
    assert running.url in running.said()
    assert str(running.folder / "mail") in running.said()
    assert "Demonstration" not in running.said()


def test_web_worker_beat_and_redis_run(running):
    commands = [" ".join(process.cmdline()) for process in family(running)]
    for word in ("gunicorn", "worker", " beat", "redis-server"):
        assert any(word in command for command in commands), word


def test_pages_are_served_with_debug_off(running):
    assert running.status_of("/accounts/login/") == 200
    assert running.status_of("/no-such-page/") == 404


def test_only_this_machine_is_served(running):
    heard = {
        connection.laddr.ip
        for process in [psutil.Process(running.process.pid), *family(running)]
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert heard == {"127.0.0.1"}


def test_the_key_and_the_data_are_for_their_owner_alone(running):
    assert (running.folder / "secret_key").stat().st_mode & 0o077 == 0
    assert running.folder.stat().st_mode & 0o077 == 0


def test_a_second_start_on_the_same_data_says_so(running):
    with pytest.raises(RuntimeError) as refused, RunningPortal(running.folder):
        pass
    assert "The portal already runs at http://localhost" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_used_port_says_so(running, tmp_path):
    with pytest.raises(RuntimeError) as refused, RunningPortal(tmp_path / "data", port=running.port):
        pass
    assert f"Port {running.port} is used by another program." in str(refused.value)


def test_a_data_folder_that_cannot_be_used_says_so(tmp_path):
    (tmp_path / "data").write_text("a file stands where the folder should")
    for more in ({}, {"SECRET_KEY": "given-so-that-none-is-made"}):
        with pytest.raises(RuntimeError) as refused, RunningPortal(tmp_path / "data", **more):
            pass
        assert f"The data folder {tmp_path / 'data'} cannot be used" in str(refused.value)
        assert "Traceback" not in str(refused.value)


def test_it_ends_with_a_signal_leaves_no_process_and_starts_again(with_tables):
    for number in (signal.SIGINT, signal.SIGTERM):
        with RunningPortal(with_tables) as portal:
            pids = [process.pid for process in family(portal)]
            assert portal.stop(number) == 0
            assert not [pid for pid in pids if psutil.pid_exists(pid)]


def test_a_killed_supervisor_leaves_no_process(with_tables):
    with RunningPortal(with_tables) as portal:
        members = family(portal)
        portal.process.kill()
        portal.process.wait()
        gone, alive = psutil.wait_procs(members, timeout=30)
    assert not alive
    assert len(gone) >= 6


def test_it_sends_a_bulletin_in_the_background_although_its_worker_is_killed(with_tables, tmp_path):
    port, log, mood = processes.free_port(), tmp_path / "taken.log", tmp_path / "mood"
    log.touch()
    mood.write_text("takes")
    mails = {
        "EMAIL_URL": f"smtp://127.0.0.1:{port}", "DEFAULT_FROM_EMAIL": "portal@example.org",
        "MAIL_PER_MINUTE": "100000", "MAIL_LANE_SECONDS": "5",
    }  # fmt: skip
    with RunningPortal(with_tables, **mails) as portal:

        def ask(*words):
            command = [sys.executable, "-m", "tests.faults.embedded", *map(str, words)]
            return subprocess.check_output(command, cwd=CHECKOUT, env=portal.environment, text=True)

        def worker():
            children = psutil.Process(portal.process.pid).children()
            return next(child for child in children if "worker" in child.cmdline())

        def sent():
            return log.read_text().count("\nreader")

        def waited(ready, seconds):
            assert processes.wait_until(ready, seconds=seconds, pause=0.05), ask("prove", 1, log)

        server = [sys.executable, "-m", "tests.faults.mail_server", str(port), str(log), str(mood)]
        mail = processes.start(server, output=None, folder=CHECKOUT)
        try:
            ask("begin", ADDRESSES)
            waited(lambda: sent() > ADDRESSES // 5, seconds=60)
            os.killpg(worker().pid, signal.SIGKILL)
            assert sent() < ADDRESSES, "it was killed too late"
            # Nothing is queued by hand: the portal's own clock finds what the worker left.
            waited(lambda: sent() >= ADDRESSES - 2, seconds=120)
            waited(lambda: json.loads(ask("prove", 1, log))["state"] == "sent", seconds=60)
        finally:
            processes.stop(mail, number=signal.SIGKILL)
        proved = json.loads(ask("prove", 1, log))
    assert proved["problems"] == []
    assert sum(proved["counted"].values()) == ADDRESSES
    assert proved["counted"]["sent"] >= ADDRESSES - 1


def test_a_long_data_folder_works_too(with_tables, tmp_path):
    folder = tmp_path / ("long" * 20) / ("name" * 20)
    folder.parent.mkdir()
    with_tables.rename(folder)
    elsewhere = Configuration.read({"DATA_DIR": str(folder)}).redis_socket.parent
    with RunningPortal(folder) as portal:
        assert portal.status_of("/accounts/login/") == 200
        assert elsewhere.exists()
    assert not elsewhere.exists()


def test_a_free_port_is_one_that_a_server_can_take():
    assert processes.port_is_free("127.0.0.1", processes.free_port())


FIRST = ("--first-coordinator", "--prison", "EXI", "--name", "Carys Coordinator")


def test_a_real_installation_starts_with_its_first_coordinator(tmp_path):
    folder = tmp_path / "data"
    with RunningPortal(folder, *FIRST, "--email", "carys@example.org") as portal:
        assert "Carys Coordinator (carys@example.org) is now" in portal.said()
        link = re.search(rf"{portal.url}(/\S+)", portal.said().split("choose a password:")[1])
        assert portal.status_of(link[1]) in (200, 302)
        assert "Demonstration" not in portal.said()
    with RunningPortal(folder, "--first-coordinator") as portal:
        assert "first coordinator" not in portal.said()


def test_without_anybody_to_ask_it_says_which_options_to_give(with_tables):
    with pytest.raises(RuntimeError) as refused, RunningPortal(with_tables, "--first-coordinator"):
        pass
    assert "give a prison" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_its_question_can_be_broken_off(with_tables):
    """As at a terminal: the question waits, Ctrl-C ends everything, nothing was made."""
    person, terminal = pty.openpty()
    environment = RunningPortal(with_tables).environment
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--first-coordinator"],
        cwd=CHECKOUT,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = b""
    while b"Prison (code or name):" not in shown:
        shown += os.read(person, 1000)
    members = psutil.Process(process.pid).children(recursive=True)
    assert members
    # Python hears of a signal between writing its question and reading the answer only with the next key.
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    os.close(person)
    assert not [member for member in members if member.is_running()]
