"""What sources say of needs: listed by topic, recorded, brought in as a file, and which of them counts."""

from __future__ import annotations

from django.urls import path

from planning.views import assessments, needs_files, needs_sources

PRISON = "prisons/<prison:code>/needs-assessments/"

urlpatterns = [
    path(PRISON, needs_sources.needs_assessments, name="needs_assessments"),
    path(f"{PRISON}record/", assessments.record_needs_assessment, name="record_needs_assessment"),
    path(f"{PRISON}file/", needs_files.import_needs, name="import_needs"),
    path(f"{PRISON}file/template.<str:ending>", needs_files.needs_template, name="needs_template"),
    path(f"{PRISON}<int:pk>/", assessments.needs_assessment, name="needs_assessment"),
    path(f"{PRISON}<int:pk>/change/", assessments.change_needs_assessment, name="change_needs_assessment"),
    path(
        f"{PRISON}<int:pk>/take-back/",
        assessments.take_back_needs_assessment,
        name="take_back_needs_assessment",
    ),
    path(f"{PRISON}<int:pk>/pin/", assessments.pin_source, name="pin_source"),
    path(f"{PRISON}pins/<int:pk>/take-out/", assessments.unpin_source, name="unpin_source"),
]
