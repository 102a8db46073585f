"""The directory on the screen, for everybody who works at the prison: a list with filters, and an entry."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission
from directory.editions import sentences
from directory.forms.filters import DirectoryFilter
from directory.models import Contact, Listing, Revision
from directory.models.freshness import Freshness, freshness_of
from directory.models.listing_state import day_in_words
from directory.views import reading

A_PAGE = 50
# What the page of an entry says before everything else.
SAID_FIRST = ("summary", "how_to_ask", "staff_procedure", "usual_wait_days")
ROOM_TONES = {
    Listing.Room.OPEN: "good", Listing.Room.WAITING_LIST: "waiting", Listing.Room.FULL: "attention",
    Listing.Room.PAUSED: "bad",
}  # fmt: skip


def _prison_to_read(request: HttpRequest, code: str) -> Prison:
    prison = get_visible_or_404(Prison, request.user, code=code)
    access.require(request.user, Permission.VIEW_DIRECTORY, prison=prison)
    return prison


@require_safe
def directory(request: HttpRequest, code: str) -> HttpResponse:
    prison = _prison_to_read(request, code)
    standing = standing_of(request.user)
    looks_after = standing.may(Permission.VIEW_QUEUE, prison=prison)
    form = DirectoryFilter(request.GET, prison=prison, looks_after=looks_after)
    published = Listing.objects.visible_to(request.user).published().filter(prison=prison)
    chosen = form.apply(published)
    page = Paginator(chosen.with_wording().by_chapter(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "prison": prison,
        "form": form,
        "page": page,
        "chapters": _chapters(page.object_list),
        "filtered": any(request.GET.getlist(name) != [""] for name in request.GET if name in form.fields),
        "export_url": reverse("export", args=[code], query=request.GET),
        "editions_url": reverse("editions", args=[code])
        if standing.may(Permission.VIEW_EDITIONS, prison=prison)
        else "",
    }
    return TemplateResponse(request, "directory/directory.html", context)


def _chapters(listings: Any) -> list[dict[str, Any]]:
    """The page's entries under their first pathway; a heading is said once, and once more on the next page."""
    rows = [_row(listing, listing.approved_revision) for listing in listings]
    return [
        {"title": title, "rows": list(group)}
        for title, group in groupby(rows, key=lambda row: row["chapters"][0])
    ]


def _row(listing: Listing, text: Revision) -> dict[str, Any]:
    return {
        "number": listing.entry_number,
        "url": reverse("entry", args=[listing.prison.code, listing.entry_number]),
        "name": text.name,
        "organisation": listing.service.organisation.name,
        "summary": text.summary,
        "chapters": [str(pathway) for pathway in text.pathways.all()] or ["Other help"],
        "groups": [str(group) for group in text.groups.all()],
        "sessions": [session.when for session in text.sessions.all()],
        "wings": "Every wing" if text.every_wing else ", ".join(str(wing) for wing in text.wings.all()),
        "room": listing.get_room_display() if listing.room else "",
        "room_tone": ROOM_TONES.get(Listing.Room(listing.room), "neutral"),
        "notice": notice_of_time(text),
        "mark": mark_of(listing),
    }


def mark_of(listing: Listing) -> str:
    """“Not confirmed since 3 May 2026”; empty where somebody confirmed the entry in time."""
    if freshness_of(listing.confirmed_on, timezone.localdate()) == Freshness.CONFIRMED:
        return ""
    return sentences.not_confirmed(listing.confirmed_on)


def notice_of_time(text: Revision) -> str:
    """What a reader must know first: it has not begun, or it is over."""
    if not (text.starts_on or text.ends_on):
        return ""
    today = timezone.localdate()
    if text.starts_on and text.starts_on > today:
        return f"Starts on {day_in_words(text.starts_on)}"
    if text.ends_on and text.ends_on < today:
        return f"Ended on {day_in_words(text.ends_on)}"
    return ""


@require_safe
def entry(request: HttpRequest, code: str, entry_number: int) -> HttpResponse:
    prison = _prison_to_read(request, code)
    numbered = Listing.objects.visible_to(request.user).filter(prison=prison, entry_number=entry_number)
    found = numbered.with_wording().first()
    if found is None:
        raise Http404
    standing = standing_of(request.user)
    may_see_listing = standing.may(Permission.VIEW_QUEUE, prison=prison)
    if not found.is_published:
        # Who sees withdrawn entries at all works on them: the number on a paper leads to what became of it.
        return redirect(found)
    text = found.approved_revision
    context = {
        "prison": prison,
        "listing": found,
        "text": text,
        "notice": notice_of_time(text),
        "mark": mark_of(found),
        "room_tone": ROOM_TONES.get(Listing.Room(found.room), "neutral"),
        "first": _first(found, text),
        "contacts": [
            {"name": contact.name, "role": contact.role, "email": contact.email, "phone": contact.phone}
            for contact in Contact.objects.visible_to(request.user).filter(listing=found)
        ],
        "sections": reading.sections(
            text, hide_places=found.confidential_premises, as_approved=True, without=SAID_FIRST
        ),
        "wrong_url": reverse("correction_new", args=[code, entry_number])
        if standing.may(Permission.REPORT_CORRECTION, prison=prison)
        else "",
        "listing_url": found.get_absolute_url() if may_see_listing else "",
    }
    return TemplateResponse(request, "directory/entry.html", context)


def _first(listing: Listing, text: Revision) -> list[tuple[str, Any]]:
    """What somebody on a wing asks first."""
    helpline = ", ".join(filter(None, (listing.public_helpline, listing.public_helpline_hours)))
    shows_address = listing.public_address_approved_at and not listing.confidential_premises
    facts = [
        ("How people in prison ask", text.how_to_ask),
        ("How staff refer", reading.lines(text.staff_procedure)),
        # Where it is known it stands in the line above, as a tag.
        ("Room for more", "" if listing.room else None),
        ("Usual wait", _wait(text.usual_wait_days)),
        ("Public helpline", helpline if listing.public_helpline_approved_at else ""),
        ("Public address", reading.lines(listing.public_address) if shows_address else ""),
        ("Confirmed as right", day_in_words(listing.confirmed_on) if listing.confirmed_on else None),
    ]
    return [(label, value) for label, value in facts if value != ""]


def _wait(days: int | None) -> str | None:
    if days is None:
        return None
    return sentences.length_of_time(days) if days else "No wait"
