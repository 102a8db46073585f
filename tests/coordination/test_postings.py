"""A posting ends: now, or after a last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coordination import access
from coordination.access import NotPermitted
from coordination.actions.postings import end_posting
from coordination.models import Posting
from coordination.policies import Refused
from coordination.roles import Permission, Role
from tests.cast import Cast
from tests.coordination.pages import last_entry


def posting_of(user: object) -> Posting:
    return Posting.objects.get(user=user)


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_ended_now_there_is_no_access_any_more(cast: Cast) -> None:
    ended = end_posting(by=cast.coordinator, posting=posting_of(cast.staff))
    assert ended.ended_by == cast.coordinator
    assert not access.permitted(cast.staff, Permission.VIEW_DIRECTORY, prison=cast.exeter)
    assert last_entry("end_posting").prison_code == "EXI"


def test_with_a_last_day_access_goes_on_until_then(cast: Cast) -> None:
    end_posting(by=cast.coordinator, posting=posting_of(cast.staff), last_day=in_days(5))
    assert access.permitted(cast.staff, Permission.VIEW_DIRECTORY, prison=cast.exeter)
    assert last_entry("set_last_day").changes == {"ends_on": [None, str(in_days(5))]}


def test_what_has_ended_ends_only_once(cast: Cast) -> None:
    posting = posting_of(cast.staff)
    end_posting(by=cast.coordinator, posting=posting)
    with pytest.raises(Refused, match="ended already"):
        end_posting(by=cast.second_coordinator, posting=posting)
    assert posting_of(cast.staff).ended_by == cast.coordinator


def test_a_last_day_in_the_past_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="in the past"):
        end_posting(by=cast.coordinator, posting=posting_of(cast.staff), last_day=in_days(-1))


def test_nobody_ends_their_own_access_by_mistake_but_may_set_a_last_day(cast: Cast) -> None:
    with pytest.raises(Refused, match="your own access"):
        end_posting(by=cast.coordinator, posting=posting_of(cast.coordinator))
    end_posting(by=cast.coordinator, posting=posting_of(cast.coordinator), last_day=in_days(30))
    assert posting_of(cast.coordinator).ends_on == in_days(30)


def test_the_only_coordinator_is_not_ended_by_this_way(cast: Cast) -> None:
    end_posting(by=cast.national, posting=posting_of(cast.second_coordinator))
    with pytest.raises(Refused, match="only coordinator"):
        end_posting(by=cast.national, posting=posting_of(cast.coordinator))
    Posting.objects.create(user=cast.staff, role=Role.COORDINATOR, prison=cast.exeter)
    end_posting(by=cast.national, posting=posting_of(cast.coordinator))


@pytest.mark.parametrize(
    ("person", "whose"),
    [
        ("governor", "staff"), ("staff", "gate"), ("lead", "staff"), ("other_coordinator", "staff"),
        ("coordinator", "worker"), ("coordinator", "lead"), ("manager", "other_manager"), ("worker", "manager"),
        ("manager", "staff"),
    ],
)  # fmt: skip
def test_only_who_may_give_a_role_may_end_it(cast: Cast, person: str, whose: str) -> None:
    with pytest.raises(NotPermitted):
        end_posting(by=getattr(cast, person), posting=posting_of(getattr(cast, whose)))


def test_a_manager_ends_the_access_of_a_worker(cast: Cast) -> None:
    end_posting(by=cast.manager, posting=posting_of(cast.worker))
    assert last_entry("end_posting").organisation_slug == "harbour-housing"
