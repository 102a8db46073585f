"""What the home page says of clearances and of the gate, to whom, and where the bar leads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.access import standing_of
from coordination.offers import Section
from inductions import navigation
from inductions.actions import bookings, visits
from inductions.home import clearances, gate, own_training
from inductions.models import Placement
from inductions.models.moments import day_in_words
from tests.cast import Cast, approved_listing_at, session
from tests.inductions.clearing import ago, applied, granted, today
from tests.inductions.trained import a_rule, a_session

pytestmark = pytest.mark.django_db


def lines(user: Any) -> list[tuple[Section, str]]:
    return [(item.section, item.sentence) for item in clearances.items(user, standing_of(user))]


def test_what_waits_is_the_coordinators_turn_and_the_governors_when_it_is_slow(cast: Cast) -> None:
    applied(cast.coordinator, cast.volunteer, cast.exeter, ago(27))
    sentence = "1 clearance waits for a decision at HMP/YOI Exeter."
    assert lines(cast.coordinator) == [(Section.WAITS, sentence)]
    assert lines(cast.governor) == []
    applied(cast.coordinator, cast.worker_person, cast.exeter, ago(28))
    assert lines(cast.governor) == [(Section.RISK, "2 clearances wait for a decision at HMP/YOI Exeter.")]
    assert lines(cast.other_coordinator) == []


def test_what_ends_soon_and_what_ended_are_told_apart(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-5))
    granted(cast.coordinator, cast.worker_person, cast.exeter, until=ago(5))
    [(section, sentence)] = lines(cast.governor)
    assert section == Section.RISK
    assert sentence == "1 clearance ends within 60 days and 1 ended lately at HMP/YOI Exeter."


def test_the_gate_is_told_who_is_signed_in_since_an_earlier_day(cast: Cast) -> None:
    with clock.set_to(timezone.now() - timedelta(days=1)):
        visits.record_arrival(by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=True)
    visits.record_arrival(by=cast.gate, person=cast.worker_person, prison=cast.exeter, read_acct_folder=True)
    [(_, sentence)] = lines(cast.gate)
    assert sentence.startswith("1 person has been signed in at HMP/YOI Exeter since an earlier day.")
    assert "Vera" not in sentence
    assert lines(cast.staff) == lines(cast.manager) == lines(cast.other_coordinator) == []


def test_the_gate_finds_its_page_on_the_home_page_and_nobody_else_does(cast: Cast) -> None:
    visits.record_arrival(by=cast.gate, person=cast.worker_person, prison=cast.exeter, read_acct_folder=True)

    def said(user: Any) -> list[str]:
        return [item.sentence for item in gate.items(user, standing_of(user))]

    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Choir",
        sessions=[session(weekday=today().weekday())],
    )  # fmt: skip
    assert said(cast.gate) == ["Gate of HMP/YOI Exeter: 2 people may be expected today, 1 signed in now."]
    Placement.objects.filter(prison=cast.exeter).update(ends_on=ago(1))
    assert said(cast.gate) == ["Gate of HMP/YOI Exeter: nobody may be expected today, 1 signed in now."]
    assert said(cast.coordinator) == said(cast.governor) == said(cast.staff) == said(cast.worker) == []


def test_a_worker_reads_at_home_what_is_missing_what_is_booked_and_what_ends(cast: Cast) -> None:
    def said() -> list[tuple[Section, str]]:
        return [
            (each.section, each.sentence)
            for each in own_training.items(cast.worker, standing_of(cast.worker))
        ]

    assert said() == []
    a_rule(cast, "acct", refresh_months=12)
    a_rule(cast, "security", refresh_months=12)
    asks = "HMP/YOI Exeter asks you for {}: not recorded, or expired."
    assert said() == [(Section.WAITS, asks.format("2 modules of training"))]
    bookings.book(by=cast.worker, session=a_session(cast), person=cast.worker_person)
    place, missing = said()
    assert place[1].startswith("You have a place on ACCT process at HMP/YOI Exeter: ")
    assert missing == (Section.WAITS, asks.format("Security"))
    last = ago(-60)
    granted(cast.coordinator, cast.worker_person, cast.exeter, until=last)
    assert (Section.RISK, f"Your clearance at HMP/YOI Exeter ends on {day_in_words(last)}. Ask whoever you work for"
        " to renew it.") in said()  # fmt: skip
    granted(cast.coordinator, cast.worker_person, cast.exeter, until=ago(-61))
    assert len(said()) == 2
    assert own_training.items(cast.manager, standing_of(cast.manager)) == []


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("coordinator", {"Clearances", "Gate"}),
        ("governor", {"Clearances", "Gate"}),
        ("gate", {"Gate"}),
        ("staff", set()),
        ("lead", set()),
        ("manager", set()),
    ],
)
def test_the_bar_leads_those_there_who_may_go(cast: Cast, who: str, labels: set[str]) -> None:
    user = getattr(cast, who)
    entries = navigation.entries(user, standing_of(user), cast.exeter)
    assert {each.label for each in entries} & {"Clearances", "Gate"} == labels
    assert {each.url for each in entries if each.label == "Gate"} <= {reverse("gate", args=["EXI"])}
