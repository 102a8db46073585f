"""A focus group: a meeting with questions. They are asked, put in order, and answered as counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access import Standing, get_visible_or_404
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, press
from directory.models import Need
from directory.policies import asks
from forums import policies
from forums.actions import focus as actions
from forums.forms.focus import QuestionForm
from forums.models import FocusQuestion, Meeting
from forums.views.meeting_here import Here, crumbs_below, meeting_at


def question_at(request: HttpRequest, code: str, pk: int, question: int) -> tuple[Here, FocusQuestion]:
    """For whoever keeps the forums of the prison."""
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    found = get_visible_or_404(FocusQuestion, request.user, pk=question, meeting=meeting)
    found.meeting = meeting
    return here, found


def url_of(meeting: Meeting) -> str:
    return reverse("focus_group", args=[meeting.forum.prison.code, meeting.pk])


def crumbs_of_questions(here: Here, meeting: Meeting) -> list[Crumb]:
    return [*crumbs_below(here, meeting), ("Questions", url_of(meeting))]


def works_at(standing: Standing, prison: Prison) -> bool:
    """Reads the prison's forums with a posting there, and not from a region or an organisation."""
    here = any(posting.prison_id == prison.pk for posting in standing.postings)
    return here and standing.may(P.VIEW_FORUMS, prison=prison)


def questions_of(request: HttpRequest, meeting: Meeting) -> list[FocusQuestion]:
    rows = FocusQuestion.objects.visible_to(request.user).filter(meeting=meeting)
    return list(rows.select_related("pathway", "group").prefetch_related("answers"))


def is_open(meeting: Meeting) -> bool:
    return meeting.state in (Meeting.State.PLANNED, Meeting.State.HELD)


@require_http_methods(["GET", "HEAD", "POST"])
def focus_group(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The questions for everybody who sees the meeting; a POST adds one."""
    posted = request.method == "POST"
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS if posted else None)
    form = QuestionForm(request.POST if posted else None, prison=here.prison)
    if posted and attempt(
        form, lambda: actions.ask_question(by=request.user, meeting=meeting, **form.cleaned_data)
    ):
        messages.success(request, "The question is added.")
        return redirect(url_of(meeting))
    questions = questions_of(request, meeting)
    context = {
        "here": here,
        "prison": here.prison,
        "meeting": meeting,
        "crumbs": crumbs_below(here, meeting),
        "questions": [_listed(here, each, at, len(questions)) for at, each in enumerate(questions, 1)],
        "form": form if here.keeps and is_open(meeting) else None,
        "has_begun": asks(policies.check_has_begun, meeting) and is_open(meeting),
        "needs": needs_of(request, meeting),
        "may_raise": here.standing.may(P.MANAGE_NEEDS, prison=here.prison),
    }
    return TemplateResponse(request, "forums/focus/questions.html", context)


def _listed(here: Here, question: FocusQuestion, at: int, last: int) -> dict[str, Any]:
    given = sum(each.people_count for each in question.answers.all())
    return {
        "question": question,
        "about": ", ".join(str(part) for part in (question.pathway, question.group) if part),
        "given": given if works_at(here.standing, here.prison) else None,
        "is_last": at == last,
    }


def asked_and_needed(request: HttpRequest, here: Here, meeting: Meeting) -> dict[str, Any]:
    """For forums/focus/of_meeting.html on the page of a meeting."""
    may_raise = here.standing.may(P.MANAGE_NEEDS, prison=here.prison)
    return {
        "questions": FocusQuestion.objects.visible_to(request.user).filter(meeting=meeting).count(),
        "may_ask": here.keeps and is_open(meeting),
        "needs": needs_of(request, meeting),
        "may_raise": may_raise and asks(policies.check_has_begun, meeting),
    }


def needs_of(request: HttpRequest, meeting: Meeting) -> list[Need]:
    """Raised from the meeting or from one of its questions."""
    return list(Need.objects.visible_to(request.user).filter(raised_from__meeting=meeting).distinct())


@require_http_methods(["GET", "HEAD", "POST"])
def change_question(request: HttpRequest, code: str, pk: int, question: int) -> HttpResponse:
    here, found = question_at(request, code, pk, question)
    form = QuestionForm(
        request.POST if request.method == "POST" else None, prison=here.prison,
        initial={"text": found.text, "pathway": found.pathway_id, "group": found.group_id},
    )  # fmt: skip
    form.submit_label = "Save the question"
    if request.method == "POST" and attempt(
        form, lambda: actions.reword_question(by=request.user, question=found, **form.cleaned_data)
    ):
        messages.success(request, "The question is saved.")
        return redirect(url_of(found.meeting))
    return form_page(
        request, form, f"Question {found.number}", crumbs=crumbs_of_questions(here, found.meeting),
        caption=str(found.meeting),
    )  # fmt: skip


@require_POST
def move_question(request: HttpRequest, code: str, pk: int, question: int) -> HttpResponse:
    """`to`: “up” or “down”."""
    _, found = question_at(request, code, pk, question)
    earlier = request.POST.get("to") == "up"
    return press(
        request, lambda: actions.move_question(by=request.user, question=found, earlier=earlier),
        "The questions are in their new order.", url_of(found.meeting),
    )  # fmt: skip


@require_POST
def remove_question(request: HttpRequest, code: str, pk: int, question: int) -> HttpResponse:
    _, found = question_at(request, code, pk, question)
    return press(
        request, lambda: actions.remove_question(by=request.user, question=found),
        "The question is taken out.", url_of(found.meeting),
    )  # fmt: skip
