"""Services as a table file: who may take what, what the cells say, and that none of them is a formula."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from coordination.models import AuditEntry, User
from directory.actions import decide, exporting, upkeep, withdraw, write
from directory.exports import cells, files, rows
from directory.models import Listing, Session
from tests.cast import CONTACT, Cast, approved_listing_at, content, listing_at, session
from tests.coordination.pages import client_of, last_entry, said

pytestmark = pytest.mark.django_db

AWKWARD = {
    "name": "=Cmd “Tŷ Gobaith”",
    "summary": "'+Help\nwith “quotes”, \"double\" and 'single'; ŵ ŷ â.",
    "other_rules": "-none",
    "how_to_ask": "@desk; ask",
    "staff_procedure": "One.\n\nTwo, three.",
    "evidence": "''=1",
    "cost": "+£2",
}


def here(cast: Cast, **changes: Any) -> Listing:
    return approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, **changes)


def take(user: User, name: str = "export_csv", *arguments: str, holds: str = "", query: str = "") -> Any:
    address = reverse(name, args=arguments or ["EXI"]) + query
    return client_of(user).post(address, {"holds": holds} if holds else {})


def body(response: Any) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def table(response: Any) -> list[dict[str, str]]:
    text = body(response).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def sheet(response: Any) -> list[dict[str, Any]]:
    lines = load_workbook(io.BytesIO(body(response))).active.iter_rows()
    headings = [cell.value for cell in next(lines)]
    return [dict(zip(headings, line, strict=True)) for line in lines]


def names(response: Any) -> list[str]:
    return [row["Name of the service"] for row in table(response)]


# --- What a row says ------------------------------------------------------------------------------


def test_a_row_says_what_the_entry_says(cast: Cast) -> None:
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="waiting_list", room_on=date(2026, 5, 1))
    (row,) = table(take(cast.staff))
    cast.approved.refresh_from_db()
    assert next(iter(row)) == "Listing"
    assert {heading: text for heading, text in row.items() if text} == {
        "Listing": str(cast.approved.pk),
        "Prison code": "EXI",
        "Prison": cast.exeter.name,
        "Entry number": str(cast.approved.entry_number),
        "Where it stands": "In the directory",
        "Organisation": "Harbour Housing",
        "Name of the service": "Housing advice",
        "What it is": "We help you find a place to live before you leave prison.",
        "Pathways": "Accommodation",
        "Men or women": "Anyone",
        "Stage of the sentence": "Last twelve weeks",
        "Usual wait in days": "14",
        "Ways of delivery": "One to one",
        "Languages": "English",
        "Wings": "Every wing",
        "Sessions": "Every Tuesday, 10:00 to 11:30, Library",
        "By appointment": "No",
        "Ways to ask": "Send an app",
        "How to ask, for people in prison": "Send an app to the housing team.",
        "How staff refer": "E-mail the referral form to the adviser.",
        "Room for more": "Waiting list",
        "Room since or until": "2026-05-01",
        "Contact name": "Hana Harbour",
        "Contact role": "Adviser",
        "Contact e-mail": "hana@harbour.example.org",
        "Contact telephone": "01632 960123",
        "Confirmed as right": str(cast.approved.confirmed_on),
        "Premises must not be found": "No",
        "Using it must not be seen": "No",
    }


def test_each_rhythm_of_a_session_can_be_read_back() -> None:
    def line(**changes: Any) -> str:
        return cells.session_line(Session(**session(**changes)))

    assert line() == "Every Tuesday, 10:00 to 11:30, Library"
    fortnight = {"pattern": "fortnightly", "counted_from": date(2026, 5, 1), "weekday": 4}
    assert line(**fortnight) == "Every 2 weeks on Friday from 2026-05-01, 10:00 to 11:30, Library"
    monthly = {"pattern": "monthly", "week_of_month": 5, "weekday": 0, "place": "Chapel,\nfirst floor"}
    assert line(**monthly) == "The last Monday of each month, 10:00 to 11:30, Chapel, first floor"


def test_an_item_of_a_list_that_holds_the_separator_stands_in_quotes() -> None:
    assert cells.joined(["Housing", 'Arts; "crafts"', '"B" wing']) == (
        'Housing; "Arts; ""crafts"""; """B"" wing"'
    )


def test_further_contacts_wings_and_dates_have_their_cells(cast: Cast) -> None:
    wings = list(cast.exeter.wings.all()[:2])
    listing = here(
        cast, name="Choir", every_wing=False, wings=[wing.pk for wing in wings], by_appointment=True, sex="men",
        pathways=["thinking", "finance"], starts_on=date(2026, 1, 2), funded_until=date(2027, 3, 31), minimum_age=21,
        hands_over_to=cast.approved.service_id, sessions=[session(), session(weekday=3, begins=time(9))],
    )  # fmt: skip
    upkeep.set_contacts(by=cast.manager, listing=listing, contacts=[CONTACT, CONTACT | {"name": "Idris"}])
    row = next(row for row in table(take(cast.staff)) if row["Name of the service"] == "Choir")
    assert row["Wings"] == "A wing; B wing"
    assert row["Pathways"] == "Finance, benefit and debt; Attitudes, thinking and behaviour"
    assert (row["By appointment"], row["Men or women"], row["Youngest age"]) == ("Yes", "Men only", "21")
    assert (row["Starts on"], row["Funded until"], row["Ends on"]) == ("2026-01-02", "2027-03-31", "")
    assert row["Hands over to"] == "Housing advice"
    assert row["Other contacts"] == "Idris, Adviser, hana@harbour.example.org, 01632 960123"
    assert row["Sessions"].splitlines() == [
        "Every Tuesday, 10:00 to 11:30, Library", "Every Thursday, 09:00 to 11:30, Library",
    ]  # fmt: skip


def test_the_headings_are_each_there_once() -> None:
    assert len(set(cells.HEADINGS)) == len(cells.HEADINGS)
    assert cells.HEADINGS[0] == "Listing"


# --- Who may take what ----------------------------------------------------------------------------


def test_readers_get_what_the_directory_shows_and_no_word_of_what_waits(cast: Cast) -> None:
    write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(name="Renamed"),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    for reader in (cast.staff, cast.gate):
        (row,) = table(take(reader))
        assert (row["Name of the service"], row["Where it stands"]) == ("Housing advice", "In the directory")
    # A hidden field that somebody adds by hand opens nothing.
    assert take(cast.staff, holds="undecided").status_code == 403


def test_who_sees_the_queue_may_take_what_is_not_decided(cast: Cast) -> None:
    gone = here(cast, name="Gone")
    withdraw.withdraw_listing(by=cast.coordinator, listing=gone, reason="Closed.")
    for reader in (cast.coordinator, cast.governor, cast.lead, cast.national):
        found = {
            row["Name of the service"]: row["Where it stands"]
            for row in table(take(reader, holds="undecided"))
        }
        assert found == {
            "Housing advice": "In the directory", "Debt clinic": "Waiting for a decision", "Gone": "Withdrawn",
        }  # fmt: skip
        assert names(take(reader)) == ["Housing advice"]


def test_a_service_without_a_text_is_left_out(cast: Cast) -> None:
    write.begin_service(by=cast.manager, organisation=cast.harbour, name="Empty", prisons=[cast.exeter])
    assert "Empty" not in names(take(cast.national, holds="undecided"))
    assert "Empty" not in names(take(cast.manager, "services_export_csv", "harbour-housing"))


def test_an_organisation_takes_its_own_services_at_every_prison(cast: Cast) -> None:
    listing_at(cast.guys_marsh, cast.harbour, cast.manager, name="Harbour there")
    for reader in (cast.manager, cast.worker):
        found = table(take(reader, "services_export_csv", "harbour-housing"))
        assert {(row["Name of the service"], row["Prison code"]) for row in found} == {
            ("Housing advice", "EXI"), ("Debt clinic", "EXI"), ("Harbour there", "GMI"),
        }  # fmt: skip


def test_everywhere_is_every_prison_whose_directory_one_reads(cast: Cast) -> None:
    both = {"Housing advice", "Lantern lights"}
    everywhere = reverse("export_everywhere_csv")
    found = {
        reader: set(names(client_of(getattr(cast, reader)).post(everywhere)))
        for reader in ("national", "lead", "staff", "other_coordinator")
    }
    assert found == {
        "national": both,
        "lead": {"Housing advice"},
        "staff": {"Housing advice"},
        "other_coordinator": {"Lantern lights"},
    }


def test_the_filter_of_the_directory_holds_for_the_file(cast: Cast) -> None:
    here(cast, name="Choir", pathways=["thinking"])
    assert names(take(cast.staff, query="?pathway=thinking")) == ["Choir"]
    page = client_of(cast.staff).get(reverse("export", args=["EXI"]) + "?pathway=thinking").text
    assert "that fit your filter" in page
    assert 'action="/prisons/EXI/directory/export.xlsx?pathway=thinking"' in page


def test_where_nothing_fits_a_sentence_says_so(cast: Cast) -> None:
    response = take(cast.staff, query="?pathway=thinking")
    assert response.status_code == 302
    page = client_of(cast.staff).post(reverse("export_csv", args=["EXI"]) + "?pathway=thinking", follow=True)
    assert said(page) == ["There is nothing to download: no service fits."]


# --- Places that must not be found, details that nobody approved -----------------------------------


def test_a_reader_is_told_no_place_of_premises_that_must_not_be_found(cast: Cast) -> None:
    upkeep.set_flags(by=cast.manager, listing=cast.approved, confidential_premises=True, discreet=True)
    (row,) = table(take(cast.staff))
    assert row["Sessions"] == "Every Tuesday, 10:00 to 11:30"
    assert (row["Premises must not be found"], row["Using it must not be seen"]) == ("Yes", "Yes")
    own = table(take(cast.manager, "services_export_csv", "harbour-housing"))
    assert "Every Tuesday, 10:00 to 11:30, Library" in {row["Sessions"] for row in own}
    (row,) = table(take(cast.coordinator))
    assert row["Sessions"] == "Every Tuesday, 10:00 to 11:30, Library"
    page = client_of(cast.staff).get(reverse("export", args=["EXI"])).text
    assert "1 service in it is discreet: nobody should be seen to use it." in page
    assert "The premises of 1 service in it must not be found." in page


def test_a_helpline_and_an_address_are_there_once_they_are_approved(cast: Cast) -> None:
    details = {"helpline": "0800 123 456", "helpline_hours": "Mondays", "address": "1 High Street"}
    upkeep.propose_public_details(by=cast.manager, listing=cast.approved, **details)
    (row,) = table(take(cast.coordinator))
    assert (row["Public helpline"], row["Hours of the helpline"], row["Public address"]) == ("", "", "")
    upkeep.approve_public_details(
        by=cast.coordinator, listing=cast.approved, helpline=True, address=True, seen=tuple(details.values())
    )
    (row,) = table(take(cast.staff))
    assert (row["Public helpline"], row["Public address"]) == ("0800 123 456", "1 High Street")


def test_another_service_is_called_as_it_was_approved(cast: Cast) -> None:
    here(cast, name="Choir", hands_over_to=cast.approved.service_id)
    service = cast.approved.service
    service.name = "A name that nobody approved"
    service.save()
    row = next(row for row in table(take(cast.staff)) if row["Name of the service"] == "Choir")
    assert row["Hands over to"] == "Housing advice"


# --- Files ----------------------------------------------------------------------------------------


def test_no_cell_is_a_formula_in_either_file(cast: Cast) -> None:
    upkeep.set_contacts(
        by=cast.manager, listing=cast.approved, contacts=[CONTACT | {"phone": "+44 1632 960123"}]
    )
    listing = listing_at(cast.exeter, cast.harbour, cast.manager, **AWKWARD)
    decide.accept_revision(by=cast.coordinator, revision=listing.revisions.pending().get())
    written = {row["Listing"]: row for row in table(take(cast.staff))}
    assert written[str(listing.pk)]["Name of the service"] == "'=Cmd “Tŷ Gobaith”"
    assert written[str(listing.pk)]["What it is"] == "''+Help\nwith “quotes”, \"double\" and 'single'; ŵ ŷ â."
    assert written[str(listing.pk)]["Cost"] == "'+£2"
    assert written[str(cast.approved.pk)]["Contact telephone"] == "'+44 1632 960123"
    found = {row["Listing"].value: row for row in sheet(take(cast.staff, "export_xlsx"))}
    for key, row in written.items():
        assert {heading: cell.value or "" for heading, cell in found[key].items()} == row
        filled = [cell for cell in found[key].values() if cell.value is not None]
        assert {cell.data_type for cell in filled} == {"s"}
        assert {cell.number_format for cell in filled} == {"@"}


def test_what_excel_cannot_hold_is_left_out_of_its_file_alone(cast: Cast) -> None:
    here(cast, name="Bell\x07 ringing")
    assert "Bell\x07 ringing" in names(take(cast.staff))
    assert "Bell ringing" in [
        row["Name of the service"].value for row in sheet(take(cast.staff, "export_xlsx"))
    ]


def test_the_name_says_the_place_and_the_day_and_no_browser_keeps_the_file(cast: Cast) -> None:
    today = f"{timezone.localdate():%Y-%m-%d}"
    response = take(cast.staff)
    assert response["Content-Disposition"] == f'attachment; filename="EXI-services-{today}.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    response = take(cast.manager, "services_export_xlsx", "harbour-housing")
    assert f'filename="harbour-housing-services-{today}.xlsx"' in response["Content-Disposition"]


def test_a_link_alone_gives_no_file(cast: Cast) -> None:
    response = client_of(cast.staff).get(reverse("export_csv", args=["EXI"]))
    assert (response.status_code, response["Location"]) == (302, "/prisons/EXI/directory/export/")
    assert not AuditEntry.objects.filter(verb="export_services").exists()


def test_each_export_is_audited_with_its_number_at_its_prison(cast: Cast) -> None:
    take(cast.staff)
    entry = last_entry("export_services")
    assert (entry.prison_code, entry.changes) == ("EXI", {"services": [None, 1]})
    client_of(cast.national).post(reverse("export_everywhere_xlsx"), {"holds": "undecided"})
    found = AuditEntry.objects.filter(verb="export_services").order_by("-pk")[:2]
    assert {(entry.prison_code, entry.changes["services"][1]) for entry in found} == {("EXI", 2), ("GMI", 1)}
    page = client_of(cast.governor).get(reverse("audit", args=["EXI"])).text
    assert "Downloaded services as a table" in page


def test_a_batch_takes_as_many_queries_for_one_service_as_for_seven(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        export = exporting.export_services(
            by=cast.coordinator, listings=Listing.objects.all(), prison=cast.exeter
        )
        with CaptureQueriesContext(connection) as asked:
            "".join(files.csv_lines(export.batches()))
        return len(asked)

    here(cast, name="Choir", hands_over_to=cast.approved.service_id)
    few = queries()
    for number in range(5):
        here(cast, name=f"Choir {number}", hands_over_to=cast.approved.service_id)
    assert queries() == few
    monkeypatch.setattr(rows, "BATCH", 2)
    assert queries() > few


def test_what_left_the_directory_while_the_file_was_written_is_not_in_it(cast: Cast) -> None:
    here(cast, name="Choir")
    export = exporting.export_services(by=cast.staff, listings=Listing.objects.all(), prison=cast.exeter)
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Urgent.")
    assert [[row.text.name for row in batch] for batch in export.batches()] == [["Choir"]]
