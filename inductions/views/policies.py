"""The library of a prison: read, say that one has read, and see who has not."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from coordination import access
from coordination.access import Standing, get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb
from inductions.actions.documents import acknowledge_policy
from inductions.gaps import Owed, owed_at, owed_by
from inductions.models import Acknowledgement, Person, PolicyDocument
from inductions.views import policy_words as words
from inductions.views.with_papers import crumbs_here, prison_with_papers

A_PAGE: Final = 100


def below_policies(request: HttpRequest, prison: Prison) -> list[Crumb]:
    return [*crumbs_here(request, prison), ("Policies and guidance", reverse("policies", args=[prison.code]))]


def policy_at(request: HttpRequest, code: str, pk: int, permission: P | None = None) -> PolicyDocument:
    prison = prison_with_papers(request, code)
    if permission:
        access.require(request.user, permission, prison=prison)
    found = get_visible_or_404(PolicyDocument, request.user, pk=pk, prison=prison)
    found.prison = prison
    return found


def own_person(request: HttpRequest) -> Person | None:
    return Person.objects.visible_to(request.user).filter(user=request.user).first()


def done_by(request: HttpRequest, person: Person | None) -> dict[int, Acknowledgement]:
    if person is None:
        return {}
    rows = Acknowledgement.objects.visible_to(request.user).filter(person=person)
    return {row.document_id: row for row in rows}


def owed_of(request: HttpRequest) -> dict[int, Owed]:
    """{key of a policy: what the reader owes}."""
    return {each.document.pk: each for each in owed_by(request.user, timezone.localdate())}


def sees_overdue(standing: Standing, prison: Prison) -> bool:
    return standing.may(P.VIEW_WORKERS, prison=prison) or bool(
        standing.organisations_where(P.MANAGE_OWN_WORKERS)
    )


@require_safe
def policies(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_with_papers(request, code)
    standing, today = standing_of(request.user), timezone.localdate()
    documents = (
        PolicyDocument.objects.visible_to(request.user).filter(prison=prison).select_related("file", "prison")
    )
    owed, done = owed_of(request), done_by(request, own_person(request))
    lines = [words.line(each, owed.get(each.pk), done.get(each.pk), today) for each in documents.current()]
    # What one has to read stands first, the soonest due at the top.
    lines.sort(key=lambda each: _soonest(owed.get(each["document"].pk)))
    may_manage = standing.may(P.MANAGE_POLICIES, prison=prison)
    ended = documents.exclude(ended_on=None).filter(replaced_by=None).order_by("-ended_on")
    context = {
        "prison": prison,
        "crumbs": crumbs_here(request, prison),
        "lines": lines,
        "to_read": sum(1 for each in lines if each["document"].pk in owed),
        "new_url": reverse("policy_new", args=[code]) if may_manage else "",
        "overdue_url": reverse("policies_overdue", args=[code]) if sees_overdue(standing, prison) else "",
        "shows_review": standing.may(P.VIEW_WORKERS, prison=prison),
        "ended": ended if may_manage else [],
    }
    return TemplateResponse(request, "inductions/policies.html", context)


def _soonest(owed: Owed | None) -> tuple[bool, Any]:
    return (owed is None, owed.due_on.toordinal() if owed else 0)


@require_safe
def policy_document(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One version: to read here, to download, to acknowledge."""
    found = policy_at(request, code, pk)
    return policy_page(request, found)


def policy_page(request: HttpRequest, found: PolicyDocument) -> HttpResponse:
    prison, standing, today = found.prison, standing_of(request.user), timezone.localdate()
    person = own_person(request)
    owed, done = owed_of(request).get(found.pk), done_by(request, person).get(found.pk)
    state, tone = words.own_state(found, owed, done, today)
    may_manage = standing.may(P.MANAGE_POLICIES, prison=prison) and not found.ended_on
    newer = PolicyDocument.objects.visible_to(request.user).filter(replaces=found).first()
    here = [found.prison.code, found.pk]
    review, review_tone = words.review_state(found, today)
    context = {
        "document": found,
        "prison": prison,
        "crumbs": below_policies(request, prison),
        "facts": words.facts(found),
        "blocks": words.blocks(found.text),
        "file": words.file_in_words(found.file) if found.file else "",
        "file_url": reverse("stored_file", args=[found.file_id]) if found.file_id else "",
        "state": state,
        "tone": tone,
        "review": review if found.ended_on or (may_manage and review_tone == "attention") else "",
        "review_tone": review_tone,
        "acknowledge_url": reverse("acknowledge_policy", args=here) if owed and not done else "",
        "newer": newer,
        "older": found.replaces,
        "may_manage": may_manage,
        "version_url": reverse("policy_version", args=here),
        "terms_url": reverse("policy_terms", args=here),
        "end_url": reverse("end_policy", args=here),
        "counts": counts(found) if standing.may(P.VIEW_WORKERS, prison=prison) else [],
        "overdue_url": reverse("policies_overdue", args=here[:1])
        if standing.may(P.VIEW_WORKERS, prison=prison) and found.must_acknowledge
        else "",
        "signed_url": reverse("policy_signed", args=here)
        if standing.may(P.MANAGE_WORKERS, prison=prison) and not found.ended_on
        else "",
    }
    return TemplateResponse(request, "inductions/policy.html", context)


def counts(document: PolicyDocument) -> list[tuple[str, Any]]:
    """Who has said so of this version, and who of those here today still has to."""
    found: list[tuple[str, Any]] = [("Have read it", str(document.acknowledgements.count()))]
    if document.must_acknowledge and not document.ended_on:
        today = timezone.localdate()
        open_ones = [each for each in owed_at(document.prison, today) if each.document.pk == document.pk]
        late = sum(1 for each in open_ones if each.overdue_since(today))
        found += [("Still to read it", str(len(open_ones))), ("Overdue", str(late))]
    return found


@require_POST
def acknowledge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """“I have read this version.”"""
    found = policy_at(request, code, pk)
    person = own_person(request)
    if person is None:
        raise access.NotPermitted(
            "Only somebody who works here for an organisation says that they have read it."
        )
    try:
        acknowledge_policy(by=request.user, person=person, document=found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, f"Thank you. You have read “{found.title}”, version {found.version}.")
    return redirect("policies", code)


@require_safe
def policies_overdue(request: HttpRequest, code: str) -> HttpResponse:
    """Who has not said that they read what, since when, by organisation; and policies that wait for a review."""
    prison = prison_with_papers(request, code)
    standing, today = standing_of(request.user), timezone.localdate()
    looks_after = standing.may(P.VIEW_WORKERS, prison=prison)
    if not sees_overdue(standing, prison):
        access.require(request.user, P.VIEW_WORKERS, prison=prison)
    own = None if looks_after else standing.organisations_where(P.MANAGE_OWN_WORKERS)
    found = owed_at(prison, today, own)
    late = [each for each in found if each.overdue_since(today)]
    by_name = sorted(
        ((organisation.name, each) for each in late for organisation in dict.fromkeys(each.organisations)),
        key=lambda pair: (pair[0].casefold(), pair[1].person.name, pair[1].document.title),
    )
    page = Paginator(by_name, A_PAGE).get_page(request.GET.get("page"))
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, each in page:
        groups[name].append(words.overdue_row(each, today, may_open=True))
    reviews = PolicyDocument.objects.visible_to(request.user).current()
    reviews = (
        reviews.filter(prison=prison, review_on__lte=today).order_by("review_on").select_related("prison")
    )
    context = {
        "prison": prison,
        "crumbs": below_policies(request, prison),
        "page": page,
        "groups": dict(groups),
        "late": len(late),
        "people": len({each.person.pk for each in late}),
        "in_time": len(found) - len(late),
        "own": not looks_after,
        "reviews": reviews if looks_after else [],
    }
    return TemplateResponse(request, "inductions/policies_overdue.html", context)
