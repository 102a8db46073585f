"""Pages about the people who come in."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
