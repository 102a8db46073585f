"""What a journey about a call for offers does not wait for: its last day, and the approval of a new service.

Runs in a process of its own with the portal's environment, as tests/journeys/arranged.py does.
"""

from __future__ import annotations

from datetime import timedelta

from coordination import clock
from coordination.models import Posting
from coordination.roles import Role
from planning.actions.calls import close_calls
from planning.models import Call
from tests.cast import approved_listing_at
from tests.journeys.arranged import named


def close(title: str) -> None:
    """As its last day has passed, by the job of the clock."""
    Call.objects.filter(title=title).update(closes_on=clock.today() - timedelta(days=1))
    close_calls()


def approve_service(name: str) -> None:
    """What a manager writes and a coordinator accepts on pages of their own: see test_manager and test_coordinator."""
    manager, keeper = named(Role.MANAGER, "EXI"), named(Role.COORDINATOR, "EXI")
    posting = Posting.objects.select_related("organisation").get(user=manager)
    prison = Posting.objects.select_related("prison").get(user=keeper, prison__code="EXI").prison
    assert posting.organisation and prison
    approved_listing_at(prison, posting.organisation, manager, keeper, name=name, pathways=["employment"])
