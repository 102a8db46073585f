"""Pages of forums, a file for each part."""

from __future__ import annotations

from forums.urls import agreed, feedback, forums, meetings, minutes, outcomes, papers

urlpatterns = [
    *forums.urlpatterns,
    *meetings.urlpatterns,
    *minutes.urlpatterns,
    *papers.urlpatterns,
    *agreed.urlpatterns,
    *feedback.urlpatterns,
    *outcomes.urlpatterns,
]
