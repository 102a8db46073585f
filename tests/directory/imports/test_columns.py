"""What columns mean: guessed, checked, remembered."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.models import Prison
from coordination.policies import Refused
from directory.exports.cells import HEADINGS
from directory.imports import columns, regions
from directory.imports.fields import FIELDS
from directory.imports.labels import KnownLabels, guessed_pathways

pytestmark = pytest.mark.django_db


def guessed(*headings: str, samples: list[dict[str, str]] | None = None) -> dict[str, list[str]]:
    return columns.guess(headings, samples or [])["columns"]


def test_headings_of_real_lists_are_known_in_any_order_and_spelling() -> None:
    found = guessed(
        "Available To",
        "PROBATION_REGION",
        "e-mail address:",
        "Prime Provider",
        "Descriptoin",
        "Zzz",
        "service",
    )
    assert found == {
        "ends_on": ["Available To"], "region": ["PROBATION_REGION"], "email": ["e-mail address:"],
        "organisation": ["Prime Provider"], "summary": ["Descriptoin"], "name": ["service"],
    }  # fmt: skip


def test_open_referral_names_are_known() -> None:
    found = guessed(
        "id",
        "name",
        "description",
        "organization.name",
        "phones.number",
        "schedules.byday",
        "schedules.opens_at",
    )
    assert found["organisation"] == ["organization.name"]
    assert found["name"] == ["name"]
    assert (found["phone"], found["weekday"], found["begins"]) == (
        ["phones.number"], ["schedules.byday"], ["schedules.opens_at"],
    )  # fmt: skip


def test_the_name_in_a_register_of_organisations_is_theirs() -> None:
    assert guessed("charity_number", "name", "activities")["organisation"] == ["name"]


def test_a_column_of_words_is_no_column_of_days() -> None:
    assert "starts_on" not in guessed("service", "from", samples=[{"service": "A", "from": "Exeter"}])
    assert "starts_on" in guessed("service", "from", samples=[{"service": "A", "from": "2026-01-01"}])


def test_every_heading_of_our_own_export_that_a_text_holds_is_known() -> None:
    found = guessed(*HEADINGS)
    meant = {heading: key for key, headings in found.items() for heading in headings}
    assert meant["Listing"] == "listing"
    assert meant["Prison code"] == "prison"
    for key in ("name", "summary", "pathways", "sessions", "staff_procedure", "wings", "sex", "minimum_age"):
        assert meant[FIELDS[key].label] == key


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"columns": {"name": ["A"]}}, "Say which column holds the organisation"),
        ({"columns": {"organisation": ["Z"]}}, "no column “Z”"),
        ({"columns": {"organisation": ["A"], "summary": ["A"]}}, "“A” is chosen twice"),
        ({"columns": {"organisation": ["A", "B"]}}, "from one column only"),
        ({"columns": {"nonsense": ["A"]}}, "“nonsense” is no field"),
        ({"columns": {"organisation": "A"}}, "needs a list of column headings"),
        ({"columns": {"organisation": ["A"]}, "fixed": {"stages": ["never"]}}, "“never” is no code"),
        ({"columns": {"organisation": ["A"]}, "fixed": {"weekday": "1"}}, "cannot be the same for all rows"),
        ({"columns": {"organisation": ["A"]}, "first_weekday": 5}, "0, 1 or 2"),
        ({"columns": {"organisation": ["A"]}, "pathways": {"X": ["magic"]}}, "The category “X” needs"),
        ([], "must be an object"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_what_is_wrong(mapping: Any, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        columns.check_mapping(mapping, ["A", "B"])


def test_what_is_proposed_for_all_rows_passes_the_check() -> None:
    mapping = columns.guess(["Organisation", "Service"])
    columns.check_mapping(mapping, ["Organisation", "Service"])
    assert mapping["fixed"]["ways_to_ask"] == ["officer"]


def test_a_remembered_mapping_leaves_out_columns_that_are_gone() -> None:
    mapping = {"columns": {"name": ["Service"], "notes": ["City", "Town"]}, "fixed": {}}
    assert columns.fits(mapping, ["Town"])["columns"] == {"notes": ["Town"]}


def test_the_number_of_monday_is_guessed_from_the_cells() -> None:
    assert columns.guess_first_weekday(["0", "3", "5"]) == 0
    assert columns.guess_first_weekday(["1", "7"]) == 1


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Finance, Benefit and Debt (South West)", ["finance"]),
        ("Dependency and Recovery", ["drugs_alcohol"]),
        ("Education, Training and Employment (ETE)", ["employment"]),
        ("Housing & homelessness", ["accommodation"]),
        ("Women's Services", []),
        ("Prison law", []),
        ("Social work", []),
        ("Sex work", ["sex_work"]),
    ],
)
def test_pathways_are_guessed_from_categories(label: str, found: list[str]) -> None:
    assert guessed_pathways(label) == found


def test_a_label_that_holds_commas_is_one_label() -> None:
    known = KnownLabels.load("Pathway")
    cell = "Education, training and employment, Accommodation, Finance, benefit and debt, Juggling"
    assert known.read(cell) == (["employment", "accommodation", "finance"], ["Juggling"])


@pytest.mark.parametrize(
    ("code", "cell", "police", "answer"),
    [
        ("EXI", "South West", False, True), ("EXI", "Devon & Cornwall", True, True), ("EXI", "Devon", False, True),
        ("EXI", "Dorset|Devon and Cornwall", False, True), ("EXI", "Wales", False, False),
        ("EXI", "England", False, True), ("EXI", "National", False, True), ("EXI", "Wessex", False, None),
        ("EXI", "EX2 7LB", False, True), ("EXI", "LS1 1AA", False, False), ("EXI", "Avon & Somerset", True, False),
        ("SDI", "Kent, Surrey and Sussex", False, True), ("EXI", "Kent, Surrey and Sussex", False, False),
        ("SFI", "West Midlands", False, True), ("SFI", "West Midlands", True, False), ("CFI", "England", False, False),
    ],
)  # fmt: skip
def test_whether_a_prison_lies_in_an_area(code: str, cell: str, police: bool, answer: bool | None) -> None:
    prison = Prison.objects.get(code=code)
    assert regions.fits(prison, cell, known=regions.known_areas(), police=police) is answer
