"""Links in the bar at the top: gaps, needs and plans of a prison; calls to an organisation; reports of all prisons."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.navigation import ACROSS
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P

SECTION: Final = "Planning"
# Position, label, name of the address, and the beginning of more addresses that belong to it. The directory's single
# needs stand at 29, behind those that were found out of many people at once.
AT_A_PRISON: Final = (
    (28, "Gaps", "gaps", ""),
    (28, "Needs assessments", "needs_assessments", ""),
    (30, "Reports", "gap_reports", ""),
    (30, "Priorities", "priorities", "/calls/"),
    (30, "Action plan", "action_plan", ""),
    (30, "Inspection", "inspection_evidence", ""),
    (30, "Equality", "equality", ""),
)


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    found = []
    if prison is not None and standing.may(P.VIEW_PLAN, prison=prison):
        found += [
            NavigationEntry(label, reverse(name, args=[prison.code]), position, section=SECTION, pages=pages)
            for position, label, name, pages in AT_A_PRISON
        ]
    found += _calls(standing)
    # Over prisons, beside their comparison of people.
    if standing.may(P.COMPARE_PRISONS):
        found.append(
            NavigationEntry(
                "Compare gaps", reverse("compare_gaps"), 32, section=ACROSS, pages="/gaps/organisations/"
            )
        )
        found.append(NavigationEntry("Closing and opening", reverse("managed_exits"), 33, section=ACROSS))
    if standing.everywhere(P.COMPARE_PRISONS):
        found.append(NavigationEntry("Gap reports", reverse("report_runs"), 34, section=ACROSS))
    return found


def _calls(standing: Standing) -> list[NavigationEntry]:
    organisations = dict.fromkeys(
        posting.organisation for posting in standing.postings if posting.organisation
    )
    return [
        NavigationEntry("Calls for offers", reverse("own_calls", args=[each.slug]), 26, pages="/calls/")
        for each in organisations
        if standing.may(P.ANSWER_CALL, organisation=each)
    ]
