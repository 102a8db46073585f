"""Lists of people and past training: every row has a fate, and the same list again changes nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from coordination.policies import Refused
from inductions.actions import import_people
from inductions.actions.records import strike_record
from inductions.models import Engagement, Person, Placement, TrainingRecord, WorkerImport, WorkerImportRow
from tests.cast import Cast

HEAD = "Name,Organisation,Kind,Email,Training,Training date,Notes\n"


def read(cast: Cast, rows: str | bytes, name: str = "list.csv") -> WorkerImport:
    content = rows if isinstance(rows, bytes) else (HEAD + rows).encode()
    brought = import_people.read_people_list(
        by=cast.coordinator, prison=cast.exeter, file_name=name, content=content
    )
    return import_people.try_out(by=cast.coordinator, brought=brought, columns=brought.columns)


def fates(brought: WorkerImport) -> list[str]:
    return [row.fate for row in brought.rows.all()]


def sentence(brought: WorkerImport, number: int = 1) -> str:
    return WorkerImportRow.objects.get(brought=brought, number=number).sentence


def held() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Engagement, Placement, TrainingRecord))


def two_rows(cast: Cast) -> str:
    one = f"Nora New,{cast.harbour.name},Volunteer,nora@example.org"
    return f"{one},ACCT process,5/3/2025,\n{one},security,2025-04-01,\n"


def test_the_dry_run_says_what_will_happen_and_saves_nobody(cast: Cast) -> None:
    before = held()
    brought = read(cast, two_rows(cast))
    assert fates(brought) == ["created", "matched"]
    assert held() == before


def test_what_was_shown_happens_and_the_same_list_again_changes_nothing(cast: Cast) -> None:
    assert import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast))) == 0
    nora = Person.objects.get(email="nora@example.org")
    assert nora.training_records.filter(source="imported").count() == 2
    assert Placement.objects.get(engagement__person=nora).prison == cast.exeter
    before = held()
    again = read(cast, two_rows(cast))
    import_people.bring_in(by=cast.coordinator, brought=again)
    assert fates(again) == ["matched", "matched"]
    assert sentence(again) == "Known already. Nothing to change."
    assert held() == before


def test_what_was_struck_out_does_not_come_back(cast: Cast) -> None:
    import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast)))
    record = TrainingRecord.objects.get(person__email="nora@example.org", module="acct")
    strike_record(by=cast.coordinator, record=record, reason="Another Nora")
    import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast)))
    standing = TrainingRecord.objects.standing().filter(person__email="nora@example.org")
    assert [each.module_id for each in standing] == ["security"]


def test_nothing_of_a_settled_row_is_kept_and_what_was_broken_off_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = read(cast, two_rows(cast))
    monkeypatch.setattr(import_people, "SECONDS", -1.0)
    assert import_people.bring_in(by=cast.coordinator, brought=brought) == 2
    monkeypatch.setattr(import_people, "SECONDS", 20.0)
    assert import_people.bring_in(by=cast.coordinator, brought=brought) == 0
    assert [row.cells for row in brought.rows.all()] == [{}, {}]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Nora New,{org},Volunteer,,,,A1234BC", "number of somebody in prison"),
        ("=1+1,{org},Volunteer,,,,", "formula"),
        ("Nora New,{org},Volunteer,nora at work,,,", "not a whole one"),
        ("Nora New,{org},Governor,,,,", "none of staff"),
        ("Nora New,Nobody Knows,Volunteer,,,,", "no organisation"),
        ("Nora New,{org},Volunteer,,ACCT process,yesterday,", "cannot be read"),
        ("Nora New,{org},Volunteer,,ACCT process,1/1/2090,", "still to come"),
        ("Nora New,{org},Volunteer,,Juggling,1/1/2025,", "none of the modules"),
        (",{org},Volunteer,nora@example.org,,,", "is empty"),
        ("{long},{org},Volunteer,,,,", "more than 120 characters"),
    ],
)
def test_a_refused_row_says_why_and_leaves_nothing(cast: Cast, row: str, said: str) -> None:
    before = held()
    brought = read(cast, row.format(org=cast.harbour.name, long="N" * 145_000) + "\n")
    assert fates(brought) == ["refused"]
    assert said in sentence(brought)
    import_people.bring_in(by=cast.coordinator, brought=brought)
    assert held() == before


def test_a_number_of_somebody_in_prison_is_never_kept(cast: Cast) -> None:
    brought = read(cast, f"Nora New,{cast.harbour.name},Volunteer,,,,A1234BC\n")
    assert brought.rows.get().cells == {}


def test_a_known_address_elsewhere_is_asked_about_and_not_merged(cast: Cast) -> None:
    other = cast.other_volunteer.email
    brought = read(cast, f"O. Other,{cast.harbour.name},Volunteer,{other},,,\n")
    assert fates(brought) == ["refused"]
    assert "Is it the same person?" in sentence(brought)


def test_a_name_matches_only_without_another_address(cast: Cast) -> None:
    name = cast.volunteer.name
    row = f"{name},{cast.volunteer.engagements.get().organisation.name},Volunteer"
    assert fates(read(cast, f"{row},,,,\n")) == ["matched"]
    assert fates(read(cast, f"{row},another@example.org,,,\n")) == [
        "refused" if cast.volunteer.email else "matched"
    ]


def test_a_list_saved_by_excel_in_another_encoding_and_as_a_workbook(cast: Cast) -> None:
    rows = [HEAD.strip().split(","), ["Zoë Brontë", cast.harbour.name, "staff", "", "", "", ""]]
    text = "\n".join(",".join(row) for row in rows)
    book: Any = Workbook()
    for row in rows:
        book.active.append(row)
    saved = BytesIO()
    book.save(saved)
    for content, name in ((text.encode("cp1252"), "a.csv"), (saved.getvalue(), "b.xlsx")):
        brought = read(cast, content, name)
        assert fates(brought) == ["created"]
        assert brought.rows.get().cells["Name"] == "Zoë Brontë"


def test_an_empty_file_and_one_without_rows_are_refused(cast: Cast) -> None:
    for content in (b"", HEAD.encode()):
        with pytest.raises(Refused):
            read(cast, content)
    assert not WorkerImport.objects.exists()


def test_the_page_shows_every_row_and_brings_it_in(cast: Cast, client: Any) -> None:
    brought = read(cast, two_rows(cast))
    client.force_login(cast.coordinator)
    address = f"/prisons/EXI/workers/import/{brought.pk}/"
    page = client.get(address).content.decode()
    assert "1 created, 1 matched" in page
    assert "Nora New" in page
    after = client.post(f"{address}bring/", follow=True).content.decode()
    assert "Every row of the list is settled" in after
    assert "Nora New" not in after
