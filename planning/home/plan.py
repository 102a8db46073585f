"""The action plan: one's own steps that are open, and what is past its day at the prisons that one answers for."""

from __future__ import annotations

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import GRANTS, Role
from coordination.roles import Permission as P
from planning.models import PlanStep


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.VIEW_PLAN):
        return []
    seen = PlanStep.objects.visible_to(user).filter(plan__prison__status=Prison.Status.OPEN).values("pk")
    own = PlanStep.objects.open().filter(owner=user, pk__in=seen)
    late = PlanStep.objects.overdue(timezone.localdate()).filter(
        plan__prison__in=_answered_for(standing), plan__prison__status=Prison.Status.OPEN
    )
    return [
        *_lines(
            own, Section.WAITS, "1 step of the action plan of {} is yours.",
            "{} steps of the action plan of {} are yours.",
        ),
        *_lines(
            late, Section.RISK, "1 step of the action plan is past its day at {}.",
            "{} steps of the action plan are past their day at {}.",
        ),
    ]  # fmt: skip


def _lines(rows: QuerySet[PlanStep], section: Section, one: str, many: str) -> list[HomeItem]:
    """One a prison. `one` takes the prison; `many` the number and the prison."""
    named = rows.order_by().values("plan__prison__code", "plan__prison__name")
    counted = named.annotate(count=Count("pk"), first=Min("due_on")).order_by("plan__prison__name")
    return [
        HomeItem(
            section,
            one.format(each["plan__prison__name"]) if each["count"] == 1
            else many.format(each["count"], each["plan__prison__name"]),
            reverse("action_plan", args=[each["plan__prison__code"]]), each["count"], each["first"],
        )
        for each in counted
    ]  # fmt: skip


def _answered_for(standing: Standing) -> set[int]:
    """Coordinators and governors of their prison, not leads of many."""
    return {
        each.prison_id for each in standing.postings
        if each.prison_id and P.VIEW_PLAN in GRANTS[Role(each.role)].permissions
    }  # fmt: skip
