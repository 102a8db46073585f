"""A picture as whoever reads a mail fetches it: without an account, the same for all, and nothing is counted."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bulletins import picture_links

A_DAY: Final = 86_400
TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg"}


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_DAY)
def bulletin_picture(request: HttpRequest, pk: int, signature: str) -> FileResponse:
    """404 for an address that is not ours, and once the picture was removed."""
    image = picture_links.picture_at(pk, signature)
    if image is None:
        raise Http404
    try:
        file = image.file.open()
    except FileNotFoundError as gone:
        raise Http404 from gone
    ending = image.file.name[image.file.name.rindex(".") :]
    return FileResponse(file, content_type=TYPES[ending])
