"""The same on the embedded database, where no trigger stands behind the ORM."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.configuration import CHECKOUT
from tests.inductions.people_on_sqlite import ROUNDS


@pytest.mark.embedded
def test_one_address_is_one_person_and_who_left_is_made_anonymous(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.inductions.people_on_sqlite"],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "vendor": "sqlite",
        "added": [[1, "added", "refused"]] * ROUNDS,
        "ran": True,
        "name": "Somebody",
        "account": None,
        "signed_by_somebody": True,
        "held": [True, True],
    }
