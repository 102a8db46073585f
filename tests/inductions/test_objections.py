"""Whoever is typed in by somebody else objects by the link of the letter, without an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from coordination.secret_links import SECRET
from inductions import objection_links
from inductions.actions import objections, people_letters
from inductions.actions.objections import object_to_record, settle_objection, tell_of_objection
from inductions.models import Engagement, Objection, Person, Placement
from inductions.objection_links import token_for
from inductions.views import objections as views
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db


def link(person: Person) -> str:
    return reverse("what_is_held", args=[token_for(person)])


def objected(cast: Cast, **more: Any) -> Objection:
    return object_to_record(person=cast.volunteer, **({"what": "wrong", "words": "Vera with an i"} | more))


# --- The letter and its page ----------------------------------------------------------------------


def test_the_letter_leads_to_a_page_that_says_in_short_what_is_held(cast: Cast) -> None:
    Person.objects.filter(pk=cast.volunteer.pk).update(told_at=None)
    people_letters.tell_person(cast.volunteer.pk)
    address = re.search(r"http://[^/]+(/held/\S+)", mail.outbox[-1].body)
    assert address
    response = Client().get(address.group(1))
    page = response.content.decode()
    for words in (
        cast.volunteer.name,
        cast.harbour.name,
        cast.exeter.name,
        "Organisation manager",
        "Send this",
    ):
        assert words in page
    for secret in (cast.volunteer.email, cast.volunteer.phone):
        assert secret
        assert secret not in page
    assert response["Cache-Control"] == "no-store, private"
    assert 'content="noindex"' in page


def test_opening_it_changes_nothing_and_sending_it_acts_once(cast: Cast) -> None:
    before, client = AuditEntry.objects.count(), Client()
    client.get(link(cast.volunteer))
    client.head(link(cast.volunteer))
    assert (Objection.objects.count(), AuditEntry.objects.count()) == (0, before)
    data = {"what": "unwanted", "words": ""}
    first = client.post(link(cast.volunteer), data, follow=True)
    assert "It is sent to those who look after it." in first.content.decode()
    assert "Nobody has answered yet" in first.content.decode()
    assert "Send this" not in first.content.decode()
    again = client.post(link(cast.volunteer), data)
    assert again.status_code == 200
    assert Objection.objects.get().what == "unwanted"
    assert [entry.prison_code for entry in AuditEntry.objects.filter(verb="object_to_record")] == ["EXI"]
    assert Engagement.objects.not_over().filter(person=cast.volunteer).exists()


def test_the_form_asks_for_a_choice_and_refuses_a_prison_number(cast: Cast) -> None:
    for data, words in (
        ({"what": ""}, "Choose what you want to say."),
        ({"what": "wrong", "words": "I visit A1234BC"}, "looks like a prison number"),
        ({"what": "wrong", "words": "x" * 301}, "300"),
    ):
        assert words in Client().post(link(cast.volunteer), data).content.decode()
    with pytest.raises(Refused, match="prison number"):
        objected(cast, words="I visit A1234BC")
    assert not Objection.objects.exists()


# --- Who holds the link ---------------------------------------------------------------------------


def test_a_link_that_is_not_ours_finds_nobody(cast: Cast) -> None:
    token, another = token_for(cast.volunteer), token_for(cast.worker_person)
    other_purpose = objection_links.signing.dumps([cast.volunteer.pk, "x"], salt="directory.confirmation")
    spoilt = (
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        token.replace(token[:6], another[:6]),
        "1",
        "x:y:z",
    )
    for each in (*spoilt, other_purpose):
        assert each in (token, another) or Client().get(f"/held/{each}/").status_code == 404, each


def test_it_ends_after_ninety_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    address = link(cast.volunteer)
    assert objection_links.WORKS_FOR.days == 90
    monkeypatch.setattr(objection_links, "WORKS_FOR", timedelta(seconds=-1))
    response = Client().get(address)
    assert (response.status_code, cast.volunteer.name in response.content.decode()) == (410, False)
    assert Client().post(address, {"what": "wrong"}).status_code == 410
    assert not Objection.objects.exists()


@pytest.mark.parametrize("change", [{"email": "right@example.org"}, {"email": ""}])
def test_a_letter_that_went_to_a_wrong_address_opens_nothing_once_it_is_corrected(
    cast: Cast, change: dict[str, str]
) -> None:
    address = link(cast.volunteer)
    Person.objects.filter(pk=cast.volunteer.pk).update(**change)
    response = Client().get(address)
    assert (response.status_code, cast.volunteer.name in response.content.decode()) == (410, False)


def test_after_the_record_was_made_anonymous_it_opens_nothing(cast: Cast) -> None:
    address = link(cast.volunteer)
    Person.objects.filter(pk=cast.volunteer.pk).update(email="", phone="", anonymised_at=clock.now())
    assert Client().get(address).status_code == 410


def test_from_one_place_so_many_are_taken_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(views, "FROM_ONE_PLACE", 1)
    assert Client().post(link(cast.volunteer), {"what": "wrong"}).status_code == 302
    response = Client().post(link(cast.worker_person), {"what": "wrong"})
    assert response.status_code == 429
    assert "Wait an hour" in response.content.decode()
    assert Objection.objects.count() == 1


def test_the_log_hides_the_link(cast: Cast) -> None:
    assert SECRET.sub(r"\1***", f"GET {link(cast.volunteer)} 200") == "GET /held/***/ 200"


# --- Who hears of it ------------------------------------------------------------------------------


def test_the_manager_and_the_coordinators_of_each_prison_are_mailed_once_and_nobody_else(cast: Cast) -> None:
    work = cast.volunteer.engagements.get()
    Placement.objects.create(engagement=work, prison=cast.guys_marsh)
    objection = objected(cast)
    assert tell_of_objection(objection.pk) == 4
    assert tell_of_objection(objection.pk) == 0
    told = {cast.manager, cast.coordinator, cast.second_coordinator, cast.other_coordinator}
    letters = mail.outbox[-4:]
    assert {letter.to[0] for letter in letters} == {user.email for user in told}
    for letter in letters:
        assert objection.get_absolute_url() in letter.body
        for word in ("Vera", "with an i", "wrong"):
            assert word not in letter.subject + letter.body


def test_what_the_queue_lost_is_told_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(objections, "queue_on_commit", lambda *args: queued.append(args))
    objection = objected(cast)
    assert queued == [("inductions.tell_of_objection", objection.pk)]
    assert objections.queue_untold() == 0
    Objection.objects.update(said_at=clock.now() - timedelta(minutes=6))
    assert objections.queue_untold() == 1
    tell_of_objection(objection.pk)
    assert objections.queue_untold() == 0


def test_it_stands_on_the_home_page_and_on_the_record_until_it_is_settled(cast: Cast) -> None:
    objection = objected(cast)
    mine = f'href="{objection.get_absolute_url()}"'
    for who, sees in (
        ("manager", True),
        ("coordinator", True),
        ("governor", False),
        ("other_manager", False),
    ):
        home = signed_in(getattr(cast, who)).get("/").content.decode()
        assert (mine in home) is sees, who
    record = reverse("person", args=[cast.volunteer.pk])
    assert mine in signed_in(cast.coordinator).get(record).content.decode()
    assert mine not in signed_in(cast.governor).get(record).content.decode()
    settle_objection(by=cast.manager, objection=objection, outcome="corrected")
    assert mine not in signed_in(cast.coordinator).get("/").content.decode()
    assert mine not in signed_in(cast.coordinator).get(record).content.decode()


# --- Settling it ----------------------------------------------------------------------------------


def test_one_answer_settles_it_and_the_link_says_what_was_done(cast: Cast) -> None:
    objection, client = objected(cast), signed_in(cast.coordinator)
    page = client.get(objection.get_absolute_url()).content.decode()
    assert "Vera with an i" in page
    client.post(objection.get_absolute_url(), {"outcome": "kept"})
    objection.refresh_from_db()
    assert (objection.settled_by, objection.outcome) == (cast.coordinator, "kept")
    assert AuditEntry.objects.get(verb="settle_objection").prison_code == "EXI"
    with pytest.raises(Overtaken, match="settled this already"):
        settle_objection(by=cast.manager, objection=objection, outcome="ended")
    behind = Client().get(link(cast.volunteer)).content.decode()
    assert "It stays as it is, and they were told why" in behind
    assert "Send this" in behind


@pytest.mark.parametrize("who", ["governor", "lead", "gate", "worker", "other_manager", "other_coordinator"])
def test_nobody_else_settles_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        settle_objection(by=getattr(cast, who), objection=objected(cast), outcome="kept")
    assert Objection.objects.open().count() == 1
