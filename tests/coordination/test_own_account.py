"""One's own account: what it says, and another name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coordination.models import AuditEntry
from tests.cast import Cast
from tests.coordination.markup import parsed, words
from tests.coordination.pages import client_of, last_entry, said


def test_the_page_says_who_one_is(cast: Cast) -> None:
    page = words(parsed(client_of(cast.staff).get(reverse("account")).text))
    for fact in (
        "Stella Staff",
        "staff@cast.example.org",
        "Prison staff",
        "HMP/YOI Exeter",
        "Change your password",
    ):
        assert fact in page


def test_one_changes_ones_own_name_and_the_audit_keeps_neither(cast: Cast) -> None:
    response = client_of(cast.staff).post(reverse("own_name"), {"name": " Stella  Newname "}, follow=True)
    assert said(response) == ["Your name is saved."]
    cast.staff.refresh_from_db()
    assert cast.staff.name == "Stella Newname"
    assert last_entry("change_own_name").changes == {"name": ["changed", "changed"]}


@pytest.mark.parametrize("typed", ["", "Stella A1234BC", "x" * 121])
def test_a_wrong_name_is_refused(cast: Cast, typed: str) -> None:
    assert client_of(cast.staff).post(reverse("own_name"), {"name": typed}).status_code == 200
    cast.staff.refresh_from_db()
    assert cast.staff.name == "Stella Staff"


def test_the_same_name_leaves_no_line(cast: Cast) -> None:
    client_of(cast.staff).post(reverse("own_name"), {"name": "Stella Staff"})
    assert not AuditEntry.objects.filter(verb="change_own_name").exists()
