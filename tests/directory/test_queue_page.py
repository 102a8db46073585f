"""What waits at a prison, oldest first."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from directory.actions import decide, upkeep, withdraw, write
from tests.cast import Cast, content, listing_at
from tests.directory.typing_in import signed_in

URL = reverse("queue", args=["EXI"])


def rows(cast: Cast) -> list[list[str]]:
    return signed_in(cast.coordinator).get(URL).context_data["rows"]


def sent_days_ago(cast: Cast, days: int, name: str) -> None:
    with clock.set_to(timezone.now() - timedelta(days=days)):
        listing_at(cast.exeter, cast.harbour, cast.manager, name=name)


def test_the_oldest_stands_first_with_its_age(cast: Cast) -> None:
    sent_days_ago(cast, 9, "Choir")
    sent_days_ago(cast, 1, "Art")
    found = rows(cast)
    assert "Choir" in found[0][0]
    assert [row[3].split(",")[0] for row in found] == ["Sent 9 days ago", "Sent 1 day ago", "Sent today"]
    sentence = signed_in(cast.coordinator).get(URL).context_data["sentence"]
    assert sentence == "3 texts wait. The oldest stands first: sent 9 days ago."


def test_it_says_what_is_new_and_what_changes(cast: Cast) -> None:
    write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    assert [row[2] for row in rows(cast)] == ["New service", "Change to entry 1"]
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    assert [row[2] for row in rows(cast)] == ["New service", "Change to entry 1, withdrawn meanwhile"]


def test_what_is_decided_or_elsewhere_is_not_there(cast: Cast) -> None:
    listing_at(cast.guys_marsh, cast.harbour, cast.manager, name="At Guys Marsh")
    decide.return_revision(by=cast.coordinator, revision=cast.pending_revision, reason="No.")
    page = signed_in(cast.coordinator).get(URL)
    assert page.context_data["rows"] == []
    assert "Nothing waits for a decision" in page.content.decode()


def test_helplines_and_addresses_wait_there_too(cast: Cast) -> None:
    upkeep.propose_public_details(
        by=cast.manager,
        listing=cast.approved,
        helpline="0800 123 4567",
        helpline_hours="",
        address="1 High Street",
    )
    [found] = signed_in(cast.coordinator).get(URL).context_data["public_details"]
    assert found["hint"] == "Asks to print a helpline and an address for people in prison."
    seen = ("0800 123 4567", "", "1 High Street")
    upkeep.approve_public_details(
        by=cast.coordinator, listing=cast.approved, helpline=True, address=True, seen=seen
    )
    assert signed_in(cast.coordinator).get(URL).context_data["public_details"] == []


def test_a_name_cannot_bring_markup_in(cast: Cast) -> None:
    listing_at(cast.exeter, cast.harbour, cast.manager, name="<b>Choir</b>")
    page = signed_in(cast.coordinator).get(URL).content.decode()
    assert "&lt;b&gt;Choir&lt;/b&gt;" in page
    assert "<b>Choir</b>" not in page


def test_the_same_number_of_queries_for_two_texts_and_for_twelve(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    listing_at(cast.exeter, cast.harbour, cast.manager, name="Choir")
    client.get(URL)
    with CaptureQueriesContext(connection) as two:
        client.get(URL)
    for number in range(10):
        listing_at(cast.exeter, cast.harbour, cast.manager, name=f"Service {number}")
    with CaptureQueriesContext(connection) as twelve:
        assert len(client.get(URL).context_data["rows"]) == 12
    assert len(twelve) == len(two)
