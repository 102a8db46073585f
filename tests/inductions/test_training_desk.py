"""A day at the desk of training: what waits stands at home, and each page leads to the next thing to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coordination.access import standing_of
from coordination.models import Posting, User
from inductions.actions import bookings, sessions
from inductions.home import training as home
from inductions.models import Booking, Person, TrainingRecord, TrainingSession
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.inductions.handed_in import PDF
from tests.inductions.trained import (
    a_reading,
    a_record,
    a_rule,
    a_session,
    held_yesterday,
    london,
    module,
    placed,
    session_form,
)

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def waiting_for(user: User) -> dict[str, str]:
    """{sentence: address}"""
    return {each.sentence: each.url for each in home.items(user, standing_of(user))}


# --- At home ---------------------------------------------------------------------------------------


def test_sessions_whose_attendance_is_not_typed_stand_at_home(cast: Cast) -> None:
    first = a_session(cast, starts_at=london(2026, 3, 2, 10))
    a_session(cast)
    assert waiting_for(cast.coordinator) == {
        "Say who came to ACCT process on 2 March 2026 at HMP/YOI Exeter.": reverse(
            "training_attendance", args=["EXI", first.pk]
        )
    }
    assert "Say who came to ACCT process" in words(client_of(cast.coordinator).get(reverse("home")))
    second = held_yesterday(cast, module="security")
    assert waiting_for(cast.coordinator) == {
        "2 training sessions at HMP/YOI Exeter wait for who came.": f"{reverse('training', args=['EXI'])}?show=settle"
    }
    for user in (cast.governor, cast.manager, cast.worker, cast.staff, cast.other_coordinator):
        assert waiting_for(user) == {}
    for session in (first, second):
        sessions.record_not_run(by=cast.coordinator, session=session, reason="no_escort")
    assert waiting_for(cast.coordinator) == {}


def test_a_session_that_still_runs_waits_for_nobody(cast: Cast) -> None:
    now = timezone.now()
    a_session(cast, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    assert waiting_for(cast.coordinator) == {}


def test_records_wait_at_home_for_the_second_person_and_not_for_their_writer(cast: Cast) -> None:
    a_rule(cast, needs_second_person=True)
    record = a_record(cast, cast.volunteer)
    other = cast.second_coordinator
    assert waiting_for(cast.coordinator) == {}
    assert waiting_for(other) == {
        "1 training record waits for you as the second person at HMP/YOI Exeter.": reverse(
            "training_to_verify", args=["EXI"]
        )
    }
    TrainingRecord.objects.filter(pk=record.pk).update(verified_at=timezone.now(), verified_by=other)
    assert waiting_for(other) == {}


# --- A second person -------------------------------------------------------------------------------


def test_a_single_coordinator_reads_what_to_do_without_a_second_person(cast: Cast) -> None:
    a_rule(cast, needs_second_person=True)
    a_record(cast, cast.volunteer)
    url, other = reverse("training_to_verify", args=["EXI"]), cast.second_coordinator
    with_another = words(client_of(cast.coordinator).get(url))
    assert f"What you wrote yourself is verified by {other.name}." in with_another
    assert "Nobody else" not in with_another
    assert "What you wrote yourself" not in words(client_of(other).get(url))
    Posting.objects.filter(user=other).update(ends_on=timezone.localdate() - timedelta(days=1))
    alone = words(client_of(cast.coordinator).get(url))
    assert "Nobody else looks after training here" in alone
    assert reverse("invite_to_prison", args=["EXI"]) in alone
    assert reverse("module_rules", args=["EXI"]) in alone


def test_a_record_that_nobody_verified_is_what_is_next(cast: Cast) -> None:
    a_rule(cast, needs_second_person=True)
    a_session(cast)
    a_record(cast, cast.volunteer)
    page = client_of(cast.coordinator).get(reverse("training_of", args=[cast.volunteer.pk]))
    [row] = page.context["states"][0].rows
    assert (row["status"], row["next"]["words"]) == (
        "Never recorded", "A record waits for a second person to verify it",
    )  # fmt: skip


def test_saving_who_came_says_that_a_second_person_is_needed(cast: Cast) -> None:
    a_rule(cast, needs_second_person=True)
    session = held_yesterday(cast)
    placed(session, cast.volunteer, cast.coordinator)
    url = reverse("training_attendance", args=["EXI", session.pk])
    client = client_of(cast.coordinator)
    assert said(client.post(url, {"rest": "came"}, follow=True)) == [
        "Saved. New training records: 1. Each counts once a second person has verified it."
    ]
    assert said(client.post(url, {"rest": "came", "others": ""} | {}, follow=True)) in (
        ["Saved. New training records: 0."], [],
    )  # fmt: skip


# --- From a person to a session, and back ----------------------------------------------------------


def test_a_person_is_booked_from_their_own_page_without_being_looked_for(cast: Cast) -> None:
    a_rule(cast)
    session = a_session(cast)
    client = client_of(cast.coordinator)
    page = client.get(reverse("training_of", args=[cast.volunteer.pk]))
    [row] = page.context["states"][0].rows
    assert row["next"]["url"] == f"{session.get_absolute_url()}?person={cast.volunteer.pk}"
    form = client.get(row["next"]["url"]).context["form"]
    assert form["person"].value() == cast.volunteer.pk
    for nonsense in ("x", "99999999", "-1", "9" * 30, ""):
        assert client.get(session.get_absolute_url(), {"person": nonsense}).status_code == 200


def test_who_can_book_only_one_books_that_one_whatever_the_link_says(cast: Cast) -> None:
    session = a_session(cast)
    client = client_of(cast.worker)
    form = client.get(session.get_absolute_url(), {"person": cast.volunteer.pk}).context["form"]
    assert form["person"].value() == cast.worker_person.pk


def test_among_many_a_link_fills_in_the_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inductions.forms.training.FEW", 1)
    session = a_session(cast)
    form = (
        client_of(cast.coordinator)
        .get(session.get_absolute_url(), {"person": cast.volunteer.pk})
        .context["form"]
    )
    assert form["name"].value() == "Vera Volunteer"
    assert form["person"].value() is None


def test_the_coordinator_is_led_to_planning_what_nobody_planned(cast: Cast) -> None:
    a_rule(cast)
    client = client_of(cast.coordinator)
    of = reverse("training_of", args=[cast.volunteer.pk])
    [row] = client.get(of).context["states"][0].rows
    assert row["next"]["words"] == "Plan a session"
    assert client.get(row["next"]["url"]).context["form"]["module"].value() == "acct"
    [to_them] = client_of(cast.manager).get(of).context["states"][0].rows
    assert to_them["next"] == {"words": "No session is planned yet: ask the coordinator", "url": ""}


def test_what_somebody_must_read_themselves_is_said_so_to_others(cast: Cast) -> None:
    a_reading(cast)
    of = reverse("training_of", args=[cast.worker_person.pk])
    [row] = client_of(cast.coordinator).get(of).context["states"][0].rows
    assert row["next"]["words"] == "They read it and answer its questions themselves"
    [own] = client_of(cast.worker).get(reverse("my_training")).context["states"][0].rows
    assert own["next"]["words"] == "Read it and answer the questions"


@pytest.mark.parametrize(
    ("user", "way"),
    [("worker", ["my_training"]), ("manager", ["organisation", "own_workers"]), ("coordinator", ["prison"])],
)
def test_the_way_back_from_training_is_the_way_that_one_came(cast: Cast, user: str, way: list[str]) -> None:
    crumbs = client_of(getattr(cast, user)).get(reverse("training", args=["EXI"])).context["crumbs"]
    arguments = {"my_training": [], "prison": ["EXI"]}
    expected = [reverse(name, args=arguments.get(name, ["harbour-housing"])) for name in way]
    assert [address for _, address in crumbs] == [reverse("home"), *expected]


# --- One session -----------------------------------------------------------------------------------


def test_another_session_like_one_begins_with_everything_but_its_day(cast: Cast) -> None:
    session = a_session(cast, starts_at=london(2027, 7, 1, 14, 30))
    client = client_of(cast.coordinator)
    again = client.get(session.get_absolute_url()).context["again_url"]
    form = client.get(again).context["form"]
    assert {name: form[name].value() for name in ("module", "place", "trainers", "capacity", "day")} == {
        "module": "acct", "place": "Visits hall on B wing", "trainers": "Terry Trainer", "capacity": 3, "day": None,
    }  # fmt: skip
    assert f"{form['begins'].value():%H:%M}" == "14:30"
    plan = reverse("training_plan", args=["EXI"])
    for nonsense in ("x", "0", "9" * 40):
        assert client.get(plan, {"like": nonsense, "module": "nothing"}).status_code == 200
    assert client.post(again, session_form(), follow=True).status_code == 200


def test_a_session_of_the_past_is_written_down_and_asked_at_once_who_came(cast: Cast) -> None:
    sent = session_form(day_day="4", day_month="5", day_year="2020")
    answer = client_of(cast.coordinator).post(reverse("training_plan", args=["EXI"]), sent, follow=True)
    session = TrainingSession.objects.get()
    assert answer.redirect_chain == [(reverse("training_attendance", args=["EXI", session.pk]), 302)]
    assert said(answer) == ["The session is written down. Now say who came."]


def test_a_session_to_which_somebody_came_is_not_offered_as_not_run(cast: Cast) -> None:
    session = held_yesterday(cast)
    placed(session, cast.volunteer, cast.coordinator)
    not_run = reverse("training_not_run", args=["EXI", session.pk])
    page = session.get_absolute_url()
    sessions.record_attendance(by=cast.coordinator, session=session, came=[cast.volunteer])
    there = words(client_of(cast.coordinator).get(page))
    assert not_run not in there and "Who came</caption>" in there
    sessions.record_attendance(by=cast.coordinator, session=session, came=[], absent=[cast.volunteer])
    assert not_run in words(client_of(cast.coordinator).get(page))


def test_a_session_elsewhere_is_no_pattern(cast: Cast) -> None:
    there = a_session(cast, at=cast.guys_marsh, by=cast.other_coordinator, place="Chapel there")
    page = client_of(cast.coordinator).get(reverse("training_plan", args=["EXI"]), {"like": there.pk})
    assert "Chapel there" not in words(page)


def test_the_coordinator_reads_who_cancelled_and_why(cast: Cast) -> None:
    session = a_session(cast)
    booking = bookings.book(by=cast.coordinator, session=session, person=cast.volunteer)
    bookings.cancel_booking(by=cast.coordinator, booking=booking, reason=Booking.Reason.values[0])
    page = words(client_of(cast.coordinator).get(session.get_absolute_url()))
    assert "Bookings that were cancelled" in page and Booking.Reason.labels[0] in page
    for user in (cast.manager, cast.worker, cast.governor):
        assert "Bookings that were cancelled" not in words(client_of(user).get(session.get_absolute_url()))


def test_what_is_written_beside_the_reason_is_for_who_looks_after_the_prison(cast: Cast) -> None:
    session = a_session(cast)
    sessions.cancel_session(
        by=cast.coordinator, session=session, reason="no_escort", note="Short of officers"
    )
    for user, reads in (("coordinator", True), ("governor", True), ("manager", False), ("worker", False)):
        page = words(client_of(getattr(cast, user)).get(session.get_absolute_url()))
        assert ("Short of officers" in page) is reads
        assert "There was no escort" in page


def test_whoever_has_a_place_is_not_asked_to_book(cast: Cast) -> None:
    session = a_session(cast)
    bookings.book(by=cast.worker, session=session, person=cast.worker_person)
    page = words(client_of(cast.worker).get(session.get_absolute_url()))
    assert "You have a place." in page
    assert "Book a place" not in page and "is booked." not in page


# --- Files and calendars ---------------------------------------------------------------------------


def test_a_certificate_that_cannot_be_kept_is_told_at_its_box_and_records_nothing(cast: Cast) -> None:
    url = reverse("training_earlier", args=[cast.volunteer.pk, "EXI"])
    typed = {"module": "acct", "done_on_day": "3", "done_on_month": "3", "done_on_year": "2026"}
    client = client_of(cast.coordinator)
    page = client.post(url, typed | {"evidence": SimpleUploadedFile("fake.pdf", b"PK\x03\x04 nothing")})
    assert "whatever its name says" in page.context["form"].errors["evidence"][0]
    assert not TrainingRecord.objects.exists()
    good = typed | {"evidence": SimpleUploadedFile("certificate.pdf", PDF)}
    assert said(client.post(url, good, follow=True)) == ["The training is recorded."]
    assert TrainingRecord.objects.get().evidence is not None


def test_a_manager_who_comes_in_nowhere_is_told_which_calendar_is_theirs(cast: Cast) -> None:
    page = words(client_of(cast.manager).get(reverse("calendar_feeds")))
    assert "There is nothing to put into a calendar" in page and "Make one" not in page
    assert "Make one" in words(client_of(cast.worker).get(reverse("calendar_feeds")))


def test_rules_are_introduced_to_who_decides_and_to_who_reads(cast: Cast) -> None:
    a_rule(cast)
    url = reverse("module_rules", args=["EXI"])
    assert "You decide for your prison" in words(client_of(cast.coordinator).get(url))
    assert "What this prison asks of whom" in words(client_of(cast.worker).get(url))
    assert module().label in words(client_of(cast.worker).get(url))
    assert Person.objects.filter(user=cast.worker).exists()
