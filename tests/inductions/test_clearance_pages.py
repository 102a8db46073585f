"""The pages about a clearance in use, from the application to the end, and the prison's list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coordination.models import AuditEntry
from inductions.models import AccessStop, Clearance, Reliance
from tests.cast import Cast
from tests.inductions.clearing import State, ago, also_at, applied, granted, refused, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def boxes(**days: date) -> dict[str, Any]:
    return {
        f"{name}_{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }


def page_of(cast: Cast, code: str = "EXI") -> str:
    return reverse("clearances", args=[cast.volunteer.pk, code])


def test_an_application_is_recorded_and_then_granted(cast: Cast, desk: Client) -> None:
    data = {"level": "ctc", "state": "applied", **boxes(applied_on=ago(12))}
    page = desk.post(page_of(cast), data, follow=True).content.decode()
    assert "Counter-Terrorist Check (CTC): applied for. Recorded." in page
    row = Clearance.objects.get()
    decide = reverse("clearance_decide", args=[cast.volunteer.pk, "EXI", row.pk])
    assert decide in page
    last = date(today().year + 2, 2, 28)
    desk.post(decide, {"state": "granted", **boxes(applied_on=ago(12), granted_on=today(), expires_on=last)})
    row.refresh_from_db()
    assert (row.state, row.applied_on, row.decided_on, row.expires_on) == (
        State.GRANTED, ago(12), today(), last,
    )  # fmt: skip


def test_a_grant_without_its_last_day_is_asked_for_it(cast: Cast, desk: Client) -> None:
    data = {"level": "ctc", "state": "granted", **boxes(granted_on=ago(1))}
    page = desk.post(page_of(cast), data).content.decode()
    assert "Enter the last day, as it stands in the decision." in page
    assert not Clearance.objects.exists()


def test_the_form_has_no_place_for_a_reason_or_a_document(cast: Cast, desk: Client) -> None:
    page = desk.get(page_of(cast)).content.decode()
    assert "<textarea" not in page and 'type="file"' not in page
    assert "Never why, never a conviction, never a vetting or DBS document or its number." in page


def test_what_is_put_right_and_withdrawn_stays_in_the_history(cast: Cast, desk: Client) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter)
    arguments = [cast.volunteer.pk, "EXI", row.pk]
    data = {"state": "granted", "reference": "EXI/7", **boxes(granted_on=ago(100), expires_on=today())}
    desk.post(reverse("clearance_correct", args=arguments), data)
    row.refresh_from_db()
    assert (row.reference, row.expires_on) == ("EXI/7", today())
    page = desk.post(reverse("clearance_withdraw", args=arguments), follow=True).content.decode()
    assert "Standard Plus is withdrawn. It counts nowhere any more." in page
    assert page.count('<p class="vsc-timeline__byline">Carys Coordinator, ') == 3


def test_another_prisons_clearance_is_found_confirmed_by_name_and_ended(cast: Cast, desk: Client) -> None:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    row = granted(cast.other_coordinator, cast.volunteer, cast.guys_marsh, reference="GMI 9")
    page = desk.get(page_of(cast)).content.decode()
    assert "This prison does not rely on it yet." in page
    assert "Olga Othercoordinator, other.coordinator@cast.example.org" in page
    assert "GMI 9" not in page
    rely = reverse("clearance_rely", args=[cast.volunteer.pk, "EXI", row.pk])
    assert "I, Carys Coordinator, confirm: Exeter relies on it" in desk.get(rely).content.decode()
    page = desk.post(rely, follow=True).content.decode()
    assert "Confirmed by Carys Coordinator on" in page
    assert "This prison does not rely on it yet." not in page
    reliance = Reliance.objects.get()
    desk.post(reverse("reliance_end", args=[cast.volunteer.pk, "EXI", reliance.pk]))
    reliance.refresh_from_db()
    assert reliance.ended_by == cast.coordinator


def test_stopped_and_opened_again_from_the_page(cast: Cast, desk: Client) -> None:
    stop = reverse("stop_person", args=[cast.volunteer.pk, "EXI"])
    asked = desk.get(stop).content.decode()
    assert "there is no place to write one" in asked and "<textarea" not in asked
    page = desk.post(stop, follow=True).content.decode()
    assert "Access is stopped since" in page and "Open access again" in page
    desk.post(reverse("lift_person_stop", args=[cast.volunteer.pk, "EXI"]))
    assert not AccessStop.objects.in_force().exists()


def test_the_governor_reads_and_types_nothing(cast: Cast, client: Client) -> None:
    applied(cast.coordinator, cast.volunteer, cast.exeter)
    client.force_login(cast.governor)
    page = client.get(page_of(cast)).content.decode()
    assert "Applied for" in page and "Stop access now" in page
    assert "Record a clearance" not in page and "Record the decision" not in page


def test_that_somebody_read_it_is_written_down(cast: Cast, client: Client) -> None:
    client.force_login(cast.governor)
    client.get(page_of(cast))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.actor) == ("read_person", f"coordination.user:{cast.governor.pk}")
    assert (entry.object, entry.prison_code) == (f"inductions.person:{cast.volunteer.pk}", "EXI")


def test_the_prisons_page_shows_unknown_apart(cast: Cast, client: Client) -> None:
    client.force_login(cast.governor)
    empty = client.get(reverse("prison_clearances", args=["EXI"])).content.decode()
    assert "Not known" in empty and "Nothing waits for a decision" in empty
    applied(cast.coordinator, cast.volunteer, cast.exeter, ago(40))
    applied(cast.coordinator, cast.volunteer, cast.exeter, code="ctc")
    granted(cast.coordinator, cast.worker_person, cast.exeter, until=today(), applied_on=ago(121))
    refused(cast.coordinator, cast.worker_person, cast.exeter, "enhanced_2")
    page = client.get(reverse("prison_clearances", args=["EXI"])).content.decode()
    for words in (
        "1 without a day of application.", "40 days", "Of 2 decisions in the last 12 months.",
        "25.5", "Today is the last day",
    ):  # fmt: skip
        assert words in page
    assert page.index("Counter-Terrorist Check") < page.index("40 days")


def test_reading_and_opening_a_form_changes_nothing(cast: Cast, desk: Client) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter)
    before = list(Clearance.objects.values())
    for name, more in (
        ("clearances", []), ("clearance_correct", [row.pk]), ("clearance_withdraw", [row.pk]),
        ("stop_person", []),
    ):  # fmt: skip
        assert (
            desk.get(reverse(name, args=[cast.volunteer.pk, "EXI", *more][: 2 + len(more)])).status_code
            == 200
        )
    assert list(Clearance.objects.values()) == before
    assert not AccessStop.objects.exists()
