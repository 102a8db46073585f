"""Keys in what is sent: nothing of another prison is taken up by a form of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coordination import clock
from directory.models import Edition
from planning.models import ActionPlan, Expression, PlanEvidence, PlanStep, Priority
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.planning import called, plan_made

pytestmark = pytest.mark.django_db
TYPED = {"title": "More", "target": "20 a month"}


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return client_of(cast.coordinator)


def typed(**changes: Any) -> dict[str, Any]:
    day = (clock.today() + called.IN).isoformat()
    return TYPED | {"owner_role": "Head of resettlement", "due_on": day} | changes


def test_no_priority_is_about_a_service_elsewhere(cast: Cast, coordinator: Client) -> None:
    address = f"{reverse('adopt_priority', args=['EXI'])}?origin=loss&listings={cast.elsewhere.pk}"
    coordinator.post(address, typed())
    assert not Priority.objects.exists()


def test_no_priority_is_given_to_somebody_elsewhere(cast: Cast, coordinator: Client) -> None:
    address = f"{reverse('adopt_priority', args=['EXI'])}?pathway=accommodation"
    answer = coordinator.post(address, typed(owner=cast.other_coordinator.pk, owner_role=""))
    assert answer.status_code == 200
    assert cast.other_coordinator.name not in answer.content.decode()
    assert not Priority.objects.exists()


def test_no_priority_is_met_by_a_service_elsewhere(cast: Cast, coordinator: Client) -> None:
    found = called.priority(cast)
    data = {"state": "met", "outcome": "It is there.", "listing": cast.elsewhere.pk}
    coordinator.post(reverse("settle_priority", args=["EXI", found.pk]), data)
    found.refresh_from_db()
    assert (found.state, found.met_by) == (Priority.State.OPEN, None)


def test_no_call_is_filled_by_a_service_elsewhere(cast: Cast, coordinator: Client) -> None:
    found = called.chosen(cast)
    called.new_listing(cast)
    coordinator.post(reverse("fill_call", args=[found.call_id, found.pk]), {"listing": cast.elsewhere.pk})
    assert Expression.objects.get(pk=found.pk).listing is None


def test_no_step_is_shown_by_an_edition_elsewhere(cast: Cast, coordinator: Client) -> None:
    edition = Edition.objects.create(
        prison=cast.guys_marsh, kind="staff", number=1, printed_on=clock.today(), renew_on=clock.today(),
        snapshot={}, content_hash="x", state=Edition.State.READY, file="editions/x.pdf", pages=4,
    )  # fmt: skip
    step = plan_made.step(cast, code="directory_staff")
    for source in (f"directory.edition.{edition.pk}", "directory.edition.99999999999999999999", "' OR 1=1"):
        coordinator.post(reverse("link_evidence", args=["EXI", step.pk]), {"source": source})
    assert not PlanEvidence.objects.exists()


def test_nobody_elsewhere_is_named_or_given_a_step(cast: Cast, coordinator: Client) -> None:
    step = plan_made.step(cast)
    coordinator.post(
        reverse("change_plan_step", args=["EXI", step.pk]),
        {"owner": cast.other_coordinator.pk, "owner_role": ""},
    )
    client_of(cast.governor).post(
        reverse("set_named_manager", args=["EXI"]), {"manager": cast.other_coordinator.pk}
    )
    assert PlanStep.objects.get(pk=step.pk).owner is None
    assert ActionPlan.objects.get(prison=cast.exeter).manager is None
