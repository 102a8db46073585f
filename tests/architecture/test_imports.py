"""The import contract of pyproject.toml can fail: each test plants a fault in a copy and sees it found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.configuration import CHECKOUT


@pytest.fixture
def copy(tmp_path):
    """A copy of our code and its contract."""
    for app in ("coordination", "directory", "inductions", "forums", "bulletins", "planning"):
        shutil.copytree(CHECKOUT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder):
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def plant(folder, path, line):
    with (folder / path).open("a") as file:
        file.write(f"\n{line}\n")


def test_our_code_keeps_the_contract(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


def test_coordination_may_not_know_a_feature(copy):
    plant(copy, "coordination/audit.py", "import directory.models")
    done = lint(copy)
    assert done.returncode == 1
    assert "coordination.audit -> directory.models" in done.stdout


def test_a_model_may_not_import_an_action(copy):
    plant(copy, "directory/models/__init__.py", "import directory.actions")
    done = lint(copy)
    assert done.returncode == 1
    assert "directory.models is not allowed to import directory.actions" in done.stdout


def test_an_action_may_not_import_a_task(copy):
    (copy / "directory" / "tasks.py").touch()
    plant(copy, "directory/actions/__init__.py", "import directory.tasks")
    done = lint(copy)
    assert done.returncode == 1
    assert "directory.actions is not allowed to import directory.tasks" in done.stdout


@pytest.mark.parametrize(
    "app", ["coordination", "directory", "inductions", "forums", "bulletins", "planning"]
)
def test_a_file_name_without_a_floor_fails(copy, app):
    (copy / app / "utils.py").touch()
    done = lint(copy)
    assert done.returncode == 1
    assert f"{app}.utils" in done.stdout
