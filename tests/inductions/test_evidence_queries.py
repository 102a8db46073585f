"""Two thousand people cost the evidence page and the sheet of the gate no more queries than twenty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inductions.gate import papers
from inductions.models import Booking, Person, Placement
from inductions.people_evidence import today_at
from tests.cast import Cast, approved_listing_at, session
from tests.inductions.mixed_crowd import asks_for_something, fill, hold_sessions
from tests.inductions.trained import a_session

pytestmark = pytest.mark.django_db
FEW, MANY = 20, 2000


def asked(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_the_evidence_page_asks_as_much_for_two_thousand_as_for_twenty(cast: Cast, client: Client) -> None:
    asks_for_something(cast.exeter)
    hold_sessions(cast.exeter, cast.coordinator, 10)
    client.force_login(cast.coordinator)
    pages: list[Callable[[], Any]] = [
        lambda: client.get(reverse("people_evidence", args=["EXI"])),
        lambda: client.get(reverse("people_evidence_csv", args=["EXI"])),
        lambda: client.get(reverse("people_behind", args=["EXI"]), {"module": "acct", "state": "expired"}),
        lambda: client.get(reverse("compare_prisons")),
    ]
    organisations = [cast.harbour, cast.lantern]
    fill(cast.exeter, organisations, cast.coordinator, FEW)
    for page in pages:
        page()  # what is asked once a process is asked now
    few = [asked(page) for page in pages]
    fill(cast.exeter, organisations, cast.coordinator, MANY - FEW, seed=2)
    assert [asked(page) for page in pages] == few
    assert today_at(cast.exeter, timezone.localdate()).people > MANY / 2


def test_the_sheet_of_the_gate_asks_as_much_for_two_thousand_as_for_twenty(cast: Cast) -> None:
    asks_for_something(cast.exeter)
    today = timezone.localtime()
    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Today",
        sessions=[session(weekday=today.weekday())],
    )  # fmt: skip
    training = a_session(cast, starts_at=today.replace(hour=12, minute=0), capacity=500)

    def book(people: Any) -> None:
        Booking.objects.bulk_create(
            [
                Booking(session=training, person=each, state="booked", booked_by=cast.coordinator)
                for each in people
            ]
        )

    def sheet() -> str:
        return papers.sheet_html(cast.exeter, timezone.now())

    fill(cast.exeter, [cast.harbour], cast.coordinator, FEW)
    book(Person.objects.filter(name__startswith="Person"))
    sheet()
    few = asked(sheet)
    known = set(Person.objects.values_list("pk", flat=True))
    fill(cast.exeter, [cast.harbour], cast.coordinator, MANY - FEW, seed=2)
    book(Person.objects.exclude(pk__in=known)[:400])
    assert asked(sheet) == few
    expected = Placement.objects.on(timezone.localdate()).filter(prison=cast.exeter)
    assert expected.count() > MANY / 2
    names = Person.objects.filter(engagements__placements__in=expected).values_list("name", flat=True)
    assert sheet().count("Person ") >= len(set(names)) - 3  # the cast's own are called otherwise
