"""`make check` fails when one check does, and says which; and documents are compared with the code."""

import sys

import pytest
from django.core.management import CommandError, call_command

from coordination.machine import checking, locking
from coordination.management.commands import configuration_table

PASSES = ("Good", [sys.executable, "-c", "pass"], False)
FAILS = ("Bad", [sys.executable, "-c", "print('here is why'); raise SystemExit(1)"], False)
SHOWS = (
    "Environment",
    [sys.executable, "-c", "import os; print(os.environ['ENVIRONMENT']); raise SystemExit(1)"],
    True,
)


def test_it_passes_when_every_check_passes(monkeypatch, capsys):
    monkeypatch.setattr(checking, "CHECKS", [PASSES, PASSES])
    assert checking.main() == 0
    assert "FAILED" not in capsys.readouterr().out


def test_one_failure_fails_it_after_the_others_have_run(monkeypatch, capsys):
    monkeypatch.setattr(checking, "CHECKS", [FAILS, PASSES])
    assert checking.main() == 1
    said = capsys.readouterr().out
    assert "here is why" in said
    assert "passed  Good" in said
    assert "1 of 2 checks failed: Bad." in said


def test_some_checks_are_asked_as_in_production(monkeypatch, capsys):
    monkeypatch.setattr(checking, "CHECKS", [SHOWS])
    checking.main()
    assert "production" in capsys.readouterr().out


def test_a_stale_document_fails_and_is_written_anew(monkeypatch, tmp_path):
    page = tmp_path / "configuration.md"
    monkeypatch.setattr(configuration_table, "PAGE", page)
    with pytest.raises(CommandError, match="make docs"):
        call_command("configuration_table", "--check")
    call_command("configuration_table", "--write")
    call_command("configuration_table", "--check")
    page.write_text(page.read_text().replace("8000", "8001"))
    with pytest.raises(CommandError):
        call_command("configuration_table", "--check")


def test_the_document_can_be_printed(capsys):
    call_command("configuration_table")
    assert capsys.readouterr().out.startswith("# Configuration")


def test_locking_asks_for_hashes_and_for_no_address(monkeypatch):
    asked = []
    monkeypatch.setattr(locking.subprocess, "run", lambda command, **options: asked.append(command))
    assert locking.main(["--upgrade-package", "django"]) == 0
    assert [command[-1] for command in asked] == [f"{name}.in" for name in locking.NAMES]
    for command in asked:
        assert {"--generate-hashes", "--no-header", "--no-annotate", "--no-config"} <= set(command)
        assert "--upgrade-package" in command
