"""The editions of a prison: what is printed, what is under way, what a new one would hold."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access, publishing
from coordination.access import standing_of
from coordination.models import Prison
from coordination.offers import OfferedPaper, offers
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from coordination.views.handing_out import NOT_NOW
from coordination.views.places import crumbs_of, prison_at
from directory.actions.editions import make_edition, retry_edition
from directory.editions import copies
from directory.editions.review import review, too_long
from directory.forms.editions import MakeEditionForm
from directory.models import Edition, Listing
from directory.views import edition_words as words

logger = logging.getLogger(__name__)
A_PAGE: Final = 20
DIRECTORIES: Final = (Edition.Kind.STAFF, Edition.Kind.PEOPLE)


def edition_at(request: HttpRequest, code: str, pk: int) -> Edition:
    """404 for one that the user may not know of, 403 where the role reads no editions at this prison."""
    prison_at(request, code, Permission.VIEW_EDITIONS)
    editions = Edition.objects.visible_to(request.user).select_related("prison", "made_by")
    found: Edition | None = editions.filter(pk=pk, prison__code=code).first()
    if found is None:
        raise Http404
    return found


@require_safe
def editions(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, Permission.VIEW_EDITIONS)
    may_make = standing_of(request.user).may(Permission.MAKE_EDITION, prison=prison)
    visible = (
        Edition.objects.visible_to(request.user).filter(prison=prison).select_related("made_by", "prison")
    )
    page = Paginator(visible.defer("snapshot"), A_PAGE).get_page(request.GET.get("page"))
    newest = [_newest(request, prison, kind, may_make) for kind in DIRECTORIES]
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "newest": newest,
        "under_way": [words.progress(each) for each in page if each.is_under_way],
        "page": page,
        "columns": words.COLUMNS,
        "rows": [words.row(each) for each in page],
        "may_make": may_make,
        "missing": publishing.missing_library() if may_make else "",
        "closed": "" if prison.is_running else words.closed(prison),
    }
    return TemplateResponse(request, "directory/editions/editions.html", context)


def _newest(request: HttpRequest, prison: Prison, kind: Edition.Kind, may_make: bool) -> dict[str, Any]:
    """The newest finished edition of a kind, in words, and where to make the next."""
    finished = Edition.objects.visible_to(request.user).filter(
        prison=prison, kind=kind, state=Edition.State.READY
    )
    edition = finished.select_related("prison", "made_by").order_by("-number").first()
    withdrawn = list(copies.withdrawn_since(edition)) if edition else []
    return {
        "title": kind.label,
        "of": f"of the {kind.label.lower()}",
        "edition": edition,
        "words": words.newest(edition, timezone.localdate()) if edition else "",
        "too_long": too_long(edition) if edition and may_make else "",
        "gone": words.gone(edition, withdrawn, may_make) if edition else "",
        "file_url": reverse("edition_file", args=[prison.code, edition.pk])
        if edition and may_open(withdrawn, may_make)
        else "",
        "make_url": reverse("edition_make", args=[prison.code, kind.value]) if may_make else "",
        "with_it": printed_with(request, prison, kind.value),
    }


def printed_with(request: HttpRequest, prison: Prison, kind: str) -> list[OfferedPaper]:
    """What other features offer to be printed with a directory of this kind, such as feedback slips."""
    standing = standing_of(request.user)
    return [
        paper
        for module in offers("editions")
        for paper in module.offered(request.user, standing, prison, kind)
    ]


def may_open(withdrawn: Iterable[Listing], may_make: bool) -> bool:
    """One that shows an urgently withdrawn entry is opened only by who can make the next."""
    return may_make or not any(listing.withdrawn_urgently for listing in withdrawn)


@require_http_methods(["GET", "POST"])
def edition_make(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """What would be printed and what to look at before; then the press."""
    prison = prison_at(request, code, Permission.MAKE_EDITION)
    if kind not in [each.value for each in DIRECTORIES]:
        raise Http404
    form = MakeEditionForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = make_edition(by=request.user, prison=prison, kind=kind, seen=form.cleaned_data["seen"])
        except Overtaken as overtaken:
            messages.info(request, str(overtaken))
            return redirect("editions", code)
        except Refused as refused:
            form.refuse(refused)
            status = 409
        else:
            messages.success(
                request, f"Edition {made.number} is being laid out. This usually takes less than a minute."
            )
            return redirect(made)
    found = review(prison, kind, timezone.localdate())
    if status == 200 and not form.errors:
        form = MakeEditionForm(initial={"seen": found.seen})
    form.cancel_url = reverse("editions", args=[code])
    context = {
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Editions", form.cancel_url)],
        "title": f"Print a new {Edition.Kind(kind).label.lower()}",
        "review": found,
        "form": form,
        "changes": words.changes(found.changes),
        "warnings": words.warnings(found),
    }
    return TemplateResponse(request, "directory/editions/make.html", context, status=status)


@require_safe
def edition(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return edition_page(request, edition_at(request, code, pk))


def edition_page(
    request: HttpRequest, found: Edition, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """One edition. `problem`: a sentence why what was asked for did not happen."""
    prison = found.prison
    may_make = standing_of(request.user).may(Permission.MAKE_EDITION, prison=prison)
    is_directory = found.kind in DIRECTORIES
    ready = found.state == Edition.State.READY
    gone = list(copies.withdrawn_since(found)) if ready and is_directory else []
    context = {
        "edition": found,
        "title": words.title(found),
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Editions", reverse("editions", args=[prison.code]))],
        "facts": words.facts(found),
        "progress": words.progress(found) if found.is_under_way else None,
        "may_open": ready and may_open(gone, may_make),
        "may_retry": may_make and found.state == Edition.State.FAILED,
        "file_url": reverse("edition_file", args=[prison.code, found.pk]),
        "with_it": printed_with(request, prison, found.kind) if ready and is_directory else [],
        "retry_url": reverse("edition_retry", args=[prison.code, found.pk]),
        "changes": words.changes(found.changes) if is_directory else None,
        "left_out": words.left_out(found.changes) if may_make else [],
        "too_long": too_long(found) if may_make else "",
        "gone": words.gone(found, gone, may_make),
        "copies_url": reverse("edition_copies", args=[prison.code, found.pk])
        if may_make and ready and is_directory
        else "",
        "copies": words.copies(found) if ready and is_directory else None,
        "notice": words.notice(found) if found.kind == Edition.Kind.TAKE_DOWN else None,
        "problem": problem,
    }
    return TemplateResponse(request, "directory/editions/edition.html", context, status=status)


@require_safe
def edition_progress(request: HttpRequest, code: str, pk: int) -> JsonResponse:
    """For static/js/progress.js."""
    found = edition_at(request, code, pk)
    said = words.progress(found)
    answer = {
        "done": found.progress, "total": 100, "sentence": said["sentence"], "finished": not found.is_under_way,
    }  # fmt: skip
    return JsonResponse(answer)


@require_safe
def edition_file(request: HttpRequest, code: str, pk: int) -> HttpResponse | FileResponse:
    """The PDF."""
    found = edition_at(request, code, pk)
    if found.state != Edition.State.READY:
        return edition_page(request, found, problem="There is no file yet.", status=409)
    may_make = standing_of(request.user).may(Permission.MAKE_EDITION, prison=found.prison)
    if not may_open(copies.withdrawn_since(found), may_make):
        problem = "A service in it was withdrawn urgently, so it is not given out any more."
        return edition_page(request, found, problem=problem, status=409)
    try:
        file = default_storage.open(found.file.name)
    except FileNotFoundError:
        problem = "The file is not where it was kept. Make a new edition, and tell your administrator."
        return edition_page(request, found, problem=problem, status=410)
    except OSError:
        logger.exception("Edition %s cannot be read", found.pk)
        return edition_page(request, found, problem=NOT_NOW, status=503)
    name = f"{found.prison.code}-{found.kind.replace('_', '-')}-edition-{found.number}.pdf"
    response = FileResponse(file, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
def edition_retry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = edition_at(request, code, pk)
    access.require(request.user, Permission.MAKE_EDITION, prison=found.prison)
    try:
        retry_edition(by=request.user, edition=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It is being laid out again.")
    return redirect(found)
