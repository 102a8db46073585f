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
from inductions.actions import visits
from inductions.home import clearances
from tests.cast import Cast
from tests.inductions.clearing import ago, applied, granted

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
