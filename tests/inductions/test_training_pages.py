"""The pages of training: each says what its user may see, and does one thing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from coordination import clock
from coordination.models import AuditEntry
from inductions.actions import bookings, sessions
from inductions.models import (
    Booking,
    Engagement,
    ModuleRule,
    Person,
    Placement,
    Reading,
    TrainingRecord,
    TrainingSession,
    WorkerKind,
)
from tests.cast import Cast, person_at
from tests.inductions.trained import (
    a_reading,
    a_record,
    a_rule,
    a_session,
    elsewhere,
    held_yesterday,
    london,
    placed,
    rules_form,
    session_form,
)

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, session: TrainingSession, *more: Any) -> str:
    return reverse(name, args=[session.prison.code, session.pk, *more])


def stranger_at_exeter(cast: Cast, name: str) -> Person:
    """Of an organisation that is not the manager's."""
    person = Person.objects.create(name=name)
    work = Engagement.objects.create(person=person, organisation=cast.lantern, kind=WorkerKind.STAFF)
    Placement.objects.create(engagement=work, prison=cast.exeter)
    return person


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_shows_what_comes_what_waits_and_what_is_past(cast: Cast) -> None:
    coming, settle, past = a_session(cast), held_yesterday(cast, module="security"), held_yesterday(cast)
    sessions.record_not_run(by=cast.coordinator, session=past, reason="no_escort")
    elsewhere(cast, module="fire")
    client, url = signed_in(cast.coordinator), reverse("training", args=["EXI"])
    shown = {
        which: [row["url"] for row in client.get(url, {"show": which}).context["rows"]]
        for which in ("coming", "settle", "past")
    }
    assert shown == {
        "coming": [coming.get_absolute_url()],
        "settle": [settle.get_absolute_url()],
        "past": [past.get_absolute_url()],
    }
    # Only who plans settles: the others see what comes.
    assert signed_in(cast.worker).get(url, {"show": "settle"}).context["rows"][0]["url"] == shown["coming"][0]


def test_the_list_takes_as_many_queries_for_one_session_as_for_twenty(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client, url = signed_in(cast.coordinator), reverse("training", args=["EXI"])
    counts = []
    for number in (1, 20):
        for _ in range(number):
            bookings.book(by=cast.coordinator, session=a_session(cast), person=cast.volunteer)
        with django_assert_max_num_queries(60) as counted:
            client.get(url)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_session_page_takes_as_many_queries_for_two_as_for_twelve_people(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    session, client = a_session(cast, capacity=5), signed_in(cast.coordinator)
    counts = []
    for many in (2, 12):
        for number in range(many):
            person = person_at(cast.exeter, cast.harbour, cast.manager, f"{many}-{number}")
            bookings.book(by=cast.coordinator, session=session, person=person)
        with django_assert_max_num_queries(80) as counted:
            client.get(session.get_absolute_url())
        counts.append(len(counted))
    # The waiting list is asked for once, however many wait.
    assert counts[1] - counts[0] <= 1


def test_a_session_is_planned_from_its_form(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    client.post(reverse("training_plan", args=["EXI"]), session_form(co_delivered="on", co_deliverers="2"))
    session = TrainingSession.objects.get()
    assert (timezone.localtime(session.starts_at).hour, session.capacity, session.co_deliverers) == (
        10,
        12,
        2,
    )
    refused = client.post(
        reverse("training_plan", args=["EXI"]), session_form(ends="09:00", co_deliverers="2")
    )
    assert set(refused.context["form"].errors) == {"ends", "co_delivered"}


def test_a_volunteer_without_help_books_waits_and_gives_the_place_up(cast: Cast) -> None:
    session = a_session(cast, capacity=1)
    bookings.book(by=cast.coordinator, session=session, person=cast.volunteer)
    client = signed_in(cast.worker)
    form = client.get(session.get_absolute_url()).context["form"]
    assert form.submit_label == "Book Walid Worker" and not form.visible_fields()  # nothing to choose
    sent = {"person": form["person"].value()}
    answer = client.post(session.get_absolute_url(), sent, follow=True)
    assert "number 1 on the waiting list" in words(answer)
    assert "Vera" not in words(answer)  # a stranger's booking is a number
    assert "1 other person is booked or on the waiting list." in words(answer)
    own = Booking.objects.get(person=cast.worker_person)
    client.post(at("booking_cancel", session, own.pk), {"reason": "cannot"})
    own.refresh_from_db()
    assert own.state == Booking.State.CANCELLED


def test_a_manager_sees_and_books_only_their_own_people(cast: Cast) -> None:
    session = a_session(cast)
    stranger = stranger_at_exeter(cast, "Sandra Stranger")
    bookings.book(by=cast.coordinator, session=session, person=stranger)
    client = signed_in(cast.manager)
    page = client.get(session.get_absolute_url())
    assert "Sandra" not in words(page) and "Vera Volunteer" in words(page)
    assert client.post(session.get_absolute_url(), {"person": stranger.pk}).context["form"].errors


def test_among_many_people_one_is_found_by_a_part_of_the_name(cast: Cast) -> None:
    for number in range(45):
        person_at(cast.exeter, cast.harbour, cast.manager, f"Person {number:02}")
    session, client = a_session(cast), signed_in(cast.coordinator)
    url = session.get_absolute_url()
    assert "Nobody of that name" in words(client.post(url, {"name": "Zebedee"}))
    assert "More than 20" in words(client.post(url, {"name": "person"}))
    several = client.post(url, {"name": "person 1"})
    assert "Choose one of them" in words(several) and "Person 17 (Harbour Housing)" in words(several)
    client.post(url, {"name": "person 17"})
    assert Booking.objects.get(session=session).person.name == "Person 17"


def test_who_came_is_typed_in_on_one_page(cast: Cast) -> None:
    session = held_yesterday(cast, capacity=20)
    people = [
        person_at(cast.exeter, cast.harbour, cast.manager, f"Person {number:02}") for number in range(20)
    ]
    rows = [placed(session, person, cast.coordinator) for person in people]
    client, url = signed_in(cast.coordinator), at("training_attendance", session)
    assert len(client.get(url).context["form"].marks) == 20
    assert "Mark at least one person" in words(client.post(url, {"rest": ""}))
    assert "Nobody called “Nobody Known”" in words(client.post(url, {"others": "Nobody Known"}))
    assert TrainingRecord.objects.count() == 0
    sent = {f"person_{rows[3].pk}": "absent", "rest": "came", "others": "vera volunteer\n\n"}
    client.post(url, sent)
    came = set(TrainingRecord.objects.values_list("person", flat=True))
    assert came == {person.pk for person in people} - {people[3].pk} | {cast.volunteer.pk}
    assert client.get(url).context["form"][f"person_{rows[3].pk}"].value() == "absent"


def test_a_register_has_a_line_for_everybody_and_a_page_number(cast: Cast) -> None:
    session = a_session(cast, capacity=1)
    for person in (cast.volunteer, cast.worker_person):
        bookings.book(by=cast.coordinator, session=session, person=person)
    response = signed_in(cast.coordinator).get(at("training_register", session))
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    for word in (
        "ACCT process",
        "Vera Volunteer",
        "On the waiting list",
        "Walid Worker",
        "Page 1 of 1",
        "Signature",
    ):
        assert word in text
    assert "example.org" not in text


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_rules_are_set_on_one_page_and_shown_to_who_comes(cast: Cast) -> None:
    client, url = signed_in(cast.coordinator), reverse("module_rules", args=["EXI"])
    form = rules_form(**{
        "acct-required_of_volunteers": "on", "acct-refresh_months": "12", "acct-needs_second_person": "on",
        "acct-at_the_gate": "no", "security-delivery": "read", "security-required_of_staff": "on",
    })  # fmt: skip
    client.post(url, form)
    rules = {rule.module_id: rule for rule in ModuleRule.objects.filter(prison=cast.exeter)}
    assert set(rules) == {"acct", "security"}  # what was not touched is not written
    assert (rules["acct"].refresh_months, rules["acct"].at_the_gate) == (12, "no")
    assert rules["acct"].needs_second_person and not rules["acct"].required_of_staff
    again = client.post(url, form | {"acct-refresh_months": "6"})  # from a page of before
    assert "Somebody else changed ACCT process meanwhile" in words(again)
    shown = words(signed_in(cast.worker).get(url))
    assert "After 12 months" in shown and "May not come in" in shown
    window = words(client.post(url, form | {"fire-refresh_months": "1", "fire-window_days": "60"}))
    assert "Fire: a renewal window of 60 days is as long as 1 month. Choose a shorter one." in window


def test_a_text_is_published_with_questions_and_read(cast: Cast) -> None:
    a_rule(cast, "security", delivery=ModuleRule.Delivery.READ)
    client, url = signed_in(cast.coordinator), reverse("reading_publish", args=["EXI", "security"])
    form = {
        "version": "2", "text": "Nothing sharp comes in.", "questions-TOTAL_FORMS": "5",
        "questions-INITIAL_FORMS": "0", "questions-0-question": "May a knife come in?",
        "questions-0-answers": "Yes\n* No",
    }  # fmt: skip
    two_stars = form | {"questions-0-answers": "* Yes\n* No"}
    assert "Say which answer to question 1 is right" in words(client.post(url, two_stars))
    client.post(url, form)
    reading = Reading.objects.get()
    assert reading.questions == [{"question": "May a knife come in?", "answers": ["Yes", "No"], "right": 1}]
    worker = signed_in(cast.worker)
    page = reverse("reading", args=[reading.pk])
    assert "Look again at question 1" in words(worker.post(page, {"question_1": "0", "read": "on"}))
    assert "Tick that you have read it" in words(worker.post(page, {"question_1": "1"}))
    worker.post(page, {"question_1": "1", "read": "on"})
    assert TrainingRecord.objects.get().reading == reading
    assert "You have read this version" in words(worker.get(page))


def test_a_text_published_after_midnight_in_summer_bears_the_day_on_the_wall(cast: Cast) -> None:
    with clock.set_to(london(2026, 7, 1, 0, 30)):  # 30 June in UTC
        a_reading(cast)
    page = signed_in(cast.coordinator).get(reverse("module_rules", args=["EXI"])).content.decode()
    assert "published on 1 July 2026" in page


def test_my_training_says_what_is_needed_and_what_is_next(cast: Cast) -> None:
    for code in ("acct", "security", "fire"):
        a_rule(cast, code, refresh_months=12)
    reading, session = a_reading(cast), a_session(cast)
    a_record(cast, cast.worker_person, code="security")
    client = signed_in(cast.worker)
    (at_exeter,) = client.get(reverse("my_training")).context["states"]
    found = {row["module"]: (row["status"], row["next"]["words"].split(":")[0]) for row in at_exeter.rows}
    assert found == {
        "ACCT process": ("Never recorded", "Book"),
        "Raising a concern about someone": ("Never recorded", "Read it and answer the questions"),
        "Security": ("Current", "Nothing to do"),
        "Fire": ("Never recorded", "No session is planned yet"),
    }
    bookings.book(by=cast.worker, session=session, person=cast.worker_person)
    response = client.get(reverse("my_training"))
    assert "Booked: " in words(response) and reverse("reading", args=[reading.pk]) in words(response)
    assert "no record of you" in words(signed_in(cast.manager).get(reverse("my_training")))


def test_reading_somebodys_training_is_written_down_and_names_no_other_prison(cast: Cast) -> None:
    engagement = cast.volunteer.engagements.get()
    Placement.objects.create(engagement=engagement, prison=cast.guys_marsh)
    a_record(cast, cast.volunteer)
    url = reverse("training_of", args=[cast.volunteer.pk])
    there = words(signed_in(cast.other_coordinator).get(url))
    assert "another prison" in there and "Exeter" not in there
    assert "HMP/YOI Exeter" in words(signed_in(cast.manager).get(url))
    entries = AuditEntry.objects.filter(verb="read_person")
    assert {entry.object for entry in entries} == {f"inductions.person:{cast.volunteer.pk}"}
    assert entries.count() == 2
    own = reverse("training_of", args=[cast.worker_person.pk])
    assert signed_in(cast.worker).get(own).status_code == 200
    assert entries.count() == 2


def test_a_second_person_verifies_from_the_list(cast: Cast) -> None:
    a_rule(cast, needs_second_person=True)
    record = a_record(cast, cast.volunteer)
    url = reverse("training_to_verify", args=["EXI"])
    assert "You wrote it" in words(signed_in(cast.coordinator).get(url))
    second = signed_in(cast.second_coordinator)
    (row,) = second.get(url).context["rows"]
    assert second.post(row["verify_url"], {"back": "list"})["Location"] == url
    record.refresh_from_db()
    assert record.verified_by == cast.second_coordinator
    assert second.get(url).context["rows"] == []


def test_people_of_one_name_are_not_guessed_at(cast: Cast) -> None:
    person_at(cast.exeter, cast.harbour, cast.manager, "Sam Same")
    stranger_at_exeter(cast, "Sam Same")
    url = at("training_attendance", held_yesterday(cast))
    assert "Two people here are called “Sam Same”" in words(
        signed_in(cast.coordinator).post(url, {"others": "Sam Same"})
    )
    assert Person.objects.filter(bookings__isnull=False).count() == 0
