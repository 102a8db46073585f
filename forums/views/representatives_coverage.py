"""For which wings, pathways and groups somebody speaks, and for which nobody does. Made to be printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from coordination.views.sentences import day
from forums import gaps
from forums.models import Representative
from forums.views import representative_words as words


@require_safe
def coverage(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_FORUMS)
    roles = Representative.objects.visible_to(request.user).current().filter(prison=prison, until=None)
    found = gaps.coverage(prison, roles.select_related("wing").prefetch_related("pathways", "groups"))
    context = {
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Representatives", reverse("representatives", args=[code]))],
        "found": found,
        "tiles": words.tiles_of(found),
        "wings": [words.covered_row(each) for each in found.wings],
        "pathways": [words.covered_row(each, by_wing=False) for each in found.pathways],
        "groups": [words.covered_row(each, by_wing=False) for each in found.groups],
        "whole_prison": [words.role_in_list(role) for role in found.whole_prison],
        "unsaid": [str(role) for role in found.unsaid],
        "today": day(timezone.localdate()),
    }
    return TemplateResponse(request, "forums/representatives/coverage.html", context)
