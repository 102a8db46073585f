"""What every paper of forums does last: it is sent as a PDF, or a page says why it was not made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from coordination.models import Prison
from coordination.policies import Refused
from coordination.publishing import Printed, PrintingUnavailable
from coordination.views.places import Crumb, crumbs_of


def printed(
    request: HttpRequest,
    prison: Prison,
    make: Callable[[], Printed],
    *,
    name: str,
    title: str,
    back: Callable[[], Crumb] | None = None,
    form: Any = None,
) -> HttpResponse:
    """`name` without its ending. Where it is refused: 409 with the sentence, `back` to where it can be mended, and a
    form that may print it otherwise.
    """
    try:
        paper = make()
    except (Refused, PrintingUnavailable) as problem:
        way_back = back() if back else None
        context = {
            "prison": prison,
            "title": title,
            "crumbs": [*crumbs_of(prison), *([way_back] if way_back else [])],
            "problem": str(problem),
            "back": way_back,
            "form": None if isinstance(problem, PrintingUnavailable) else form,
        }
        status = 503 if isinstance(problem, PrintingUnavailable) else 409
        return TemplateResponse(request, "forums/papers/not_printed.html", context, status=status)
    response = HttpResponse(paper.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{prison.code}-{name}.pdf"'
    return response
