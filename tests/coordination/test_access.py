from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from coordination import access
from coordination.access import SYSTEM, NotPermitted
from coordination.models import Posting, Prison, User
from coordination.roles import GRANTS, Permission, Role, reach_of, roles_with
from directory.models import Listing
from tests.cast import Cast

TODAY = timezone.localdate


def test_every_role_is_described_and_every_permission_belongs_to_somebody() -> None:
    assert set(GRANTS) == set(Role)
    assert {permission for permission in Permission if not roles_with(permission)} == set()


def test_a_permission_holds_at_the_prison_of_the_posting_only(cast: Cast) -> None:
    access.require(cast.coordinator, Permission.DECIDE, prison=cast.exeter)
    with pytest.raises(NotPermitted, match="accept, return"):
        access.require(cast.coordinator, Permission.DECIDE, prison=cast.guys_marsh)


def test_a_national_lead_sees_every_prison_and_decides_nowhere(cast: Cast) -> None:
    access.require(cast.national, Permission.VIEW_QUEUE, prison=cast.guys_marsh)
    with pytest.raises(NotPermitted):
        access.require(cast.national, Permission.DECIDE, prison=cast.exeter)


def test_a_lead_reaches_the_prisons_of_the_set(cast: Cast) -> None:
    assert list(Prison.objects.visible_to(cast.lead)) == [cast.exeter]
    cast.south_west.prisons.add(cast.guys_marsh)
    assert set(Prison.objects.visible_to(cast.lead)) == {cast.exeter, cast.guys_marsh}


def test_the_portal_itself_may_do_anything() -> None:
    access.require(SYSTEM, Permission.DECIDE)


@pytest.mark.parametrize(
    "change",
    [
        {"begins_on": "tomorrow"},
        {"begins_on": "last week", "ends_on": "yesterday"},
        {"ended": True},
        {"closed account": True},
    ],
    ids=str,
)
def test_a_posting_that_is_not_current_gives_nothing(cast: Cast, change: dict[str, object]) -> None:
    days = {"tomorrow": 1, "yesterday": -1, "last week": -7}
    posting = Posting.objects.get(user=cast.coordinator)
    for name in ("begins_on", "ends_on"):
        if name in change:
            setattr(posting, name, TODAY() + timedelta(days=days[str(change[name])]))
    if change.get("ended"):
        posting.ended_at, posting.ended_by = timezone.now(), cast.governor
    posting.save()
    User.objects.filter(pk=cast.coordinator.pk).update(is_active=not change.get("closed account"))
    assert not access.permitted(cast.coordinator, Permission.VIEW_DIRECTORY, prison=cast.exeter)
    assert not Prison.objects.visible_to(cast.coordinator).exists()
    assert not Listing.objects.visible_to(cast.coordinator).exists()


def test_the_last_day_of_a_posting_still_counts(cast: Cast) -> None:
    Posting.objects.filter(user=cast.staff).update(ends_on=TODAY())
    assert access.permitted(cast.staff, Permission.VIEW_DIRECTORY, prison=cast.exeter)


def test_the_prison_in_the_address_binds_somebody_of_two_prisons(cast: Cast) -> None:
    Posting.objects.create(user=cast.coordinator, role=Role.COORDINATOR, prison=cast.guys_marsh)
    with pytest.raises(Http404):
        access.get_visible_or_404(Listing, cast.coordinator, pk=cast.elsewhere.pk, prison=cast.exeter)
    found = access.get_visible_or_404(Listing, cast.coordinator, pk=cast.elsewhere.pk, prison=cast.guys_marsh)
    assert found == cast.elsewhere


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("tied_to", ["prison", "organisation", "prison_set", None])
def test_the_database_refuses_a_posting_without_exactly_what_its_role_needs(
    cast: Cast, role: Role, tied_to: str | None
) -> None:
    places = {"prison": cast.exeter, "organisation": cast.harbour, "prison_set": cast.south_west}
    fields = {tied_to: places[tied_to]} if tied_to else {}
    fits = (tied_to or "everywhere") == reach_of(role).value
    try:
        with transaction.atomic():
            Posting.objects.create(user=cast.staff, role=role, **fields)
        stored = True
    except IntegrityError:
        stored = False
    assert stored == fits


def test_staff_see_approved_listings_and_organisations_see_their_own(cast: Cast) -> None:
    assert set(Listing.objects.visible_to(cast.staff)) == {cast.approved}
    assert set(Listing.objects.visible_to(cast.coordinator)) == {cast.approved, cast.pending}
    assert set(Listing.objects.visible_to(cast.manager)) == {cast.approved, cast.pending}
    assert set(Listing.objects.visible_to(cast.other_coordinator)) == {cast.elsewhere}
    assert set(Listing.objects.visible_to(cast.national)) == {cast.approved, cast.pending, cast.elsewhere}
