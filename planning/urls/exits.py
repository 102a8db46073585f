"""A prison that closes, and one that opens."""

from __future__ import annotations

from typing import Final

from django.urls import path

from planning.views import exits, opening

HERE: Final = "prisons/<prison:code>/managed-exit/"
ONE: Final = f"{HERE}<int:pk>/"

urlpatterns = [
    path("managed-exits/", exits.managed_exits, name="managed_exits"),
    path(f"{HERE}begin/", exits.begin_managed_exit, name="begin_managed_exit"),
    path(ONE, exits.managed_exit, name="managed_exit"),
    path(f"{ONE}steps/<int:step>/done/", exits.tick_exit_step, name="tick_exit_step"),
    path(f"{ONE}steps/<int:step>/again/", exits.untick_exit_step, name="untick_exit_step"),
    path(f"{ONE}call-off/", exits.call_off_managed_exit, name="call_off_managed_exit"),
    path(f"{ONE}close/", exits.close_prison, name="close_prison"),
    path("prisons/<prison:code>/to-open/", opening.prison_to_open, name="prison_to_open"),
]
