"""Whatever somebody is called: no cell of any table that leaves inductions is calculated by a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from coordination.models import Organisation, Prison
from inductions.models import Engagement, ModuleRule, Person, TrainingModule
from tests.access_table import url_names
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
HARM = "=cmd|' /C calc'!A0"
CALCULATES = tuple("=+-@\t\r")
# Of directory, of forums and of bulletins: their own tests hold it.
OTHERS = ("export_", "services_export_", "actions_", "own_feedback_", "bulletin_deliveries_")
TABLES = sorted(
    name for name in url_names() if name.endswith(("_csv", "_xlsx")) and not name.startswith(OTHERS)
)


@pytest.fixture
def harmful(cast: Cast) -> Cast:
    """Everything that has a name is called like a formula, and something of it is overdue."""
    Person.objects.update(name=HARM)
    Engagement.objects.update(role_title=f"@{HARM}")
    Organisation.objects.filter(pk=cast.harbour.pk).update(name=HARM)
    Prison.objects.filter(pk=cast.exeter.pk).update(name=f"+{HARM}", short_name=f"-{HARM}")
    TrainingModule.objects.filter(pk="acct").update(label=f"-{HARM}")
    ModuleRule.objects.update_or_create(
        prison=cast.exeter,
        module_id="acct",
        defaults={"required_of_staff": True, "required_of_volunteers": True},
    )
    return cast


def cells_of(response: Any) -> list[Any]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "csv" in response["Content-Type"]:
        return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    return [cell.value for cell in cells]


def test_there_are_tables_of_both_kinds() -> None:
    assert {name.rpartition("_")[2] for name in TABLES} == {"csv", "xlsx"}


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_is_a_formula(harmful: Cast, name: str) -> None:
    try:
        address, who = reverse(name, args=["EXI"]), harmful.coordinator
    except NoReverseMatch:
        address, who = reverse(name), harmful.national
    response = signed_in(who).get(address)
    assert response.status_code == 200
    cells = cells_of(response)
    words = [cell for cell in cells if isinstance(cell, str)]
    assert [cell for cell in words if cell.startswith(CALCULATES)] == []
    assert any(HARM in cell for cell in words), "Nothing harmful stands in it, so nothing is shown."
