"""Names that stand in code as text lead somewhere: queued tasks are registered, audited verbs have a sentence."""

from __future__ import annotations

import ast

import pytest

from coordination import audit
from coordination.celery import app
from coordination.offers import offers
from tests.architecture.source import calls, files, named, words_in


def first_argument(call: ast.Call, constants: dict[str, str]) -> set[str]:
    """The texts that the first argument may be; a constant of the same file counts by its value."""
    if not call.args:
        return set()
    first = call.args[0]
    if isinstance(first, ast.Name):
        return {constants[first.id]} if first.id in constants else set()
    if isinstance(first, ast.IfExp):
        return words_in(first.body) | words_in(first.orelse)
    return {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()


def constants_of(tree: ast.Module) -> dict[str, str]:
    """Texts that a file gives a name at its top, with or without a type."""
    found: dict[str, str] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found |= {target.id: value.value for target in targets if isinstance(target, ast.Name)}
    return found


def first_words(source: str, *functions: str) -> set[str]:
    """What the calls of these functions name first."""
    tree = ast.parse(source)
    constants = constants_of(tree)
    return {word for call in calls(tree, *functions) for word in first_argument(call, constants)}


def everywhere(*functions: str) -> dict[str, str]:
    """{what is named first: the file in which it stands}, over all our files."""
    return {
        word: named(file)
        for file in files()
        for word in first_words(file.read_text(encoding="utf-8"), *functions)
    }


def registered() -> set[str]:
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_queued_task_is_registered() -> None:
    queued = everywhere("queue_on_commit", "send_task")
    assert "coordination.send_invitation" in queued
    assert {name: file for name, file in queued.items() if name not in registered()} == {}


def test_every_job_of_the_clock_is_registered() -> None:
    jobs = {entry["task"] for module in offers("schedule") for entry in module.SCHEDULE.values()}
    assert "coordination.daily" in jobs
    assert jobs - registered() == set()


def test_a_planted_task_that_nobody_registered_is_found() -> None:
    planted = first_words('queue_on_commit("directory.nobody_knows", 1)', "queue_on_commit")
    assert planted - registered() == {"directory.nobody_knows"}


def test_every_verb_of_the_audit_has_a_sentence() -> None:
    recorded = everywhere("record", "save_and_record")
    verbs = {word: file for word, file in recorded.items() if "/actions/" in file and word.islower()}
    assert {"invite", "stop_access_now", "begin_service"} <= set(verbs)
    assert {verb: file for verb, file in verbs.items() if verb not in audit.verbs()} == {}


def test_no_sentence_is_left_over_from_a_verb_that_nobody_records() -> None:
    from directory.models import ListingEvent

    texts = {
        text for file in files("actions") for text in words_in(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert set(audit.verbs()) - texts - set(ListingEvent.Kind.values) == set()


@pytest.mark.parametrize(
    "planted",
    [
        'audit.record("dance", by=by)',
        'DANCE = "dance"\naudit.record(DANCE, by=by)',
        'audit.record("dance" if happy else "invite", by=by)',
    ],
)
def test_a_planted_verb_without_a_sentence_is_found(planted: str) -> None:
    assert first_words(planted, "record") - set(audit.verbs()) == {"dance"}
