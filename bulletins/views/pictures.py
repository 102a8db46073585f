"""A picture as whoever reads a mail fetches it: without an account, the same for all, and nothing is counted."""

from __future__ import annotations

import logging
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bulletins import picture_links
from coordination.views.handing_out import NOT_NOW

logger = logging.getLogger(__name__)
NOT_KEPT: Final = {"Cache-Control": "no-store", "Retry-After": "300"}
A_DAY: Final = 86_400
TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg"}


@login_not_required
@require_safe
def bulletin_picture(request: HttpRequest, pk: int, signature: str) -> HttpResponse | FileResponse:
    """404 for an address that is not ours, and once the picture was removed; 503 while it cannot be read."""
    image = picture_links.picture_at(pk, signature)
    if image is None:
        raise Http404
    try:
        file = image.file.open()
    except FileNotFoundError as gone:
        raise Http404 from gone
    except OSError:
        logger.exception("Picture %s cannot be read", pk)
        return HttpResponse(NOT_NOW, status=503, content_type="text/plain", headers=NOT_KEPT)
    ending = image.file.name[image.file.name.rindex(".") :]
    response = FileResponse(file, content_type=TYPES[ending])
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response
