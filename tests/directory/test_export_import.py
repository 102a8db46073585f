"""An export brought in again changes nothing; what was changed in the table comes as a text that waits."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import Any

import pytest
from django.db.models import Max
from django.urls import reverse
from openpyxl import load_workbook

from coordination.models import User, Wing
from directory.actions import importing, upkeep
from directory.models import ImportRow, ImportRun, Listing, ListingEvent, Revision
from tests.cast import CONTACT, Cast, approved_listing_at, listing_at, session
from tests.coordination.pages import client_of
from tests.directory.importing_in import worked_off

pytestmark = pytest.mark.django_db
KINDS = ["csv", "xlsx"]


@pytest.fixture
def awkward(cast: Cast) -> Cast:
    """Texts that spreadsheets, quotation marks and other letters trip on; every field filled somewhere."""
    wing = Wing.objects.create(prison=cast.exeter, name="Chapel; old", position=9)
    first = approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator,
        name="=Cmd “Tŷ Gobaith”",
        summary="+Help with “quotes”, \"double\" and 'single'\n\n• Tŷ a gŵr; â ê … ŵ ŷ ½\n- one\n<two>",
        other_rules="-none; really", how_to_ask="@desk, then 'ask'", staff_procedure="'=Quoted.\n- One\n- Two, three.",
        evidence="''=1", cost="+£2 <b>bold</b> & more", pathways=["finance", "employment", "thinking"],
        groups=["veterans", "young_adults"], sex="men", minimum_age=21, maximum_age=65, stages=["reception", "during"],
        usual_wait_days=0, least_time_days=30, hands_over_to=cast.approved.service_id,
        delivery_ways=["group", "one_to_one"], languages=["cy", "en"], every_wing=False,
        wings=[cast.exeter.wings.all()[0].pk, wing.pk], by_appointment=True, ways_to_ask=["app", "officer"],
        starts_on=date(2026, 1, 2), ends_on=date(2031, 12, 31), funded_until=date(2031, 3, 31),
        sessions=[
            session(place="Room 1, first floor; left"),
            session(pattern="fortnightly", counted_from=date(2026, 5, 1), weekday=4, begins=time(9)),
            session(pattern="monthly", week_of_month=5, weekday=0, begins=time(14, 5), ends=time(15)),
        ],
    )  # fmt: skip
    upkeep.set_contacts(
        by=cast.manager,
        listing=first,
        contacts=[CONTACT | {"phone": "+44 1632 960123"}, CONTACT | {"name": "Ÿ"}],
    )
    listing_at(
        cast.exeter, cast.lantern, cast.other_manager, name="'Tis the season", summary="Dim ond Cymraeg."
    )
    upkeep.set_flags(by=cast.manager, listing=cast.approved, confidential_premises=True, discreet=True)
    return cast


def exported(user: User, kind: str, holds: str = "") -> bytes:
    address = reverse(f"export_{kind}", args=["EXI"])
    response = client_of(user).post(address, {"holds": holds} if holds else {})
    return b"".join(response.streaming_content)


def brought_in(cast: Cast, content: bytes, kind: str) -> ImportRun:
    """With the columns as they are guessed: nobody corrects anything."""
    run = importing.begin_import(
        by=cast.coordinator, prison=cast.exeter, prisons=[cast.exeter], file_name=f"export.{kind}", content=content,
        source_name="Own table",
    )  # fmt: skip
    importing.set_mapping(by=cast.coordinator, run=run, mapping=run.mapping)
    run = worked_off(importing.start_dry_run(by=cast.coordinator, run=run, queue=False))
    return worked_off(importing.start_import(by=cast.coordinator, run=run, queue=False))


def fates(run: ImportRun) -> dict[str, tuple[str, str, list[str]]]:
    return {row.name: (row.fate, row.reason, row.flags) for row in run.rows.all()}


def everything() -> list[Any]:
    """All that a change would leave a trace in."""
    newest = [model.objects.aggregate(Max("pk"))["pk__max"] for model in (Revision, ListingEvent, Listing)]
    return [*newest, list(Listing.objects.order_by("pk").values())]


@pytest.mark.parametrize("holds", ["", "undecided"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_brought_in_again_changes_nothing(kind: str, holds: str, awkward: Cast) -> None:
    before = everything()
    run = brought_in(awkward, exported(awkward.coordinator, kind, holds), kind)
    found = fates(run)
    assert len(found) == (4 if holds else 2)
    assert found == {name: (ImportRow.Fate.UNCHANGED, "", []) for name in found}
    assert everything() == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_readers_were_told_no_place_of_changes_nothing_either(kind: str, awkward: Cast) -> None:
    """The table of somebody who reads alone holds no place of premises that must not be found."""
    content = exported(awkward.staff, kind)
    before = everything()
    run = brought_in(awkward, content, kind)
    assert {fate for fate, _, _ in fates(run).values()} == {ImportRow.Fate.UNCHANGED}
    assert everything() == before


def test_a_changed_cell_comes_as_a_text_that_waits_and_nothing_else_does(awkward: Cast) -> None:
    text = exported(awkward.coordinator, "csv").decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    column = table[0].index("How staff refer")
    row = next(line for line in table if line[0] == str(awkward.approved.pk))
    row[column] = "Ring the new desk."
    out = io.StringIO()
    csv.writer(out).writerows(table)
    run = brought_in(awkward, out.getvalue().encode(), "csv")
    assert importing.counts(run) | {"rows": 2} == {
        "rows": 2, "done": 2, "created": 0, "matched": 1, "unchanged": 1, "refused": 0,
    }  # fmt: skip
    waiting = awkward.approved.revisions.pending().get()
    assert waiting.staff_procedure == "Ring the new desk."
    assert waiting.summary == awkward.approved.approved_revision.summary
    # Its place was never in doubt, though it stays out of readers' tables.
    assert [each.place for each in waiting.sessions.all()] == ["Library"]


def test_a_workbook_saved_anew_by_another_program_changes_nothing(awkward: Cast) -> None:
    book = load_workbook(io.BytesIO(exported(awkward.coordinator, "xlsx")))
    sheet = book.active
    # Columns in another order, as people move them about.
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    del book[sheet.title]
    moved = book.create_sheet("Moved")
    for line in rows:
        moved.append([*line[5:], *line[:5]])
    out = io.BytesIO()
    book.save(out)
    run = brought_in(awkward, out.getvalue(), "xlsx")
    assert {fate for fate, _, _ in fates(run).values()} == {ImportRow.Fate.UNCHANGED}
