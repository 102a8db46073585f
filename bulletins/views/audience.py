"""For whom an issue is, how many that are, and why somebody is left out."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from bulletins.actions.audience import set_audience
from bulletins.actions.sending import require_for
from bulletins.audiences import (
    OUTSIDER,
    Recipient,
    Wanted,
    in_short,
    may_see_names,
    recipients,
    who_left,
)
from bulletins.forms.audience import AudienceForm
from bulletins.models import BulletinIssue, Delivery
from bulletins.views.approving import typed_version
from bulletins.views.issues import crumbs_to
from coordination.access import get_visible_or_404
from coordination.models import Organisation, Prison
from coordination.roles import Permission as P
from coordination.roles import Role
from coordination.views.places import attempt
from coordination.views.sentences import day
from directory.models import Listing

A_PAGE: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_audience(request: HttpRequest, pk: int) -> HttpResponse:
    """POST saves; with the button `preview` it saves nothing and counts what is ticked."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    require_for(request.user, P.MANAGE_BULLETINS, issue)
    form = AudienceForm(
        request.POST if request.method == "POST" else None, issue=issue, **may_be_chosen(request, issue)
    )
    if request.method == "POST" and "preview" in request.POST:
        typed = Wanted.typed(form.values()) if form.is_valid() else None
        return answer(request, issue, form, typed)
    if request.method == "POST" and attempt(
        form,
        lambda: set_audience(by=request.user, issue=issue, values=form.values(), seen=typed_version(request)),
    ):
        messages.success(request, "Saved. This is who gets it now.")
        return redirect("bulletin_audience", issue.pk)
    return answer(request, issue, form)


def answer(
    request: HttpRequest, issue: BulletinIssue, form: AudienceForm, typed: Wanted | None = None
) -> HttpResponse:
    context = context_of(request, issue, form, typed)
    return TemplateResponse(request, "bulletins/readers/audience.html", context)


def may_be_chosen(request: HttpRequest, issue: BulletinIssue) -> dict[str, Any]:
    """Organisations with a service there, and prisons of the set or all, as far as the user sees them."""
    prisons = Prison.objects.visible_to(request.user).taking_services()
    if issue.prison_set:
        prisons = prisons.filter(sets=issue.prison_set)
    listings = Listing.objects.visible_to(request.user).published()
    here = [issue.prison] if issue.prison else prisons
    working = listings.filter(prison__in=here).values("service__organisation")
    organisations = Organisation.objects.visible_to(request.user).filter(pk__in=working)
    return {"organisations": organisations, "prisons": prisons}


def context_of(
    request: HttpRequest, issue: BulletinIssue, form: AudienceForm, typed: Wanted | None
) -> dict[str, Any]:
    """Of what is saved, or of `typed`, which is not. Its list has one page: pages of it would show what is saved."""
    sections = list(issue.items.kept().order_by().values_list("section", flat=True).distinct())
    found = recipients(issue, sections, typed)
    page = Paginator(found, A_PAGE).get_page(None if typed else request.GET.get("page"))
    rows = [row_of(each) for each in page] if may_see_names(request.user, issue, typed) else []
    audience = issue.audience
    return {
        "issue": issue,
        "crumbs": [*crumbs_to(issue), (issue.title, issue.get_absolute_url())],
        "form": form,
        "typed": typed is not None,
        # Counting changes nothing of what was looked at: a change by somebody else is still told when it is saved.
        "version": request.POST.get("version", "") if typed else issue.version,
        "gets": sum(not each.reason for each in found),
        "left_out": sum(bool(each.reason) for each in found),
        "left": who_left(issue, typed),
        "role_columns": ["Who", "Get it", "Left out"],
        "roles": by_role(found),
        "reason_columns": ["Why", "How many"],
        "reasons": by_reason(found),
        "changed": f"{audience.changed_by}, {day(audience.changed_at)}" if audience.changed_at else "",
        "settled": issue.state not in BulletinIssue.WRITABLE,
        "page": page if rows else None,
        "columns": ["Name", "Who", "Gets it"],
        "rows": rows,
        "more": typed is not None and page.has_other_pages(),
    }


def who(role: str) -> str:
    if role == OUTSIDER:
        return "Joined by themselves"
    return Role(role).label if role else "Comes in, without an account"


def row_of(each: Recipient) -> list[str]:
    answer = f"No: {Delivery.Reason(each.reason).label.lower()}" if each.reason else "Yes"
    return [each.name or in_short(each.email), who(each.role), answer]


def by_role(found: list[Recipient]) -> list[list[str]]:
    get_it = Counter(each.role for each in found if not each.reason)
    left_out = Counter(each.role for each in found if each.reason)
    order = [*Role.values, "", OUTSIDER]
    return [
        [who(role), str(get_it[role]), str(left_out[role])]
        for role in order
        if get_it[role] or left_out[role]
    ]


def by_reason(found: list[Recipient]) -> list[list[str]]:
    counted = Counter(each.reason for each in found if each.reason)
    return [[reason.label, str(counted[reason.value])] for reason in Delivery.Reason if counted[reason.value]]
