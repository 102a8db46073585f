"""What planning shows of the work at a prison: sources of needs, reports, priorities met, the plan, the manager.

Six queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone

from coordination.models import Posting, Prison
from coordination.months import newest_first
from coordination.offers import Evidence
from planning.models import ActionPlan, GapReport, NeedsAssessment, Priority
from planning.wording import day_in_words

KINDS: Final = {
    "needs_assessment": "Needs assessed",
    "gap_report": "Reports of gaps issued",
    "priority_met": "Priorities met",
    "action_plan": "Action plan",
    "named_manager": "Named manager",
}


def found(prison: Prison, first: date, last: date) -> list[Evidence]:
    parts = (_assessments, _reports, _met, _plan)
    return newest_first(each for part in parts for each in part(prison, first, last))


def _assessments(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """By the date of the source, which is how old what it says is."""
    rows = NeedsAssessment.objects.standing().filter(prison=prison, dated_on__range=(first, last))
    for key, source, on in rows.order_by().values_list("pk", "source", "dated_on"):
        yield Evidence(
            kind="needs_assessment", source=f"planning.assessment.{key}", words=f"Source of needs: {source}",
            on=on, path=reverse("needs_assessment", args=[prison.code, key]),
        )  # fmt: skip


def _reports(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    rows = GapReport.objects.filter(prison=prison, issued_at__date__range=(first, last))
    for number, moment in rows.order_by().values_list("number", "issued_at"):
        yield Evidence(
            kind="gap_report", source=f"planning.report.{number}", words=f"Report of gaps {number}",
            on=timezone.localdate(moment), path=reverse("gap_report", args=[prison.code, number]),
        )  # fmt: skip


def _met(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    rows = Priority.objects.filter(
        prison=prison, state=Priority.State.MET, settled_at__date__range=(first, last)
    )
    for key, title, moment in rows.order_by().values_list("pk", "title", "settled_at"):
        yield Evidence(
            kind="priority_met", source=f"planning.priority.{key}", words=f"Priority met: {title}",
            on=timezone.localdate(moment), path=reverse("priority", args=[prison.code, key]),
        )  # fmt: skip


def _plan(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """What was done of the plan; and that a manager is named on the last day. Who it is stands on the page alone."""
    plan = (
        ActionPlan.objects.filter(prison=prison).only("level", "manager", "manager_role", "named_on").first()
    )
    if plan is None:
        return
    path = reverse("action_plan", args=[prison.code])
    days = plan.steps.filter(done_on__range=(first, last)).order_by().values_list("done_on", flat=True)
    done = [on for on in days if on]
    if done:
        # A level that was chosen shows nothing yet.
        yield Evidence(
            kind="action_plan", source="planning.plan",
            words=f"Action plan, level to reach: {plan.get_level_display()}", on=max(done), path=path,
            count=len(done), unit="steps done",
        )  # fmt: skip
    if plan.manager_role or _is_here(plan.manager_id, prison):
        since = f" since {day_in_words(plan.named_on)}" if plan.named_on else ""
        yield Evidence(
            kind="named_manager",
            source="planning.manager",
            words=f"A manager is named{since}",
            on=last,
            path=path,
        )


def _is_here(user: int | None, prison: Prison) -> bool:
    """Whoever has left answers for nothing here any more, though the plan still holds their name."""
    here = Posting.objects.current().filter(prison=prison, user=user, user__is_active=True)
    return user is not None and here.exists()
