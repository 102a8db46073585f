"""The same on the embedded database: four clocks, four workers, and one that is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.configuration import CHECKOUT


@pytest.mark.embedded
def test_each_thing_is_written_down_once_and_each_letter_leaves_once(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "DATA_DIR": str(tmp_path / "data"),
        "EMAIL_URL": f"files://{tmp_path / 'mail'}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.inductions.reminders_on_sqlite"],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "vendor": "sqlite",
        "ran": [False, False, False, True],
        "again": [],
        "rows": [2, 2],
        "sent": [0, 0, 0, 2],
        "letters": 1,
        "died": 9,
        "sent_after_death": 0,
        "letters_after_death": 1,
    }
