"""What was agreed."""

from __future__ import annotations

from django.urls import path

from forums.views import agreed, agreed_action

urlpatterns = [
    path("actions/", agreed.own_actions, name="own_actions"),
    path("prisons/<prison:code>/actions/", agreed.actions, name="actions"),
    path("prisons/<prison:code>/actions/print/", agreed.actions_print, name="actions_print"),
    path("prisons/<prison:code>/actions/list.csv", agreed.actions_csv, name="actions_csv"),
    path("prisons/<prison:code>/actions/agree/", agreed_action.agree_action, name="agree_action"),
    path("prisons/<prison:code>/actions/<int:pk>/", agreed_action.action, name="action"),
    path("prisons/<prison:code>/actions/<int:pk>/change/", agreed_action.change_action, name="change_action"),
    path("prisons/<prison:code>/actions/<int:pk>/note/", agreed_action.note_action, name="note_action"),
]
