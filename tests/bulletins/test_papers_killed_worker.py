"""A worker that is killed in the middle of a newsletter loses nothing: a real worker, a real SIGKILL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.configuration import CHECKOUT
from tests import servers

pytestmark = pytest.mark.embedded
REDIS_DATABASE = 12  # one that no other test uses


def test_the_newsletter_of_a_killed_worker_is_finished_by_the_next(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "REDIS_URL": servers.redis_url(REDIS_DATABASE),
        "DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bulletins.killed_printing"],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "began": True,
        "killed": ["waiting", True, 1],
        "too_early": 0,
        "swept": 1,
        "finished": True,
        "in_the_end": ["ready", False, 2],
        "begins_as_pdf": "%PDF-",
        "files": 1,
    }
