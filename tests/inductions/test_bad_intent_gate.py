"""At the gate and in what is told of people: what somebody tries who should not know, and that it gains nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import AuditEntry, Posting, User
from coordination.policies import Refused
from inductions import policies
from inductions.actions import clearances, feeds, people
from inductions.coming_in import Answer
from inductions.gate import verdicts
from inductions.models import Clearance, Person, Visit
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry
from tests.inductions.clearing import ago, also_at, level, refused, today
from tests.inductions.trained import a_session

pytestmark = pytest.mark.django_db


def page(user: User, url: str) -> str:
    response = client_of(user).get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def sent(user: User, url: str, **data: Any) -> str:
    """What the user reads after it."""
    return " ".join(client_of(user).post(url, data, follow=True).content.decode().split())


# --- At the gate -----------------------------------------------------------------------------------


def test_the_gate_reaches_nobody_of_another_prison_by_any_way_of_asking(cast: Cast) -> None:
    other = cast.other_volunteer
    gate, paper = reverse("gate", args=["EXI"]), reverse("gate_paper", args=["EXI"])
    for name in ("Otto", "othervolunteer", "%", "_", "*", "' OR 1=1 --", "o" * 200):
        assert "Otto Othervolunteer" not in page(cast.gate, f"{gate}?name={name}")
    assert client_of(cast.gate).post(reverse("gate_arrive", args=["EXI", other.pk])).status_code == 404
    sent(
        cast.gate,
        paper,
        **{f"p{other.pk}-arrived": "00:00", "other1-name": other.name, "other1-arrived": "00:00"},
    )
    assert not Visit.objects.exists()
    for name in ("gate", "gate_paper", "gate_sheet", "roll_call"):
        assert client_of(cast.gate).get(reverse(name, args=["GMI"])).status_code in (403, 404)
    for name, arguments in (
        ("person", [cast.volunteer.pk]), ("clearances", [cast.volunteer.pk, "EXI"]),
        ("training_of", [cast.volunteer.pk]), ("induction", [cast.volunteer.pk, "EXI"]),
        ("prison_clearances", ["EXI"]), ("people_evidence", ["EXI"]), ("workers", ["EXI"]),
    ):  # fmt: skip
        for user in (cast.gate, cast.staff):
            assert client_of(user).get(reverse(name, args=arguments)).status_code in (403, 404), name


def test_who_is_typed_in_anew_after_a_refusal_stands_beside_the_one_who_was_refused(cast: Cast) -> None:
    """“It is another person” is the manager's word alone: the gate is told to look."""
    refused(cast.coordinator, cast.volunteer, cast.exeter)
    engagement = people.add_person(
        by=cast.manager, organisation=cast.harbour, another=True,
        values={"name": "Vera Volunteer", "email": "", "kind": "volunteer"},
    )  # fmt: skip
    people.place_at(by=cast.manager, engagement=engagement, prison=cast.exeter, values={})
    found = page(cast.gate, f"{reverse('gate', args=['EXI'])}?name=vera")
    assert found.count("Another person here has this name.") == 2
    assert "Not cleared here." in found


def test_pressing_twice_is_doing_once(cast: Cast) -> None:
    arrive = reverse("gate_arrive", args=["EXI", cast.volunteer.pk])
    stop = reverse("stop_person", args=[cast.worker_person.pk, "EXI"])
    for _ in range(2):
        sent(cast.gate, arrive)
        sent(cast.governor, stop)
    assert Visit.objects.count() == 1
    assert cast.worker_person.stops.count() == 1
    url = reverse("clearances", args=[cast.volunteer.pk, "EXI"])
    for _ in range(2):
        sent(cast.coordinator, url, level="ctc", state="applied")
    assert Clearance.objects.count() == 1


# --- What is told, and to whom ---------------------------------------------------------------------


def test_the_audit_that_leads_read_does_not_say_what_was_decided(cast: Cast) -> None:
    row = refused(cast.coordinator, cast.volunteer, cast.exeter)
    clearances.correct_clearance(
        by=cast.coordinator, clearance=row,
        values={"state": "granted", "granted_on": ago(1), "expires_on": ago(-99)},
    )  # fmt: skip
    for url in (reverse("audit", args=["EXI"]), reverse("audit_everywhere")):
        read = page(cast.national, url)
        assert "Put right what was typed of a clearance" in read
        assert "refus" not in read[read.index("<main") :].casefold()
    assert last_entry("correct_clearance").changes["state"] == ["changed", "changed"]


READS = [
    ("person", False),
    ("training_of", False),
    ("clearances", True),
    ("induction", True),
    ("induction_paper", True),
]


@pytest.mark.parametrize(("name", "at_prison"), READS)
def test_each_page_of_somebody_elses_record_is_written_down(cast: Cast, name: str, at_prison: bool) -> None:
    arguments = [cast.volunteer.pk, "EXI"] if at_prison else [cast.volunteer.pk]
    entries = AuditEntry.objects.filter(verb="read_person", actor=f"coordination.user:{cast.coordinator.pk}")
    client = client_of(cast.coordinator)
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    assert entries.filter(object=f"inductions.person:{cast.volunteer.pk}").count() == 1
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["gate", "gate_sheet", "roll_call", "gate_paper"])
def test_nothing_of_the_gate_stays_in_a_shared_computer(cast: Cast, name: str) -> None:
    assert "no-store" in client_of(cast.gate).get(reverse(name, args=["EXI"]))["Cache-Control"]


def test_whose_role_has_ended_reaches_nothing_any_more(cast: Cast) -> None:
    _, token = feeds.make_feed(by=cast.coordinator, prison=cast.exeter)
    a_session(cast)
    address = reverse("calendar_feed", args=[token])
    assert client_of(cast.other_manager).get(address).status_code == 200  # whoever has it
    clients = {
        name: client_of(getattr(cast, name)) for name in ("coordinator", "governor", "gate", "manager")
    }
    Posting.objects.all().update(ends_on=timezone.localdate() - timedelta(days=1))
    pages = {
        "coordinator": [reverse("workers", args=["EXI"]), reverse("person", args=[cast.volunteer.pk])],
        "governor": [reverse("clearances", args=[cast.volunteer.pk, "EXI"])],
        "gate": [reverse("gate", args=["EXI"]), reverse("gate_sheet", args=["EXI"])],
        "manager": [
            reverse("own_workers", args=["harbour-housing"]),
            reverse("person", args=[cast.volunteer.pk]),
        ],
    }
    for name, urls in pages.items():
        assert {clients[name].get(url).status_code for url in urls} <= {403, 404}, name
    assert client_of(cast.other_manager).get(address).status_code == 404


# --- What is never held ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["Lived experience mentor", "Ex-offender adviser", "expert by experience", "Tutor (former prisoner)"],
)
def test_what_somebody_lived_through_is_not_written_as_their_role(cast: Cast, title: str) -> None:
    values = {"name": "Nora New", "email": "", "kind": "volunteer", "role_title": title}
    with pytest.raises(Refused, match="never recorded of a person"):
        people.add_person(by=cast.manager, organisation=cast.harbour, values=values)
    engagement = cast.volunteer.engagements.get()
    with pytest.raises(Refused, match="never recorded of a person"):
        people.change_engagement(by=cast.manager, engagement=engagement, values={"role_title": title})
    policies.check_person("Nora New", "Offender manager", "Convent visitor", "Experienced tutor")


@pytest.mark.parametrize("reference", ["001234567890", "0012 3456 7890", "DBS 0012-34567890"])
def test_the_number_of_a_certificate_is_no_reference(cast: Cast, reference: str) -> None:
    values = {"state": "applied", "reference": reference}
    with pytest.raises(Refused, match="number of a DBS certificate"):
        clearances.record_clearance(
            by=cast.coordinator, person=cast.volunteer, prison=cast.exeter, level=level(), values=values
        )
    assert verdicts(cast.exeter, [cast.volunteer.pk], today())[cast.volunteer.pk].answer == Answer.ESCORTED


def test_a_number_of_somebody_in_prison_is_not_kept_as_an_address(cast: Cast) -> None:
    values = {"name": "Nora New", "email": "a1234bc@example.org", "kind": "volunteer"}
    with pytest.raises(Refused):
        people.add_person(by=cast.manager, organisation=cast.harbour, values=values)
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    assert Person.objects.filter(name="Nora New").count() == 0
