"""Terms of reference and papers: added, handed out, and taken off."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.forms.people import ConfirmForm
from coordination.roles import Permission as P
from coordination.views.handing_out import NotGiven, as_download
from coordination.views.places import attempt, form_page
from forums.actions import documents as actions
from forums.forms.forums import PaperForm
from forums.models import ForumFile
from forums.views.forum_here import Here, forum_at


@require_http_methods(["GET", "HEAD", "POST"])
def add_forum_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Terms of reference; papers are added at their meeting."""
    here = forum_at(request, code, pk, P.MANAGE_FORUMS)
    sent = request.method == "POST"
    form = PaperForm(request.POST if sent else None, request.FILES if sent else None)
    if sent:
        added = attempt(
            form,
            lambda: actions.add_file(
                by=request.user, forum=here.forum, title=form.cleaned_data["title"],
                name=form.cleaned_data["file"].name, content=form.cleaned_data["file"].content,
            ),
        )  # fmt: skip
        if added:
            messages.success(request, f"“{added}” is kept. Members can read it.")
            return redirect(here.forum)
    return form_page(
        request, form, "Add terms of reference", crumbs=here.crumbs_below, caption=here.forum.name,
        lead="What the forum is for and how it works, as it was agreed. Members can read it.",
    )  # fmt: skip


def file_at(
    request: HttpRequest, code: str, pk: int, file_pk: int, permission: P | None = None
) -> tuple[Here, ForumFile]:
    here = forum_at(request, code, pk, permission)
    rows = ForumFile.objects.visible_to(request.user).select_related(
        "forum__prison", "meeting__forum__prison"
    )
    file = rows.filter(forum=here.forum, pk=file_pk).first()
    if file is None:
        raise Http404
    return here, file


@require_safe
def forum_file(request: HttpRequest, code: str, pk: int, file_pk: int) -> HttpResponse:
    here, file = file_at(request, code, pk, file_pk)
    try:
        if file.removed_at:
            raise NotGiven("This paper was taken off.")
        return as_download(file)
    except NotGiven as reason:
        context = {
            "file": file, "heading": reason.heading, "sentence": str(reason), "crumbs": here.crumbs_below,
        }  # fmt: skip
        return TemplateResponse(request, "forums/forums/file_gone.html", context, status=reason.status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_forum_file(request: HttpRequest, code: str, pk: int, file_pk: int) -> HttpResponse:
    """Back to where it hung: the forum's page, or the meeting's."""
    here, file = file_at(request, code, pk, file_pk, P.MANAGE_FORUMS)
    form = ConfirmForm(request.POST if request.method == "POST" else None, label="Take it off")
    if request.method == "POST" and attempt(form, lambda: actions.remove_file(by=request.user, file=file)):
        messages.success(request, f"“{file}” was taken off.")
        return redirect(file.meeting or here.forum)
    return form_page(
        request, form, f"Take off “{file}”?", crumbs=here.crumbs_below, caption=here.forum.name,
        paragraphs=["The file is deleted. Nobody can read it here any more, and it does not come back."],
    )  # fmt: skip
