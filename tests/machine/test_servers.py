"""The test run's own servers end with it, also when it fails or is broken off."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from coordination.configuration import CHECKOUT
from coordination.machine import processes
from tests import servers


def test_settings_name_the_servers_of_this_worker_and_of_no_other():
    assert settings.CACHES["default"]["LOCATION"] == servers.redis_url(0)
    assert Path(settings.DATA_DIR).is_relative_to(servers.FOLDER.resolve())
    assert settings.DATABASES["default"]["PORT"] == servers.POSTGRES_PORT


def start(test, tmp_path):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"tests/machine/waiting.py::{test}",
    ]
    return subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        | {"WAITING": str(tmp_path / "waiting")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def assert_nothing_is_left(tmp_path):
    folder, pids = (tmp_path / "waiting").read_text().splitlines()
    assert not any(psutil.pid_exists(int(pid)) for pid in pids.split())
    assert not Path(folder).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_broken_off_leaves_no_server_and_no_folder(tmp_path, number):
    run, said = start("test_waits_to_be_broken_off", tmp_path), tmp_path / "waiting"
    assert processes.wait_until(lambda: said.exists() and said.read_text().endswith("\n"), seconds=60)
    assert all(psutil.pid_exists(int(pid)) for pid in said.read_text().splitlines()[1].split())
    run.send_signal(number)
    run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert_nothing_is_left(tmp_path)


def test_a_run_that_fails_says_so_and_leaves_nothing(tmp_path):
    run = start("test_fails", tmp_path)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert b"on purpose" in output
    assert_nothing_is_left(tmp_path)
