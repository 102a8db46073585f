"""Steps of action plans that come due, a week before and on their day.

Of a step that a role owns, or nobody, or somebody who has left, those hear who keep the plan of that prison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.urls import reverse

from coordination.models import Posting, Prison, User
from coordination.offers import Due
from coordination.roles import Permission, roles_with
from directory.models.listing_state import day_in_words
from planning.models import PlanStep

# The day itself, and a week before; a missed day is caught up by the next.
DAYS: Final = (7, 0)


def steps_due(day: date) -> Iterator[Due]:
    """In three queries, however many steps there are."""
    rows = PlanStep.objects.open().filter(due_on__range=(day, day + timedelta(days=max(DAYS))))
    # A prison that closed asks for nothing; when it opens again, it does.
    rows = rows.filter(plan__prison__status=Prison.Status.OPEN)
    steps = list(rows.select_related("plan__prison", "owner", "activity").order_by("due_on", "pk"))
    prisons = {step.plan.prison_id for step in steps}
    keepers = _people(Permission.MANAGE_PLAN, prisons)
    readers = _people(Permission.VIEW_PLAN, prisons)
    for step in steps:
        here = step.plan.prison_id
        own = [each for each in readers[here] if each.pk == step.owner_id]
        for person in own or keepers[here]:
            yield _due(step, person, day, is_own=bool(own))


def _due(step: PlanStep, person: User, day: date, *, is_own: bool) -> Due:
    assert step.due_on is not None  # chosen by it
    left = (step.due_on - day).days
    prison = step.plan.prison
    title = step.activity.label if step.activity else step.title
    who = "" if is_own else f" {step.owner_name or 'Nobody'} does it: ask how far it is."
    return Due(
        email=person.email, name=person.name, days=min(each for each in DAYS if left <= each),
        comes_due_on=step.due_on, key=f"plan_step:{step.pk}:{step.due_on}",
        sentence=f"“{title}” stands in the action plan of {prison} for {day_in_words(step.due_on)}.{who}",
        path=reverse("plan_step", args=[prison.code, step.pk]),
    )  # fmt: skip


def _people(permission: Permission, prisons: set[int]) -> dict[int, list[User]]:
    """With a posting at one of the prisons itself that includes the right. Each once a prison."""
    found: dict[int, dict[int, User]] = defaultdict(dict)
    postings = Posting.objects.current().filter(
        prison__in=prisons, role__in=roles_with(permission), user__is_active=True
    )
    for posting in postings.select_related("user").order_by("user_id"):
        if posting.prison_id is not None:
            found[posting.prison_id][posting.user_id] = posting.user
    return defaultdict(list, {key: list(people.values()) for key, people in found.items()})
