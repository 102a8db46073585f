"""What somebody from the wrong prison, or with bad intent, tries on those who come in: and that it gains nothing."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import AuditEntry, Posting, Reminder, User
from coordination.policies import Refused
from inductions import policies
from inductions.actions import clearances, details, feeds, people, stopping
from inductions.coming_in import Answer
from inductions.gate import verdicts
from inductions.models import Clearance, Engagement, Person, Placement, Visit
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry
from tests.inductions.clearing import ago, also_at, applied, granted, level, move_alone, refused, today
from tests.inductions.trained import a_session

pytestmark = pytest.mark.django_db


def page(user: User, url: str) -> str:
    response = client_of(user).get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def sent(user: User, url: str, **data: Any) -> str:
    """What the user reads after it."""
    return " ".join(client_of(user).post(url, data, follow=True).content.decode().split())


def whole_record_of(user: User, person: Person) -> dict[str, Any]:
    response = client_of(user).post(reverse("person_export", args=[person.pk]))
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as whole:  # type: ignore[arg-type]
        found: dict[str, Any] = json.loads(whole.read("record.json"))
    return found


# --- Somebody else's address, name or account ------------------------------------------------------


def test_who_gives_the_address_of_somebody_else_takes_out_nothing_of_theirs(cast: Cast) -> None:
    def remembered(email: str, key: str) -> None:
        Reminder.objects.create(
            email=email,
            key=key,
            days=7,
            name="Somebody",
            sentence=f"Of {key}.",
            path="/",
            comes_due_on=today(),
        )

    remembered(cast.coordinator.email, "week:prison:1:2026-11-16")
    remembered("before@cast.example.org", f"training:{cast.worker_person.pk}:1:acct:2026-11-16")
    sent(
        cast.worker, reverse("my_details"), name="Walid Worker", email=cast.coordinator.email, phone=""
    )  # fmt: skip
    cast.worker_person.refresh_from_db()
    assert cast.worker_person.email == cast.coordinator.email  # nobody has proven it
    reminders = whole_record_of(cast.worker, cast.worker_person)["reminders"]
    assert [each["key"] for each in reminders] == [f"training:{cast.worker_person.pk}:1:acct:2026-11-16"]


@pytest.mark.parametrize("happened", [granted, refused, applied])
def test_nobody_lends_a_name_that_a_prison_has_decided_on(cast: Cast, happened: Any) -> None:
    """Otherwise the gate reads “yes” beside the name on anybody's photo ID."""
    happened(cast.coordinator, cast.worker_person, cast.exeter)
    happened(cast.coordinator, cast.volunteer, cast.exeter)
    other = {"name": "Boris Borrower", "email": "", "phone": "01632 960999"}
    form = reverse("person_details", args=[cast.volunteer.pk, cast.harbour.slug])
    sent(cast.worker, reverse("my_details"), **other)
    sent(cast.manager, form, **other, email_again="x")
    for person, values in ((cast.worker_person, {}), (cast.volunteer, {"organisation": cast.harbour})):
        with pytest.raises(Refused, match="know this person by their name"):
            if values:
                details.correct_details(by=cast.manager, person=person, values=other, **values)
            else:
                details.correct_own_details(by=cast.worker, person=person, values=other)
    assert not Person.objects.filter(name__contains="Boris").exists()
    # Who has seen the photo ID may; the person is told, and it is written down.
    url = reverse("person_name", args=[cast.volunteer.pk, "EXI"])
    assert url in page(cast.coordinator, reverse("clearances", args=[cast.volunteer.pk, "EXI"]))
    assert "The name is saved." in sent(cast.coordinator, url, name="Vera  Volunteer-Jones")
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.name == "Vera Volunteer-Jones"
    assert last_entry("correct_name").prison_code == "EXI"


def test_a_name_that_no_prison_has_checked_is_still_theirs_to_put_right(cast: Cast) -> None:
    sent(cast.worker, reverse("my_details"), name="Walid B. Worker", email=cast.worker.email, phone="")
    assert Person.objects.get(pk=cast.worker_person.pk).name == "Walid B. Worker"


@pytest.mark.parametrize("happened", ["refused", "stopped"])
def test_a_manager_gets_no_account_of_somebody_whom_a_prison_decided_on(cast: Cast, happened: str) -> None:
    """With the account would come the whole record: what was refused, and where."""
    if happened == "refused":
        refused(cast.coordinator, cast.volunteer, cast.exeter)
    else:
        stopping.stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)
    form = reverse("person_details", args=[cast.volunteer.pk, cast.harbour.slug])
    read = sent(cast.manager, form, name="Vera Volunteer", email="mailbox.of.mina@example.org", phone="")
    assert "the coordinator changes their e-mail address" in read
    assert "refus" not in read.casefold() and "stopped" not in read.casefold()
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.email == "vera.volunteer@cast.example.org"
    assert "The details are saved." in sent(
        cast.coordinator, form, name="Vera Volunteer", email="vera.new@example.org", phone=""
    )


def test_a_manager_types_nobody_in_under_their_own_address(cast: Cast) -> None:
    values = {"name": "Stan Straw", "email": cast.manager.email.upper(), "kind": "volunteer"}
    with pytest.raises(Refused, match="your own e-mail address"):
        people.add_person(by=cast.manager, organisation=cast.harbour, values=values)
    with pytest.raises(Refused, match="your own e-mail address"):
        details.correct_details(
            by=cast.manager, person=cast.volunteer, organisation=cast.harbour,
            values={"name": "Vera Volunteer", "email": cast.manager.email, "phone": ""},
        )  # fmt: skip
    own = people.add_person(
        by=cast.manager, organisation=cast.harbour, values=values | {"name": "mina  MANAGER"}
    )
    assert own.person.user == cast.manager


def test_whether_somebody_is_known_is_not_learned_from_a_form_that_is_refused_anyway(cast: Cast) -> None:
    """Known and unknown read the same, so that a question costs a record and a letter."""
    url = reverse("own_worker_add", args=[cast.harbour.slug])
    before = Person.objects.count()

    def asked(email: str) -> str:
        read = sent(
            cast.manager, url, name="Nora New", email=email, kind="volunteer", prison=cast.exeter.pk,
            line_contact="A1234BC",
        )  # fmt: skip
        read = read[read.index("<main") :]
        assert "A1234BC" in read
        return (
            "known" if "Is it the same person?" in read and 'type="radio" name="same"' in read else "refused"
        )

    assert asked(cast.other_volunteer.email) == asked("nobody.at.all@example.org") == "refused"
    assert Person.objects.count() == before


def test_a_tampered_answer_to_the_question_reaches_nobody(cast: Cast) -> None:
    url = reverse("own_worker_add", args=[cast.harbour.slug])
    for key in (cast.other_volunteer.pk, "0", "' or 1=1"):
        sent(cast.manager, url, name="Vera Volunteer", email="", kind="volunteer", same=str(key))
    assert not Engagement.objects.filter(person=cast.other_volunteer, organisation=cast.harbour).exists()
    sent(
        cast.manager, url, name="Nora New", email="nora@example.org", kind="volunteer",
        prison=cast.guys_marsh.pk, organisation=cast.lantern.pk, movement="keys",
    )  # fmt: skip
    placed = Placement.objects.filter(engagement__person__name="Nora New")
    assert (
        not placed.exclude(prison=cast.exeter).exists() and not placed.exclude(movement="escorted").exists()
    )
    assert not Engagement.objects.filter(person__name="Nora New", organisation=cast.lantern).exists()


# --- Work that the prison ended --------------------------------------------------------------------


def test_what_the_prison_ended_its_organisation_does_not_open_again(cast: Cast) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    placement = Placement.objects.get(engagement__person=cast.volunteer)
    people.change_placement(by=cast.coordinator, placement=placement, values={"ends_on": ago(1)})
    url = reverse("placement_change", args=[cast.volunteer.pk, placement.pk])
    assert "This work is over." in sent(cast.manager, url)
    placement.refresh_from_db()
    assert placement.ends_on == ago(1)


def test_only_the_prison_lets_somebody_go_about_alone_for_longer(cast: Cast) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    placement = Placement.objects.get(engagement__person=cast.volunteer)
    people.change_placement(by=cast.coordinator, placement=placement, values={"ends_on": ago(-30)})

    def until(day: Any) -> None:
        people.change_placement(by=cast.manager, placement=placement, values={"ends_on": day})

    for later in (ago(-31), None):
        with pytest.raises(Refused, match="Only HMP/YOI Exeter lets somebody who is not escorted"):
            until(later)
    until(ago(-10))
    Placement.objects.filter(pk=placement.pk).update(movement="escorted")
    until(ago(-60))


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
