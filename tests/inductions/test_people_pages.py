"""The pages about people who come in, as a manager, a coordinator and the person see them."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.models import AuditEntry, Invitation
from inductions.actions import people
from inductions.home import began
from inductions.models import InductionStep, Person, Placement
from tests.cast import Cast, person_at
from tests.coordination.pages import client_of, said


def typed(**changes: Any) -> dict[str, Any]:
    return {"name": "Nora New", "email": "nora@example.org", "kind": "volunteer"} | changes


def names(response: Any) -> list[str]:
    return [row["person"].name for row in response.context["rows"]]


def text_of(response: Any) -> str:
    return response.content.decode()


# --- Lists ----------------------------------------------------------------------------------------


def test_the_list_of_a_prison_says_who_may_come_in_and_whose_turn_it_is(cast: Cast) -> None:
    InductionStep.objects.create(prison=cast.exeter, title="A tour", signed_by="coordinator")
    Placement.objects.filter(engagement__person=cast.volunteer).update(movement="keys")
    page = client_of(cast.coordinator).get(reverse("workers", args=["EXI"]))
    assert names(page) == ["Vera Volunteer", "Walid Worker"]
    assert [row["answer"]["label"] for row in page.context["rows"]] == ["No", "Yes, escorted"]
    assert "No clearance is recorded." in text_of(page)
    assert "Next: the organisation’s manager" in text_of(page)
    assert "Otto" not in text_of(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=vera", ["Vera Volunteer"]),
        ("kind=staff", ["Walid Worker"]),
        ("answer=1", ["Walid Worker"]),
        ("answer=0", ["Vera Volunteer"]),
        ("status=later", ["Lara Later"]),
        ("status=left", ["Leon Left"]),
        ("organisation=lantern", ["Lia Lantern"]),
        ("organisation=99999999", ["Lia Lantern", "Vera Volunteer", "Walid Worker"]),
    ],
)
def test_the_list_is_narrowed(cast: Cast, query: str, found: list[str]) -> None:
    today = timezone.localdate()
    Placement.objects.filter(engagement__person=cast.volunteer).update(movement="unescorted")
    for name, begins, ends in (("Lara Later", 5, None), ("Leon Left", -50, -5)):
        person = person_at(cast.exeter, cast.harbour, cast.manager, name)
        Placement.objects.filter(engagement__person=person).update(
            begins_on=today + timedelta(days=begins), ends_on=ends and today + timedelta(days=ends)
        )
    if "organisation" in query:
        people.add_at(
            by=cast.coordinator, organisation=cast.lantern, prison=cast.exeter, placed={},
            values={"name": "Lia Lantern", "kind": "staff"},
        )  # fmt: skip
    query = query.replace("lantern", str(cast.lantern.pk))
    assert names(client_of(cast.coordinator).get(reverse("workers", args=["EXI"]) + f"?{query}")) == found


@pytest.mark.parametrize("page", ["workers", "own_workers", "answer"])
def test_lists_ask_as_much_for_twenty_as_for_two(cast: Cast, page: str) -> None:
    client = client_of(cast.manager if page == "own_workers" else cast.coordinator)
    url = reverse("own_workers", args=["harbour-housing"])
    if page != "own_workers":
        url = reverse("workers", args=["EXI"]) + ("?answer=1" if page == "answer" else "")
    InductionStep.objects.create(prison=cast.exeter, title="A tour", signed_by="coordinator")
    client.get(url)

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get(url).context["rows"]) == count
        return len(asked)

    few = queries(2)
    for number in range(18):
        person_at(cast.exeter, cast.harbour, cast.manager, f"Person {number:02}")
    assert queries(20) == few


def test_the_manager_sees_the_organisation_s_people_with_each_prison(cast: Cast) -> None:
    page = client_of(cast.manager).get(reverse("own_workers", args=["harbour-housing"]))
    assert names(page) == ["Vera Volunteer", "Walid Worker"]
    assert page.context["rows"][0]["places"][0]["prison"] == cast.exeter
    assert page.context["rows"][0]["places"][0]["answer"]["label"] == "Yes, escorted"


def test_the_bar_leads_each_to_theirs(cast: Cast) -> None:
    home = reverse("home")
    assert reverse("workers", args=["EXI"]) in text_of(client_of(cast.coordinator).get(home))
    assert reverse("own_workers", args=["harbour-housing"]) in text_of(client_of(cast.manager).get(home))
    assert reverse("my_record") in text_of(client_of(cast.worker).get(home))
    for other in (cast.staff, cast.gate):
        assert "/workers/" not in text_of(client_of(other).get(home))
        assert reverse("my_record") not in text_of(client_of(other).get(home))


# --- Adding ---------------------------------------------------------------------------------------


def test_a_manager_adds_somebody_with_a_prison_and_an_invitation(cast: Cast) -> None:
    url = reverse("own_worker_add", args=["harbour-housing"])
    client = client_of(cast.manager)
    form = text_of(client.get(url))
    assert "lived experience is not recorded of a person" in form
    assert "DBS certificates and vetting documents are not kept here" in form
    answer = client.post(
        url, typed(prison=cast.exeter.pk, invite="on", line_contact="The chaplain"), follow=True
    )
    assert said(answer) == ["Nora New is added. An invitation goes to nora@example.org."]
    placement = Placement.objects.get(engagement__person__name="Nora New")
    assert (placement.prison, placement.movement, placement.line_contact) == (
        cast.exeter, "escorted", "The chaplain",
    )  # fmt: skip
    assert Invitation.objects.get(email="nora@example.org").role == "worker"


def test_a_manager_says_nothing_of_movement_and_of_no_other_prison(cast: Cast) -> None:
    url = reverse("own_worker_add", args=["harbour-housing"])
    client = client_of(cast.manager)
    assert client.post(url, typed(prison=cast.guys_marsh.pk)).status_code == 200
    client.post(url, typed(prison=cast.exeter.pk, movement="keys"))
    assert Placement.objects.get(engagement__person__name="Nora New").movement == "escorted"


def test_without_an_address_the_person_is_added_and_the_page_says_why_nobody_was_invited(cast: Cast) -> None:
    url = reverse("own_worker_add", args=["harbour-housing"])
    answer = client_of(cast.manager).post(url, typed(email="", invite="on"), follow=True)
    assert said(answer) == ["Nora New is added. There is no e-mail address of Nora New yet. Add it first."]


def test_a_coordinator_adds_somebody_of_any_organisation_who_draws_keys(cast: Cast) -> None:
    url = reverse("worker_add", args=["EXI"])
    answer = client_of(cast.coordinator).post(
        url, typed(organisation=cast.lantern.pk, movement="keys"), follow=True
    )
    assert said(answer) == ["Nora New is added."]
    placement = Placement.objects.get(engagement__person__name="Nora New")
    assert (placement.engagement.organisation, placement.movement) == (cast.lantern, "keys")


def test_the_question_whether_it_is_the_same_tells_nothing_of_whose_record_it_is(cast: Cast) -> None:
    url = reverse("own_worker_add", args=["harbour-housing"])
    client = client_of(cast.manager)
    asked = client.post(url, typed(email=cast.other_volunteer.email, prison=cast.exeter.pk))
    page = text_of(asked)
    assert "Yes, it is the person who is known with this e-mail address" in page
    for word in ("Otto", "Lantern", "Guys Marsh"):
        assert word not in page
    assert not Person.objects.filter(name="Nora New").exists()
    answer = client.post(
        url, typed(email=cast.other_volunteer.email, prison=cast.exeter.pk, same=cast.other_volunteer.pk),
        follow=True,
    )  # fmt: skip
    assert said(answer) == ["Otto Othervolunteer is added."]
    assert cast.other_volunteer.engagements.count() == 2


def test_the_manager_s_own_people_are_named_in_the_question_and_another_one_is_added(cast: Cast) -> None:
    url = reverse("own_worker_add", args=["harbour-housing"])
    client = client_of(cast.manager)
    asked = client.post(url, typed(name="Vera Volunteer", email=""))
    assert "Yes, it is Vera Volunteer" in text_of(asked)
    client.post(url, typed(name="Vera Volunteer", email="", same="another"))
    assert Person.objects.filter(name="Vera Volunteer").count() == 2


def test_a_made_up_answer_to_the_question_is_asked_again(cast: Cast) -> None:
    url = reverse("own_worker_add", args=["harbour-housing"])
    asked = client_of(cast.manager).post(url, typed(email=cast.other_volunteer.email, same="1e9"))
    assert "Is it the same person?" in text_of(asked)
    assert cast.other_volunteer.engagements.count() == 1


# --- The record -----------------------------------------------------------------------------------


def test_the_record_is_read_by_who_looks_after_the_person_and_that_is_written_down(cast: Cast) -> None:
    url = reverse("person", args=[cast.volunteer.pk])
    page = client_of(cast.coordinator).get(url)
    assert "vera.volunteer@cast.example.org" in text_of(page)
    assert AuditEntry.objects.get(verb="read_person").prison_code == "EXI"
    client_of(cast.coordinator).head(url)
    assert AuditEntry.objects.filter(verb="read_person").count() == 1
    assert client_of(cast.other_coordinator).get(url).status_code == 404
    assert AuditEntry.objects.filter(verb="read_person").count() == 1


def test_whoever_may_stop_somebody_at_the_gate_finds_it_on_the_record(cast: Cast) -> None:
    stop = reverse("stop_person", args=[cast.volunteer.pk, "EXI"])
    for user, may in ((cast.coordinator, True), (cast.manager, False)):
        page = client_of(user).get(reverse("person", args=[cast.volunteer.pk]))
        assert (f'href="{stop}"' in page.content.decode()) is may


def test_nobody_sees_for_whom_or_where_else_somebody_works(cast: Cast) -> None:
    people.add_at(
        by=cast.other_coordinator, organisation=cast.lantern, prison=cast.guys_marsh, placed={},
        same_as=cast.volunteer, values=typed(email=cast.volunteer.email),
    )  # fmt: skip
    url = reverse("person", args=[cast.volunteer.pk])
    for user, theirs, others in (
        (cast.manager, "Harbour Housing", ("Lantern", "Guys Marsh")),
        (cast.coordinator, "Harbour Housing", ("Lantern", "Guys Marsh")),
        (cast.other_coordinator, "Lantern Trust", ("Harbour", "Exeter")),
    ):
        page = text_of(client_of(user).get(url))
        assert theirs in page
        assert [word for word in others if word in page] == []


def test_contact_details_are_nobody_s_business_once_the_work_is_over(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    people.end_engagement(by=cast.manager, engagement=cast.volunteer.engagements.get(), ends_on=yesterday)
    for user in (cast.manager, cast.coordinator):
        page = text_of(client_of(user).get(reverse("person", args=[cast.volunteer.pk])))
        assert cast.volunteer.email not in page
        assert "no longer works here" in page


def test_a_manager_ends_changes_and_invites_from_the_record(cast: Cast) -> None:
    client, person = client_of(cast.manager), cast.volunteer
    page = client.get(reverse("person", args=[person.pk]))
    work = page.context["work"][0]
    answer = client.post(work["invite_url"], follow=True)
    assert said(answer) == ["An invitation goes to Vera Volunteer."]
    client.post(work["change_url"], {"kind": "sessional", "role_title": "Tutor"})
    assert person.engagements.get().kind == "sessional"
    today = timezone.localdate()
    day = {"ends_on_day": today.day, "ends_on_month": today.month, "ends_on_year": today.year}
    client.post(work["places"][0]["end_url"], day)
    assert Placement.objects.get(engagement__person=person).ends_on == today
    answer = client.post(work["end_url"], day, follow=True)
    assert "last day with Harbour Housing" in said(answer)[-1]
    assert person.engagements.get().ends_on == today


# --- One's own ------------------------------------------------------------------------------------


def test_a_person_reads_their_own_record_with_whom_to_ask_and_no_trace(cast: Cast) -> None:
    client = client_of(cast.worker)
    assert client.get(reverse("person", args=[cast.worker_person.pk])).url == reverse("my_record")
    page = text_of(client.get(reverse("my_record")))
    for words in (
        cast.manager.email,
        cast.coordinator.email,
        "Harbour Housing",
        "2 years after your last day",
    ):
        assert words in page
    assert not AuditEntry.objects.filter(verb="read_person").exists()


def test_a_person_corrects_their_contact_details(cast: Cast) -> None:
    client = client_of(cast.worker)
    client.post(reverse("my_details"), {"name": "Walid Worker", "email": "walid@example.org", "phone": "1"})
    person = Person.objects.get(pk=cast.worker_person.pk)
    assert (person.email, person.phone, person.user) == ("walid@example.org", "1", cast.worker)
    taken = {"name": "Walid Worker", "email": cast.other_volunteer.email, "phone": ""}
    assert "belongs to another record" in text_of(client.post(reverse("my_details"), taken))


def test_who_has_no_record_is_told_so(cast: Cast) -> None:
    assert "No record belongs to this account" in text_of(client_of(cast.staff).get(reverse("my_record")))


def test_the_file_with_the_whole_record_comes_by_a_button(cast: Cast) -> None:
    client, url = client_of(cast.worker), reverse("person_export", args=[cast.worker_person.pk])
    assert client.get(url).headers["Content-Type"].startswith("text/html")
    assert not AuditEntry.objects.filter(verb="export_person").exists()
    answer = client.post(url)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="record-')
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["record.json"]


# --- Home -----------------------------------------------------------------------------------------


def test_the_coordinator_hears_of_everybody_whose_work_has_just_begun(cast: Cast) -> None:
    def lines(user: Any) -> list[str]:
        return [item.sentence for item in began.items(user, access.standing_of(user))]

    assert lines(cast.coordinator) == []
    person = person_at(cast.exeter, cast.harbour, cast.manager, "Nora New")
    Placement.objects.filter(engagement__person=person).update(begins_on=timezone.localdate())
    assert lines(cast.coordinator) == [
        f"One person has begun to work at {cast.exeter.name} in the last two weeks."
    ]
    for other in (cast.governor, cast.other_coordinator, cast.manager, cast.national):
        assert lines(other) == []
    assert "begun to work" in text_of(client_of(cast.coordinator).get(reverse("home")))
