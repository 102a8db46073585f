"""Minutes of a meeting: written, sent out for correction, approved, added to."""

from __future__ import annotations

from django.urls import path

from forums.views import minutes, minutes_steps, minutes_writing

AT = "prisons/<prison:code>/meetings/<int:pk>/minutes/"

urlpatterns = [
    path(AT, minutes.minutes, name="minutes"),
    path(f"{AT}write/", minutes_writing.write_minutes, name="write_minutes"),
    path(f"{AT}circulate/", minutes_steps.circulate_minutes, name="circulate_minutes"),
    path(f"{AT}wrong/", minutes.say_minutes_wrong, name="say_minutes_wrong"),
    path(f"{AT}wrong/<int:correction>/", minutes.settle_minutes_correction, name="settle_minutes_correction"),
    path(f"{AT}approve/", minutes_steps.approve_minutes, name="approve_minutes"),
    path(f"{AT}addendum/", minutes_steps.add_minutes_addendum, name="add_minutes_addendum"),
]
