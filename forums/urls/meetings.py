"""Meetings: called, invited to, their agenda, their papers, and who came."""

from __future__ import annotations

from django.urls import path

from forums.views import (
    agenda,
    attendance,
    invitations,
    meeting,
    meeting_changes,
    meeting_papers,
    meetings,
)

HERE = "prisons/<prison:code>/meetings/"
ONE = f"{HERE}<int:pk>/"

urlpatterns = [
    path(HERE, meetings.meetings, name="meetings"),
    path("prisons/<prison:code>/forums/<int:pk>/call/", meetings.call_meeting, name="call_meeting"),
    path(ONE, meeting.meeting, name="meeting"),
    path(f"{ONE}change/", meeting_changes.change_meeting, name="change_meeting"),
    path(f"{ONE}cancel/", meeting_changes.cancel_meeting, name="cancel_meeting"),
    path(f"{ONE}not-run/", meeting_changes.meeting_not_run, name="meeting_not_run"),
    path(f"{ONE}meeting.ics", meeting.meeting_calendar, name="meeting_calendar"),
    path(f"{ONE}agenda/", agenda.meeting_agenda, name="meeting_agenda"),
    path(f"{ONE}agenda/propose/", agenda.propose_item, name="propose_item"),
    path(f"{ONE}agenda/order/", agenda.order_items, name="order_items"),
    path(f"{ONE}agenda/<int:item_pk>/accept/", agenda.accept_item, name="accept_item"),
    path(f"{ONE}agenda/<int:item_pk>/decline/", agenda.decline_item, name="decline_item"),
    path(f"{ONE}invite/", invitations.invite_to_meeting, name="invite_to_meeting"),
    path(f"{ONE}invitations/<int:invitation_pk>/", invitations.meeting_reply, name="meeting_reply"),
    path(f"{ONE}attendance/", attendance.meeting_attendance, name="meeting_attendance"),
    path(f"{ONE}papers/", meeting_papers.add_meeting_paper, name="add_meeting_paper"),
    # Whoever holds the token of their letter: see secret_links.
    path("meetings/answer/<str:token>/", invitations.meeting_invitation, name="meeting_invitation"),
]
