from __future__ import annotations

from django.urls import path

from forums.views import papers, wing_papers

AT = "prisons/<prison:code>/"

urlpatterns = [
    path(f"{AT}meetings/<int:pk>/agenda.pdf", papers.agenda_paper, name="agenda_paper"),
    path(f"{AT}meetings/<int:pk>/minutes.pdf", papers.minutes_paper, name="minutes_paper"),
    path(f"{AT}meetings/<int:pk>/wing-page.pdf", wing_papers.wing_page, name="wing_page"),
    path(f"{AT}outcomes/poster.pdf", wing_papers.outcomes_poster, name="outcomes_poster"),
    path(f"{AT}feedback/slip.pdf", wing_papers.feedback_slip, name="feedback_slip"),
    path(f"{AT}events/<int:pk>/programme.pdf", wing_papers.event_programme, name="event_programme"),
]
