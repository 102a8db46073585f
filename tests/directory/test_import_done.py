"""What a list has brought in: the queue, its rows, what was not taken, and the list of lists."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from directory.actions import importing
from directory.models import ImportRow, ImportRun, Revision
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, queued, said
from tests.directory.importing_in import brought, checked, finished, worked_off

pytestmark = pytest.mark.django_db
NEW = reverse("import_new", args=["EXI"])


def page(cast: Cast, name: str, run: ImportRun, *more: Any, **asked: str) -> Any:
    return client_of(cast.coordinator).get(reverse(name, args=["EXI", run.pk, *more]), asked)


def press(cast: Cast, name: str, run: ImportRun, data: dict[str, Any] | None = None) -> Any:
    return client_of(cast.coordinator).post(reverse(name, args=["EXI", run.pk]), data or {}, follow=True)


# --- For good -------------------------------------------------------------------------------------


def test_a_yes_brings_the_rows_in_and_each_text_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(cast)
    with queued(monkeypatch) as tasks:
        press(cast, "import_bring_in", run)
    assert ("directory.run_import", (run.pk,)) in tasks
    run = worked_off(run)
    response = page(cast, "import_run", run)
    assert response.context["counts"]["created"] == 2
    assert "Brought in as new" in response.text
    assert "3 texts wait for a decision at HMP/YOI Exeter" in response.text
    text = Revision.objects.get(name="Choir")
    assert text.state == Revision.State.PENDING
    queue = client_of(cast.coordinator).get(reverse("queue", args=["EXI"])).text
    assert "New service, from a list" in queue
    shown = client_of(cast.coordinator).get(reverse("revision", args=["EXI", text.pk])).text
    assert "From a list that was brought in" in shown
    assert "Row 2 of list.csv" in shown
    assert "01632 960123" not in text.summary
    row = ImportRow.objects.get(run=run, number=2)
    assert row.flags
    assert all(flag in shown for flag in row.flags)


def test_a_text_that_somebody_wrote_is_from_no_list(cast: Cast) -> None:
    shown = client_of(cast.coordinator).get(reverse("revision", args=["EXI", cast.pending_revision.pk])).text
    assert "From a list that was brought in" not in shown
    queue = client_of(cast.coordinator).get(reverse("queue", args=["EXI"])).text
    assert "from a list" not in queue


def test_the_same_list_again_has_nothing_to_bring_in(cast: Cast) -> None:
    finished(cast)
    again = checked(cast)
    response = page(cast, "import_run", again)
    assert response.context["counts"]["unchanged"] == 2
    assert not response.context["may_bring_in"]


def test_a_row_is_shown_with_its_cells_and_what_became_of_it(cast: Cast) -> None:
    run = finished(cast)
    response = page(cast, "import_row", run, 2)
    meant = {cell["heading"]: cell["meant"] for cell in response.context["cells"]}
    assert meant["What happens"] == "What it is"
    text = Revision.objects.get(name="Choir")
    assert reverse("revision", args=["EXI", text.pk]) in response.text
    assert "Ring Jo on 01632 960123." in response.text
    assert reverse("import_row", args=["EXI", run.pk, 3]) in response.text
    assert page(cast, "import_row", run, 99).status_code == 404
    assert "It ended on 31 January 2020." in page(cast, "import_row", run, 5).text


def test_numbers_of_people_in_prison_are_shown_to_nobody(cast: Cast) -> None:
    run = finished(cast)
    ImportRow.objects.filter(run=run, number=2).update(
        cells={"Charity": "A1234BC", "What happens": "About A 1234 BC, twice A1234BC."}, name="A1234BC",
        flags=["“A1234BC” is no session"], reason="",
    )  # fmt: skip
    shown = page(cast, "import_row", run, 2).text + page(cast, "import_run", run).text
    assert "1234" not in shown
    assert "About [number taken out], twice [number taken out]." in shown


def test_rows_that_were_not_taken_come_as_a_file_to_mend(cast: Cast) -> None:
    run = finished(cast)
    ImportRow.objects.filter(run=run, number=5).update(
        cells={"Charity": "=Old Trust", "Project": "Long gone"}
    )
    response = page(cast, "import_refusals", run)
    assert response["Content-Disposition"].startswith('attachment; filename="EXI-not-taken-')
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == [*run.headings, "Why it was not taken"]
    assert [row[-1] for row in rows[1:3]] == ["It names no organisation.", "It ended on 31 January 2020."]
    assert rows[2][:2] == ["'=Old Trust", "Long gone"]
    # Mended and sent again, the remembered columns fit.
    mended = text.replace(";Nobody’s", "x").encode()
    again = importing.begin_import(
        by=cast.coordinator, prison=cast.exeter, prisons=[cast.exeter], file_name="mended.csv", content=mended,
        source_name="Wing folder",
    )  # fmt: skip
    assert again.mapping["columns"] == run.mapping["columns"]


# --- Around it ------------------------------------------------------------------------------------


def test_the_list_of_lists_says_where_each_stands(cast: Cast) -> None:
    finished(cast)
    brought(cast, name="next.csv")
    response = client_of(cast.coordinator).get(reverse("imports", args=["EXI"]))
    assert [(row[3], row[4]) for row in response.context["rows"]] == [
        ("Columns to name", "5 rows"), ("Finished", "5 rows: 2 new, 0 changed, 3 not taken"),
    ]  # fmt: skip
    assert f"{NEW}?source=Wing+folder" in response.text
    assert 'value="Wing folder"' in client_of(cast.coordinator).get(NEW, {"source": "Wing folder"}).text


def test_the_home_page_says_what_waits(cast: Cast) -> None:
    def home() -> str:
        return client_of(cast.coordinator).get(reverse("home")).text

    assert "list.csv" not in home()
    brought(cast)
    assert "The list “list.csv” for HMP/YOI Exeter waits for its columns to be named." in home()
    ImportRun.objects.all().delete()
    run = checked(cast)
    assert "The list “list.csv” for HMP/YOI Exeter was checked and waits for your yes." in home()
    worked_off(importing.start_import(by=cast.coordinator, run=run, queue=False))
    assert "list.csv" not in home()
    for number in range(4):
        brought(cast, name=f"{number}.csv")
    assert "4 lists of services wait to be brought in." in home()
    assert "lists of services" not in client_of(cast.governor).get(reverse("home")).text


def test_a_list_with_nothing_new_says_so_and_waits_for_nobody(cast: Cast) -> None:
    finished(cast)
    again = checked(cast)
    shown = page(cast, "import_run", again).text
    assert "There is nothing to bring in: every row is known already or was not taken." in shown
    assert "Nothing to bring in" in shown and "Waits for your yes" not in shown
    assert "waits for your yes" not in client_of(cast.coordinator).get(reverse("home")).text


def test_a_list_can_be_deleted_and_its_services_stay(cast: Cast) -> None:
    run = finished(cast)
    response = press(cast, "import_delete", run)
    assert said(response) == ["The list is deleted. Services that came from it stay."]
    assert not ImportRow.objects.exists()
    text = Revision.objects.get(name="Choir")
    assert last_entry("delete_import").prison_code == "EXI"
    shown = client_of(cast.coordinator).get(reverse("revision", args=["EXI", text.pk]))
    assert "From list.csv, row 2." in shown.text
    assert press(cast, "import_delete", run).status_code == 404


def test_a_list_on_its_way_is_not_deleted(cast: Cast) -> None:
    run = checked(cast)
    importing.start_import(by=cast.coordinator, run=run, queue=False)
    assert said(press(cast, "import_delete", run)) == [
        "The rows are on their way. Stop it first, then delete it."
    ]
    assert ImportRun.objects.filter(pk=run.pk).exists()
    assert said(press(cast, "import_stop", run)) == ["It is stopped."]
    response = page(cast, "import_run", run)
    assert "Go on bringing them in" in response.text
    # What the dry run said of a row whose turn never came is not said as if it had happened.
    assert {row["fate"] for row in response.context["rows"]} == {"Not yet"}
    assert response.context["counts"]["created"] == 0
    assert page(cast, "import_row", run, 2).context["outcomes"] == []
