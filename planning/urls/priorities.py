"""What a prison decided to work on."""

from __future__ import annotations

from django.urls import path

from planning.views import adopting, priorities

_ONE = "prisons/<prison:code>/priorities/<int:pk>/"

urlpatterns = [
    path("prisons/<prison:code>/priorities/", priorities.priorities, name="priorities"),
    path("prisons/<prison:code>/priorities/adopt/", adopting.adopt_priority, name="adopt_priority"),
    path(_ONE, priorities.priority, name="priority"),
    path(f"{_ONE}change/", adopting.change_priority, name="change_priority"),
    path(f"{_ONE}settle/", adopting.settle_priority, name="settle_priority"),
    path(f"{_ONE}follow-up/", adopting.follow_up, name="follow_up"),
]
