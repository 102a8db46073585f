"""Nothing is lost when two records become one, and nobody writes to the one that went away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.actions import invitations
from coordination.actions.merging import ask_to_merge
from coordination.actions.organisations import edit_organisation
from coordination.duplicates import possible_duplicates
from coordination.models import (
    Invitation,
    JoinRequest,
    Organisation,
    OrganisationMerge,
    Posting,
    Registration,
    RegistrationChoice,
)
from coordination.offers import offers
from coordination.policies import Refused
from coordination.roles import Permission, Role
from directory.actions.write import begin_service
from forums.actions.agenda import propose_item
from forums.actions.events import invite_organisations
from forums.models import Attendance
from tests.bulletins import making as issues
from tests.cast import Cast, listing_at
from tests.coordination.merged import a_double, merged, names
from tests.coordination.pages import client_of, said
from tests.forums import making
from tests.planning import called

# Foreign keys that a merge leaves as they are: they are the merge itself.
STAYS = {"coordination.OrganisationMerge.kept", "coordination.OrganisationMerge.duplicate"}


@pytest.fixture
def double(cast: Cast) -> Organisation:
    return a_double()


def pointing_at_organisations() -> set[str]:
    """Every foreign key to Organisation, those of lists too."""
    relations = Organisation._meta.get_fields(include_hidden=True)
    # Of a list, the key stands in its table between.
    keys = [
        each.field for each in relations if each.is_relation and not each.concrete and not each.many_to_many
    ]
    return {f"{key.model._meta.app_label}.{key.model._meta.object_name}.{key.name}" for key in keys}


def handled() -> set[str]:
    return STAYS.union(*(module.MOVES for module in offers("merging")))


def test_a_merge_looks_after_every_foreign_key_to_an_organisation() -> None:
    assert pointing_at_organisations() == handled()


def test_a_new_foreign_key_is_found(cast: Cast) -> None:
    """The test above can fail: it sees keys by what the models say, and not by a list of its own."""
    assert "directory.Service.organisation" in pointing_at_organisations()
    assert all(isinstance(key_of(name), ForeignKey) for name in pointing_at_organisations())
    assert pointing_at_organisations() - {"directory.Service.organisation"} != handled()


def key_of(name: str) -> Any:
    app, model, field = name.split(".")
    return apps.get_model(app, model)._meta.get_field(field)


def fill(cast: Cast) -> None:
    """One row at least for each key that a merge moves, on Lantern."""
    registration = Registration.objects.create(
        name="Lantern", contact_name="L", contact_email="l@example.org", offers="Light.",
        organisation=cast.lantern, expires_at=timezone.now(), verified_at=timezone.now(),
    )  # fmt: skip
    JoinRequest.objects.create(
        organisation=cast.lantern,
        prison=cast.exeter,
        name="J",
        email="j@example.org",
        registration=registration,
    )
    invitations.invite(
        by=cast.other_manager, role=Role.WORKER, email="w@example.org", name="W", organisation=cast.lantern
    )
    Organisation.objects.create(name="Lanterns", slug="lanterns", merged_into=cast.lantern)
    fill_forums(cast)
    called.answered(cast, called.opened(cast, elsewhere=True), elsewhere=True)
    issues.issue(cast, elsewhere=True).audience.organisations.add(cast.lantern)


def fill_forums(cast: Cast) -> None:
    """Chairs a forum and belongs to it, proposed, came, promised, sent an idea, was asked to an event."""
    making.action(cast, elsewhere=True, owner_role="", owner_organisation=cast.lantern)
    making.idea(cast, elsewhere=True)
    forum = making.forum(cast, elsewhere=True, name="Network", chair_organisation=cast.lantern)
    meeting = making.meeting(cast, elsewhere=True, of=forum)
    propose_item(by=cast.other_manager, meeting=meeting, title="Bread", organisation=cast.lantern)
    Attendance.objects.create(meeting=meeting, organisation=cast.lantern)
    event = making.event(cast, elsewhere=True)
    invite_organisations(by=cast.other_coordinator, event=event, organisations=[cast.lantern])


def test_everything_that_hung_on_the_duplicate_hangs_on_the_kept_record(cast: Cast) -> None:
    fill(cast)
    moved_keys = handled() - STAYS - {
        "coordination.Organisation_areas.organisation", "coordination.Organisation_led_by.organisation",
    }  # fmt: skip
    before = {name: set(rows_at(name, cast.lantern).values_list("pk", flat=True)) for name in moved_keys}
    assert all(before.values()), before
    merged(cast)
    for name, keys in before.items():
        assert not rows_at(name, cast.lantern).exists(), name
        assert keys <= set(rows_at(name, cast.harbour).values_list("pk", flat=True)), name


def rows_at(name: str, organisation: Organisation) -> Any:
    key = key_of(name)
    return key.model._default_manager.filter(**{key.name: organisation}).order_by()


def test_people_of_both_keep_access_and_nobody_has_a_role_twice(cast: Cast) -> None:
    until, long_ago = timezone.localdate() + timedelta(days=40), date(2016, 11, 1)
    Posting.objects.create(
        user=cast.manager, role=Role.MANAGER, organisation=cast.lantern, ends_on=until,
        begins_on=long_ago,
    )  # fmt: skip
    Posting.objects.create(user=cast.manager, role=Role.WORKER, organisation=cast.lantern)
    kept = merged(cast)
    current = Posting.objects.current().filter(organisation=kept)
    held = sorted((posting.user.name, posting.role) for posting in current)
    assert held == [
        ("Mina Manager", "manager"), ("Mina Manager", "worker"), ("Omar Othermanager", "manager"),
        ("Walid Worker", "worker"),
    ]  # fmt: skip
    mine = current.get(user=cast.manager, role=Role.MANAGER)
    assert (mine.ends_on, mine.begins_on) == (None, long_ago)
    assert Posting.objects.filter(organisation=kept, ended_at__isnull=False).get().user == cast.manager


def test_of_two_ends_the_later_holds(cast: Cast) -> None:
    near, far = (timezone.localdate() + timedelta(days=days) for days in (10, 60))
    Posting.objects.filter(user=cast.manager).update(ends_on=near)
    Posting.objects.create(user=cast.manager, role=Role.MANAGER, organisation=cast.lantern, ends_on=far)
    assert Posting.objects.current().get(user=cast.manager, organisation=merged(cast)).ends_on == far


def test_an_invitation_is_taken_up_at_the_kept_record(cast: Cast) -> None:
    invited = invitations.invite(
        by=cast.other_manager, role=Role.WORKER, email="w@example.org", name="W", organisation=cast.lantern
    )
    link = invited.token()
    kept = merged(cast)
    found = invitations.invitation_of(link)
    posting = invitations.accept_invitation(by=None, invitation=found, name="W", password="a long one 123")
    assert posting.organisation == kept


def test_who_asked_to_join_both_is_asked_about_once(cast: Cast) -> None:
    def asks(organisation: Organisation) -> RegistrationChoice:
        registration = Registration.objects.create(
            name="H", contact_name="J", contact_email="j@example.org", offers="x", verified_at=timezone.now(),
            expires_at=timezone.now(),
        )  # fmt: skip
        JoinRequest.objects.create(
            organisation=organisation, prison=cast.exeter, name="J", email="j@example.org",
            registration=registration,
        )  # fmt: skip
        return RegistrationChoice.objects.create(
            registration=registration, prison=cast.exeter, state="joins", decided_at=timezone.now(),
            decided_by=cast.coordinator,
        )  # fmt: skip

    at_kept, at_duplicate = asks(cast.harbour), asks(cast.lantern)
    kept = merged(cast)
    assert sorted(JoinRequest.objects.filter(organisation=kept).values_list("state", flat=True)) == [
        "refused", "waiting",
    ]  # fmt: skip
    at_kept.refresh_from_db()
    at_duplicate.refresh_from_db()
    assert (at_kept.state, at_duplicate.state) == ("joins", "waiting")


def test_old_addresses_lead_to_the_kept_record_in_one_step_however_often_it_was_merged(
    cast: Cast, double: Organisation
) -> None:
    ask_to_merge(by=cast.national, kept=cast.lantern, duplicate=double)
    merged(cast)
    double.refresh_from_db()
    assert double.merged_into == cast.harbour


def test_a_merge_into_a_record_that_goes_away_is_cancelled_with_the_reason(
    cast: Cast, double: Organisation
) -> None:
    Posting.objects.create(user=cast.manager, role=Role.MANAGER, organisation=double)
    waiting = ask_to_merge(by=cast.coordinator, kept=cast.lantern, duplicate=double)
    assert waiting.state == OrganisationMerge.State.WAITING
    merged(cast)
    waiting.refresh_from_db()
    assert waiting.state == OrganisationMerge.State.CANCELLED
    assert (
        waiting.reason
        == "“Lantern Trust” was itself merged into “Harbour Housing”. Ask again for that record."
    )


def test_the_prisons_of_what_came_along_are_asked_in_a_merge_that_waits(
    cast: Cast, double: Organisation
) -> None:
    """Double waits to go into Third; meanwhile Lantern, of Guys Marsh, goes into Double."""
    third = Organisation.objects.create(name="Third", slug="third")
    Posting.objects.create(user=cast.manager, role=Role.MANAGER, organisation=double)
    listing_at(cast.exeter, double, cast.manager)
    waiting = ask_to_merge(by=cast.other_coordinator, kept=third, duplicate=double)
    assert names(waiting, agreed=False) == ["Exeter"]
    ask_to_merge(by=cast.national, kept=double, duplicate=cast.lantern)
    assert names(waiting, agreed=False) == ["Exeter", "Guys Marsh"]


def test_nothing_is_written_to_a_merged_record_and_the_sentence_names_the_kept_one(cast: Cast) -> None:
    merged(cast)
    sentence = "“Lantern Trust” was merged into “Harbour Housing”"
    attempts = [
        lambda: edit_organisation(by=cast.other_manager, organisation=cast.lantern, values={"name": "X"}),
        lambda: begin_service(by=cast.other_manager, organisation=cast.lantern, name="X", prisons=[]),
        lambda: invitations.invite(
            by=cast.national, role=Role.MANAGER, email="a@example.org", name="A", organisation=cast.lantern
        ),
        lambda: ask_to_merge(by=cast.national, kept=cast.lantern, duplicate=cast.harbour),
        lambda: ask_to_merge(by=cast.national, kept=cast.harbour, duplicate=cast.lantern),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match=sentence):
            attempt()
    assert not Invitation.objects.filter(email="a@example.org").exists()


def test_a_merged_record_is_listed_and_suggested_nowhere(cast: Cast) -> None:
    merged(cast)
    for person in (cast.coordinator, cast.national, cast.lead, cast.other_manager):
        assert cast.lantern not in Organisation.objects.visible_to(person)
    assert possible_duplicates(name="Lantern Trust") == []
    page = client_of(cast.coordinator).get(reverse("organisations"))
    assert [row[0] for row in page.context["rows"]] == [cast.harbour]


@pytest.mark.parametrize("page", ["organisation", "organisation_people", "services", "edit_organisation"])
def test_the_other_manager_comes_by_an_old_address_to_the_kept_record(cast: Cast, page: str) -> None:
    merged(cast)
    answer = client_of(cast.other_manager).get(reverse(page, args=["lantern-trust"]) + "?page=1")
    assert (answer.status_code, answer.headers["Location"]) == (
        307, reverse(page, args=["harbour-housing"]) + "?page=1",
    )  # fmt: skip


def test_what_was_typed_before_is_sent_on_to_the_kept_record(cast: Cast) -> None:
    browser = client_of(cast.other_manager)
    merged(cast)
    typed = {"name": "Harbour and Lantern", "kind": "voluntary", "led_by_lived_experience": ""}
    answer = browser.post(reverse("edit_organisation", args=["lantern-trust"]), typed, follow=True)
    assert said(answer) == ["The record is saved."]
    assert Organisation.objects.get(slug="harbour-housing").name == "Harbour and Lantern"


def test_who_may_not_see_the_kept_record_is_not_led_to_it(cast: Cast) -> None:
    merged(cast)
    assert client_of(cast.staff).get(reverse("organisation", args=["lantern-trust"])).status_code == 404
    assert client_of(cast.manager).get("/organisations/never-was/").status_code == 404


def test_a_right_at_the_kept_record_holds_for_somebody_who_was_at_work_on_the_other(cast: Cast) -> None:
    merged(cast)
    assert access.permitted(cast.other_manager, Permission.WRITE_SERVICE, organisation=cast.lantern)
    assert not access.permitted(cast.worker, Permission.WRITE_SERVICE, organisation=cast.lantern)
