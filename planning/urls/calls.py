"""Calls for offers, for the prison and for the organisations that were told."""

from __future__ import annotations

from django.urls import path

from planning.views import answers, calls, own_calls

_OWN = "organisations/<slug:slug>/calls/"

urlpatterns = [
    path("prisons/<prison:code>/priorities/<int:pk>/call/", calls.begin_call, name="begin_call"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("calls/<int:pk>/change/", calls.change_call, name="change_call"),
    path("calls/<int:pk>/open/", calls.open_call, name="open_call"),
    path("calls/<int:pk>/cancel/", calls.cancel_call, name="cancel_call"),
    path("calls/<int:call_pk>/told/<int:pk>/answer/", answers.type_in_answer, name="type_in_answer"),
    path("calls/<int:call_pk>/answers/<int:pk>/", answers.expression, name="expression"),
    path("calls/<int:call_pk>/answers/<int:pk>/shortlist/", answers.shortlist, name="shortlist_expression"),
    path("calls/<int:call_pk>/answers/<int:pk>/decide/", answers.decide, name="decide_expression"),
    path("calls/<int:call_pk>/answers/<int:pk>/fill/", answers.fill, name="fill_call"),
    path(_OWN, own_calls.own_calls, name="own_calls"),
    path(f"{_OWN}<int:pk>/answer/", own_calls.answer_call, name="answer_call"),
    path(f"{_OWN}<int:pk>/take-back/", own_calls.take_back_answer, name="take_back_answer"),
]
