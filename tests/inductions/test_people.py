"""Who comes in: added without being typed twice, placed at prisons, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from coordination import access
from coordination.actions import invitations
from coordination.models import AuditEntry, Organisation, Posting, User
from coordination.policies import Refused
from coordination.roles import Role
from inductions import policies
from inductions.actions import details, people, people_letters
from inductions.models import Engagement, Person, Placement, WorkerKind
from tests.cast import Cast
from tests.coordination.pages import queued


def someone(**changes: Any) -> dict[str, Any]:
    return {"name": "Nora New", "email": "nora@example.org", "kind": WorkerKind.VOLUNTEER} | changes


def add(cast: Cast, **changes: Any) -> Engagement:
    return people.add_person(by=cast.manager, organisation=cast.harbour, values=someone(**changes))


def test_the_cast_works_where_it_is_said_to(cast: Cast) -> None:
    assert cast.worker_person.user == cast.worker
    assert cast.volunteer.user is None
    assert [str(row.prison) for row in cast.other_volunteer.engagements.get().placements.all()] == [
        str(cast.guys_marsh)
    ]


# --- Never typed twice ----------------------------------------------------------------------------


def test_a_known_address_is_asked_about_and_never_merged_silently(cast: Cast) -> None:
    before = Person.objects.count()
    with pytest.raises(policies.MayBeKnown) as known:
        add(cast, name="O. Other", email="Otto.OtherVolunteer@cast.example.org ")
    assert known.value.people == [cast.other_volunteer]
    assert "Otto" not in str(known.value)
    assert Person.objects.count() == before


def test_said_to_be_the_same_it_is_one_record_with_two_organisations(cast: Cast) -> None:
    engagement = people.add_person(
        by=cast.manager, organisation=cast.harbour, same_as=cast.other_volunteer,
        values=someone(name="Another spelling", email=cast.other_volunteer.email, phone="1"),
    )  # fmt: skip
    person = Person.objects.get(pk=cast.other_volunteer.pk)
    assert engagement.person == person
    assert (person.name, person.phone) == ("Otto Othervolunteer", "")
    assert set(person.engagements.values_list("organisation__slug", flat=True)) == {
        "harbour-housing", "lantern-trust",
    }  # fmt: skip


def test_the_name_is_asked_about_within_the_organisation_alone(cast: Cast) -> None:
    with pytest.raises(policies.MayBeKnown) as known:
        add(cast, name="vera volunteer", email="")
    assert known.value.people == [cast.volunteer]
    assert add(cast, name="Otto Othervolunteer", email="").person != cast.other_volunteer


def test_two_of_one_name_with_two_addresses_are_two_people(cast: Cast) -> None:
    assert add(cast, name="Vera Volunteer", email="another.vera@example.org").person != cast.volunteer


def test_said_to_be_another_with_the_address_of_somebody_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="belongs to another record"):
        people.add_person(
            by=cast.manager, organisation=cast.harbour, another=True,
            values=someone(email=cast.other_volunteer.email),
        )  # fmt: skip


def test_only_who_was_asked_about_can_be_the_same(cast: Cast) -> None:
    with pytest.raises(Refused, match="not the person whom you were asked about"):
        people.add_person(
            by=cast.manager, organisation=cast.harbour, same_as=cast.other_volunteer, values=someone()
        )


def test_nobody_is_added_twice_to_one_organisation_even_where_they_begin_later(cast: Cast) -> None:
    later = timezone.localdate() + timedelta(days=10)
    person = add(cast, begins_on=later).person
    with pytest.raises(Refused, match="works for Harbour Housing already"):
        people.add_person(by=cast.manager, organisation=cast.harbour, values=someone(), same_as=person)


def test_nobody_is_taken_for_a_record_that_was_made_anonymous(cast: Cast) -> None:
    Person.objects.filter(pk=cast.volunteer.pk).update(
        name="Somebody", email="", phone="", anonymised_at=timezone.now()
    )
    assert people.alike(name="Somebody", email="", organisation=cast.harbour) == []


def test_who_has_an_account_already_is_tied_to_it(cast: Cast) -> None:
    person = add(cast, name="Carys", email=cast.coordinator.email).person
    assert person.user == cast.coordinator


@pytest.mark.parametrize("who", ["worker", "governor", "gate", "staff", "other_coordinator", "lead"])
def test_others_add_nobody(cast: Cast, who: str) -> None:
    with pytest.raises(access.NotPermitted):
        people.add_at(
            by=getattr(cast, who), organisation=cast.harbour, prison=cast.exeter, values=someone(), placed={}
        )
    assert not Person.objects.filter(email="nora@example.org").exists()


def test_a_number_of_a_person_in_prison_is_refused_everywhere(cast: Cast) -> None:
    engagement = add(cast)
    for act in (
        lambda: add(cast, name="A1234BC"),
        lambda: add(cast, role_title="Befriends A1234BC"),
        lambda: place(cast, engagement, line_contact="asks A1234BC"),
    ):
        with pytest.raises(Refused, match="A1234BC"):
            act()


# --- Where they work ------------------------------------------------------------------------------


def place(cast: Cast, engagement: Engagement, **values: Any) -> Placement:
    return people.place_at(by=cast.manager, engagement=engagement, prison=cast.exeter, values=values)


def test_a_manager_brings_nobody_to_a_prison_that_did_not_take_the_organisation_in(cast: Cast) -> None:
    engagement = add(cast)
    with pytest.raises(Refused, match="Ask its coordinator to add this person"):
        people.place_at(by=cast.manager, engagement=engagement, prison=cast.guys_marsh, values={})
    assert policies.prisons_open_to(cast.harbour).get() == cast.exeter
    placed = people.place_at(
        by=cast.other_coordinator, engagement=engagement, prison=cast.guys_marsh, values={}
    )
    assert placed.prison == cast.guys_marsh
    # Once the prison has taken in one person, the manager may bring the next.
    assert set(policies.prisons_open_to(cast.harbour)) == {cast.exeter, cast.guys_marsh}


def test_only_the_prison_says_more_than_escorted(cast: Cast) -> None:
    engagement = add(cast)
    with pytest.raises(access.NotPermitted):
        place(cast, engagement, movement=Placement.Movement.KEYS)
    placement = place(cast, engagement)
    with pytest.raises(access.NotPermitted):
        people.change_placement(by=cast.manager, placement=placement, values={"movement": "keys"})
    changed = people.change_placement(by=cast.coordinator, placement=placement, values={"movement": "keys"})
    assert changed.movement == Placement.Movement.KEYS


def test_nobody_works_twice_at_once_at_one_prison_for_one_organisation(cast: Cast) -> None:
    today = timezone.localdate()
    engagement = add(cast)
    first = place(cast, engagement, ends_on=today + timedelta(days=10))
    with pytest.raises(Refused, match="already in that time"):
        place(cast, engagement, begins_on=today + timedelta(days=10))
    second = place(cast, engagement, begins_on=today + timedelta(days=11))
    with pytest.raises(Refused, match="already in that time"):
        people.change_placement(by=cast.manager, placement=first, values={"ends_on": None})
    assert {first.pk, second.pk} == set(engagement.placements.values_list("pk", flat=True))


def test_a_person_and_their_prison_are_added_together_or_not_at_all(cast: Cast) -> None:
    with pytest.raises(Refused, match="before the first"):
        people.add_at(
            by=cast.coordinator, organisation=cast.lantern, prison=cast.exeter, values=someone(),
            placed={"begins_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
        )  # fmt: skip
    assert not Person.objects.filter(email="nora@example.org").exists()


def test_who_works_for_the_organisation_already_only_gets_the_prison(cast: Cast) -> None:
    placement = people.add_at(
        by=cast.other_coordinator, organisation=cast.harbour, prison=cast.guys_marsh, same_as=cast.volunteer,
        values=someone(email=cast.volunteer.email), placed={},
    )  # fmt: skip
    assert placement.engagement == cast.volunteer.engagements.get()


# --- The end --------------------------------------------------------------------------------------


def test_the_end_of_the_work_ends_it_at_every_prison_and_the_account_s_role(cast: Cast) -> None:
    today = timezone.localdate()
    engagement = cast.worker_person.engagements.get()
    people.end_engagement(by=cast.manager, engagement=engagement, ends_on=today - timedelta(days=1))
    assert not Placement.objects.on(today).filter(engagement=engagement).exists()
    assert not Posting.objects.current().filter(user=cast.worker).exists()
    assert Person.objects.get(pk=cast.worker_person.pk).left_on == today - timedelta(days=1)


def test_a_last_day_to_come_leaves_the_account_until_then(cast: Cast) -> None:
    last = timezone.localdate() + timedelta(days=5)
    people.end_engagement(by=cast.manager, engagement=cast.worker_person.engagements.get(), ends_on=last)
    assert Posting.objects.current().get(user=cast.worker).ends_on == last


def test_somebody_left_when_the_last_of_their_organisations_ended(cast: Cast) -> None:
    person = cast.volunteer
    second = people.add_person(
        by=cast.other_manager, organisation=cast.lantern, same_as=person, values=someone(email=person.email)
    )
    day = timezone.localdate()
    people.end_engagement(
        by=cast.manager, engagement=person.engagements.get(organisation=cast.harbour), ends_on=day
    )
    assert Person.objects.get(pk=person.pk).left_on is None
    people.end_engagement(by=cast.other_manager, engagement=second, ends_on=day)
    assert Person.objects.get(pk=person.pk).left_on == day


def test_work_that_was_added_with_its_end_counts_as_left_after_it(cast: Cast) -> None:
    last = timezone.localdate() + timedelta(days=30)
    assert Person.objects.get(pk=add(cast, ends_on=last).person_id).left_on == last


def test_a_coordinator_ends_work_only_where_it_is_all_at_their_own_prison(cast: Cast) -> None:
    engagement = cast.volunteer.engagements.get()
    with pytest.raises(access.NotPermitted):
        people.end_engagement(by=cast.other_coordinator, engagement=engagement, ends_on=timezone.localdate())
    people.place_at(by=cast.other_coordinator, engagement=engagement, prison=cast.guys_marsh, values={})
    for coordinator in (cast.coordinator, cast.other_coordinator):
        with pytest.raises(access.NotPermitted):
            people.end_engagement(by=coordinator, engagement=engagement, ends_on=timezone.localdate())
    people.change_placement(
        by=cast.other_coordinator, placement=engagement.placements.get(prison=cast.guys_marsh),
        values={"begins_on": date(2020, 1, 1), "ends_on": timezone.localdate() - timedelta(days=1)},
    )  # fmt: skip
    ended = people.end_engagement(by=cast.coordinator, engagement=engagement, ends_on=timezone.localdate())
    assert ended.ends_on == timezone.localdate()


# --- Details, letters, accounts -------------------------------------------------------------------


def test_one_puts_right_one_s_own_details_and_nobody_else_s(cast: Cast) -> None:
    details.correct_own_details(by=cast.worker, person=cast.worker_person, values={"phone": "01632 960999"})
    assert Person.objects.get(pk=cast.worker_person.pk).phone == "01632 960999"
    with pytest.raises(access.NotPermitted):
        details.correct_own_details(by=cast.worker, person=cast.volunteer, values={"phone": "1"})
    assert AuditEntry.objects.filter(verb="correct_own_details").count() == 1


def test_a_manager_corrects_only_who_has_no_account_and_the_new_address_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="has an account"):
        details.correct_details(
            by=cast.manager, person=cast.worker_person, organisation=cast.harbour, values={"phone": "1"}
        )
    with queued(monkeypatch) as tasks:
        details.correct_details(
            by=cast.manager, person=cast.volunteer, organisation=cast.harbour,
            values={"email": "vera.new@example.org"},
        )  # fmt: skip
    assert ("inductions.tell_person", (cast.volunteer.pk,)) in tasks


def test_whoever_is_typed_in_by_somebody_else_is_told_once_what_is_held_and_how_to_object(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        person = people.add_at(
            by=cast.manager, organisation=cast.harbour, prison=cast.exeter, values=someone(), placed={}
        ).engagement.person
    assert tasks == [("inductions.tell_person", (person.pk,))]
    assert people_letters.tell_person(person.pk)
    assert not people_letters.tell_person(person.pk)
    letter = mail.outbox[-1]
    assert letter.to == ["nora@example.org"]
    assert "Nora" not in letter.subject
    for words in (
        "Mina Manager has written you down", "Volunteer, Harbour Housing", cast.exeter.name,
        cast.manager.email, cast.coordinator.email, "2 years after your last day",
    ):  # fmt: skip
        assert words in letter.body
    assert cast.other_coordinator.email not in letter.body


def test_who_adds_themselves_is_told_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with queued(monkeypatch) as tasks:
        person = add(cast, name="Mina Manager", email=cast.manager.email).person
    assert tasks == []
    assert Person.objects.get(pk=person.pk).told_at


def test_a_second_organisation_is_told_as_well(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    people_letters.tell_person(cast.other_volunteer.pk)
    with queued(monkeypatch) as tasks:
        people.add_person(
            by=cast.manager, organisation=cast.harbour, same_as=cast.other_volunteer,
            values=someone(email=cast.other_volunteer.email),
        )  # fmt: skip
    assert tasks == [("inductions.tell_person", (cast.other_volunteer.pk,))]
    assert people_letters.tell_person(cast.other_volunteer.pk)
    assert "Volunteer, Lantern Trust" in mail.outbox[-1].body
    assert "Volunteer, Harbour Housing" in mail.outbox[-1].body


def test_a_letter_that_the_queue_lost_is_queued_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Person.objects.update(told_at=timezone.now())
    person = add(cast).person
    assert people_letters.queue_untold() == 0
    Person.objects.filter(pk=person.pk).update(added_at=timezone.now() - timedelta(minutes=6))
    with queued(monkeypatch) as tasks:
        assert people_letters.queue_untold() == 1
    assert tasks == [("inductions.tell_person", (person.pk,))]


def test_an_invitation_that_is_taken_up_ties_the_account_to_the_record(cast: Cast) -> None:
    sent = people_letters.invite_worker(by=cast.manager, person=cast.volunteer, organisation=cast.harbour)
    assert (sent.email, sent.role, sent.organisation) == (cast.volunteer.email, Role.WORKER, cast.harbour)
    assert people_letters.account_state(cast.volunteer, cast.harbour) == "invited"
    invitations.accept_invitation(by=None, invitation=sent, name="Vera", password="a long one 123")
    person = Person.objects.get(pk=cast.volunteer.pk)
    assert person.user == User.objects.get(email=cast.volunteer.email)
    assert people_letters.account_state(person, cast.harbour) == "account"


def test_a_new_account_takes_no_record_of_another_address(cast: Cast) -> None:
    User.objects.create_user(email="stranger@example.org", name="Stranger")
    assert not Person.objects.filter(user__email="stranger@example.org").exists()
    nameless = add(cast, name="No Address", email="").person
    assert Person.objects.get(pk=nameless.pk).user is None


def test_without_an_address_or_work_nobody_is_invited(cast: Cast) -> None:
    nameless = add(cast, name="No Address", email="").person
    with pytest.raises(Refused, match="no e-mail address"):
        people_letters.invite_worker(by=cast.manager, person=nameless, organisation=cast.harbour)
    with pytest.raises(Refused, match="does not work for Lantern Trust"):
        people_letters.invite_worker(by=cast.other_manager, person=cast.volunteer, organisation=cast.lantern)
    with pytest.raises(access.NotPermitted):
        people_letters.invite_worker(by=cast.coordinator, person=cast.volunteer, organisation=cast.harbour)


def test_a_merged_organisation_takes_nobody(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(merged_into=cast.lantern)
    with pytest.raises(Refused, match="was merged into"):
        add(cast)
