"""Two imports at once, on connections of their own: no organisation, service or listing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from coordination.access import SYSTEM
from coordination.models import Organisation
from directory.actions.importing import counts, start_import
from directory.models import ImportRun, Listing, Revision, Service
from tests.cast import Cast, build_or_load
from tests.directory.imports.files import begun, row, tried, worked
from tests.directory.test_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
ROWS = [row(id=f"A{n}", provider=f"Otters of Ward {n // 3}", service=f"Service {n}") for n in range(9)]


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    yield build_or_load()


def ready(cast: Cast, source: str = "A list") -> ImportRun:
    return start_import(by=SYSTEM, run=tried(begun(*ROWS, prisons=[cast.exeter], source=source)), queue=False)


def nothing_doubled() -> None:
    names = Counter(Organisation.objects.filter(name__startswith="Otters").values_list("name", flat=True))
    assert names == {f"Otters of Ward {n}": 1 for n in range(3)}
    services = Service.objects.filter(name__startswith="Service ")
    assert Counter(services.values_list("name", flat=True)) == {f"Service {n}": 1 for n in range(9)}
    assert Listing.objects.filter(service__in=services).count() == 9
    assert Revision.objects.pending().filter(listing__service__in=services).count() == 9


@pytest.mark.parametrize("second_source", ["A list", "Another"])
def test_two_imports_of_one_file_at_once_make_everything_once(everybody: Cast, second_source: str) -> None:
    first, second = ready(everybody), ready(everybody, second_source)
    done = at_once(lambda: worked(first), lambda: worked(second))
    assert [type(each) for each in done] == [ImportRun, ImportRun], done
    nothing_doubled()
    assert counts(first)["created"] + counts(second)["created"] == 9
    assert {counts(run)["done"] for run in (first, second)} == {9}


def test_two_workers_on_one_import_do_each_row_once(everybody: Cast) -> None:
    run = ready(everybody)
    done = at_once(lambda: worked(run), lambda: worked(run))
    assert [type(each) for each in done] == [ImportRun, ImportRun], done
    nothing_doubled()
    assert counts(run) == {"rows": 9, "done": 9, "created": 9, "matched": 0, "unchanged": 0, "refused": 0}
