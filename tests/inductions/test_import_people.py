"""Lists of people and past training: every row has a fate, and the same list again changes nothing."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from openpyxl import Workbook

from coordination.access import standing_of
from coordination.models import AuditEntry
from coordination.policies import Refused
from coordination.views.sentences import day
from inductions.actions import import_people
from inductions.actions.people_lists_kept import (
    forget_in_lists,
    let_lists_go,
    let_lists_go_daily,
    waiting_rows_of,
)
from inductions.actions.records import strike_record
from inductions.home import people_lists
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


def sentence(brought: WorkerImport, number: int = 2) -> str:
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


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours, but for the lists themselves."""
    own = (WorkerImport, WorkerImportRow)
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for app in settings.OUR_APPS for model in apps.get_app_config(app).get_models() if model not in own
    }  # fmt: skip


def test_what_was_shown_happens(cast: Cast) -> None:
    assert import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast))) == 0
    nora = Person.objects.get(email="nora@example.org")
    assert nora.training_records.filter(source="imported").count() == 2
    assert Placement.objects.get(engagement__person=nora).prison == cast.exeter


def test_the_same_list_again_changes_no_row_of_any_table(cast: Cast, mailoutbox: list[Any]) -> None:
    import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast)))
    before, letters = everything(), len(mailoutbox)
    assert before["TrainingRecord"]
    again = read(cast, two_rows(cast))
    assert fates(again) == ["unchanged", "unchanged"]
    import_people.bring_in(by=cast.coordinator, brought=again)
    assert fates(again) == ["unchanged", "unchanged"]
    assert sentence(again) == "Everything in this row is held already."
    after = everything()
    audited = [each["verb"] for each in after["AuditEntry"][len(before["AuditEntry"]) :]]
    assert audited == ["read_people_list", "bring_people_in"]
    after["AuditEntry"] = after["AuditEntry"][: len(before["AuditEntry"])]
    assert [name for name in before if before[name] != after[name]] == []
    assert len(mailoutbox) == letters


def test_one_record_more_in_a_known_list_adds_that_record_alone(cast: Cast) -> None:
    import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast)))
    more = (
        two_rows(cast) + f"Nora New,{cast.harbour.name},Volunteer,nora@example.org,ACCT process,6/3/2026,\n"
    )
    before = held()
    again = read(cast, more)
    import_people.bring_in(by=cast.coordinator, brought=again)
    assert fates(again) == ["unchanged", "unchanged", "matched"]
    assert held() == (*before[:3], before[3] + 1)


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
    brought.refresh_from_db()
    assert (brought.finished_at, bool(brought.headings)) == (None, True)
    monkeypatch.setattr(import_people, "SECONDS", 20.0)
    assert import_people.bring_in(by=cast.coordinator, brought=brought) == 0
    assert [row.cells for row in brought.rows.all()] == [{}, {}]
    brought.refresh_from_db()
    assert brought.headings == []


def test_a_process_that_dies_in_the_middle_leaves_whole_rows_and_the_rest_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought, real, done = read(cast, two_rows(cast)), import_people._fate, []

    def dies(*args: Any) -> Any:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return real(*args)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(import_people, "_fate", dies)
        import_people.bring_in(by=cast.coordinator, brought=brought)
    assert Person.objects.get(email="nora@example.org").training_records.count() == 1
    assert import_people.bring_in(by=cast.coordinator, brought=brought) == 0
    assert Person.objects.get(email="nora@example.org").training_records.count() == 2
    assert fates(brought) == ["created", "matched"]


# --- How long cells are kept ----------------------------------------------------------------------


def aged(brought: WorkerImport, **days: int) -> WorkerImport:
    changes = {name: timezone.now() - timedelta(days=number) for name, number in days.items()}
    WorkerImport.objects.filter(pk=brought.pk).update(**changes)
    return WorkerImport.objects.get(pk=brought.pk)


def test_a_list_that_nobody_finished_loses_its_cells_after_two_weeks(cast: Cast) -> None:
    brought = aged(read(cast, two_rows(cast)), uploaded_at=13)
    assert let_lists_go() == 0
    brought = aged(brought, uploaded_at=15)
    assert let_lists_go_daily() is True
    brought.refresh_from_db()
    assert (bool(brought.finished_at), brought.headings) == (True, [])
    assert [(row.fate, row.cells) for row in brought.rows.all()] == [("dropped", {})] * 2
    assert "within 14 days" in sentence(brought)
    entry = AuditEntry.objects.get(verb="drop_people_list")
    assert (entry.actor, entry.prison_code) == ("", "EXI")
    assert let_lists_go() == 0
    assert let_lists_go_daily() is False


def test_of_a_list_that_was_begun_only_what_waits_is_dropped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = read(cast, two_rows(cast))
    first = brought.rows.first()
    WorkerImport.objects.filter(pk=brought.pk).update(begun_at=timezone.now())
    known = import_people.Known(cast.coordinator)
    import_people._bring_in_row(cast.coordinator, brought, first.pk, known)
    aged(brought, uploaded_at=15)
    assert let_lists_go() == 1
    assert fates(brought) == ["created", "dropped"]
    assert Person.objects.filter(email="nora@example.org").exists()


def test_what_became_of_a_list_is_kept_for_a_year(cast: Cast) -> None:
    brought = read(cast, two_rows(cast))
    import_people.bring_in(by=cast.coordinator, brought=brought)
    aged(brought, finished_at=364)
    assert let_lists_go() == 0
    aged(brought, finished_at=366)
    assert let_lists_go() == 1
    assert (WorkerImport.objects.count(), WorkerImportRow.objects.count()) == (0, 0)
    assert Person.objects.filter(email="nora@example.org").exists()


def test_whoever_is_made_anonymous_goes_out_of_lists_that_wait(cast: Cast) -> None:
    org, gone = cast.harbour.name, cast.volunteer
    brought = read(
        cast,
        f"V. Volunteer,{org},Volunteer,{gone.email.upper()},,,\n{gone.name},{org},Volunteer,,,,\n"
        f"{gone.name},{org},Volunteer,another@example.org,,,\nNora New,{org},Volunteer,,,,\n",
    )
    assert forget_in_lists(gone) == 2
    assert [bool(row.cells) for row in brought.rows.all()] == [False, False, True, True]
    assert "made anonymous" in sentence(brought)


def test_a_persons_whole_record_has_their_rows_of_lists_that_wait(cast: Cast) -> None:
    org, email = cast.harbour.name, cast.worker.email
    read(cast, f"Walid Worker,{org},Staff,{email},,,\nWalid Worker,{org},Staff,other@example.org,,,\n")
    own = waiting_rows_of(cast.worker_person, cast.worker, own=True)
    assert [(row["prison"], row["cells"]["Email"]) for row in own] == [(cast.exeter.name, email)]
    assert waiting_rows_of(cast.worker_person, cast.coordinator, own=False) == own
    assert waiting_rows_of(cast.worker_person, cast.other_coordinator, own=False) == []


# --- Columns --------------------------------------------------------------------------------------


def test_what_the_columns_mean_is_remembered_for_the_next_list_with_the_same_ones(cast: Cast) -> None:
    row = f"Nora New,{cast.harbour.name},Volunteer\n"
    odd = {"name": "Who", "organisation": "For whom", "kind": "As what"}

    def guessed(head: str, by: Any = cast.coordinator, prison: Any = cast.exeter) -> WorkerImport:
        return import_people.read_people_list(
            by=by, prison=prison, file_name="l.csv", content=f"{head}\n{row}".encode()
        )

    first = guessed("Who,For whom,As what")
    assert first.columns == {}
    import_people.try_out(by=cast.coordinator, brought=first, columns=odd)
    assert guessed("Who,For whom,As what").columns == {}
    import_people.bring_in(by=cast.coordinator, brought=first)
    assert guessed("Who,For whom,As what").columns == odd
    assert set(guessed("Name,Organisation,Kind").columns) == {"name", "organisation", "kind"}
    assert guessed("Who,For whom,As what", cast.other_coordinator, cast.guys_marsh).columns == {}


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
    assert cast.volunteer.email
    assert fates(read(cast, f"{row},,,,\n")) == ["unchanged"]
    assert fates(read(cast, f"{row},another@example.org,,,\n")) == ["refused"]


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
    assert "Bring in 2 rows" in page
    assert "Nora New" in page
    after = client.post(f"{address}bring/", follow=True).content.decode()
    assert "The list is finished" in after
    assert "Nora New" not in after


def test_a_list_with_nothing_new_has_no_button_to_bring_it_in(cast: Cast, client: Any) -> None:
    import_people.bring_in(by=cast.coordinator, brought=read(cast, two_rows(cast)))
    client.force_login(cast.coordinator)
    page = client.get(read(cast, two_rows(cast)).get_absolute_url()).content.decode()
    assert "There is nothing to bring in" in page
    assert "/bring/" not in page


def test_a_list_that_waits_is_found_again_on_the_page_of_lists(cast: Cast, client: Any) -> None:
    brought = read(cast, two_rows(cast))
    client.force_login(cast.coordinator)
    page = client.get("/prisons/EXI/workers/import/").content.decode()
    assert f'href="{brought.get_absolute_url()}"' in page
    assert f"thrown away on {day(brought.kept_until)}" in page
    dropped = client.post(f"{brought.get_absolute_url()}drop/", follow=True).content.decode()
    assert "What waited in the list is thrown away" in dropped
    assert fates(brought) == ["dropped", "dropped"]


def test_a_list_that_waits_stands_on_the_home_page_of_whoever_read_it(cast: Cast) -> None:
    def line() -> list[str]:
        return [item.sentence for item in people_lists.items(cast.coordinator, standing_of(cast.coordinator))]

    brought = read(cast, two_rows(cast))
    assert line() == [
        f"A list of people for {cast.exeter} is not finished. What waits in it is thrown away on"
        f" {day(brought.kept_until)}."
    ]
    assert people_lists.items(cast.second_coordinator, standing_of(cast.second_coordinator)) == []
    read(cast, two_rows(cast))
    assert line()[0].startswith(f"2 lists of people for {cast.exeter} are not finished.")
    for each in WorkerImport.objects.all():
        import_people.drop_list(by=cast.coordinator, brought=each)
    assert line() == []
