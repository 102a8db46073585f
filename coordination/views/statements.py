"""Pages of fixed words that anybody may read."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, "accessibility.html")
