"""For regional and national leads: at which prisons organisations waited longer for an answer than was promised."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import standing_of
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of
from coordination.working_days import working_days_between
from forums.models import Idea
from forums.models.idea import answered_in_time, answered_late, still_late

A_PAGE: Final = 50
COLUMNS: Final = (
    "Prison", "Waiting", "Past their day", "Working days the longest is late", "Answered late", "Answered in time",
)  # fmt: skip


@require_safe
def ideas_waited(request: HttpRequest) -> HttpResponse:
    access.require(request.user, P.VIEW_FORUMS)
    today = timezone.localdate()
    prisons = standing_of(request.user).prisons_where(P.VIEW_FORUMS)
    sent = Idea.objects.visible_to(request.user).filter(prison__in=prisons).order_by("prison__name")
    counted = sent.values("prison__name", "prison__code").annotate(
        waits=Count("pk", filter=Q(answered_at=None, taken_back_at=None)),
        late=Count("pk", filter=still_late(today)),
        oldest=Min("answer_by", filter=still_late(today)),
        answered_late=Count("pk", filter=answered_late(today)),
        in_time=Count("pk", filter=answered_in_time(today)),
    )
    page = Paginator(counted, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": crumbs_of(),
        "page": page,
        "columns": COLUMNS,
        "numeric": ",".join(COLUMNS[1:]),
        "rows": [_row(each, today) for each in page],
        # Where nothing was ever sent, nothing is known of how long an answer takes: no row of zeros.
        "without": prisons.count() - page.paginator.count,
    }
    return TemplateResponse(request, "forums/ideas/waited.html", context)


def _row(found: dict[str, Any], today: Any) -> list[Any]:
    url = reverse("ideas", args=[found["prison__code"]], query={"show": "longer"})
    name = format_html('<a class="govuk-link" href="{}">{}</a>', url, found["prison__name"])
    past = working_days_between(found["oldest"], today) if found["oldest"] else "–"
    return [name, found["waits"], found["late"], past, found["answered_late"], found["in_time"]]
