"""The audit: filters, names as they are today, changes in words, a table file that calculates nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import audit
from coordination.actions import invitations
from coordination.actions.organisations import edit_organisation
from coordination.actions.stop_access import stop_access_now
from coordination.models import AuditEntry, Invitation, Organisation, User
from coordination.plain_text import formula_safe
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.pages import client_of


def page_of(cast: Cast, person: str = "coordinator", query: str = "") -> str:
    return client_of(getattr(cast, person)).get(reverse("audit", args=["EXI"]) + query).text


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_an_entry_says_who_did_what_about_whom(cast: Cast) -> None:
    stop_access_now(by=cast.governor, user=cast.staff, prison=cast.exeter)
    page = page_of(cast)
    assert "Stopped somebody’s access at once" in page
    assert "Gwen Governor" in page and "Stella Staff" in page


def test_names_are_those_of_today_and_a_deleted_row_is_said_to_be_gone(cast: Cast) -> None:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="n@example.org", name="Nia New"
    )
    User.objects.filter(pk=cast.coordinator.pk).update(name="Carys Newname")
    assert "Carys Newname" in page_of(cast) and "Nia New" in page_of(cast)
    Invitation.objects.filter(pk=invitation.pk).delete()
    page = page_of(cast)
    assert "Nia New" not in page
    assert audit.GONE in page


def test_entries_of_another_prison_do_not_stand_there(cast: Cast) -> None:
    page = page_of(cast)
    assert "Olga Othercoordinator" not in page and "Lantern" not in page
    everything = client_of(cast.national).get(reverse("audit_everywhere")).text
    assert "Olga Othercoordinator" in everything and "Carys Coordinator" in everything


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?verb=invite", 2),
        ("?verb=invite&person=coordination.user:{coordinator}", 1),
        ("?person=coordination.user:{second}", 1),
        ("?verb=invite&since={today}", 2),
        ("?verb=invite&since={tomorrow}", 0),
        ("?verb=invite&until={yesterday}", 0),
        ("?verb=invite&until={today}", 2),
        ("?verb=no-such-verb", 0),
        ("?since=nonsense", 0),
        ("?verb=invite&since={today}&until={yesterday}", 0),
    ],
)
def test_filters_leave_what_matches(cast: Cast, query: str, number: int) -> None:
    for by, email in ((cast.coordinator, "a@example.org"), (cast.second_coordinator, "b@example.org")):
        invitations.invite(by=by, role=Role.STAFF, prison=cast.exeter, email=email, name="N")
    today = timezone.localdate()
    filled = query.format(
        coordinator=cast.coordinator.pk, second=cast.second_coordinator.pk, today=today,
        tomorrow=today + timedelta(days=1), yesterday=today - timedelta(days=1),
    )  # fmt: skip
    browser = client_of(cast.governor)
    assert len(rows_of(browser.get(reverse("audit_csv", args=["EXI"]) + filled))) == number
    page = browser.get(reverse("audit", args=["EXI"]) + filled)
    assert len(page.context["entries"]) == number
    assert ("No entry found" in page.text) is (number == 0)


def test_the_link_to_the_file_keeps_the_filter(cast: Cast) -> None:
    assert f"{reverse('audit_csv', args=['EXI'])}?verb=accepted" in page_of(cast, query="?verb=accepted")


def test_changes_are_said_in_words(cast: Cast) -> None:
    edit_organisation(
        by=cast.manager, organisation=cast.harbour,
        values={"name": "Harbour Homes", "kind": "health", "led_by": ["veterans"], "led_by_lived_experience": False},
    )  # fmt: skip
    entry = AuditEntry.objects.filter(verb="edit_organisation").get()
    words = audit.changes_in_words(entry, audit.names_of(audit.references_in([entry])))
    assert set(words) == {
        ("Name", "Harbour Housing", "Harbour Homes"),
        ("Kind", "Voluntary or community", "Health"),
        ("Led by", "–", "Veterans"),
        ("Led by lived experience", "–", "no"),
    }


def test_an_entry_about_a_model_that_is_gone_breaks_no_page(cast: Cast) -> None:
    entry = audit.record("invite", by=cast.coordinator, prison=cast.exeter, changes={"colour": ["red", True]})
    AuditEntry.objects.bulk_create(
        [AuditEntry(verb="dance", actor="forums.dancer:7", object="nonsense", prison_code="EXI", at=entry.at)]
    )
    page = page_of(cast)
    assert "Colour: red" in page
    assert "dance" in page and audit.GONE in page


def test_fifty_stand_on_a_page_and_take_as_many_queries_as_five(cast: Cast) -> None:
    def queries() -> int:
        browser = client_of(cast.coordinator)
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("audit", args=["EXI"]) + "?verb=add_organisation")
        return len(captured)

    for _ in range(5):
        audit.record("add_organisation", by=cast.coordinator, on=cast.harbour, prison=cast.exeter)
    few = queries()
    for number in range(60):
        other = Organisation.objects.create(name=f"Organisation {number}", slug=f"organisation-{number}")
        audit.record("add_organisation", by=cast.second_coordinator, on=other, prison=cast.exeter)
    assert queries() <= few + 1
    page = client_of(cast.coordinator).get(reverse("audit", args=["EXI"]) + "?verb=add_organisation")
    assert len(page.context["entries"]) == 50
    assert "1 to 50 of 65" in page.text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"), ("+44", "'+44"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("  =1", "'  =1"), ("\uff1d1", "'\uff1d1"), ("Tea - and cake", "Tea - and cake"), ("", ""), ("–", "–"),
    ],
)  # fmt: skip
def test_a_cell_never_begins_a_formula(typed: str, written: str) -> None:
    assert formula_safe(typed) == written


def test_the_file_holds_no_formula(cast: Cast) -> None:
    invitations.invite(
        by=cast.coordinator,
        role=Role.STAFF,
        prison=cast.exeter,
        email="n@example.org",
        name="=cmd|' /C calc'!A0",
    )
    User.objects.filter(pk=cast.coordinator.pk).update(name="+Carys")
    response = client_of(cast.governor).get(reverse("audit_csv", args=["EXI"]) + "?verb=invite")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="audit-EXI-')
    (row,) = rows_of(response)
    assert row["Who"] == "'+Carys"
    assert row["About"].startswith("'=cmd")
    assert row["Changes"] == "Role: – → Prison staff"
