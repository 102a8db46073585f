"""The answers of a focus group: typed in as counts, and read by pathway and by group."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.policies import Overtaken, Refused
from coordination.views.places import attempt
from forums import policies
from forums.actions import focus as actions
from forums.forms.focus import AnswersForm
from forums.heard import answered
from forums.models import FocusQuestion, Meeting
from forums.views.focus import (
    crumbs_of_questions,
    is_open,
    meeting_at,
    question_at,
    questions_of,
    url_of,
    works_at,
)

NOTHING: Final = {"pathway": "No single pathway", "group": "Asked of everybody"}


@require_http_methods(["GET", "HEAD", "POST"])
def tally_answers(request: HttpRequest, code: str, pk: int, question: int) -> HttpResponse:
    """`then=more` shows more rows and keeps nothing; `then=next` saves and goes to the next question."""
    here, found = question_at(request, code, pk, question)
    meeting = found.meeting
    if not is_open(meeting):
        messages.error(request, f"This meeting is settled: {meeting.get_state_display().lower()}.")
        return redirect(url_of(meeting))
    try:
        policies.check_has_begun(meeting)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(url_of(meeting))
    then = request.POST.get("then", "") if request.method == "POST" else ""
    there = list(found.answers.order_by("pk").values_list("text", "people_count"))
    form = AnswersForm(
        request.POST if request.method == "POST" else None, there=there, more=then == "more",
        seen=actions.mark_of_answers(there),
    )  # fmt: skip
    if then in ("save", "next") and (saved := attempt(form, lambda: _save(request, found, form))):
        messages.success(request, f"The answers to question {found.number} are saved.")
        return redirect(_after(request, saved) if then == "next" else url_of(meeting))
    later = meeting.questions.filter(number__gt=found.number).exists()
    context = {
        "prison": here.prison,
        "meeting": meeting,
        "question": found,
        "about": ", ".join(str(part) for part in (found.pathway, found.group) if part),
        "crumbs": crumbs_of_questions(here, meeting),
        "form": form,
        "there": there,
        "overtaken": form.is_bound and request.POST.get("seen") != actions.mark_of_answers(there),
        "has_next": later,
    }
    return TemplateResponse(request, "forums/focus/answers.html", context)


def _save(request: HttpRequest, question: FocusQuestion, form: AnswersForm) -> FocusQuestion:
    try:
        return actions.tally_answers(
            by=request.user, question=question, answers=form.answers, seen=form.cleaned_data["seen"]
        )
    except Overtaken:
        # Sent again, the page replaces what it now shows.
        form.data = form.data.copy()
        form.data["seen"] = actions.mark_of(question)
        raise


def _after(request: HttpRequest, question: FocusQuestion) -> str:
    rows = FocusQuestion.objects.visible_to(request.user).filter(meeting=question.meeting_id)
    after = rows.filter(number__gt=question.number).first()
    if after is None:
        return url_of(question.meeting)
    code = question.meeting.forum.prison.code
    return reverse("tally_answers", args=[code, question.meeting_id, after.pk])


@require_safe
def focus_results(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """`?by=group`, or by pathway. Whoever does not work at the prison is told no small number."""
    here, meeting = meeting_at(request, code, pk)
    by = "group" if request.GET.get("by") == "group" else "pathway"
    hide = not works_at(here.standing, here.prison)
    told = not hide or meeting.state == Meeting.State.HELD
    questions = questions_of(request, meeting) if told else []
    address = reverse("focus_results", args=[here.prison.code, meeting.pk])
    context = {
        "prison": here.prison,
        "meeting": meeting,
        "crumbs": crumbs_of_questions(here, meeting),
        "tabs": [
            {"label": label, "url": f"{address}?by={key}", "current": by == key}
            for key, label in (("pathway", "By pathway"), ("group", "By group"))
        ],
        "parts": _parts(questions, by, hide),
        "hides": hide,
        "keeps": here.keeps,
    }
    return TemplateResponse(request, "forums/focus/results.html", context)


def _parts(questions: list[FocusQuestion], by: str, hide: bool) -> list[dict[str, Any]]:
    """[{name, total, questions}], in the order of the reference list; what is about none of it comes last."""
    parts: dict[Any, list[FocusQuestion]] = {}
    for question in questions:
        parts.setdefault(getattr(question, by), []).append(question)
    known = sorted((each for each in parts if each), key=lambda each: (each.position, each.pk))
    return [
        _part(str(each) if each else NOTHING[by], parts[each], hide)
        for each in [*known, *([None] if None in parts else [])]
    ]


def _part(name: str, questions: list[FocusQuestion], hide: bool) -> dict[str, Any]:
    shown = [_shown(question, hide) for question in questions]
    return {
        "name": name,
        "total": None if hide else sum(each["told"].total for each in shown),
        "questions": shown,
    }


def _shown(question: FocusQuestion, hide: bool) -> dict[str, Any]:
    answers = [(each.text, each.people_count) for each in question.answers.all()]
    told = answered(answers, hide=hide)
    return {
        "number": question.number,
        "text": question.text,
        "other": ", ".join(str(part) for part in (question.pathway, question.group) if part),
        "told": told,
        "most": max((count for _, count in told.answers), default=0),
    }
