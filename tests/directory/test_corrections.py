"""“Something is wrong here”: who may say so, whom it reaches, how it is settled, and what the reader learns."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.access import NotPermitted, standing_of
from coordination.models import AuditEntry, User
from coordination.policies import Overtaken, Refused
from directory import home, metrics
from directory.actions import telling, withdraw
from directory.actions.corrections import report_correction, settle_correction
from directory.models import Correction
from tests.cast import Cast
from tests.directory.growing_old import another
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db

READERS = ("coordinator", "governor", "staff", "gate", "lead", "national")


def told(cast: Cast, by: str = "staff", **changes: Any) -> Correction:
    said = {"topic": "times", "words": "It is on Wednesdays now."} | changes
    return report_correction(by=getattr(cast, by), listing=cast.approved, **said)


def lines(user: User, words: str) -> list[home.HomeItem]:
    return [item for item in home.items(user, standing_of(user)) if words in item.sentence]


# --- Telling --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_link_on_the_entry_and_may_tell(cast: Cast, reader: str) -> None:
    client = signed_in(getattr(cast, reader))
    entry = reverse("entry", args=["EXI", 1])
    address = reverse("correction_new", args=["EXI", 1])
    assert f'href="{address}">Something is wrong here</a>' in client.get(entry).content.decode()
    answer = client.post(address, {"topic": "gone"}, follow=True)
    assert "Thank you. The organisation and the coordinator see it." in answer.content.decode()
    assert answer.request["PATH_INFO"] == entry
    [made] = Correction.objects.all()
    assert (made.listing, made.topic, made.told_by) == (cast.approved, "gone", getattr(cast, reader))


def test_the_form_says_what_it_is_not_for(cast: Cast) -> None:
    page = signed_in(cast.staff).get(reverse("correction_new", args=["EXI", 1])).content.decode()
    assert "It is not for urgent help, and not about a person." in page
    assert "Entry 1: Housing advice" in page


def test_a_prison_number_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    answer = signed_in(cast.staff).post(
        reverse("correction_new", args=["EXI", 1]), {"topic": "other", "words": "Ask A1234BC about it."}
    )
    assert "looks like a prison number" in answer.content.decode()
    with pytest.raises(Refused, match="looks like a prison number"):
        told(cast, words="Ask A1234BC.")
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what is wrong."),
        ({"topic": "other"}, "Say in a few words what is wrong."),
        ({"topic": "junk"}, "Choose what is wrong."),
        ({"topic": "times", "words": "x" * 401}, "400"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(cast: Cast, typed: dict[str, str], sentence: str) -> None:
    answer = signed_in(cast.staff).post(reverse("correction_new", args=["EXI", 1]), typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Correction.objects.exists()


def test_told_twice_while_nobody_has_looked_counts_once_with_the_newer_words(cast: Cast) -> None:
    first = told(cast)
    again = told(cast, words="It is on Thursdays.")
    told(cast, words="")
    assert again.pk == first.pk
    assert Correction.objects.get().words == "It is on Thursdays."
    assert AuditEntry.objects.filter(verb="report_correction").count() == 1
    told(cast, topic="room")
    told(cast, by="gate")
    assert Correction.objects.count() == 3
    settle_correction(by=cast.manager, correction=first, answer="Put right.")
    assert told(cast).pk != first.pk


def test_the_database_itself_counts_once(cast: Cast) -> None:
    told(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(listing=cast.approved, topic="times", told_by=cast.staff)


def test_of_a_withdrawn_service_nothing_is_told(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    with pytest.raises(Refused, match="was withdrawn meanwhile"):
        told(cast)
    assert signed_in(cast.staff).get(reverse("correction_new", args=["EXI", 1])).status_code == 404


@pytest.mark.parametrize("who", ["manager", "worker", "other_coordinator", "other_manager"])
def test_who_does_not_read_the_directory_cannot_tell(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        told(cast, by=who)


def test_what_was_typed_stands_in_no_audit(cast: Cast) -> None:
    made = told(cast, words="Ring the tall one.")
    settle_correction(by=cast.manager, correction=made, answer="Rang the tall one.")
    assert "tall" not in str(list(AuditEntry.objects.values()))


# --- Whom it reaches ------------------------------------------------------------------------------


def test_the_managers_get_a_letter_without_what_was_typed(cast: Cast) -> None:
    made = told(cast)
    mail.outbox.clear()
    assert telling.tell_of_correction(made.pk) == 1
    [letter] = mail.outbox
    assert letter.to == [cast.manager.email]
    for body in (str(letter.body), str(letter.alternatives[0][0])):  # type: ignore[attr-defined]
        assert "Housing advice" in body
        assert "Day, time or place" in body
        assert made.get_absolute_url() in body
        assert "Wednesdays" not in body
        assert "Stella" not in body
    assert "Housing advice" not in letter.subject
    assert telling.tell_of_correction(made.pk) == 0


def test_of_one_that_is_settled_no_letter_leaves(cast: Cast) -> None:
    made = told(cast)
    settle_correction(by=cast.coordinator, correction=made, answer="Put right.")
    mail.outbox.clear()
    assert telling.tell_of_correction(made.pk) == 0
    assert mail.outbox == []


def test_manager_and_coordinator_read_it_at_home(cast: Cast) -> None:
    made = told(cast)
    [own] = lines(cast.manager, "A reader says")
    assert own.sentence == (
        "A reader says that something is wrong in “Housing advice” at HMP/YOI Exeter: day, time or place."
    )
    assert own.url == made.get_absolute_url()
    [here] = lines(cast.coordinator, "Readers say")
    assert (here.url, here.count) == (reverse("corrections", args=["EXI"]), 1)
    for other in (cast.other_coordinator, cast.other_manager, cast.worker, cast.governor, cast.gate):
        assert lines(other, "something is wrong") == []
    for user, line in ((cast.manager, own), (cast.coordinator, here)):
        page = signed_in(user).get(line.url)
        assert page.status_code == 200
        assert b"Housing advice" in page.content


def test_many_are_one_line_that_leads_to_a_list(cast: Cast) -> None:
    for topic in ("times", "room", "gone", "words"):
        told(cast, topic=topic)
    [own] = lines(cast.manager, "Readers say 4 times")
    page = signed_in(cast.manager).get(own.url).content.decode()
    assert page.count(">Housing advice<") == 4


def test_the_list_shows_open_ones_first_asked_for_and_narrows_by_topic(cast: Cast) -> None:
    settle_correction(by=cast.manager, correction=told(cast, topic="room"), answer="Put right.")
    told(cast, topic="gone")
    client, address = signed_in(cast.coordinator), reverse("corrections", args=["EXI"])
    assert client.get(address).content.decode().count(">Housing advice<") == 1
    assert client.get(address, {"state": ""}).content.decode().count(">Housing advice<") == 2
    assert client.get(address, {"state": "", "topic": "room"}).content.decode().count(">Housing advice<") == 1
    assert "Nothing is open" in client.get(address, {"state": "open", "topic": "room"}).content.decode()


def test_a_prisons_figures_count_what_is_open(cast: Cast) -> None:
    def figure(user: User) -> list[int | None]:
        found = metrics.figures(user, standing_of(user), prison=cast.exeter)
        return [each.value for each in found if each.label == "open corrections"]

    made = told(cast)
    assert (figure(cast.coordinator), figure(cast.governor), figure(cast.staff)) == ([1], [1], [])
    settle_correction(by=cast.coordinator, correction=made, answer="Put right.")
    assert figure(cast.coordinator) == [0]


# --- Settling -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["manager", "coordinator"])
def test_it_is_settled_with_what_was_done_and_the_reader_learns_it(cast: Cast, who: str) -> None:
    made = told(cast)
    client = signed_in(getattr(cast, who))
    answer = client.post(made.get_absolute_url(), {"answer": "The day is put right."}, follow=True)
    assert "Settled. The reader who told you sees what was done." in answer.content.decode()
    [line] = lines(cast.staff, "You said that something was wrong")
    assert line.sentence.endswith("day, time or place. What was done: The day is put right.")
    page = signed_in(cast.staff).get(line.url)
    assert page.status_code == 200
    assert b"The day is put right." in page.content
    assert lines(cast.manager, "something is wrong") == lines(cast.coordinator, "Readers say") == []
    assert lines(cast.gate, "You said") == []


def test_the_organisation_does_not_learn_who_told(cast: Cast) -> None:
    made = told(cast)
    assert b"Stella" not in signed_in(cast.manager).get(made.get_absolute_url()).content
    assert b"Stella Staff" in signed_in(cast.coordinator).get(made.get_absolute_url()).content


def test_settling_without_a_word_is_refused(cast: Cast) -> None:
    made = told(cast)
    assert "Say what was done." in signed_in(cast.manager).post(made.get_absolute_url(), {}).content.decode()
    with pytest.raises(Refused, match="Say what was done"):
        settle_correction(by=cast.manager, correction=made, answer="  ")
    with pytest.raises(Refused, match="prison number"):
        settle_correction(by=cast.manager, correction=made, answer="Told A1234BC.")
    assert Correction.objects.open().count() == 1


def test_the_second_to_settle_reads_what_the_first_did(cast: Cast) -> None:
    made = told(cast)
    settle_correction(by=cast.manager, correction=made, answer="Put right.")
    with pytest.raises(Overtaken, match="Mina Manager has settled this already"):
        settle_correction(by=cast.coordinator, correction=made, answer="Also.")


@pytest.mark.parametrize("who", ["governor", "lead", "national", "staff", "gate", "worker", "other_manager"])
def test_who_does_not_keep_the_entry_true_settles_nothing(cast: Cast, who: str) -> None:
    made = told(cast)
    with pytest.raises(NotPermitted):
        settle_correction(by=getattr(cast, who), correction=made, answer="Put right.")
    status = signed_in(getattr(cast, who)).post(made.get_absolute_url(), {"answer": "x"}).status_code
    assert status == (403 if who in ("governor", "lead", "national", "staff") else 404)


def test_the_list_asks_the_same_number_of_queries_for_two_and_for_twelve(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    client, address = signed_in(cast.coordinator), reverse("corrections", args=["EXI"])

    def tell_of(names: list[str]) -> None:
        for name in names:
            report_correction(by=cast.staff, listing=another(cast, name), topic="gone")

    tell_of(["One", "Two"])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    tell_of([f"Service {number}" for number in range(10)])
    with django_assert_num_queries(len(few)):
        client.get(address)
