"""Pages of needs, gaps, reports and plans, a file for each part."""

from __future__ import annotations

from planning.urls import assessments, calls, gaps, plan, priorities, reports

urlpatterns = [
    *assessments.urlpatterns,
    *calls.urlpatterns,
    *gaps.urlpatterns,
    *priorities.urlpatterns,
    *plan.urlpatterns,
    *reports.urlpatterns,
]
