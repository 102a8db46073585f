"""Whom services reach, by protected characteristic and group."""

from __future__ import annotations

from typing import Final

from django.urls import path

from planning.views import equality

HERE: Final = "prisons/<prison:code>/equality/"

urlpatterns = [
    path(HERE, equality.equality, name="equality"),
    path(f"{HERE}table.<str:kind>", equality.equality_table, name="equality_table"),
    path(f"{HERE}<slug:group>/", equality.equality_group, name="equality_group"),
]
