"""Files stay short and named after what they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.configuration import CHECKOUT
from tests.architecture.source import files, named

LONGEST = 400
# Names that say nothing; pyproject's contract refuses them at the top of an app, this anywhere.
NO_NAMES = {"utils.py", "helpers.py", "misc.py", "common.py"}


def every_file() -> list[Path]:
    return [*files(), *sorted((CHECKOUT / "tests").rglob("*.py"))]


def too_long(file: Path) -> bool:
    return len(file.read_text(encoding="utf-8").splitlines()) > LONGEST


def says_nothing(file: Path) -> bool:
    return file.name in NO_NAMES


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    assert [named(file) for file in every_file() if too_long(file)] == []


def test_no_file_is_called_after_nothing() -> None:
    assert [named(file) for file in every_file() if says_nothing(file)] == []


@pytest.mark.parametrize(("lines", "found"), [(LONGEST, False), (LONGEST + 1, True)])
def test_a_planted_long_file_is_found(tmp_path: Path, lines: int, found: bool) -> None:
    file = tmp_path / "long.py"
    file.write_text("pass\n" * lines)
    assert too_long(file) is found


def test_a_planted_utils_file_is_found() -> None:
    assert says_nothing(Path("coordination/views/utils.py"))
