"""What the judge of tests/fuzz lets pass and what not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.access.test_access_table import undone
from tests.cast import Cast
from tests.fuzz.judging import counted_tables, fault_of_error, faults_of, is_refusal, state, written


@pytest.mark.parametrize(
    "error",
    [
        "Error: Fill in “Name”.",
        "Where does it take place?",
        "Session 2: “Begins” must be a time, for example 14:30.",
        "Call it “Help with debt.”",
    ],
)
def test_a_sentence_passes(error: str) -> None:
    assert fault_of_error(error) is None


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("Not allowed", "not a sentence"),
        ("This field is required.", "Django's own words"),
        ("Session 2: This field is required.", "Django's own words"),
        ("Enter a valid value.", "Django's own words"),
        ("Select a valid choice. x is not one of the available choices.", "Django's own words"),
        ("Ensure this value has at most 10 characters (it has 12).", "Django's own words"),
        ("Null characters are not allowed.", "Django's own words"),
        ("Please submit at most 10 forms.", "Django's own words"),
        ("ManagementForm data is missing.", "a program's words"),
        ("['Fill in “Name”.'].", "a program's words"),
        ("invalid literal for int() with base 10.", "a program's words"),
        ("Fill in “%(label)s”.", "a program's words"),
    ],
)
def test_what_no_person_would_say_does_not(error: str, fault: str) -> None:
    assert str(fault_of_error(error)).startswith(fault)


def test_an_answer_that_nobody_meant_is_a_fault() -> None:
    assert faults_of(HttpResponse("<p>Sorry.</p>", status=500))
    assert faults_of(HttpResponse("<p>Gone.</p>", status=410))
    assert faults_of(HttpResponse("<main><p>No</p></main>", status=403))
    assert not faults_of(HttpResponse("<main><p>You may not do this.</p></main>", status=403))


def test_a_page_is_a_refusal_and_a_file_or_a_redirect_is_none() -> None:
    assert is_refusal(HttpResponse("<p>Look again.</p>"))
    assert is_refusal(HttpResponse("no", status=409, content_type="text/plain"))
    assert not is_refusal(HttpResponse("a,b", content_type="text/csv"))
    assert not is_refusal(HttpResponse(status=302))


def test_a_changed_row_and_a_new_one_show(cast: Cast) -> None:
    before = state()
    cast.harbour.website = "https://harbour.example.org"
    cast.harbour.save()
    assert [table for table, what in state().items() if what != before[table]] == [
        "coordination_organisation"
    ]
    cast.exeter.wings.create(name="Z wing", position=9)
    assert state()["coordination_wing"][0] == before["coordination_wing"][0] + 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE coordination_organisation SET website = 'https://harbour.example.org'",
        "INSERT INTO coordination_prisonset (name) VALUES ('Devon')",
        "DELETE FROM directory_synonym",
    ],
)
def test_no_row_is_written_uncounted_even_if_it_is_taken_back(change: str, cast: Cast) -> None:
    before, was = written(), state()
    with undone():
        with connection.cursor() as cursor:
            cursor.execute(change)
        assert state() != was
        assert written() > before
    assert state() == was
    assert written() > before


def test_what_is_read_and_what_need_not_be_undone_counts_for_nothing(cast: Cast) -> None:
    before = written()
    state()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
    assert written() == before


def test_every_table_that_is_counted_is_there(cast: Cast) -> None:
    assert set(counted_tables()) <= set(connection.introspection.table_names())
