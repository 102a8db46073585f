"""“You said, we did”, ideas of organisations, partnership events."""

from __future__ import annotations

from django.urls import path

from forums.views import outcomes

urlpatterns = [
    path("prisons/<prison:code>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("prisons/<prison:code>/outcomes/new/", outcomes.write_outcome, name="write_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/words/", outcomes.reword_outcome, name="reword_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/approve/", outcomes.approve_outcome, name="approve_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/take-off/", outcomes.withdraw_outcome, name="withdraw_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/put-back/", outcomes.put_back_outcome, name="put_back_outcome"),
]  # fmt: skip
