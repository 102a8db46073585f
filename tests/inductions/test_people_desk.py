"""A day at the desk: no dead ends between the pages about the people who come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison
from inductions.models import Engagement, Person, Placement
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.inductions.inducting import policy
from tests.inductions.trained import a_reading, a_rule

pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    return {"name": "Nora New", "email": "nora@example.org", "kind": "volunteer"} | changes


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def details_of(cast: Cast) -> str:
    return reverse("person_details", args=[cast.volunteer.pk, "harbour-housing"])


def is_also_placed(person: Person, prison: Prison, **dates: Any) -> Placement:
    work = Engagement.objects.get(person=person)
    return Placement.objects.create(engagement=work, prison=prison, **dates)


# --- Contact details that somebody else typed in ---------------------------------------------------


def test_the_coordinator_puts_right_an_address_that_was_typed_in(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    assert details_of(cast) in text_of(client.get(cast.volunteer.get_absolute_url()))
    sent = {"name": "Vera Volunteer", "email": "vera.right@example.org", "phone": "01632 960000"}
    assert said(client.post(details_of(cast), sent, follow=True)) == ["The details are saved."]
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.email == "vera.right@example.org"


def test_a_coordinator_of_one_of_two_prisons_leaves_the_details_to_the_organisation(cast: Cast) -> None:
    ended = is_also_placed(cast.volunteer, cast.guys_marsh)
    client = client_of(cast.coordinator)
    assert details_of(cast) not in text_of(client.get(cast.volunteer.get_absolute_url()))
    assert client.get(details_of(cast)).status_code == 403
    assert client.post(details_of(cast), {"name": "Somebody Else"}).status_code == 403
    yesterday = timezone.localdate() - timedelta(days=1)
    Placement.objects.filter(pk=ended.pk).update(begins_on=yesterday, ends_on=yesterday)
    assert client.get(details_of(cast)).status_code == 200


def test_nobody_corrects_for_somebody_with_an_account(cast: Cast) -> None:
    Person.objects.filter(pk=cast.volunteer.pk).update(user=cast.staff)
    client = client_of(cast.coordinator)
    assert details_of(cast) not in text_of(client.get(cast.volunteer.get_absolute_url()))
    answer = client.post(details_of(cast), {"name": "Somebody Else", "email": "", "phone": ""})
    assert "has an account and keeps these details right" in text_of(answer)


def test_the_coordinator_reads_who_can_invite_somebody_without_an_account(cast: Cast) -> None:
    url = cast.volunteer.get_absolute_url()
    hint = "No account. Their organisation’s manager invites them."
    assert hint in text_of(client_of(cast.coordinator).get(url))
    page = text_of(client_of(cast.manager).get(url))
    assert hint not in page and "Invite them to an account" in page


# --- Typed in although they are there --------------------------------------------------------------


def test_typing_in_somebody_who_works_here_already_leads_to_their_record(cast: Cast) -> None:
    url = reverse("worker_add", args=["EXI"])
    same = typed(
        name="vera volunteer", email=cast.volunteer.email, organisation=cast.harbour.pk,
        same=str(cast.volunteer.pk), movement="escorted",
    )  # fmt: skip
    answer = client_of(cast.coordinator).post(url, same, follow=True)
    assert answer.redirect_chain == [(cast.volunteer.get_absolute_url(), 302)]
    assert said(answer) == ["Vera Volunteer is there already, so nothing was added. This is the record."]
    assert Placement.objects.filter(engagement__person=cast.volunteer).count() == 1


def test_errors_are_told_in_the_order_of_the_page(cast: Cast) -> None:
    page = text_of(client_of(cast.coordinator).post(reverse("worker_add", args=["EXI"]), {}))
    assert page.index("#id_organisation") < page.index("#id_name") < page.index("#id_kind")


# --- The way from page to page ---------------------------------------------------------------------


def test_a_manager_finds_training_and_policies_of_each_prison_on_the_list_of_workers(cast: Cast) -> None:
    page = text_of(client_of(cast.manager).get(reverse("own_workers", args=["harbour-housing"])))
    for name in ("training", "policies", "policies_overdue"):
        assert reverse(name, args=["EXI"]) in page
        assert reverse(name, args=["GMI"]) not in page
    ways = [reverse(name, args=["EXI"]) for name in ("training", "policies", "policies_overdue")]
    assert {client_of(cast.manager).get(way).status_code for way in ways} == {200}


@pytest.mark.parametrize("name", ["training_of", "induction"])
def test_below_a_record_the_way_back_passes_the_list_of_people(cast: Cast, name: str) -> None:
    more = ["EXI"] if name == "induction" else []
    url = reverse(name, args=[cast.volunteer.pk, *more])
    at_the_prison = client_of(cast.coordinator).get(url).context["crumbs"]
    assert [label for label, _ in at_the_prison][-2:] == ["Workers", "Vera Volunteer"]
    assert reverse("workers", args=["EXI"]) in [way for _, way in at_the_prison]
    of_the_organisation = client_of(cast.manager).get(url).context["crumbs"]
    assert reverse("own_workers", args=["harbour-housing"]) in [way for _, way in of_the_organisation]


def test_what_is_the_persons_own_turn_is_said_to_them_as_you(cast: Cast) -> None:
    a_rule(cast)
    own = Person.objects.get(user=cast.worker)
    to_them = text_of(client_of(cast.worker).get(reverse("my_record")))
    to_others = text_of(client_of(cast.coordinator).get(own.get_absolute_url()))
    assert "Next: you" in to_them and "Next: the person" not in to_them
    assert "Next: the person" in to_others


# --- Policies --------------------------------------------------------------------------------------


def test_review_dates_are_for_who_looks_after_the_library(cast: Cast) -> None:
    policy(cast)
    url = reverse("policies", args=["EXI"])
    assert "No review date" in text_of(client_of(cast.coordinator).get(url))
    for user in (cast.worker, cast.manager):
        page = text_of(client_of(user).get(url))
        assert "Fire safety" in page and "review date" not in page


def test_from_a_policy_one_reaches_who_has_not_read_it(cast: Cast) -> None:
    there = policy(cast)
    way = reverse("policies_overdue", args=["EXI"])
    assert way in text_of(client_of(cast.coordinator).get(there.get_absolute_url()))
    assert way not in text_of(client_of(cast.worker).get(there.get_absolute_url()))


@pytest.mark.parametrize(
    ("user", "way"), [("worker", "my_record"), ("manager", "own_workers"), ("coordinator", "prison")]
)
def test_the_way_back_from_the_library_is_the_way_that_one_came(cast: Cast, user: str, way: str) -> None:
    crumbs = client_of(getattr(cast, user)).get(reverse("policies", args=["EXI"])).context["crumbs"]
    arguments = {"own_workers": ["harbour-housing"], "prison": ["EXI"]}
    assert crumbs[-1][1] == reverse(way, args=arguments.get(way, []))


def test_who_writes_the_questions_sees_which_answer_is_right_and_nobody_else(cast: Cast) -> None:
    there = a_reading(cast)
    url = reverse("reading", args=[there.pk])
    assert "An officer, now <strong>(right)</strong>" in text_of(client_of(cast.coordinator).get(url))
    for user in (cast.worker, cast.manager, cast.governor):
        page = text_of(client_of(user).get(url))
        assert "An officer, now" in page and "(right)" not in page
