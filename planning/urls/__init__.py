"""Pages of needs, gaps, reports and plans, a file for each part."""

from __future__ import annotations

from planning.urls import assessments, calls, comparing, equality, exits, gaps, plan, priorities, reports

urlpatterns = [
    *assessments.urlpatterns,
    *calls.urlpatterns,
    *equality.urlpatterns,
    *gaps.urlpatterns,
    *priorities.urlpatterns,
    *plan.urlpatterns,
    *reports.urlpatterns,
    *exits.urlpatterns,
    *comparing.urlpatterns,
]
