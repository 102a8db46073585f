"""The check of plain words while somebody writes: one field at a time, nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from coordination.plain_words import Readers
from directory.forms.plain_words import Words, examined


@require_POST
def plain_words(request: HttpRequest) -> HttpResponse:
    """{"html": remarks as the page shows them, "heading": how many}. The text comes in the body: no log has it."""
    asked = request.POST.get("readers")
    readers = Readers(asked) if asked in list(Readers) else Readers.PEOPLE
    measure = request.POST.get("measure") != "no"
    words = Words("", "", readers, measure, examined(request.POST.get("text", ""), readers, measure))
    html = render_to_string("directory/parts/plain_words_result.html", {"words": words})
    return JsonResponse({"html": html, "heading": words.heading if words.says_something else ""})
