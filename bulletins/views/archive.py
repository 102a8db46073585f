"""The archive of a prison: what was sent to who works there, by it, by a set that it is in, or to all prisons.

For whoever reads bulletins at the prison. People of organisations have no role there and read what was mailed to them.
"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bulletins.forms.around import ArchiveForm
from bulletins.models import BulletinIssue, BulletinPaper
from bulletins.views.issue_rows import A_PAGE, row_of
from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at


@require_safe
def bulletin_archive(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.READ_BULLETINS)
    form = ArchiveForm(request.GET)
    wanted = form.cleaned_data["title"] if form.is_valid() else ""
    rows = sent_to(BulletinIssue.objects.visible_to(request.user), prison)
    for word in wanted.split():
        rows = rows.filter(title__icontains=word)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    papers = _papers(request, list(page))
    context = {
        "prison": prison, "crumbs": crumbs_of(prison), "form": form, "wanted": wanted, "page": page,
        "rows": [row_of(each, papers.get(each.pk)) for each in page],
        "makes": standing_of(request.user).may(P.MANAGE_BULLETINS, prison=prison),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/around/archive.html", context)


def sent_to(issues: QuerySet[BulletinIssue], prison: Prison) -> QuerySet[BulletinIssue]:
    """Those whose sending began, the newest first. A set counts as it is now."""
    of_all = Q(prison=None, prison_set=None)
    here = Q(prison=prison) | Q(prison_set__in=prison.sets.all()) | of_all
    sent = issues.filter(here, state__in=BulletinIssue.READABLE, sending_began_at__isnull=False)
    return sent.select_related("prison", "prison_set").order_by("-sending_began_at", "-pk")


def _papers(request: HttpRequest, issues: list[BulletinIssue]) -> dict[int, list[tuple[str, str]]]:
    """{key of an issue: (label, address) of its finished papers}. Who opens one that stands no more is told why."""
    papers = BulletinPaper.objects.visible_to(request.user).filter(
        issue__in=[issue.pk for issue in issues], state=BulletinPaper.State.READY, superseded_at=None
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for paper in papers.order_by("kind", "-asked_at", "-pk").defer("snapshot"):
        url = reverse("bulletin_paper", args=[paper.issue_id, paper.pk])
        found.setdefault(paper.issue_id, []).append((paper.get_kind_display(), url))
    return found
