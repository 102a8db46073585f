"""Two records of one organisation become one: who has to agree, what the record says, who is told."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from coordination import access
from coordination.access import NotPermitted
from coordination.actions import invitations
from coordination.actions.merging import agree_to_merge, ask_to_merge, cancel_merge, refuse_merge
from coordination.actions.telling_of_merges import tell_of_merge
from coordination.home import items
from coordination.models import (
    Area,
    AuditEntry,
    Group,
    Organisation,
    OrganisationMerge,
    Posting,
    Prison,
    User,
)
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from tests.cast import Cast, listing_at
from tests.coordination.merged import a_double, ask, merged, names
from tests.coordination.pages import client_of, last_entry


@pytest.fixture
def double(cast: Cast) -> Organisation:
    return a_double()


def test_a_record_with_nothing_on_it_is_merged_at_once(cast: Cast, double: Organisation) -> None:
    merge = ask_to_merge(by=cast.coordinator, kept=cast.harbour, duplicate=double)
    double.refresh_from_db()
    assert (merge.state, double.merged_into) == (OrganisationMerge.State.DONE, cast.harbour)
    assert not merge.consents.exists()


def test_another_prisons_services_wait_for_its_coordinator(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    assert (names(merge, agreed=True), names(merge, agreed=False)) == (["Exeter"], ["Guys Marsh"])
    cast.lantern.refresh_from_db()
    assert (merge.state, cast.lantern.merged_into) == (OrganisationMerge.State.WAITING, None)
    agree_to_merge(by=cast.other_coordinator, merge=merge)
    cast.lantern.refresh_from_db()
    assert cast.lantern.merged_into == cast.harbour
    assert set(cast.harbour.services.values_list("name", flat=True)) >= {"Lantern lights"}


def test_the_national_lead_speaks_for_every_prison(cast: Cast) -> None:
    merge = ask(cast, cast.national)
    assert (merge.state, merge.prison, names(merge, agreed=False)) == (OrganisationMerge.State.DONE, None, [])
    assert names(merge, agreed=True) == ["Exeter", "Guys Marsh"]


def test_the_national_lead_agrees_for_whoever_does_not_answer(cast: Cast) -> None:
    merge = agree_to_merge(by=cast.national, merge=ask(cast, cast.coordinator))
    assert merge.state == OrganisationMerge.State.DONE


def test_no_people_of_one_prison_come_to_anothers_services_without_its_yes(
    cast: Cast, double: Organisation
) -> None:
    """The duplicate has no service, but a manager, who would write the services at Exeter."""
    Posting.objects.create(user=cast.other_manager, role=Role.MANAGER, organisation=double)
    merge = ask_to_merge(by=cast.other_coordinator, kept=cast.harbour, duplicate=double)
    assert names(merge, agreed=False) == ["Exeter"]
    assert merge.state == OrganisationMerge.State.WAITING


def test_an_invitation_is_somebody_too_and_a_closed_account_nobody(cast: Cast, double: Organisation) -> None:
    gone = User.objects.create_user(email="gone@example.org", name="Gone", password=None, is_active=False)
    Posting.objects.create(user=gone, role=Role.MANAGER, organisation=double)
    empty = Organisation.objects.create(name="Harbour Hous", slug="hous")
    invitations.invite(
        by=cast.national, role=Role.MANAGER, email="m@example.org", name="M", organisation=empty
    )
    by = cast.other_coordinator
    assert ask_to_merge(by=by, kept=cast.harbour, duplicate=double).state == OrganisationMerge.State.DONE
    assert ask_to_merge(by=by, kept=cast.harbour, duplicate=empty).state == OrganisationMerge.State.WAITING


def test_another_name_is_printed_only_with_the_yes_of_who_prints_it(cast: Cast, double: Organisation) -> None:
    merge = ask_to_merge(
        by=cast.other_coordinator, kept=cast.harbour, duplicate=double, chosen={"name": "duplicate"}
    )
    assert names(merge, agreed=False) == ["Exeter"]


def test_a_prison_that_is_reached_meanwhile_is_asked_before_anything_happens(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    dartmoor = Prison.objects.get(code="DAI")
    other = Posting.objects.create(user=cast.staff, role=Role.COORDINATOR, prison=dartmoor)
    listing_at(dartmoor, cast.lantern, cast.other_manager)
    merge = agree_to_merge(by=cast.other_coordinator, merge=merge)
    assert (merge.state, names(merge, agreed=False)) == (OrganisationMerge.State.WAITING, ["Dartmoor"])
    assert agree_to_merge(by=other.user, merge=merge).state == OrganisationMerge.State.DONE


def test_a_refusal_leaves_both_and_its_reason_goes_to_who_asked(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    with pytest.raises(Refused, match="Write the reason"):
        refuse_merge(by=cast.other_coordinator, merge=merge, reason=" ")
    with pytest.raises(Refused, match="prison number"):
        refuse_merge(by=cast.other_coordinator, merge=merge, reason="Ask A1234BC.")
    refuse_merge(by=cast.other_coordinator, merge=merge, reason="Two charities in one house.")
    cast.lantern.refresh_from_db()
    assert cast.lantern.merged_into is None
    tell_of_merge(merge.pk)
    [letter] = mail.outbox
    assert letter.to == [cast.coordinator.email] and "Two charities in one house." in letter.body
    with pytest.raises(Overtaken, match="Olga Othercoordinator was quicker: refused"):
        agree_to_merge(by=cast.national, merge=merge)


def test_who_asked_or_a_colleague_takes_it_back_and_nobody_else(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    with pytest.raises(NotPermitted):
        cancel_merge(by=cast.other_coordinator, merge=merge)
    assert cancel_merge(by=cast.second_coordinator, merge=merge).state == OrganisationMerge.State.CANCELLED
    assert cancel_merge(by=cast.coordinator, merge=ask(cast, cast.coordinator)).settled_by == cast.coordinator


def test_a_prison_answers_once(cast: Cast) -> None:
    dartmoor = Prison.objects.get(code="DAI")
    listing_at(dartmoor, cast.lantern, cast.other_manager)
    merge = agree_to_merge(by=cast.other_coordinator, merge=ask(cast, cast.coordinator))
    with pytest.raises(Overtaken, match="HMP Guys Marsh has agreed already"):
        agree_to_merge(by=cast.other_coordinator, merge=merge)


def test_who_may_not_merge_asks_for_none(cast: Cast, double: Organisation) -> None:
    for person in (cast.governor, cast.staff, cast.lead, cast.manager):
        with pytest.raises(NotPermitted):
            ask_to_merge(by=person, kept=cast.harbour, duplicate=double)


def test_who_is_not_asked_answers_nothing(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    for person in (cast.coordinator, cast.governor, cast.manager):
        with pytest.raises((NotPermitted, Overtaken)):
            agree_to_merge(by=person, merge=merge)
    assert names(merge, agreed=False) == ["Guys Marsh"]


def test_the_same_is_not_asked_twice_nor_the_other_way_round(cast: Cast) -> None:
    ask(cast, cast.coordinator)
    for kept, duplicate in ((cast.harbour, cast.lantern), (cast.lantern, cast.harbour)):
        with pytest.raises(Overtaken, match="asked already to merge “Lantern Trust” into “Harbour Housing”"):
            ask_to_merge(by=cast.national, kept=kept, duplicate=duplicate)
    with pytest.raises(Refused, match="one record"):
        ask_to_merge(by=cast.national, kept=cast.harbour, duplicate=cast.harbour)


def test_chosen_values_are_kept_and_empty_ones_are_filled(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(
        website="https://one.example.org", charity_number="1074546", postcode=""
    )
    Organisation.objects.filter(pk=cast.lantern.pk).update(
        website="https://two.example.org", charity_number="1074547", postcode="EX4 4QJ",
        led_by_lived_experience=False,
    )  # fmt: skip
    kept = merged(cast, name="kept", website="duplicate", charity_number="kept")
    assert (kept.name, kept.website) == ("Harbour Housing", "https://two.example.org")
    assert (kept.charity_number, kept.postcode) == ("1074546", "EX4 4QJ")
    assert kept.led_by_lived_experience is False
    cast.lantern.refresh_from_db()
    assert cast.lantern.charity_number == "1074547"


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({}, ["carers", "veterans"]),
        ({"led_by": "both"}, ["carers", "veterans"]),
        ({"led_by": "kept"}, ["carers"]),
        ({"led_by": "duplicate"}, ["veterans"]),
    ],
)
def test_lists_are_united_or_chosen(cast: Cast, chosen: dict[str, str], codes: list[str]) -> None:
    cast.harbour.led_by.set(["carers"])
    cast.lantern.led_by.set(["veterans"])
    area = Area.objects.order_by("pk").first()
    cast.lantern.areas.add(area)
    kept = merged(cast, **chosen)
    assert sorted(group.pk for group in kept.led_by.all()) == codes
    assert list(kept.areas.all()) == [area]
    assert Group.objects.filter(pk__in=codes).count() == len(codes)


@pytest.mark.parametrize(
    "chosen", [{"slug": "duplicate"}, {"name": "both"}, {"website": "https://x.example.org"}]
)
def test_nothing_else_can_be_chosen(cast: Cast, chosen: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="cannot be chosen"):
        ask(cast, cast.national, **chosen)


def test_the_audit_tells_it_at_both_records_and_at_each_prison(cast: Cast) -> None:
    agree_to_merge(by=cast.other_coordinator, merge=ask(cast, cast.coordinator, name="duplicate"))
    entries = AuditEntry.objects.filter(verb__in=["merge_organisations", "merge_into_another"])
    told = sorted(entries.values_list("prison_code", "organisation_slug"))
    assert told == [
        ("EXI", "harbour-housing"), ("EXI", "lantern-trust"), ("GMI", "harbour-housing"), ("GMI", "lantern-trust"),
    ]  # fmt: skip
    assert last_entry("merge_organisations").changes["name"] == ["Harbour Housing", "Lantern Trust"]
    assert last_entry("agree_to_merge").prison_code == "GMI"
    page = client_of(cast.coordinator).get(reverse("audit", args=["EXI"])).text
    assert "Merged another record into this one" in page and "Merged the record into another" in page


def test_the_home_page_of_whoever_has_to_answer_says_so_until_they_have(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    address = merge.get_absolute_url()

    def lines(user: User) -> list[str]:
        return [item.url for item in items(user, access.standing_of(user)) if item.url == address]

    assert lines(cast.other_coordinator) == lines(cast.national) == [address]
    assert lines(cast.coordinator) == lines(cast.governor) == []
    agree_to_merge(by=cast.other_coordinator, merge=merge)
    assert lines(cast.other_coordinator) == lines(cast.national) == []


def test_each_is_written_to_once(cast: Cast) -> None:
    merge = ask(cast, cast.coordinator)
    assert [tell_of_merge(merge.pk) for _ in range(2)] == [1, 0]
    [asked] = mail.outbox
    assert asked.to == [cast.other_coordinator.email]
    assert merge.get_absolute_url() in asked.body and "Carys Coordinator thinks that" in asked.body
    agree_to_merge(by=cast.other_coordinator, merge=merge)
    mail.outbox.clear()
    assert [tell_of_merge(merge.pk) for _ in range(2)] == [3, 0]
    to = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(to) == {cast.coordinator.email, cast.manager.email, cast.other_manager.email}
    assert reverse("organisation", args=["harbour-housing"]) in to[cast.other_manager.email]
    assert "was merged into “Harbour Housing”" in to[cast.coordinator.email]
