"""Not collected by itself: tests/machine/test_servers.py runs it and breaks it off."""

import os
import time
from pathlib import Path

from tests import servers


def tell():
    pids = [process.pid for process, _ in servers.SERVERS.running]
    Path(os.environ["WAITING"]).write_text(f"{servers.FOLDER}\n{' '.join(map(str, pids))}\n")


def test_waits_to_be_broken_off():
    tell()
    time.sleep(60)


def test_fails():
    tell()
    raise AssertionError("on purpose")
