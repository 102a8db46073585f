"""Sending: begun, watched, stopped, and each address with what became of it."""

from __future__ import annotations

from django.urls import path

from bulletins.views import sending

urlpatterns = [
    path("bulletins/<int:pk>/sending/", sending.bulletin_sending, name="bulletin_sending"),
    path("bulletins/<int:pk>/sending/progress/", sending.bulletin_progress, name="bulletin_progress"),
    path("bulletins/<int:pk>/send/", sending.send_bulletin, name="send_bulletin"),
    path("bulletins/<int:pk>/pause/", sending.pause_bulletin, name="pause_bulletin"),
    path("bulletins/<int:pk>/resume/", sending.resume_bulletin, name="resume_bulletin"),
    path("bulletins/<int:pk>/cancel/", sending.cancel_bulletin, name="cancel_bulletin"),
    path("bulletins/<int:pk>/deliveries/", sending.bulletin_deliveries, name="bulletin_deliveries"),
    path(
        "bulletins/<int:pk>/deliveries/<int:delivery>/settle/",
        sending.settle_delivery,
        name="settle_delivery",
    ),
]
