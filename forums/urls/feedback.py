from __future__ import annotations

from django.urls import path

from forums.views import feedback, feedback_sums, focus, focus_answers, needs

urlpatterns = [
    path("prisons/<prison:code>/feedback/", feedback.feedback, name="feedback"),
    path("prisons/<prison:code>/feedback/type-in/", feedback.type_in_slips, name="type_in_slips"),
    path("prisons/<prison:code>/feedback/<int:pk>/remove/", feedback.remove_slip, name="remove_slip"),
    path("prisons/<prison:code>/feedback/services/", feedback_sums.feedback_sums, name="feedback_sums"),
    path(
        "prisons/<prison:code>/feedback/services/<int:pk>/summary/", feedback_sums.feedback_summary,
        name="feedback_summary",
    ),
    path("organisations/<slug:slug>/feedback/", feedback_sums.own_feedback, name="own_feedback"),
    path(
        "organisations/<slug:slug>/feedback/feedback.csv", feedback_sums.own_feedback_csv,
        name="own_feedback_csv",
    ),
    path("prisons/<prison:code>/meetings/<int:pk>/questions/", focus.focus_group, name="focus_group"),
    path(
        "prisons/<prison:code>/meetings/<int:pk>/questions/<int:question>/", focus.change_question,
        name="change_question",
    ),
    path(
        "prisons/<prison:code>/meetings/<int:pk>/questions/<int:question>/move/", focus.move_question,
        name="move_question",
    ),
    path(
        "prisons/<prison:code>/meetings/<int:pk>/questions/<int:question>/remove/", focus.remove_question,
        name="remove_question",
    ),
    path(
        "prisons/<prison:code>/meetings/<int:pk>/questions/<int:question>/answers/",
        focus_answers.tally_answers, name="tally_answers",
    ),
    path(
        "prisons/<prison:code>/meetings/<int:pk>/answers/", focus_answers.focus_results,
        name="focus_results",
    ),
    path(
        "prisons/<prison:code>/needs/raise/<slug:source>/<int:pk>/", needs.raise_need_from,
        name="raise_need_from",
    ),
    path("prisons/<prison:code>/needs/raise/inspection/", needs.raise_need_from_inspection,
         name="raise_need_from_inspection"),
]  # fmt: skip
