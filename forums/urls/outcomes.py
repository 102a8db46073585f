"""“You said, we did”, ideas of organisations, partnership events."""

from __future__ import annotations

from django.urls import path

from forums.views import event_changes, events, ideas, ideas_waited, outcomes, own_ideas

urlpatterns = [
    path("prisons/<prison:code>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("prisons/<prison:code>/outcomes/new/", outcomes.write_outcome, name="write_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/words/", outcomes.reword_outcome, name="reword_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/approve/", outcomes.approve_outcome, name="approve_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/take-off/", outcomes.withdraw_outcome, name="withdraw_outcome"),
    path("prisons/<prison:code>/outcomes/<int:pk>/put-back/", outcomes.put_back_outcome, name="put_back_outcome"),
    path("prisons/<prison:code>/ideas/", ideas.ideas, name="ideas"),
    path("prisons/<prison:code>/ideas/days/", ideas.set_idea_days, name="set_idea_days"),
    path("prisons/<prison:code>/ideas/<int:pk>/", ideas.idea, name="idea"),
    path("prisons/<prison:code>/ideas/<int:pk>/answer/", ideas.answer_idea, name="answer_idea"),
    path("prisons/<prison:code>/ideas/<int:pk>/agenda/", ideas.put_idea_on_agenda, name="put_idea_on_agenda"),
    path("organisations/<slug:slug>/ideas/", own_ideas.own_ideas, name="own_ideas"),
    path("organisations/<slug:slug>/ideas/new/", own_ideas.send_idea, name="send_idea"),
    path(
        "organisations/<slug:slug>/ideas/<int:pk>/take-back/", own_ideas.take_back_idea, name="take_back_idea"
    ),
    path("prisons/<prison:code>/events/", events.partnership_events, name="partnership_events"),
    path("prisons/<prison:code>/events/new/", event_changes.plan_event, name="plan_event"),
    path("prisons/<prison:code>/events/<int:pk>/", events.partnership_event, name="partnership_event"),
    path("prisons/<prison:code>/events/<int:pk>/change/", event_changes.change_event, name="change_event"),
    path("prisons/<prison:code>/events/<int:pk>/cancel/", event_changes.cancel_event, name="cancel_event"),
    path("prisons/<prison:code>/events/<int:pk>/ask/", event_changes.invite_to_event, name="invite_to_event"),
    path("prisons/<prison:code>/events/<int:pk>/numbers/", event_changes.number_stalls, name="number_stalls"),
    path("prisons/<prison:code>/events/<int:pk>/record/", event_changes.record_event, name="record_event"),
    path(
        "prisons/<prison:code>/events/<int:pk>/stalls/<int:stall_pk>/",
        event_changes.answer_for_stall,
        name="answer_for_stall",
    ),
    path("organisations/<slug:slug>/events/", events.own_events, name="own_events"),
    path("ideas/", ideas_waited.ideas_waited, name="ideas_waited"),
]  # fmt: skip
