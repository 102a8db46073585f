"""Sending: approved, scheduled, begun, watched, stopped, and each address with what became of it."""

from __future__ import annotations

from django.urls import path

from bulletins.views import approving, deliveries, scheduling, sending, trying

urlpatterns = [
    path("bulletins/<int:pk>/sending/", sending.bulletin_sending, name="bulletin_sending"),
    path("bulletins/<int:pk>/sending/progress/", sending.bulletin_progress, name="bulletin_progress"),
    path("bulletins/<int:pk>/send/", sending.send_bulletin, name="send_bulletin"),
    path("bulletins/<int:pk>/pause/", sending.pause_bulletin, name="pause_bulletin"),
    path("bulletins/<int:pk>/resume/", sending.resume_bulletin, name="resume_bulletin"),
    path("bulletins/<int:pk>/cancel/", sending.cancel_bulletin, name="cancel_bulletin"),
    path("bulletins/<int:pk>/schedule/", scheduling.schedule_bulletin, name="schedule_bulletin"),
    path("bulletins/<int:pk>/unschedule/", scheduling.unschedule_bulletin, name="unschedule_bulletin"),
    path("bulletins/<int:pk>/ask/", approving.ask_approval, name="ask_approval"),
    path("bulletins/<int:pk>/approve/", approving.approve_bulletin, name="approve_bulletin"),
    path("bulletins/<int:pk>/return/", approving.return_bulletin, name="return_bulletin"),
    path("bulletins/<int:pk>/take-back/", approving.take_bulletin_back, name="take_bulletin_back"),
    path("bulletins/<int:pk>/test/", trying.test_bulletin, name="test_bulletin"),
    # For anybody: where the links of a test lead.
    path("bulletins/test-link/", trying.bulletin_test_link, name="bulletin_test_link"),
    path("bulletins/<int:pk>/deliveries/", deliveries.bulletin_deliveries, name="bulletin_deliveries"),
    path(
        "bulletins/<int:pk>/deliveries/file/",
        deliveries.bulletin_deliveries_csv,
        name="bulletin_deliveries_csv",
    ),
    path(
        "bulletins/<int:pk>/deliveries/<int:delivery>/settle/",
        deliveries.settle_delivery,
        name="settle_delivery",
    ),
]
