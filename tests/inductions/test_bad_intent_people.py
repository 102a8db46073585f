"""What somebody from the wrong prison, or with bad intent, tries on those who come in: and that it gains nothing."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from coordination.models import AuditEntry, Reminder, User
from coordination.policies import Refused
from inductions.actions import details, people, stopping
from inductions.models import Engagement, Person, Placement
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry
from tests.inductions.clearing import ago, applied, granted, move_alone, refused, today

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
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as whole:
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


def test_a_list_of_addresses_is_not_tried_through_the_question(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question about a stranger is written down, and after some of them nothing more is told that day."""
    monkeypatch.setattr(details, "MOST_QUESTIONS", 2)
    url = reverse("own_worker_add", args=[cast.harbour.slug])
    values = {"name": "Nora New", "email": cast.other_volunteer.email, "kind": "volunteer"}
    reads = [sent(cast.manager, url, **values) for _ in range(3)]
    assert ["the person who is known with this e-mail address" in each for each in reads] == [
        True,
        True,
        False,
    ]
    assert "Many of those whom you typed in today" in reads[2]
    assert AuditEntry.objects.filter(verb="note_question", organisation_slug="harbour-housing").count() == 2
    # Of the organisation's own people it is asked as often as need be.
    own = values | {"email": cast.volunteer.email}
    assert "Yes, it is Vera Volunteer" in sent(cast.manager, url, **own)


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
