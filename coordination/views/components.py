"""The live page of every component, each with the template code that made it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import get_template
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from coordination.forms.samples import SampleFilter, SampleForm
from coordination.views import component_samples

EXAMPLES = (
    ("Page heading", "page_heading"),
    ("Breadcrumbs and back link", "wayfinding"),
    ("Views of one thing", "tab_list"),
    ("Tags", "tags"),
    ("Whose turn it is", "whose_turn"),
    ("Figures", "stat_tiles"),
    ("Notifications", "notifications"),
    ("Warning, inset, details and card", "telling"),
    ("Summary list", "summary_list"),
    ("Table", "table"),
    ("Task list", "task_list"),
    ("History", "timeline"),
    ("Difference", "difference"),
    ("Nothing here yet", "empty_state"),
    ("Filters", "filter_panel"),
    ("Pages of a list", "pagination"),
    ("Buttons", "buttons"),
    ("Progress", "progress"),
)


def laid_out(request: HttpRequest) -> list[dict[str, str]]:
    """Each example rendered, with its source, so that the page cannot say something else than it does."""
    context = {
        **component_samples.CONTEXT,
        "filter_form": SampleFilter(request.GET if "words" in request.GET else None),
        "page": Paginator(range(1, 236), 10).page(4),
    }
    examples = []
    for title, name in EXAMPLES:
        template: Any = get_template(f"components/examples/{name}.html")
        code = template.template.source.strip()
        examples.append({"title": title, "id": name, "html": template.render(context, request), "code": code})
    return examples


@require_safe
def components(request: HttpRequest) -> TemplateResponse:
    sent = "reference" in request.GET
    form = SampleForm(request.GET if sent else None, initial={"reference": "sample"})
    return TemplateResponse(request, "components/page.html", {"examples": laid_out(request), "form": form})
