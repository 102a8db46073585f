"""An issue on paper: for notice boards, and the newsletter for the wings."""

from __future__ import annotations

from django.urls import path

from bulletins.views import papers

urlpatterns = [
    path("bulletins/<int:pk>/papers/", papers.bulletin_papers, name="bulletin_papers"),
    path("bulletins/<int:pk>/papers/make/", papers.make_bulletin_paper, name="make_bulletin_paper"),
    path("bulletins/<int:pk>/papers/<int:paper>/", papers.bulletin_paper, name="bulletin_paper"),
]
