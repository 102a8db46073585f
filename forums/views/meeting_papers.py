"""Papers that are laid before a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from forums.actions import documents
from forums.forms.meeting_papers import PaperForm
from forums.views.meeting_here import crumbs_below, meeting_at
from forums.views.meeting_words import when_of


@require_http_methods(["GET", "HEAD", "POST"])
def add_meeting_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    form = PaperForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        made = attempt(
            form,
            lambda: documents.add_file(
                by=request.user, forum=meeting.forum, meeting=meeting, title=form.cleaned_data["title"],
                name=form.cleaned_data["file"].name, content=form.cleaned_data["file"].content,
            ),
        )  # fmt: skip
        if made:
            messages.success(request, f"“{made}” is with the papers. Every member can open it.")
            return redirect(meeting)
    return form_page(
        request, form, "Add a paper", crumbs=crumbs_below(here, meeting),
        caption=f"{meeting.name}, {when_of(meeting)}",
        lead="Every member of the forum can open it. Nothing about one person in prison.",
    )  # fmt: skip
