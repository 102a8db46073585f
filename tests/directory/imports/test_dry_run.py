"""A dry run says of rows that are alike what the import will do with them, although nothing of either is there yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.access import SYSTEM
from coordination.models import Organisation
from directory.actions.import_rows import Step, go_on
from directory.actions.importing import start_dry_run, start_import
from directory.models import ImportRow, ImportRun
from tests.cast import Cast
from tests.directory.imports.files import begun, row, tried, worked

pytestmark = pytest.mark.django_db
SAID_ALREADY = "Row 2 is of the same service already. Put the two rows together."


def without_reference(**changes: str) -> dict[str, str]:
    made = row(**changes)
    del made["id"]
    return made


def fates(run: ImportRun) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (
            each.fate,
            each.reason,
            {code: (told["fate"], told["reason"]) for code, told in each.outcomes.items()},
        )
        for each in run.rows.order_by("number")
    ]


def said_and_done(run: ImportRun) -> list[tuple[str, str]]:
    """(fate, reason) of each row, after the import did what the dry run had said."""
    said = fates(run)
    assert not Organisation.objects.filter(name__startswith="Otter").exists()
    worked(start_import(by=SYSTEM, run=run, queue=False))
    assert fates(run) == said
    return [(fate, reason) for fate, reason, _ in said]


LIKE_THE_FIRST: dict[str, dict[str, str]] = {
    "the name in the plural": {"service": "Finding a homes"},
    "the organisation as a company": {"provider": "Otter Housing Ltd", "service": "Finding a homes"},
    "one charity number": {
        "provider": "Otters of Devon", "charity number": "1074546", "service": "Finding a homes"
    },
    "words of the organisation in another order": {"provider": "Housing Otter", "service": "Finding a homes"},
    "a reference to one without": {"id": "A2"},
}  # fmt: skip


@pytest.mark.parametrize("kind", LIKE_THE_FIRST)
def test_the_second_of_two_alike_new_rows_is_refused_by_both(cast: Cast, kind: str) -> None:
    first = without_reference(**{"charity number": "1074546"}) | {"id": ""}
    second = first | LIKE_THE_FIRST[kind] | {"description": "Other words."}
    run = tried(begun(first, second, prisons=[cast.exeter]))
    assert said_and_done(run) == [("created", ""), ("refused", SAID_ALREADY)]


def test_the_second_of_two_alike_new_rows_for_one_named_prison_changes_the_first_in_both(cast: Cast) -> None:
    first = without_reference(prison="Exeter")
    rows = [
        first,
        first | {"service": "Finding a homes", "description": "Other words."},
        first | {"service": "Finding a homes", "prison": "Guys Marsh"},
    ]
    run = tried(begun(*rows, prisons=[cast.exeter, cast.guys_marsh]))
    assert [fate for fate, _ in said_and_done(run)] == ["created", "matched", "created"]


UNLIKE_THE_FIRST: dict[str, dict[str, str]] = {
    "another organisation": {"provider": "Otterbourne Community Centre"},
    "another number": {"service": "Finding a home 2"},
    "another reference": {"id": "A2", "service": "Finding a homes"},
    "another organisation of one website": {"provider": "Devon Debt Line", "website": "https://otter.example.org"},
}  # fmt: skip


@pytest.mark.parametrize("kind", UNLIKE_THE_FIRST)
def test_rows_of_two_services_are_both_new_and_not_tried_twice(cast: Cast, kind: str) -> None:
    first = without_reference(website="https://otter.example.org" if kind.endswith("website") else "") | {
        "id": ""
    }
    first |= {"id": "A1"} if kind == "another reference" else {}
    run = begun(first, first | UNLIKE_THE_FIRST[kind], prisons=[cast.exeter])
    step = Step(start_dry_run(by=SYSTEM, run=run, queue=False))
    taken: list[int] = []
    take = step.take

    def counted(each: ImportRow) -> None:
        taken.append(each.number)
        take(each)

    step.take = counted  # type: ignore[method-assign]
    while step.next_row():
        pass
    assert taken == [2, 3]
    run.refresh_from_db()
    assert [fate for fate, _ in said_and_done(run)] == ["created", "created"]


def test_a_dry_run_that_another_worker_goes_on_with_says_the_same(cast: Cast) -> None:
    first = without_reference()
    other = without_reference(provider="Otter Advice", service="Debt help", category="Debt")
    rows = [first, other, first | {"service": "Finding a homes"}, other | {"service": "Debt helps"}]
    run = start_dry_run(by=SYSTEM, run=begun(*rows, prisons=[cast.exeter]), queue=False)
    while go_on(pk=run.pk, rows=1):
        pass
    run.refresh_from_db()
    assert [fate for fate, _ in said_and_done(run)] == ["created", "created", "refused", "refused"]


def test_what_is_alike_to_nothing_costs_the_same_at_the_end_of_a_long_list(cast: Cast) -> None:
    rows = [without_reference(provider=f"Otter {number * 7919}", service="Advice") for number in range(12)]
    step = Step(start_dry_run(by=SYSTEM, run=begun(*rows, prisons=[cast.exeter]), queue=False))
    statements = []
    for _ in rows:
        with CaptureQueriesContext(connection) as captured:
            assert step.next_row()
        statements.append(len(captured))
    assert set(statements[1:]) == {statements[1]}
