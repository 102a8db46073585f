"""Links in the bar at the top: needs, gaps and plans of a prison; calls to an organisation; reports of all prisons."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P

SECTION: Final = "Planning"
POSITION: Final = 28
# Label, name of the address, and the beginning of more addresses that belong to it.
AT_A_PRISON: Final = (
    ("Gaps", "gaps", ""),
    ("Needs", "needs_assessments", ""),
    ("Reports", "gap_reports", ""),
    ("Priorities", "priorities", "/calls/"),
    ("Action plan", "action_plan", ""),
    ("Inspection", "inspection_evidence", ""),
    ("Equality", "equality", ""),
)


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    found = []
    if prison is not None and standing.may(P.VIEW_PLAN, prison=prison):
        found += [
            NavigationEntry(label, reverse(name, args=[prison.code]), POSITION, section=SECTION, pages=pages)
            for label, name, pages in AT_A_PRISON
        ]
    found += _calls(standing)
    # Over prisons, beside their comparison of people.
    if standing.may(P.COMPARE_PRISONS):
        found.append(NavigationEntry("Compare gaps", reverse("compare_gaps"), 32))
    if standing.everywhere(P.COMPARE_PRISONS):
        found.append(NavigationEntry("Gap reports", reverse("report_runs"), 33))
    return found


def _calls(standing: Standing) -> list[NavigationEntry]:
    organisations = dict.fromkeys(
        posting.organisation for posting in standing.postings if posting.organisation
    )
    return [
        NavigationEntry("Calls for offers", reverse("own_calls", args=[each.slug]), 26)
        for each in organisations
        if standing.may(P.ANSWER_CALL, organisation=each)
    ]
