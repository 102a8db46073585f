"""An export that comes back unchanged changes nothing; what somebody changed in it waits for a decision."""

from __future__ import annotations

import csv
import io
from datetime import date, time

import pytest

from coordination.access import SYSTEM
from directory.actions.exporting import export_services
from directory.actions.importing import begin_import, set_mapping, start_dry_run, start_import
from directory.exports.files import csv_lines, xlsx_file
from directory.models import Contact, ImportRow, Listing, Revision
from tests.cast import Cast, approved_listing_at, session
from tests.directory.imports.files import worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(cast: Cast) -> Cast:
    """Services with everything that a text can hold."""
    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator,
        name="=Sums", summary="+ Come along.\nBring a friend; or two.\n- One\n- Two", evidence="-5 per cent",
        pathways=["employment", "finance"], groups=["gypsy_roma_traveller", "women"], minimum_age=18, maximum_age=25,
        cost="@ no cost", usual_wait_days=14, funded_until=date(2030, 3, 31), by_appointment=True,
        sessions=[
            session(pattern="fortnightly", counted_from=date(2026, 5, 5), place="Library, upstairs"),
            session(pattern="monthly", week_of_month=5, weekday=4, begins=time(14), ends=time(15, 30), place="Chapel"),
        ],
    )  # fmt: skip
    return cast


def exported(cast: Cast, kind: str = "csv") -> bytes:
    export = export_services(by=cast.coordinator, listings=Listing.objects.all(), prison=cast.exeter)
    if kind == "csv":
        return "".join(csv_lines(export.batches())).encode()
    with xlsx_file(export.batches(), title="Services") as file:
        return file.read()


def brought_back(cast: Cast, content: bytes, kind: str = "csv") -> list[ImportRow]:
    run = begin_import(
        by=SYSTEM, prison=cast.exeter, prisons=[cast.exeter], file_name=f"export.{kind}", content=content
    )
    run = set_mapping(by=SYSTEM, run=run, mapping=run.mapping)
    run = worked(start_dry_run(by=SYSTEM, run=run, queue=False))
    return list(worked(start_import(by=SYSTEM, run=run, queue=False)).rows.all())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_is_unchanged(full: Cast, kind: str) -> None:
    before = Revision.objects.count(), Listing.objects.count(), Contact.objects.count()
    rows = brought_back(full, exported(full, kind), kind)
    assert [(row.fate, row.reason, row.flags) for row in rows] == [("unchanged", "", [])] * 2
    assert (Revision.objects.count(), Listing.objects.count(), Contact.objects.count()) == before


def test_one_changed_cell_is_one_text_that_waits(full: Cast) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(full).decode("utf-8-sig"))))
    changed = next(row for row in rows if row["Name of the service"] == "'=Sums")
    changed["Cost"] = "Free"
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    assert sorted(row.fate for row in brought_back(full, file.getvalue().encode())) == [
        "matched",
        "unchanged",
    ]
    pending = Revision.objects.pending().get(listing=int(changed["Listing"]))
    approved = pending.listing.approved_revision
    assert approved is not None
    assert (pending.cost, pending.summary, pending.sessions.count()) == ("Free", approved.summary, 2)


def test_a_number_of_another_organisations_listing_is_refused(full: Cast) -> None:
    text = f"Listing,Organisation,Name of the service\n{full.approved.pk},Somebody Else,Housing advice\n"
    [row] = brought_back(full, text.encode())
    assert "is of “Harbour Housing”, and the row of “Somebody Else”" in row.reason


def test_a_listing_of_another_prison_is_refused(full: Cast) -> None:
    text = f"Listing,Organisation,Name of the service\n{full.elsewhere.pk},Lantern Trust,Lantern lights\n"
    [row] = brought_back(full, text.encode())
    assert "none of the prisons of this import" in row.reason
