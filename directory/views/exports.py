"""Services to take away: a page that says what the file holds, and the file itself.

The file is given to a press and not to a link: that it was taken stands in the audit, and mail gateways open links.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import standing_of
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, organisation_at, prison_at
from directory.actions.exporting import Export, export_services
from directory.exports import files
from directory.exports.rows import with_a_text
from directory.forms.filters import DirectoryFilter
from directory.models import Listing
from directory.models.listing import ListingQuerySet

Answer = HttpResponse | StreamingHttpResponse | FileResponse
UNDECIDED: Final = "undecided"


def _published(request: HttpRequest) -> ListingQuerySet:
    readers = standing_of(request.user).prisons_where(P.VIEW_DIRECTORY)
    return Listing.objects.visible_to(request.user).published().filter(prison__in=readers)


def _overseen(request: HttpRequest) -> ListingQuerySet:
    overseers = standing_of(request.user).prisons_where(P.VIEW_QUEUE)
    return with_a_text(Listing.objects.visible_to(request.user).filter(prison__in=overseers))


# --- One prison -----------------------------------------------------------------------------------


@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """With the filters of the directory in the address, what they leave."""
    prison = prison_at(request, code, P.VIEW_DIRECTORY)
    standing = standing_of(request.user)
    here = _published(request).filter(prison=prison)
    form = DirectoryFilter(request.GET, prison=prison, looks_after=standing.may(P.VIEW_QUEUE, prison=prison))
    chosen = form.apply(here)
    narrowed = any(request.GET.get(name) for name in form.fields)
    where = f"the directory of {prison}"
    offers = [
        _offer(
            chosen,
            f"The services in {where} that fit your filter"
            if narrowed
            else f"{where[:1].upper()}{where[1:]}",
        )
    ]
    offers[0]["query"] = f"?{request.GET.urlencode()}" if narrowed else ""
    if standing.may(P.VIEW_QUEUE, prison=prison) and not narrowed:
        there = _overseen(request).filter(prison=prison)
        more = "The same, with texts that wait, were returned or were withdrawn"
        offers.append(_offer(there, more, holds=UNDECIDED))
    crumbs = [*crumbs_of(prison), ("Directory", reverse("directory", args=[code]))]
    several = standing.prisons_where(P.VIEW_DIRECTORY).count() > 1
    return _page(
        request, offers, crumbs, prison.name, prison=prison,
        csv_url=reverse("export_csv", args=[code]), xlsx_url=reverse("export_xlsx", args=[code]),
        all_url=reverse("export", args=[code]) if narrowed else "",
        import_url=reverse("imports", args=[code]) if standing.may(P.IMPORT_SERVICES, prison=prison) else "",
        everywhere_url=reverse("export_everywhere") if several else "",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def export_file(request: HttpRequest, code: str, kind: str) -> Answer:
    prison = prison_at(request, code, P.VIEW_DIRECTORY)
    page = reverse("export", args=[code])
    with_undecided = request.POST.get("holds") == UNDECIDED
    if with_undecided:
        listings = _overseen(request).filter(prison=prison)
    else:
        looks_after = standing_of(request.user).may(P.VIEW_QUEUE, prison=prison)
        form = DirectoryFilter(request.GET, prison=prison, looks_after=looks_after)
        listings = form.apply(_published(request).filter(prison=prison))
    return _answer(
        request, kind, prison.code, page,
        lambda: export_services(
            by=request.user, listings=listings, prison=prison, with_undecided=with_undecided
        ),
    )  # fmt: skip


# --- An organisation's own ------------------------------------------------------------------------


@require_safe
def services_export(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at(request, slug, P.VIEW_OWN_SERVICES)
    own = with_a_text(Listing.objects.visible_to(request.user).filter(service__organisation=organisation))
    offers = [_offer(own, f"All services of {organisation}, at each prison that has a text of them")]
    crumbs = [*crumbs_of(organisation=organisation), ("Services", reverse("services", args=[slug]))]
    return _page(
        request, offers, crumbs, organisation.name,
        csv_url=reverse("services_export_csv", args=[slug]),
        xlsx_url=reverse("services_export_xlsx", args=[slug]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def services_export_file(request: HttpRequest, slug: str, kind: str) -> Answer:
    organisation = organisation_at(request, slug, P.VIEW_OWN_SERVICES)
    own = Listing.objects.visible_to(request.user).filter(service__organisation=organisation)
    return _answer(
        request, kind, slug, reverse("services_export", args=[slug]),
        lambda: export_services(
            by=request.user, listings=own, organisation=organisation, with_undecided=True
        ),
    )  # fmt: skip


# --- Every prison that somebody may read ----------------------------------------------------------


@require_safe
def export_everywhere(request: HttpRequest) -> HttpResponse:
    access.require(request.user, P.VIEW_DIRECTORY)
    standing = standing_of(request.user)
    offers = [_offer(_published(request), "The directories of all the prisons whose services you may see")]
    if standing.may(P.VIEW_QUEUE):
        more = "The same, with texts that wait, were returned or were withdrawn"
        offers.append(_offer(_overseen(request), more, holds=UNDECIDED))
    return _page(
        request, offers, crumbs_of(), "All your prisons",
        csv_url=reverse("export_everywhere_csv"), xlsx_url=reverse("export_everywhere_xlsx"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def export_everywhere_file(request: HttpRequest, kind: str) -> Answer:
    access.require(request.user, P.VIEW_DIRECTORY)
    with_undecided = request.POST.get("holds") == UNDECIDED
    listings = _overseen(request) if with_undecided else _published(request)
    return _answer(
        request, kind, "all", reverse("export_everywhere"),
        lambda: export_services(by=request.user, listings=listings, with_undecided=with_undecided),
    )  # fmt: skip


# --- What they share ------------------------------------------------------------------------------


def _offer(listings: ListingQuerySet, title: str, holds: str = "") -> dict[str, Any]:
    """One file in words: how many services it holds, and what to mind with it."""
    count = listings.count()
    return {
        "title": title,
        "count": "1 service" if count == 1 else f"{count} services",
        "empty": not count,
        "holds": holds,
        "query": "",
        "of": ", with what is not decided" if holds else "",
        "warnings": _warnings(listings),
    }


def _warnings(listings: ListingQuerySet) -> list[str]:
    discreet = listings.filter(discreet=True).count()
    hidden = listings.filter(confidential_premises=True).count()
    found = []
    if discreet:
        of = "1 service in it is" if discreet == 1 else f"{discreet} services in it are"
        found.append(
            f"{of} discreet: nobody should be seen to use {'it' if discreet == 1 else 'them'}."
            " Keep the file off shared folders and notice boards."
        )
    if hidden:
        of = "1 service in it" if hidden == 1 else f"{hidden} services in it"
        found.append(f"The premises of {of} must not be found. Do not pass on where they are.")
    return found


def _page(
    request: HttpRequest, offers: list[dict[str, Any]], crumbs: list[Crumb], caption: str, **more: Any
) -> HttpResponse:
    context = {
        "offers": offers, "crumbs": crumbs, "caption": caption, "prison": None, "all_url": "",
        "everywhere_url": "", "import_url": "",
    }  # fmt: skip
    return TemplateResponse(request, "directory/export.html", context | more)


def _answer(request: HttpRequest, kind: str, place: str, page: str, take: Callable[[], Export]) -> Answer:
    """The file; whoever comes by a link is sent to the page that says what it holds."""
    if request.method != "POST":
        return redirect(page)
    try:
        taken = take()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(page)
    name = f"{place}-services-{timezone.localdate():%Y-%m-%d}.{kind}"
    content_type = files.CONTENT_TYPES[kind]
    if kind == "xlsx":
        file = files.xlsx_file(taken.batches(), title=f"Services {place}")
        return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response = StreamingHttpResponse(files.csv_lines(taken.batches()), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
