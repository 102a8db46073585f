"""What is missing at a prison today."""

from __future__ import annotations

from django.urls import path

from planning.views import findings, gaps, sequence

urlpatterns = [
    path("prisons/<prison:code>/gaps/", gaps.gaps, name="gaps"),
    path("prisons/<prison:code>/gaps/one/", gaps.gap, name="gap"),
    path("prisons/<prison:code>/gaps/losing/", findings.losing, name="losing"),
    path("prisons/<prison:code>/gaps/sequence/", sequence.sequence, name="sequence"),
    path("prisons/<prison:code>/gaps/wings/", findings.unreached_wings, name="unreached_wings"),
    path("prisons/<prison:code>/gaps/clashes/", findings.clashing_sessions, name="clashing_sessions"),
    path("prisons/<prison:code>/gaps/same/", findings.duplications, name="duplications"),
    path("prisons/<prison:code>/gaps/release-areas/", findings.release_areas, name="release_areas"),
    path("prisons/<prison:code>/gaps/organisations/", findings.market, name="market"),
]
