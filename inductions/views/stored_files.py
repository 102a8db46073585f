"""A file that was handed in, for whoever may have it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from coordination.access import get_visible_or_404
from coordination.views.handing_out import NotGiven, as_download
from coordination.views.places import crumbs_of
from inductions.actions.documents import open_file
from inductions.models import StoredFile


@require_safe
def stored_file(request: HttpRequest, pk: int) -> HttpResponse:
    found: StoredFile = get_visible_or_404(StoredFile, request.user, pk=pk)
    if found.deleted_at:
        return _gone(request, found, NotGiven("This file was deleted when its time was over."))
    open_file(by=request.user, file=found)
    try:
        return as_download(found)
    except NotGiven as reason:
        return _gone(request, found, reason)


def _gone(request: HttpRequest, found: StoredFile, reason: NotGiven) -> HttpResponse:
    context = {"file": found, "heading": reason.heading, "sentence": str(reason), "crumbs": crumbs_of()}
    return TemplateResponse(request, "inductions/file_gone.html", context, status=reason.status)
