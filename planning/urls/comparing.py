"""Prisons beside each other, and who works where."""

from __future__ import annotations

from django.urls import path

from planning.views import comparing, solved
from planning.views.stakeholders import stakeholders

urlpatterns = [
    path("gaps/compare/", comparing.compare_gaps, name="compare_gaps"),
    path("gaps/compare/table.<str:kind>", comparing.compare_gaps_table, name="compare_gaps_table"),
    path("gaps/organisations/", stakeholders, name="stakeholders"),
    path("prisons/<prison:code>/gaps/solved/", solved.solved_elsewhere, name="solved_elsewhere"),
]
