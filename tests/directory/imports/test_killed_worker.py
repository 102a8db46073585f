"""A worker that is killed in the middle of an import: nothing lost, nothing doubled. A real SIGKILL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.configuration import CHECKOUT
from tests import servers
from tests.directory.imports.killed_worker import ROWS

pytestmark = pytest.mark.embedded
REDIS_DATABASE = 10  # one that no other test uses


def test_the_import_of_a_killed_worker_is_finished_by_the_next(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "REDIS_URL": servers.redis_url(REDIS_DATABASE),
        "DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.directory.imports.killed_worker"],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "killed_in_the_middle": True,
        "too_early": 0,
        "stands_still": True,
        "swept": 1,
        "finished": True,
        "created": ROWS,
        "made": [ROWS // 2, ROWS, ROWS, ROWS],
    }
