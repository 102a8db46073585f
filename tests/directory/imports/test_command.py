"""`manage.py import_services`: what it says, in words and as JSON, and how it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from directory.models import ImportRun, Revision
from tests.cast import Cast
from tests.directory.imports.files import csv_file, row

pytestmark = pytest.mark.django_db
ROWS = [
    row(),
    row(id="A2", region="Wales"),
    row(id="A3", region="Dorset", service="Debt help", category="Debt"),
]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_services", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(cast: Cast, tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_file(ROWS))
    return str(path)


def test_the_answer_counts_rows_and_lists_every_refusal(file: str) -> None:
    answer = json.loads(run(file, "--prison", "EXI", "--prison", "gmi", "--json"))
    assert {name: answer[name] for name in ("rows", "created", "matched", "unchanged", "refused")} == {
        "rows": 3, "created": 2, "matched": 0, "unchanged": 0, "refused": 1,
    }  # fmt: skip
    assert answer["refusals"] == [
        {"row": 3, "prison": "EXI", "reason": "It covers Wales, and HMP/YOI Exeter is not there."},
        {"row": 3, "prison": "GMI", "reason": "It covers Wales, and HMP Guys Marsh is not there."},
        {"row": 4, "prison": "EXI", "reason": "It covers Dorset, and HMP/YOI Exeter is not there."},
    ]
    imported = Revision.objects.filter(note__startswith="From list.csv")
    assert {each.writer_name for each in imported} == {"the portal, from a file"}
    assert {each.state for each in imported} == {"pending"}


def test_a_second_run_changes_nothing(file: str) -> None:
    run(file, "--prison", "EXI")
    before = Revision.objects.count()
    assert "0 were new, 0 changed, 1 unchanged, 2 refused" in run(file, "--prison", "EXI")
    assert Revision.objects.count() == before


def test_a_dry_run_writes_nothing_and_gives_a_mapping_to_edit(file: str, tmp_path: Path) -> None:
    before = Revision.objects.count()
    answer = json.loads(run(file, "--prison", "EXI", "--dry-run", "--json"))
    assert (answer["created"], Revision.objects.count()) == (1, before)
    answer["mapping"]["fixed"]["stages"] = ["release"]
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(answer))
    run(file, "--prison", "EXI", "--mapping", str(mapping))
    made = Revision.objects.get(note__startswith="From list.csv")
    assert [stage.pk for stage in made.stages.all()] == ["release"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{file}", "--prison", "XXX"], "No prison has the code “XXX”"),
        (["/nowhere/list.csv", "--prison", "EXI"], "cannot be read: No such file"),
        (["{file}", "--prison", "EXI", "--mapping", "{file}"], "is no JSON"),
        (["{file}", "--prison", "EXI", "--mapping", "{mapping}"], "The file has no column “Nothing”"),
    ],
)
def test_what_cannot_be_used_ends_with_a_sentence(
    file: str, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"columns": {"organisation": ["Nothing"]}}))
    with pytest.raises(CommandError, match=sentence):
        run(*(each.format(file=file, mapping=mapping) for each in arguments))
    assert not ImportRun.objects.exists()


def test_stopped_from_the_keyboard_it_leaves_nothing_for_a_worker(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("directory.actions.import_rows.Step.next_row", interrupted)
    with pytest.raises(CommandError, match="import the file again to go on"):
        run(file, "--prison", "EXI")
    assert not ImportRun.objects.get().is_under_way
