"""A file that was handed in, for whoever may have it. It leaves as what it is and is never shown inside the portal."""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from coordination.access import get_visible_or_404
from coordination.views.places import crumbs_of
from inductions.actions.documents import open_file
from inductions.models import StoredFile

logger = logging.getLogger(__name__)


@require_safe
def stored_file(request: HttpRequest, pk: int) -> HttpResponse:
    found: StoredFile = get_visible_or_404(StoredFile, request.user, pk=pk)
    if found.deleted_at:
        return _gone(request, found, "This file was deleted when its time was over.")
    open_file(by=request.user, file=found)
    try:
        with found.file.open("rb") as file:
            content = file.read()
    except OSError:
        logger.exception("Stored file %s is not where it was kept", found.pk)
        return _gone(
            request,
            found,
            "The file is not where it was kept. Tell your administrator, and hand it in again.",
        )
    if hashlib.sha256(content).hexdigest() != found.content_hash:
        logger.error("Stored file %s is not what was handed in", found.pk)
        return _gone(
            request,
            found,
            "The file is not what was handed in, so it is not given out. Tell your administrator.",
        )
    response = HttpResponse(content, content_type=found.content_type)
    response["Content-Disposition"] = disposition(found.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store, private"
    return response


def disposition(name: str) -> str:
    """Always to be saved (RFC 6266): the name in plain letters, and as it is for every browser since 2011."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c for c in plain if c.isprintable() and c not in '"\\') or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _gone(request: HttpRequest, found: StoredFile, sentence: str) -> HttpResponse:
    context = {"file": found, "sentence": sentence, "crumbs": crumbs_of()}
    return TemplateResponse(request, "inductions/file_gone.html", context, status=410)
