"""Pages of needs, gaps, reports and plans, a file for each part."""

from __future__ import annotations

from planning.urls import assessments, gaps

urlpatterns = [*assessments.urlpatterns, *gaps.urlpatterns]
